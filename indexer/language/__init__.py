"""English of news, for both sides: what indexing and answering must read alike (pure)."""
