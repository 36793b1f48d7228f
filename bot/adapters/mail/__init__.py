"""Edge: watches and digests by mail, handed to an SMTP server."""
