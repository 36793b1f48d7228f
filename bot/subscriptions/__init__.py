"""News that comes to a channel, each story once: watches, digests, what is due of them, and what was sent.

catalogue's stories + clock + `records.Watch`, `records.Digest` → `due` (pure) → `records.Sending`, stored as planned
→ `sender`, which posts through a `ports.Destination`, and edits, replies and looks up after a crash
"""
