"""Many articles out of few sentences: the same news of other companies, told by other papers (pure).

An article is a few neighbouring sentences of the sample newsroom in which most names are replaced by invented ones,
so that the lexical index gets the vocabulary of a large collection: a few words that are everywhere, and very many
rare ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.language.words import names
from indexer.model import Article, Kind
from indexer.web import urls

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

SPAN = timedelta(days=730)
"""The time over which a collection's articles are spread."""

LATEST = datetime(2026, 11, 24, 12, tzinfo=UTC)
"""When the last of them was published."""

PUBLISHERS = 50

_KEPT = 0.1  # share of names that are left as they are, so that questions about them find something
_MOST = 4  # sentences of an article
_LONGEST = 700  # characters of it: about 160 tokens, which make one passage
_ONSETS = ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "kl", "st", "tr")
_SYLLABLES = [onset + vowel for onset in _ONSETS for vowel in "aeiou"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A run of sentences to be made into articles."""

    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentences as one paragraph."""
        return " ".join(self.sentences)


def drafts(paragraphs: Sequence[Sequence[str]]) -> list[Draft]:
    """Return every run of one to four neighbouring sentences of one article, without repetition."""
    runs = [
        tuple(sentences[start : start + length])
        for sentences in paragraphs
        for length in range(1, _MOST + 1)
        for start in range(len(sentences) - length + 1)
    ]
    found = [Draft(sentences=run) for run in dict.fromkeys(runs)]
    return [draft for draft in found if len(draft.text) <= _LONGEST]


def article(number: int, draft: Draft, random: Random) -> Article:
    """Return the article with that number; its text is like no other's."""
    renamed = _renamed(draft.text, random)
    published = LATEST - random.random() * SPAN
    paper = invented(number % PUBLISHERS)
    url = f"https://{paper.lower()}.example/{published:%Y/%m/%d}/{number}"
    return Article(
        id=urls.article_id(url),
        url=url,
        title=_renamed(draft.sentences[0], random)[:90],
        text=f"{renamed} {invented(number + PUBLISHERS)} was the first to report it.",
        publisher=publisher(number),
        published=published,
        first_seen=published,
        language="en",
        kind=Kind.REPORTED,
    )


def report(number: int, told: Sequence[Draft], random: Random) -> Article:
    """Return an article with that number, of a paragraph for each draft."""
    first = article(number, told[0], random)
    return replace(first, text="\n\n".join([first.text, *(_renamed(draft.text, random) for draft in told[1:])]))


def publisher(number: int) -> str:
    """Return who publishes the article with that number."""
    return f"{invented(number % PUBLISHERS)} News"


def invented(number: int) -> str:
    """Return a name that no other number has: the number in base 90, written in syllables."""
    syllables = [_SYLLABLES[number % len(_SYLLABLES)]]
    while number := number // len(_SYLLABLES):
        syllables.append(_SYLLABLES[number % len(_SYLLABLES)])
    return "".join(reversed(syllables)).capitalize()


def _renamed(text: str, random: Random) -> str:
    """Return a text with most of its names replaced, each by the same one throughout."""
    for name in dict.fromkeys(names(text)):
        if random.random() >= _KEPT:
            text = re.sub(rf"\b{re.escape(name)}\b", invented(random.randrange(len(_SYLLABLES) ** 2)), text)
    return text
