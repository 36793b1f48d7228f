"""The clauses of a sentence, with subject and object (pure).

Verbs are recognised by their forms and their surroundings; the subject of a clause stands before its verb, up to a
mark, another verb or a conjunction. A part that cannot be recognised is left empty, and nothing is concluded from it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bot.language.lexicon.function_words import JOINING
from bot.verification.parsing.predicates import only_verb, verb_groups
from bot.verification.parsing.subjects import OF_ANOTHER, find_subject, noun_phrase
from bot.verification.parsing.syntax import Clause, Parse, Token
from bot.verification.parsing.tokens import read_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.verification.parsing.annotation import Sentence


@lru_cache(maxsize=4_096)
def parse(sentence: Sentence) -> Parse:
    """Return the parse of a sentence."""
    tokens = read_tokens(sentence)
    clauses = list(verb_groups(tokens)) or list(only_verb(tokens))
    for clause in clauses:
        _place(clause, clauses, tokens)
    _bound(clauses, tokens)
    return Parse(sentence=sentence, tokens=tokens, clauses=tuple(clauses))


def _place(clause: Clause, clauses: Sequence[Clause], tokens: Sequence[Token]) -> None:
    """Find a clause's subject and object, and what it depends on."""
    index = clauses.index(clause)
    earlier = clauses[index - 1] if index else None
    following = clauses[index + 1] if index + 1 < len(clauses) else None
    clause.previous = earlier
    clause.subject = find_subject(clause, earlier, tokens)
    clause.object = noun_phrase(tokens, clause.last + 1, following.start if following else len(tokens))
    if earlier is not None:
        clause.governor = _governor(clause, earlier, tokens)
        if not clause.own and (tokens[clause.verb].sort == "g" or clause.passive):
            clause.joined = earlier


def _governor(clause: Clause, earlier: Clause, tokens: Sequence[Token]) -> Clause | None:
    """Return the clause before if this one depends on it, or is joined to it."""
    start = clause.start
    if tokens[start].low == "to":
        return earlier
    left = clause.subject[0] if clause.subject[1] > clause.subject[0] >= earlier.last else start
    if left == 0:
        return None
    before = tokens[left - 1].low
    depends = (
        (before in JOINING and left == start)
        or (before in ("of", "from") and tokens[start].sort == "g" and earlier.base in OF_ANOTHER)
        or (before == "that" and earlier.base != "be")
        or (left == earlier.last + 1 and not tokens[left].brk)  # "said it would"
    )
    return earlier if depends else None


def _bound(clauses: Sequence[Clause], tokens: Sequence[Token]) -> None:
    """Give each clause what lies from its subject to the next one's."""
    for index, clause in enumerate(clauses):
        start = clause.subject[0] if clause.subject[0] < clause.subject[1] <= clause.start else clause.start
        if index and start <= clauses[index - 1].verb:
            start = clause.start
        clause.first = start if index else 0
    for index, clause in enumerate(clauses):
        clause.last = clauses[index + 1].first if index + 1 < len(clauses) else len(tokens)
