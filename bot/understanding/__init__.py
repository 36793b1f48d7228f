"""Question, asker's zone and conversation -> query (pure)."""
