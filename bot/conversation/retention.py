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

LEASE = timedelta(seconds=15)
"""For how long a process that is not heard of goes on seeing to its questions, where several answer.

Every process looks a few times within it for questions to take over, so that one waits for half a minute at most.
"""
