"""Which clauses may tell of one thing: by their verbs, or by one's verb and a word of the other (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.amounts import CLOCK, MANY, Amount, find_matches
from bot.verification.lexicon.function_words import LACKING, SAYING
from bot.verification.parsing.speakers import speakers

if TYPE_CHECKING:
    from bot.verification.alignment.coreference import SentenceContext
    from bot.verification.parsing.syntax import Clause, Parse, Token

CONVERSE = (
    ("buy", "sell"),
    ("beat", "trail"),
    ("own", "belong"),
    ("borrow", "lend"),
    ("win", "lose"),
    ("beat", "lose"),
    ("give", "receive"),
)
GIVING = frozenset({"sell", "lend", "give", "supply", "license", "lease", "rent", "transfer", "provide"})
TAKING = frozenset({"buy", "borrow", "receive", "license", "lease", "rent", "get", "obtain"})


def content_words(clause: Clause, mine: Parse) -> list[Token]:
    """Return a clause's words of content that are no names."""
    return [token for token in mine.tokens[clause.first : clause.last] if token.word.concept and not token.name]


EXACT = 2


def match_strength(clause: Clause, other: Clause, one: Parse) -> int:
    """Return how well two verbs fit: they are the same, of one kind, or only one and a word of the other's clause."""
    if clause.light:
        return 1
    if clause.base == other.base:
        return EXACT
    tight = {each for each in clause.senses if isinstance(each, str)}
    return int(
        bool(clause.senses & other.senses)
        or are_converse(clause, other)
        or other.base in SAYING
        or any(tight & token.senses for token in one.tokens[other.first : other.last])
    )


def are_kin(clause: Clause, mine: Parse, other: Clause, one: Parse) -> bool:
    """Tell whether two clauses may tell of one thing: by their verbs, or one's verb and a word of the other."""
    if clause.base in _REPORTING and amounts_in(clause, mine):
        return bool(_met(clause, mine, other, one))
    if (
        clause.base == "be"
        and (what := complement_of(clause, mine))
        and not any(token.senses & one.senses for token in what)
    ):
        return False
    if clause.light or (clause.base in SUPPORTING | LACKING and _met(clause, mine, other, one)):
        return bool(_met(clause, mine, other, one))
    if clause.senses & other.senses:
        return True
    if are_converse(clause, other):
        return True
    return any(clause.senses & token.senses for token in one.tokens[other.first : other.last])


_STANDING = frozenset({"figure", "number", "share", "it", "that", "total"})  # "puts the figure at 6 percent"


def is_elliptic(clause: Clause, place: int, mine: Parse, other: Clause, there: SentenceContext) -> bool:
    """Tell whether a verb of saying leaves out what another clause says: "Ada said so for 5, Zed estimated 12"."""
    one = there.parsed
    if other.base not in SAYING or speakers(mine)[place] is None or any(each.governor is other for each in one.clauses):
        return False
    amounts = [each for each in one.sentence.amounts if lies_in(each.start, other, one)]
    before = (
        there.previous.clauses
        if there.previous is not None and any(token.low in _STANDING for token in one.tokens)
        else ()
    )
    told = any(clause.senses & each.senses for each in (*one.clauses, *before))
    return told and bool(amounts) and any(amount.same(each) for amount in amounts_in(clause, mine) for each in amounts)


def _met(clause: Clause, mine: Parse, other: Clause, one: Parse) -> int:
    theirs = [token.senses for token in one.tokens[other.first : other.last] if token.word.concept or token.base]
    return sum(any(token.senses & each for each in theirs) for token in content_words(clause, mine))


def complement_of(clause: Clause, mine: Parse) -> list[Token]:
    """Return the words of content of a clause's object or complement."""
    return [
        token
        for token in mine.tokens[slice(*clause.object)]
        if token.word.concept
        and not token.name
        and token.low not in ("yet", "already")
        and not token.low.endswith("ly")
    ]


_REPORTING = frozenset({"report", "post", "record", "book", "show"})
SUPPORTING = frozenset(
    {
        "file",
        "impose",
        "issue",
        "levy",
        "conduct",
        "perform",
        "bring",
        "place",
        "undertake",
        "lodge",
        "draw",
        "attract",
        "express",
        "voice",
        "launch",
    }
)
"""Support verbs, whose noun names the action: to impose a fine is to fine."""


def are_converse(clause: Clause, other: Clause) -> bool:
    """Tell whether two verbs say one thing from two sides: "buy" and "sell"."""
    return any({clause.base, other.base} == set(pair) for pair in CONVERSE)


def amounts_in(clause: Clause, mine: Parse) -> list[Amount]:
    """Return the amounts of a clause, less times of day and sizes that are only named."""
    return [
        each for each in mine.sentence.amounts if lies_in(each.start, clause, mine) and each.unit not in (CLOCK, MANY)
    ]


def lies_in(position: int, clause: Clause, one: Parse) -> bool:
    """Tell whether a position in a sentence belongs to a clause."""
    start = one.tokens[clause.first].word.start if clause.first < len(one.tokens) else 0
    end = one.tokens[clause.last].word.start if clause.last < len(one.tokens) else len(one.sentence.text) + 1
    return (start if clause.first else 0) <= position < end


def has_amount(amount: Amount, one: Parse) -> bool:
    """Tell whether a sentence has an amount."""
    return bool(find_matches(amount, one.sentence.amounts))


def owner_of(position: int, one: Parse) -> Clause | None:
    """Return the clause that a position in a sentence belongs to."""
    return next((each for each in one.clauses if lies_in(position, each, one)), None)


def depends_on(one: Clause, other: Clause) -> bool:
    """Tell whether a clause depends on another one, or is a participle that belongs to it."""
    governor = one.governor or one.joined
    while governor is not None and governor is not other:
        governor = governor.governor or governor.joined
    return governor is other
