"""Sentences, selected or generated -> claims -> answer: disagreements, several parts, and numbered sources (pure)."""
