"""A follow-up and the conversation before it -> a question that can stand alone (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.language.words import names, terms
from indexer.language.product_names import product_names, with_variant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Exchange

_BEGINS = re.compile(r"^\W*(?:and|what about|how about|also|but|or|then|same for)\b[\s,]*", re.IGNORECASE)
_NAME = re.compile(r"(?:the )?[A-Z0-9]\S*(?: (?:of |the |de )?[A-Z0-9]\S*){0,4}")
_OWNER = re.compile(r"['\u2019]s?$")
_SOMEBODY = re.compile(r"\b(he|she|they|him|her|them|his|their|the (company|firm|startup|lab))\b", re.IGNORECASE)
_SOMETHING = re.compile(r"\b(it|its|that|this|those|there)\b", re.IGNORECASE)
_LEADS = re.compile(r"^(?:that\s)?(?:of|for|with|about|on|to)\s", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|its)\s|\s(?:version|variant|model|one)$", re.IGNORECASE)
_FEW = 2  # content words: a name and perhaps a verb


def complete(text: str, conversation: Sequence[Exchange]) -> str:
    """Return a question, completed by the conversation before it to stand alone.

    "And Google?" after "How much did Meta spend?" asks how much Google spent. "Why did he leave?" is about somebody
    that was named before. Anything else that refers back is searched for together with the question before it.
    """
    before = ""
    for turn in conversation:
        before = _after(before, " ".join(turn.question.split()))
    return _after(before, text)


def refers_back(text: str) -> bool:
    """Tell whether a text points to something that was named before: "it", "the company"."""
    return bool(_SOMEBODY.search(text) or _SOMETHING.search(text))


def _after(before: str, text: str) -> str:
    """Return the meaning of a text after another one."""
    if not before:
        return text
    if exchanged := _with_other_product(text, before) or _with_other_name(text, before):
        return exchanged
    named = names_in(before)
    if named and _SOMEBODY.search(text) and not names_in(text):
        return f"{text} {' '.join(named)}"
    begins = _BEGINS.match(text)
    if begins or len(terms(text)) <= _FEW or refers_back(text):
        # Without its "and", which would part them into two questions that are both asked.
        return f"{before} {text[begins.end() if begins else 0 :]}"
    return text


def _with_other_name(text: str, before: str) -> str:
    """Return the question before with the name that "and Google?" puts in the place of its only one; "" for others."""
    begins = _BEGINS.match(text)
    other = text[begins.end() if begins else 0 :].strip(" ,?!.")
    known = names_in(before)
    if len(known) != 1 or not _NAME.fullmatch(other):
        return ""
    own, new = (_OWNER.sub("", name) for name in (known[0], other))
    return re.sub(rf"\b{re.escape(own)}\b", lambda _: new, before)


def _with_other_product(text: str, before: str) -> str:
    """Return the question before with what "and the mini?" or "and Opus 5?" puts in the place of its only product."""
    begins = _BEGINS.match(text)
    other = text[begins.end() if begins else 0 :].strip(" ,?!.")
    named = product_names(before)
    if len(named) != 1 or not named[0].version:
        return ""
    other = _LEADS.sub("", other)
    new = with_variant(named[0], _ARTICLE.sub("", other))
    if not new and _NAME.fullmatch(other) and all(name in named[0].text for name in names_in(before)):
        new = other
    return f"{before[: named[0].start]}{new}{before[named[0].end :]}" if new else ""


def names_in(question: str) -> list[str]:
    """Return the names in a question, each once; a first word alone may owe its capital to its place."""
    return list(dict.fromkeys(name for name in names(question) if " " in name or not question.startswith(name)))
