"""How far back the stories of a question are looked for that states no time (pure)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.model import Form

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.retrieval.aim import Aim
    from indexer.model import Selection

_SPANS = ((timedelta(days=14), 7), (timedelta(days=30), 6), (timedelta(days=90), 4), (timedelta(days=365), 2))
"""Where a question states no time: the shortest of these that holds so many stories mainly on it, else all time."""

_SPANS_ON_A_TOPIC = ((timedelta(days=30), 3), (timedelta(days=90), 2), (timedelta(days=365), 1))
"""The same where each is a search by likeness, too."""

_SPANS_OF_OPINIONS = ((timedelta(days=365), 1),)
_SPANS_OF_OPINIONS_ON_A_NAME = ((timedelta(days=90), 2), (timedelta(days=365), 1))
"""The same where opinions are asked for: what people think holds longer than news."""

_SPANS_OF_A_LIST = ((timedelta(days=365), 2),)
"""The same for all that there was of something: a month has seldom seen more than one."""


def windows(aim: Aim, selection: Selection, now: datetime) -> list[tuple[Selection, int]]:
    """Return the selection, narrowed to ever longer spans before now if it has no beginning, and the stories wanted."""
    is_standing = aim.query.form is Form.LIST and bool(aim.names.names) and aim.event is None
    if selection.since or aim.is_extreme or is_standing:
        return [(selection, 0)]
    end = min(selection.until or now, now)
    return [*((replace(selection, since=end - span), enough) for span, enough in _spans(aim)), (selection, 0)]


def _spans(aim: Aim) -> Sequence[tuple[timedelta, int]]:
    """Return the spans in which a question without a time is answered, each with the stories that are enough."""
    if aim.query.form is Form.OPINIONS:
        return _SPANS_OF_OPINIONS_ON_A_NAME if aim.names.names else _SPANS_OF_OPINIONS
    if aim.query.form is Form.LIST and (aim.topic or aim.names.names):
        return _SPANS_OF_A_LIST
    return _SPANS if aim.names.names else _SPANS_ON_A_TOPIC
