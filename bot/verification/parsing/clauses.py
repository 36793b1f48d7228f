"""A sentence taken apart into clauses: who does what to whom, and how sure that is (pure).

No parser: verbs are told by their forms and by what stands around them, and a clause's subject is what stands before
its verb up to a mark, another verb or a conjunction. What cannot be told is left empty, and nothing is made of it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.verification.lexicon.equivalence import written
from bot.verification.lexicon.function_words import (
    AUX,
    BOTH,
    DETERMINERS,
    INVERTED,
    JOINING,
    PREPOSITIONS,
    RELATIVES,
    SAYING,
    SUBORDINATING,
    word_set,
)
from bot.verification.parsing.modality import level_of, turn_invented, turn_rejected, turn_untrue
from bot.verification.parsing.predicates import closes_apposition, may_stand_between, only_verb, verb_groups
from bot.verification.parsing.syntax import Clause, Parsed, Token, meanings
from bot.verification.parsing.tokens import read_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.verification.parsing.annotation import Sentence


@lru_cache(maxsize=4_096)
def parsed(sentence: Sentence, named: frozenset[str] | None = None) -> Parsed:
    """Return a sentence taken apart; a capital at its beginning makes a name only of what is known as one."""
    tokens = read_tokens(sentence, named)
    clauses = list(verb_groups(tokens)) or list(only_verb(tokens))
    meant = {clause.verb: clause.base for clause in clauses}
    tokens = tuple(
        replace(each, base=meant[place], senses=meanings(meant[place]))
        if meant.get(place, each.base) != each.base
        else each
        for place, each in enumerate(tokens)
    )
    for clause in clauses:
        _place(clause, clauses, tokens)
    _bound(clauses, tokens)
    for clause in clauses:
        clause.level = level_of(clause, tokens)
    turn_untrue(clauses, tokens, sentence)
    turn_invented(clauses, tokens, sentence)
    turn_rejected(clauses, tokens)
    _stand_in(clauses, tokens)
    everything = frozenset().union(*(token.senses for token in tokens))
    return Parsed(sentence=sentence, tokens=tokens, clauses=tuple(clauses), senses=everything)


def _stand_in(clauses: Sequence[Clause], tokens: Sequence[Token]) -> None:
    """Give "did not" the verb that it stands for: "Acme met the deadline; Zed did not"."""
    for clause in clauses:
        ends = clause.verb + 1 >= len(tokens) or tokens[clause.verb + 1].brk or tokens[clause.verb].low in AUX
        nothing = not any(token.word.concept for token in tokens[slice(*clause.object)])
        if clause.base == "do" and clause.previous is not None and ends and nothing:
            clause.base, clause.senses = clause.previous.base, clause.previous.senses


def _place(clause: Clause, clauses: Sequence[Clause], tokens: Sequence[Token]) -> None:
    """Find a clause's subject, object and agent."""
    index = clauses.index(clause)
    earlier = clauses[index - 1] if index else None
    clause.previous = earlier
    clause.subject = _subject(clause, earlier, tokens)
    if earlier is not None:
        clause.governor = _governor(clause, earlier, tokens)
        if not clause.own and (tokens[clause.verb].sort == "g" or clause.passive):
            clause.joined = earlier
    following = clauses[index + 1] if index + 1 < len(clauses) else None
    end = following.start if following else len(tokens)
    clause.object = _phrase(tokens, clause.last + 1, end)
    for place in range(clause.last + 1, min(end, clause.last + 9)):
        if tokens[place].brk and place > clause.last + 1:
            break
        if tokens[place].low == "by" and clause.passive:
            clause.agent = _phrase(tokens, place + 1, end, through=True)
            break


def _phrase(tokens: Sequence[Token], start: int, end: int, *, through: bool = False) -> tuple[int, int]:
    """Return what stands from a place up to a preposition or a mark."""
    place = start
    while place < end:
        token = tokens[place]
        stops = token.low in (PREPOSITIONS | SUBORDINATING) - ({"of"} if through else set()) or token.low in RELATIVES
        if (
            token.brk and place > start and not (token.name and tokens[place - 1].name and token.brk in ("-", "."))
        ) or stops:
            break
        place += 1
    return start, place


