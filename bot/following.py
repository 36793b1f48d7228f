"""A follow-up and the conversation before it -> a question that can stand alone (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.wording import names, terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Exchange

_BEGINS = re.compile(r"^\W*(?:and|what about|how about|also|but|or|then|same for)\b[\s,]*", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(who|whom|whose|what|when|where|why|which|how|did|does|do|is|are|was|were|has|have|will|can)\b", re.IGNORECASE
)
_SOMEBODY = re.compile(r"\b(he|she|they|him|her|them|his|their|the (company|firm|startup|lab))\b", re.IGNORECASE)
_SOMETHING = re.compile(r"\b(it|its|that|this|those|there)\b", re.IGNORECASE)
_FEW = 2  # content words: a name and perhaps a verb


def completed(text: str, conversation: Sequence[Exchange]) -> tuple[str, str]:
    """Return a question's text, completed to stand alone, and what of it the asker says now, of time above all.

    "And Google?" after "How much did Meta spend?" asks how much Google spent. "Why did he leave?" is about somebody
    that was named before. Anything else that refers back is searched for together with the question before it.
    """
    if not conversation:
        return text, text
    before = conversation[-1].question.strip()
    if exchanged := _with_other_name(text, before):
        return exchanged, exchanged
    if _SOMEBODY.search(text) and not _own_names(text):
        named = next((found for each in reversed(conversation) if (found := _own_names(each.question))), [])
        if named:
            return f"{text} {' '.join(dict.fromkeys(named))}", text
    if _BEGINS.match(text) or len(terms(text)) <= _FEW or _SOMEBODY.search(text) or _SOMETHING.search(text):
        return f"{before} {text}", text
    return text, text


def _with_other_name(text: str, before: str) -> str:
    """Return the question before with the one name that "and Google?" puts in the place of its own; "" for others."""
    begins = _BEGINS.match(text)
    other = text[begins.end() :].strip(" ?!.") if begins else ""
    subject = next(iter(_own_names(before)), "")
    if not other or not subject or _ASKS.search(other) or len(terms(other)) > _FEW or not names(f"{other} x"):
        return ""
    owned = re.sub(r"['\u2019]s?$", "", subject)
    return before.replace(owned, re.sub(r"['\u2019]s?$", "", other), 1)


def _own_names(text: str) -> list[str]:
    """Return the names in a question; a first word alone may owe its capital to its place."""
    return [name for name in names(text) if " " in name or not text.startswith(name)]
