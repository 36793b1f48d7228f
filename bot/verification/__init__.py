"""A statement against the passages that it cites (pure): nothing is posted that does not pass."""
