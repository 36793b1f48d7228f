"""Edge: watches and digests as Atom feeds, a file each."""
