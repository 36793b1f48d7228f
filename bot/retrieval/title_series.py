"""Series: articles whose titles begin with the same words, by which a list can ask for them (pure).

"List the companies of the 'harbour talks' series" asks for no talks in harbours, but for what is titled "Harbour talks:
how Acme builds boats".
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.language.name_mentions import NameMentions
from bot.language.words import stems, words
from bot.model import Form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.retrieval.aim import Aim

LEAST = 2
"""Titles that begin with the same words, if these name a series."""

_QUOTED = re.compile(
    r"[\"\u201c\u2018](?P<double>[^\"\u201c\u201d\u2018]{4,80}?)[\"\u201d\u2019]|(?<!\w)'(?P<single>[^']{4,80}?)'(?!\w)"
)
_BEFORE_SERIES = re.compile(r"(?P<before>(?:\S+\s){2,8})series\b", re.IGNORECASE)
_LONGEST = 6  # words of a name that is not quoted
_BESIDE = 1  # words that may stand between such a name and "series": "customer series"


def series_asked(text: str) -> Iterator[str]:
    """Yield what a question may call a series by: what it quotes, or stands before the word, the longer one first."""
    for quoted in _QUOTED.finditer(text):
        yield (quoted["double"] or quoted["single"]).strip(" .,!?:")
    for found in _BEFORE_SERIES.finditer(text):
        before = found["before"].split()
        for end in range(len(before), len(before) - _BESIDE - 1, -1):
            for start in range(max(0, end - _LONGEST), end - 1):
                yield " ".join(before[start:end]).strip("\"'\u201c\u201d\u2018\u2019.,!?:")


def is_of_series(title: str, series: str) -> bool:
    """Tell whether a title begins with the words of a series."""
    own, sought = ([word.casefold() for word in words(text)] for text in (title, series))
    return bool(sought) and own[: len(sought)] == sought


def asks_for_series(aim: Aim) -> bool:
    """Tell whether a series may be asked for: that is a list, of no kind of events."""
    return aim.query.form is Form.LIST and aim.event is None


def at_series(aim: Aim, series: str) -> Aim:
    """Return an aim at nothing but the articles of a series."""
    names, said = NameMentions((series,)), stems(series)
    topic = " ".join(word for word in aim.topic.split() if not stems(word) <= said)
    return replace(aim, names=names, named=(names,), topic=topic, spoken=topic, series=series)
