"""Word lists of English: synonyms, spellings of one thing, forms of verbs, and words that only join others (pure)."""
