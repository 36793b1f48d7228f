"""Whether the words that a reader takes for an answer may be of the sort that is sought, a time for "when" (pure)."""

from __future__ import annotations

import re

from bot.language.number_words import SPELLED
from bot.model import Seek
from indexer.language.calendar import MONTH, WEEKDAY

_BY_FIGURE = frozenset(
    {Seek.COUNT, Seek.MONEY, Seek.SHARE, Seek.SPAN, Seek.AGE, Seek.FREQUENCY, Seek.MEASURE, Seek.NUMBER}
)
_SOME_FIGURE = re.compile(
    rf"\d|\b(?:{SPELLED}|(?:an?|no|half|hundreds|thousands?|millions?|billions?|trillions?|dozens|double\w*|tripl\w+|twice|once"
    r"|\w*ly|several|few|none|most|all|free)\b)",
    re.IGNORECASE,
)
_SOME_TIME = re.compile(
    rf"\d|\b(?:{MONTH}|{WEEKDAY}|(?:second|minute|hour|day|night|week|month|quarter|year|decade|centur)\w*|spring|summer"
    r"|autumn|fall|winter|today|yesterday|tomorrow|morning|evening|tonight|now|soon|later|earlier|once|when|after|before"
    r"|until|by|already|immediately|never|christmas)\b",
    re.IGNORECASE,
)
_SOME_NAME = re.compile(r"[^\W\d_a-z]\w+")  # a capital, or a letter of a script without them


def is_of_sort(words: str, seek: Seek) -> bool:
    """Tell whether words may be what is sought: a figure, a time, somebody; others may be anything."""
    if seek is Seek.DATE:
        return bool(_SOME_TIME.search(words))
    if seek is Seek.PERSON:
        return bool(_SOME_NAME.search(words))
    return seek not in _BY_FIGURE or bool(_SOME_FIGURE.search(words))
