"""The edges of the answering side: the terminal, JSON lines, chat platforms, language models, and the journal.

`messages` says everything that is said, `chat` is what platforms share, `slack` and `discord` hold what differs, with
the same file names for the same things; neither knows the other.
"""
