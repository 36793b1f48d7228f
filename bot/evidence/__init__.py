"""Hits -> evidence: its sentences, read once; whether they answer, and if not, why; and which answer best (pure)."""
