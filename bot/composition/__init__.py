"""Sentences -> claims -> answer: disagreements, several parts, originals, and numbered sources."""
