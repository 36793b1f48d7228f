"""How long what was asked and answered in chat is kept, and for how long it can be taken up again.

The texts of questions are kept as long as `[answers] retention` says.
"""

from __future__ import annotations

from datetime import timedelta

ANSWERS = timedelta(days=7)
"""Answers: for votes, "More sources" and correction notes; and the searches behind the buttons of their pages."""

EVENTS = timedelta(days=1)
"""Ids of a platform's events, so that one sent again is not answered again; platforms do that within an hour."""

THREADS = timedelta(days=1)
"""Questions of a thread as the conversation before a follow-up."""

UNANSWERED = timedelta(days=1)
"""Questions that an earlier run left open: after this time they are too old to be answered."""

FOLLOWS = "follows "
"""What the name begins with under which the journal keeps for a question of a button which answer that was below."""

PRESSED = "pressed "
"""What the name begins with under which the journal keeps the question that a button has asked."""

SHARED = "shared "
"""What the name begins with under which the journal keeps when something was posted for all to see."""

SCOPE_MAKER = "scope set by "
"""What the name begins with under which the journal keeps who has set a channel's scope: a member's id."""

FORGOTTEN = "forgotten"
"""Who has set a scope whose member was forgotten: nobody's id, so that only admins change it."""

SEARCH = "search "
"""What the name begins with under which the journal keeps a search, or a watch that is not started yet.

Its text is a JSON list: first the member.
"""

TURNS_OF_USER = "asked by "
"""What the name begins with under which the journal keeps when a user has asked, where several processes answer."""

LEASE = timedelta(seconds=15)
"""For how long a process that is not heard of goes on seeing to its questions, where several answer.

Every process looks a few times within it for questions to take over, so that one waits for half a minute at most.
"""
