"""Which statement of the last answer a text points to: "the second one", "the Acme story", "more", "why?" (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bot.language.words import terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import ToldStatement

_MORE = re.compile(
    r"^\W*(?:(?:and|ok|okay|please|show|give|tell|send|any|some|me|us|can you|is there|are there|what|the|see)\s+)*"
    r"(?:more|others?|rest|next(?: ones?)?|continue|go on|keep going|(?:what |anything |something )?else"
    r"|remaining(?: ones)?)"
    r"(?:\s+(?:of (?:them|these|those|that|it)|stories|news|items|ones|results|please|details|happened"
    r"|(?:on|about) (?:this|that|it)))*\W*$",
    re.IGNORECASE,
)
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()  # noqa: SIM905  as they count
_NTH = rf"(?:the\s+)?(?:(?P<ordinal>{'|'.join(_ORDINALS)}|last)|(?P<number>\d{{1,2}})(?:st|nd|rd|th))"
_KIND = r"(?:one|story|item|point|bullet|statement|thing|entry|headline|of (?:them|these|those))"
_TELL = (
    r"(?:(?:and|ok|please|what|how|about|tell|give|me|us|more|on|expand|elaborate|details?|explain|say|go|deeper"
    r"|into|is|was|can|you|happened|with|to|in|s)\W+)"
)
_ONE_OF_THEM = re.compile(
    rf"^\W*{_TELL}*{_NTH}(?:\s+(?:{_KIND}|news))?\W*$"
    rf"|^\W*{_TELL}*(?:number|no\.?|item|point|story|#)\s*(?P<counted>\d{{1,2}})\W*$",
    re.IGNORECASE,
)
_THE_ONE_ON = re.compile(
    rf"^\W*{_TELL}+(?:the|that)\s+(?P<which>\S+(?:\s\S+){{0,3}}?)\s+(?:one|story|item|news|thing|point)\W*$",
    re.IGNORECASE,
)
_AMONG_THEM = re.compile(rf"\b(?=the\b){_NTH}\s+{_KIND}(?!\s+(?:of|to|in|on)\b)", re.IGNORECASE)
_WHY = re.compile(
    r"^\W*(?:and |but |so |ok )*(?:why|how come)(?: (?:is|was|did|does|do|has|are|were) (?:that|this|it|so|they|he"
    r"|she))?(?: happen\w*| so)?\W*$",
    re.IGNORECASE,
)


class StatementPointer(NamedTuple):
    """A part of a text that stands for a statement: "is the second one free?"."""

    statement: ToldStatement
    start: int  # where it begins in the text
    end: int


def asks_for_more(text: str) -> bool:
    """Tell whether a text asks for the rest of an answer, and for nothing else."""
    return bool(_MORE.search(text))


def asks_why(text: str) -> bool:
    """Tell whether a text is "why?", and no more than that."""
    return bool(_WHY.search(text))


def needs_more_context(text: str) -> bool:
    """Tell whether a text says nothing at all without what was said before: "more", "the second one", "why?"."""
    return any(rule.search(text) for rule in (_MORE, _ONE_OF_THEM, _WHY))


def pointed_at(text: str, said: Sequence[ToldStatement]) -> ToldStatement | None:
    """Return the statement that "tell me more about the second" means; None for none."""
    if match := _ONE_OF_THEM.search(text):
        number, entries = int(match["counted"]) if match["counted"] else _number(match), _entries(said)
        return entries[number - 1] if entries and 0 <= number <= len(entries) else None  # 0: the last
    match = _THE_ONE_ON.search(text)
    wanted = set(terms(match["which"])) if match else set()
    return next((each for each in said if wanted and wanted <= set(terms(each.text))), None)


def statement_pointer_in(text: str, said: Sequence[ToldStatement]) -> StatementPointer | None:
    """Return the part of a text that stands for a statement, None where there is none."""
    match = _AMONG_THEM.search(text)
    number, entries = _number(match) if match else 0, _entries(said)
    if match is None or not entries or not 0 <= number <= len(entries):
        return None
    return StatementPointer(entries[number - 1], match.start(), match.end())


def _entries(said: Sequence[ToldStatement]) -> list[ToldStatement]:
    """Return the first statement of each story, as they are counted by who reads them."""
    return [each for each in said if not each.goes_on]


def _number(match: re.Match[str]) -> int:
    """Return which statement an ordinal counts, from 1; 0 is the last."""
    if match["number"]:
        return int(match["number"])
    ordinal = match["ordinal"].casefold()
    return 0 if ordinal == "last" else _ORDINALS.index(ordinal) + 1
