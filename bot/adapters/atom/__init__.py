"""Edge: watches and digests as Atom feeds, kept whole."""
