"""How much speaks for a text being an issue (pure).

No single sign has to be there. What the text says of itself counts (its title, a greeting, how it ends, a sponsor), and
how its parts are: that they lead to different pages elsewhere, and that they share neither names nor words, which is
how lexical cohesion tells one subject from several (Hearst 1997, "TextTiling"). Points are added up. Chosen by reading;
what parts share was measured on passages of one article and of different ones.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from statistics import mean, median
from typing import TYPE_CHECKING

from indexer.articles.known_outlets import COMPANIES
from indexer.articles.newsletters import wording
from indexer.articles.newsletters.leads import lead_key
from indexer.language import calendar

if TYPE_CHECKING:
    from collections.abc import Sequence

ISSUE = 5.25
"""Points from which on a text is an issue: more than its parts alone can have."""

DIFFERENT = 2.0
"""Points that its parts need by themselves."""

_ONE_TEXT = -10.0  # points of chapters, questions and a report by the minute
_MOST = 0.5  # more than this share of the parts
_NAMED = 0.5  # share of the parts of an issue that name somebody, at least
_SITES = 0.6  # different sites, as a share of the parts that lead elsewhere, at least
_COVERED = 0.6  # share of the text that is in its parts, below which points are lost
_SHORT_PART, _LONG = 900, 4_000  # characters of the middle part of most issues, and of hardly any
_READ = 600  # characters of each part that are compared: longer ones share more words by chance
_NAME = re.compile(r"(?:(?<=[a-z,;] )|(?<=\b[MD][rs]\. )|(?<=\bMrs\. ))[A-Z]\w{3,}")  # within a sentence
_CAPITALISED = re.compile(r"\b[A-Z]\w{3,}")
_WORD = re.compile(r"[^\W\d_]{5,}")
_ENOUGH = 12  # words of a part from which on it tells something that it shares none with others
_SHORT = 140  # characters of a paragraph that says what follows; the first one of a report is longer
_TELLING = 4  # letters of a word of the title that tells what a text is about


@dataclass(frozen=True, slots=True)
class PartFacts:
    """What is known of one part."""

    lead: str
    text: str  # without the lead
    size: int  # characters
    site: str  # of the first page elsewhere that it leads to, "" if it leads nowhere
    leads: float  # 1: elsewhere, 0.5: to another page of its own site, 0: nowhere
    labels: frozenset[str]  # words of its links' short labels
    ruled: bool  # a line is drawn before it


def of_cover(title: str, url: str, texts: Sequence[str], *, paid: bool, series: bool) -> float:
    """Return what a text says of itself: by its title, its address and its paragraphs.

    `paid`: a sponsor has a part; `series`: the feed or the mailbox that it comes from is a newsletter's.
    """
    said = (
        (3.0, series or wording.names_series(title)),
        (-2.0, wording.announces_one_subject(title)),
        (-1.0, wording.counts_things(title)),
        (1.0, wording.is_address_of_series(url)),
        (1.5, any(map(wording.SERIES_TEXT.search, texts))),
        (1.0, any(map(wording.GREETING.match, texts[:4]))),
        (1.0, any(wording.PERIOD.search(text) for text in texts[:4] if len(text) <= _SHORT)),
        (1.0, any(map(wording.SIGN_OFF.match, texts[-6:]))),
        (1.0, any(map(wording.ASIDE.fullmatch, texts))),
        (1.0, paid),
    )
    return sum(points for points, is_said in said if is_said)


def of_parts(parts: Sequence[PartFacts], title: str, covered: float) -> float:
    """Return how much parts differ as those of an issue do; `covered`: the share of the text that they are."""
    leads = [part.lead for part in parts]
    chapters = sum(lead_key(lead) in wording.CHAPTERS or bool(wording.TIMED.match(lead)) for lead in leads)
    if chapters > 1 or mean(lead.endswith("?") for lead in leads) > _MOST:
        return _ONE_TEXT
    sites = [part.site for part in parts if part.site]
    said = (
        (-1.5, len(set(sites)) < _SITES * len(sites)),
        (0.5, (size := median(part.size for part in parts)) <= _SHORT_PART),
        (-2.0, size > _LONG),
        (1.0, mean(part.ruled for part in parts) > _MOST),
        (2.0, _is_made_of(title, leads)),
    )
    leading = 2 * mean(part.leads for part in parts) - 0.5
    lacking = 6 * max(0.0, _COVERED - covered) + 3 * _recurrence(title, parts)
    return sum(points for points, is_so in said if is_so) + leading - lacking + _apartness(parts)


def _apartness(parts: Sequence[PartFacts]) -> float:
    """Return how little parts share: up to a point each for names and other words, less where they are short."""
    same = Counter(word for part in parts for word in part.labels)  # "source", "more": what all items end with
    furniture = {word for word, count in same.items() if count > 1}
    words = [_words(f"{part.lead} {part.text[:_READ]}") - furniture for part in parts]
    names = [each - furniture for each in _names(parts)]
    counts = Counter(name for each in names for name in each)
    sharing = mean(any(counts[name] > 1 for name in each) for each in names)
    most = min(1.0, median(map(len, words)) / _ENOUGH)
    nameless = mean(map(bool, names)) < _NAMED
    return min(most, 1 - 2.5 * sharing) + min(most, max(-2.0, 2 - 50 * _overlap(words))) - nameless


def _names(parts: Sequence[PartFacts]) -> list[set[str]]:
    """Return the names in each part, in small letters: what is capitalised within a sentence of some part."""
    known = {name for part in parts for name in _NAME.findall(part.text[:_READ])}
    said = [known & set(_CAPITALISED.findall(f"{part.lead} {part.text[:_READ]}")) for part in parts]
    return [{name.casefold() for name in each} - COMPANIES.keys() - calendar.NAMES for each in said]


def _is_made_of(title: str, leads: Sequence[str]) -> bool:
    """Tell whether a title is the heading of one part, or names several of them in a row."""
    if lead_key(title) in map(lead_key, leads):
        return True
    named = [_telling(segment, 3) for segment in re.split(r"[,;:|+]|\band\b|\bplus\b", title)]
    told = [_telling(lead, 3) for lead in leads]
    each = {at for words in named for at, lead in enumerate(told) if len(words & lead) > len(words) / 2}
    return len(each) > 1 and len(named) > 1


def _recurrence(title: str, parts: Sequence[PartFacts]) -> float:
    """Return in which share of the other parts a title's word recurs; the name of a series does so anyway."""
    on = _telling(title.partition(":")[2] if wording.names_series(title) else title)
    words = [_telling(f"{part.lead} {part.text}") for part in parts]
    return max(0, max((sum(word in each for each in words) for word in on), default=0) - 1) / max(1, len(parts) - 1)


def _overlap(words: Sequence[set[str]]) -> float:
    """Return the mean share of words that two parts have in common (Jaccard)."""
    pairs = [(one, other) for at, one in enumerate(words) for other in words[:at]]
    return mean(len(one & other) / max(1, len(one | other)) for one, other in pairs) if pairs else 0.0


def _words(text: str) -> set[str]:
    return {word.removesuffix("s") for word in _WORD.findall(text.casefold())}


def _telling(text: str, letters: int = _TELLING) -> set[str]:
    return {word.removesuffix("s") for word in lead_key(text).split() if len(word) >= letters}
