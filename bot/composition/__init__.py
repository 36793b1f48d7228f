"""Sentences -> answer: statements with their kinds, disagreements, several parts, first-hand sources."""
