"""Hits -> the sentences that can answer, and how likely it is that they do (pure)."""
