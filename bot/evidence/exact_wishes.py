"""What a question asks for exactly beside products, a round or an office: which sentences tell of another (pure).

Who led a Series H is not told by what is said of a Series B, and who a company's finance chief is not by whoever joins
it as another chief, or by its former one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.language.designations import designations
from bot.language.offices import LEADING
from bot.language.words import is_dangling, stems
from bot.model import Seek

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.evidence.sentences import PassageSentence
    from bot.language.designations import Designation
    from bot.model import Hit, Query
    from bot.retrieval.wordings import OtherWords, Wordings
    from indexer.model import Article


class DesignationFocus:
    """Follows a stretch of an article, and tells whether each sentence is on one of the designations asked for.

    A sentence without one is on that of its context. Where the whole article names none, it may be on any: a round is
    told of without its letter.
    """

    def __init__(self, asked: Iterable[Designation], article: Article) -> None:
        """Take what is asked for, at least one, and the article."""
        self._asked = frozenset(asked)
        self._kinds = frozenset(each.kind for each in self._asked)
        self._title = self._verdict(article.title)
        self._whole = self._verdict(article.text)
        self._before: bool | None = None

    def is_on_it(self, sentence: str) -> bool:
        """Tell whether the next sentence may be on what is asked for."""
        own = self._verdict(sentence)
        leaning = self._before if is_dangling(sentence) else None
        context = next((each for each in (own, leaning, self._title, self._before) if each is not None), None)
        self._before = self._before if own is None else own
        return self._whole is not False if context is None else context

    def _verdict(self, text: str) -> bool | None:
        """Tell whether a text names what is asked for; None if it names nothing of the kind."""
        told = {each for each in designations(text) if each.kind in self._kinds}
        return bool(self._asked & told) if told else None


_ASKS_WHO_HOLDS = re.compile(
    r"\bwho(?:['\u2019]?s|\s(?:is|was|are|were|became|becomes|will be|has become|will become|serves as))\b",
    re.IGNORECASE,
)
_CHIEF = re.compile(r"\bc[a-z]{1,2}o\b|\bciso\b|\bchief\b", re.IGNORECASE)
_LEADS_ALL = "chief executive"  # who that is may be told without a word of an office: "she runs Acme"
_LEADS = re.compile(rf"\b(?:{LEADING})", re.IGNORECASE)
_NO_MORE = (
    "former|ex-|previous|then|past|was|until|left|leav|step|resign|retire|succe|replac|outgoing|predecessor|used to|had"
    "|served|late|depart|fired|oust"
)
_RANKS = tuple(
    (
        re.compile(rf"\b(?:{asked})[\s-](?!(?:of|for|in|to|at|by|that|who)\b)\w", re.IGNORECASE),
        re.compile(rf"\b(?:{told})", re.IGNORECASE),
    )
    for asked, told in (
        ("vice", r"vice|[se]?vps?\b"),
        ("deputy", "deput|second-in-command|number two"),
        ("lieutenant", r"lieutenant|lt\b"),
        ("assistant", "assistant"),
        ("associate", "associate"),
        ("acting|interim|caretaker", "acting|interim|caretaker|temporar|stand-?in"),
        ("former|ex|previous", _NO_MORE),
    )
)
"""What sets an office apart from the one that it is named after, and the words of those who tell of it."""


class HolderFocus:
    """Tells which sentences of an article may say who holds an office, where a question asks for that."""

    def __init__(self, query: Query, wordings: Wordings) -> None:
        """Take a question, whatever it asks for."""
        self._office = asked_office(query, wordings)
        self._ranks = _asked_ranks(query)

    def may_tell(self, sentence: PassageSentence) -> bool:
        """Tell whether a sentence may say who holds what is asked for: the office, of that rank."""
        if self._office and not tells_of_office(self._office, sentence.text, sentence.hit):
            return False
        before = sentence.before
        near = f"{sentence.article.title}\n{before.text if before else ''}\n{sentence.text}"
        return all(told.search(near) for told in self._ranks)


def asks_for_holder(query: Query, wordings: Wordings) -> bool:
    """Tell whether a question asks who holds an office with several names, or one of a rank: a deputy, a former one."""
    return bool(asked_office(query, wordings) or _asked_ranks(query))


def asked_office(query: Query, wordings: Wordings) -> OtherWords | None:
    """Return the office whose holder is asked for, with its other names; None if it is none that has several.

    Whom a chief has hired is another question.
    """
    if query.seek is not Seek.PERSON or not _ASKS_WHO_HOLDS.search(query.text):
        return None
    return next((each for each in wordings.others if any(map(_CHIEF.search, each.ways))), None)


def tells_of_office(office: OtherWords, sentence: str, hit: Hit) -> bool:
    """Tell whether a sentence may tell who holds an office: it names it, or its passage or title does.

    One that names another chief does not. Who leads all may be told of without a word of an office.
    """
    if _names(office, sentence):
        return True
    if _CHIEF.search(sentence):
        return False
    if _LEADS_ALL in office.ways and _LEADS.search(sentence):
        return True
    return _names(office, f"{hit.article.title}\n{hit.placed.passage.text}")


def _names(office: OtherWords, text: str) -> bool:
    return office.terms <= stems(text) or bool(office.said_in(text))


def _asked_ranks(query: Query) -> list[re.Pattern[str]]:
    """Return the words of those who tell of each rank whose holder is asked for."""
    if query.seek is not Seek.PERSON or not _ASKS_WHO_HOLDS.search(query.text):
        return []
    return [told for asked, told in _RANKS if asked.search(query.text)]
