"""The one composition root: settings -> objects, opened and closed in order.

Heavy engines are imported where they are built, so that a command pays for what it uses.
"""
