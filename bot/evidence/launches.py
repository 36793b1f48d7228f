"""Titles that answer when something came out: an announcement is of the day of what it introduces (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.language.headlines import introduced
from bot.language.words import stems
from bot.model import Seek
from indexer.model import Kind

if TYPE_CHECKING:
    from bot.model import Query
    from indexer.model import Article

_COMES_OUT = re.compile(
    r"\b(?:releas\w+|launch\w*|announc\w+|introduc\w+|c[ao]mes? out|com(?:e|ing) out|came|ship(?:s|ped)?"
    r"|unveil\w*|debut\w*|publish\w*|present\w*|out|available|live)\b",
    re.IGNORECASE,
)
_WELCOME = re.compile(r"^(?:hello|meet|welcome|say hello to)\b[\s,:]*", re.IGNORECASE)
_FOR_WHOM = re.compile(r"\s(?:for|on|with|in|by)\s")


def launch_terms(query: Query) -> frozenset[str]:
    """Return the words of a question that ask when something came out; none of another question."""
    if query.seek is not Seek.DATE:
        return frozenset()
    return stems(" ".join(_COMES_OUT.findall(query.text)))


def is_launch(article: Article, query: Query) -> bool:
    """Tell whether an article is its maker's announcement of just what is asked about: "Introducing Corvid 4"."""
    asked = launch_terms(query)
    if not asked or article.kind is not Kind.ANNOUNCEMENT:
        return False
    title = " ".join(article.title.split())
    thing = _FOR_WHOM.split(introduced(title))[0] or _WELCOME.sub("", title)
    named, sought = stems(thing), frozenset(query.terms) - asked
    return bool(named) and named <= sought and sought <= named | stems(article.publisher)
