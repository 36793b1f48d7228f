"""A question's clauses, each to be compared with passages on its own, and its parts, each to be answered (pure)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from bot.model import Exchange, Form, Question
from bot.understanding.circumstances import without_circumstances
from bot.understanding.comparisons import comparison_in, is_on_lawsuit
from bot.understanding.form import form_of
from bot.understanding.names import names_in
from bot.understanding.pointers import pointer_in_talk
from bot.understanding.question_text import BEFORE_QUESTION_WORD, QUESTION_WORD, plain_text

_MAX_CLAUSES = 6
_CLAUSE = 4  # words that a clause needs to say anything of its own
_BREAK = re.compile(
    r"[,;:]\s+|\s+(?:and|while|but|or|whereas|versus|vs\.?|between|that|which|who|as reported by|according to"
    r"|compared (?:to|with))\s+",
    re.IGNORECASE,
)

_MAX_PARTS = 3
# "Which labs could win and would hire?" is one question: they would.
_GOES_ON = (
    r"(?:do|had|could|would|should)\b"
    r"(?!\s+(?:i|we|you|it|they|he|she|this|that|these|those|there|the|any|(?-i:[A-Z])\S*)\b)"
)
_SECOND_QUESTION = re.compile(
    rf"\?\s+(?=\S)|,?\s+(?:and|but)\s+(?:also\s+)?(?!{_GOES_ON})(?={QUESTION_WORD})", re.IGNORECASE
)
_BEGINS_AS_QUESTION = re.compile(rf"\W*{BEFORE_QUESTION_WORD}{QUESTION_WORD}", re.IGNORECASE)

_TOPIC = re.compile(
    r"(?P<topic>\s+(?:on|in terms of|regarding|when it comes to|for|by|in)\s+[^?]{2,200})?\s*[?.!]*\s*", re.IGNORECASE
)
# What is asked of both sides: "the price of Acme vs Globex", "how much did Acme vs Globex spend".
_LEAD = re.compile(
    rf"(?:the\s+[\w\s-]{{2,60}}?\s+of"
    rf"|{QUESTION_WORD}(?:[^,;?]{{0,80}}\s)?(?:of|for|between|is|are|was|were|(?P<auxiliary>does|do|did)))\s+",
    re.IGNORECASE,
)
_NAME = r"(?P<name>(?:(?i:the)\s+)?\S+(?:\s+[A-Z\d]\S*)*)"
_BARE = re.compile(_NAME)
_BEFORE_VERB = re.compile(rf"{_NAME}\s+(?P<verb>.+)")

_OWNED = re.compile(r"(?:the\s)?(?:\S+\s){0,3}?\S+['\u2019]s?\s+(?P<tail>.+)", re.IGNORECASE)
_OWNER = re.compile(r"['\u2019]s?$")
_THAT_OF = re.compile(r"(?:that|those)\s+of\s+(?P<owner>.+)", re.IGNORECASE)


class Part(NamedTuple):
    """A question that is put together with others."""

    question: Question
    beside: str = ""  # the other side of a comparison
    form: Form | None = None  # of its answer, if that is settled


def split_question(question: Question) -> tuple[Part, ...]:
    """Return the questions in one message, or both sides of a comparison; nothing for a single question.

    A later question is understood as a follow-up of the first, and is one of fact as the whole is if it names nothing
    of its own: it asks for more of the same. A side of a comparison stands alone.
    """
    text = without_circumstances(plain_text(question.text))
    if both := split_sides(text):
        talk = question.conversation
        alone = [replace(question, text=side, conversation=talk if pointer_in_talk(side) else ()) for side in both]
        return tuple(map(Part, alone, reversed(both)))
    first, *later = split_parts(text) or ("",)
    is_fact = form_of(text) is Form.FACT
    if not later or not (is_fact or any(map(names_in, later))):
        return ()  # "What happened at Acme, and what came of it?" asks for one overview
    heard = (*question.conversation, Exchange(question=first))
    return (
        Part(replace(question, text=first)),
        *(
            Part(
                replace(question, text=part, conversation=heard),
                form=Form.FACT if is_fact and not names_in(part) else None,
            )
            for part in later
        ),
    )


def split_clauses(text: str) -> tuple[str, ...]:
    """Return the clauses of a question, if there are several; else nothing.

    A question on several facts is like none of the passages that hold them, but each of its clauses is like one.
    """
    found: list[str] = []
    for part in _BREAK.split(text):
        if len(part.split()) >= _CLAUSE:
            found.append(part.strip())
        elif found:
            found[-1] = f"{found[-1]} {part.strip()}"  # "... and Google" belongs to the clause before it
    return tuple(found[:_MAX_CLAUSES]) if len(found) > 1 else ()


def split_parts(text: str) -> tuple[str, ...]:
    """Return the questions in one message, if there are several; else nothing.

    A later question comes as it stands: "and who paid?" is to be completed by the first.
    """
    found = [part.strip(" ,") for part in _SECOND_QUESTION.split(text)]
    if not 2 <= len(found) <= _MAX_PARTS or not all(_BEGINS_AS_QUESTION.match(part) for part in found):  # noqa: PLR2004
        return ()
    return tuple(part if part.endswith("?") else f"{part}?" for part in found)


def split_sides(text: str) -> tuple[str, ...]:
    """Return the question about either side, if a question asks to compare; else nothing."""
    found = comparison_in(text)
    topic = _TOPIC.fullmatch(found.behind) if found and found.is_of_both else None
    if found is None or topic is None or (found.is_versus and is_on_lawsuit(text)):
        return ()  # in courts the two sides of "vs" have one thing in common, which is no comparison
    lead = _LEAD.match(found.one)
    one, other, behind = found.one[lead.end() :] if lead else found.one, found.other, topic["topic"] or ""
    if lead is None and _BEGINS_AS_QUESTION.match(one):
        return ()
    if lead and lead["auxiliary"]:  # its verb has to stand behind both sides
        verb = _BEFORE_VERB.fullmatch(other) if _BARE.fullmatch(one) else None
        if verb is None:
            return ()
        other, behind = verb["name"], f" {verb['verb']}{behind}"
    both = _shared(one, other), _shared(other, one)
    return tuple(" ".join(f"{lead.group() if lead else ''}{side}{behind}".split()) for side in both)


def _shared(side: str, other: str) -> str:
    """Return a side with the words of the other one that are meant for both.

    That is "OpenAI's revenue" of "OpenAI's and Google's revenue", and of "Google's revenue and that of OpenAI".
    """
    owned = _OWNED.match(other)
    if same := _THAT_OF.match(side):
        return f"{same['owner']}'s {owned['tail']}" if owned else same["owner"]
    return f"{side} {owned['tail']}" if owned and _OWNER.search(side) else side
