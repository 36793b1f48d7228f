"""What the names begin with under which the journal keeps its notes.

What follows is whose note it is: a question, a channel, a member.
"""

FOLLOWS = "follows "
"""Of a question of a button: which answer that was below."""

PRESSED = "pressed "
"""The question that a button has asked."""

SHARED = "shared "
"""When something was posted for all to see."""

SCOPE = "scope "
"""A channel's scope as it was set there."""

SCOPE_MAKER = "scope set by "
"""Who has set a channel's scope: a member's id."""

THREAD = "thread "
"""The id of a thread's channel, where the thread has an id of its own."""

FORGOTTEN = "forgotten"
"""What such a note says once that member was forgotten: nobody's id, so that only admins change the scope."""

SEARCH = "search "
"""A search, or a watch that is not started yet, as a JSON list: first the member."""

TURNS_OF_USER = "asked by "
"""When a user has asked, where several processes answer."""
