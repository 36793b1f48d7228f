"""Words and word forms that the check of statements knows (pure)."""
