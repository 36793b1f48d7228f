"""A sentence taken apart for comparison: words, predicates, clauses and how certain they are (pure)."""
