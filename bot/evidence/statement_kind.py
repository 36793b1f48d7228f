"""How a sentence is to be taken, by the article that it is from and by what it says itself (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.language.words import is_attributed, is_hedged
from bot.model import StatementKind
from indexer.model import Kind

if TYPE_CHECKING:
    from indexer.model import Article


_GROUND = re.compile(
    r"(?P<whose>\b(?:(?i:regulators?|watchdogs?|authorit(?:y|ies)|commission(?:er)?|courts?|judges?|tribunal|prosecutors?"
    r"|minist(?:ry|ries)|auditors?)|CMA|FTC|FDA|SEC|ICO|CNIL|DOJ|GAO|BaFin|NHTSA|KFTC|JFTC)\b[^.;\u201c\"]*?"
    r"\b(?:say(?:s|ing)|said|f(?:i|ou)nds?|finding|rul(?:ed|es|ing)|h(?:e|o)lds?|argu(?:ed|es|ing)|conclud(?:ed|es|ing)"
    r"|warn(?:ed|s|ing)|fear(?:ed|s|ing)|(?:on the grounds?|because))(?: that)?\b)(?P<ground>[^;]*)"
)
_MAY = re.compile(r"\b(?:may|might|could|(?:un)?likely|possibl[ey])\b")


def kind_of(sentence: str, article: Article) -> StatementKind:
    """Return the kind of a sentence: a guess stays a guess, and what a commentary passes on is a report."""
    if is_hedged(_without_grounds(sentence)):
        return StatementKind.HEDGED
    if article.kind is Kind.OPINION and is_attributed(sentence):
        return StatementKind.REPORTED
    return StatementKind(article.kind.value)


def _without_grounds(sentence: str) -> str:
    """Return a sentence without the "might" in which an authority puts its own ground: its reporter doubts nothing."""
    return _GROUND.sub(lambda found: found["whose"] + _MAY.sub("", found["ground"]), sentence)