def _subject(clause: Clause, earlier: Clause | None, tokens: Sequence[Token]) -> tuple[int, int]:  # noqa: C901, PLR0911, PLR0912  one case after the other
    start = clause.start
    before = tokens[start - 1] if start else None
    marks = tokens[start].brk
    floor = earlier.last + 1 if earlier else 0
    if before is None:
        return _inverted(clause, tokens)
    after_relative = earlier is not None and earlier.start > 0 and tokens[earlier.start - 1].low in RELATIVES
    closes = (earlier is None or after_relative) and '"' not in marks and closes_apposition(tokens, clause.start)
    if clause.base in INVERTED and _quoted(marks) and tokens[clause.verb].sort != "g" and not closes:
        return _inverted(clause, tokens)
    while (
        start > floor
        and not tokens[start].brk
        and may_stand_between(tokens[start - 1])
        and tokens[start - 1].low not in DETERMINERS
    ):
        start -= 1
    before = tokens[start - 1] if start else None
    marks = "" if tokens[start].brk == '"' else tokens[start].brk  # said that it "was" so
    if before is None:
        return (0, 0)
    if tokens[clause.start].low == "to" and earlier is not None:
        return _of_infinitive(clause, earlier, tokens)
    if before.low in RELATIVES and not marks:
        return _with_name(_noun(tokens, start - 1, floor), tokens)
    if before.low in JOINING and not marks and earlier is not None:
        return _main(earlier, tokens).subject if tokens[start - 1].brk else earlier.subject
    if tokens[clause.verb].sort == "g" and not clause.own and earlier is not None:
        if earlier.base in _OF_ANOTHER and before.low in ("of", "from", "for", "with") and not earlier.passive:
            return _phrase(tokens, earlier.last + 1, start - 1)
        return earlier.subject
    if marks == "," and not (tokens[clause.verb].sort == "d" and not clause.own and clause.passive):
        return _over_apposition(tokens, start)
    if marks and not (marks == "," and clause.passive):
        return (0, 0)
    found = _noun(tokens, start, floor)
    after_relative = earlier is not None and earlier.start > 0 and tokens[earlier.start - 1].low in RELATIVES
    reduced = (
        earlier is not None
        and not earlier.own
        and tokens[earlier.verb].sort == "d"
        and not _marked(tokens, earlier.verb, start)
    )
    if (
        reduced
        and earlier is not None
        and earlier.subject[0] < earlier.subject[1]
        and found[0] == floor
        and tokens[floor].low in PREPOSITIONS
    ):
        earlier.passive, earlier.joined = True, None  # "a model trained in Oslo found"
        return earlier.subject
    if (
        earlier is not None
        and after_relative
        and ((found[0] == floor and tokens[floor].low in PREPOSITIONS) or found[0] >= found[1])
    ):
        return earlier.subject  # "a post that spread on the net claimed"
    joined = [place for place in range(*found) if tokens[place].low in ("and", "but", "or")]
    if (
        earlier is not None
        and joined
        and found[0] == floor
        and earlier.base not in SAYING
        and clause.start > joined[-1] + 1
    ):
        found = (joined[-1] + 1, found[1])  # "employs 60 people and Gannet employs"
    return _with_name(_last_noun(found, tokens), tokens)


def _marked(tokens: Sequence[Token], start: int, end: int) -> bool:
    return any(token.brk for token in tokens[start + 1 : end + 1])


def _last_noun(span: tuple[int, int], tokens: Sequence[Token]) -> tuple[int, int]:
    """Return the name that ends what begins with a preposition: "In tests Sable beat ..."."""
    start, end = span
    if (
        start >= end
        or tokens[start].low not in PREPOSITIONS - {"of", "about", "over", "under", "up"}
        or not tokens[end - 1].name
    ):
        return span
    while tokens[end - 1].name and start < end - 1 and not tokens[end - 1].brk and tokens[end - 2].name:
        end -= 1
    return end - 1, span[1]


_OF_ANOTHER = word_set(
    "accuse suspect blame sue fine prevent stop keep ban block discourage charge criticise criticize praise thank"
)
"""Verbs behind which a gerund is of whom it is done to: to accuse somebody of copying."""


def _main(clause: Clause, tokens: Sequence[Token]) -> Clause:
    """Return the last clause that is no relative one, from a clause back: what ", and" goes on with."""
    while clause.previous is not None:
        left = clause.subject[0] if clause.subject[1] > clause.subject[0] else clause.start
        opener = {tokens[place].low for place in (left - 1, clause.start - 1) if place >= 0}
        if not opener & (RELATIVES | {"that", "whom", "than"}) and clause.joined is None:
            break
        clause = clause.previous
    return clause


