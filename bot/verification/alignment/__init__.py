"""The clauses of a statement laid beside those of its passages (pure)."""