def _with_name(span: tuple[int, int], tokens: Sequence[Token]) -> tuple[int, int]:
    """Return an apposition with the name that it explains: "Umbra, a bank that ..."."""
    start, end = span
    if any(token.name and not written(token.low) for token in tokens[start:end]):
        return span
    if (
        start >= end
        or start == 0
        or tokens[start].brk != ","
        or tokens[start].low not in ("a", "an", "the", "its", "his", "her")
    ):
        return span
    while start > 0 and tokens[start - 1].name and tokens[start].brk in ("", ","):
        start -= 1
        if tokens[start].brk:
            break
    return start, end


def _quoted(marks: str) -> bool:
    return '"' in marks or marks in (",", ":")


def _inverted(clause: Clause, tokens: Sequence[Token]) -> tuple[int, int]:
    """Return the subject behind its verb: "..., said Ada Lorne"."""
    if clause.base not in SAYING or clause.last + 1 >= len(tokens) or tokens[clause.last + 1].brk:
        return (0, 0)
    start, end = _phrase(tokens, clause.last + 1, len(tokens), through=True)
    explained = end < len(tokens) and tokens[end].brk == "," and (tokens[end].name or tokens[end].low in DETERMINERS)
    return (start, _phrase(tokens, end, len(tokens), through=True)[1]) if explained else (start, end)


_TOLD_TO = word_set(
    """allow require force order ask urge tell let help enable hire name appoint oblige compel expect want"""
)


def _of_infinitive(clause: Clause, earlier: Clause, tokens: Sequence[Token]) -> tuple[int, int]:
    """Return who is to do something: who was asked to, or who wants to."""
    told = earlier.base in _TOLD_TO
    between = _phrase(tokens, earlier.last + 1, clause.start)
    if told and not earlier.passive and between[1] > between[0]:
        return between
    return earlier.subject


def _over_apposition(tokens: Sequence[Token], start: int) -> tuple[int, int]:
    """Return the subject before what stands between two commas."""
    place = start - 1
    while place > 0 and not tokens[place].brk:
        place -= 1
    if place <= 0 or tokens[place].brk != ",":
        return (0, 0)
    one = _noun(tokens, place, 0)
    return (one[0], start)  # the apposition belongs to the name


def _noun(tokens: Sequence[Token], end: int, floor: int) -> tuple[int, int]:
    """Return what stands before a place back to a mark, a verb or a conjunction."""
    place = end
    while place > floor:
        token = tokens[place - 1]
        joint = token.low in SUBORDINATING | {"that"} | AUX
        if joint and not (floor == 0 and place - 1 > floor and token.low in BOTH and not tokens[place - 1].brk):
            break
        if token.low == "but":
            break
        place -= 1
        if token.brk and not (
            token.name and place > floor and tokens[place - 1].name and _within_name(token, tokens[place - 1])
        ):
            break
    return place, end


_SHORT = 3  # letters of a title or of initials


def _within_name(token: Token, before: Token) -> bool:
    """Tell whether the mark between two words is part of a name: "Dr. Lorne", "Ida-Mae"."""
    return token.brk in ("-", "&") or (token.brk == "." and len(before.low) <= _SHORT)


def _governor(clause: Clause, earlier: Clause, tokens: Sequence[Token]) -> Clause | None:  # noqa: PLR0911  one case after the other
    """Return the clause that another one depends on, or is joined to."""
    start = clause.start
    if tokens[start].low == "to":
        return earlier
    left = clause.subject[0] if clause.subject[1] > clause.subject[0] >= earlier.last else start
    before = tokens[left - 1] if left else None
    if before is None:
        return None
    if before.low in JOINING and left == start:
        return earlier
    if before.low in ("of", "from") and tokens[start].sort == "g" and earlier.base in _OF_ANOTHER:
        return earlier
    if before.low == "that" and earlier.base != "be":
        return earlier
    if left == earlier.last + 1 and not tokens[left].brk:
        return earlier  # "said it would"
    return None


def _bound(clauses: Sequence[Clause], tokens: Sequence[Token]) -> None:
    """Give each clause what lies from its subject to the next one's."""
    for index, clause in enumerate(clauses):
        start = clause.subject[0] if clause.subject[0] < clause.subject[1] <= clause.start else clause.start
        if index and start <= clauses[index - 1].verb:
            start = clause.start
        clause.first = start if index else 0
    for index, clause in enumerate(clauses):
        clause.last = clauses[index + 1].first if index + 1 < len(clauses) else len(tokens)
