"""Whether a statement is surer of something than the clause that it is from (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.amounts import YEAR
from bot.verification.alignment.candidates import content_words, lies_in
from bot.verification.alignment.discourse_relations import side_of_date
from bot.verification.lexicon.function_words import CLAIMING, DOUBTFUL, FAILING, LACKING, NEGATIVE, PLANNING, POSSIBLY
from bot.verification.parsing.syntax import Certainty, Clause, Parse, Token, without_denial

if TYPE_CHECKING:
    from collections.abc import Iterator


def certainty_of(clause: Clause, mine: Parse) -> Certainty:
    """Return the certainty with which a statement asserts a clause."""
    level = min(_weight(clause), Certainty.MEANT) if clause.loose else _weight(clause)
    if clause.base == "announce" and not any(other.governor is clause for other in mine.clauses):
        level = min(level, Certainty.AHEAD)  # "announced cuts"
    if clause.base == "put" and any(token.low == "at" for token in mine.tokens[clause.verb : clause.last]):
        level = min(level, Certainty.POSSIBLE)
    if any(token.low == "can" for token in mine.tokens[clause.start : clause.verb]):
        level = min(level, Certainty.MEANT)  # what can be done need not have been
    if not clause.own and mine.tokens[clause.verb].sort in ("s", "b") and _dated(clause, mine):
        level = min(level, Certainty.AHEAD)  # "leaves in May"
    governor = clause.governor
    while governor is not None:
        level = min(level, _weight(governor))
        governor = governor.governor
    return Certainty.POSSIBLE if _hedged(mine) else level


def _dated(clause: Clause, mine: Parse) -> bool:
    return any(lies_in(each.start, clause, mine) for each in mine.sentence.occasions) or any(
        each.unit == YEAR and lies_in(each.start, clause, mine) for each in mine.sentence.amounts
    )


def _hedged(mine: Parse) -> bool:
    return mine.sentence.hedged and not any(token.low == "expected" for token in mine.tokens)


def check_certainty(
    clause: Clause, mine: Parse, other: Clause, one: Parse, soft: Certainty, *, claimed: bool = False
) -> Iterator[str]:
    """Yield denials that are not there, and assertions that are less certain there."""
    shown = mine.tokens[clause.verb].low
    level = _level_there(clause, mine, other, one)
    if Certainty.FALSE not in (clause.level, level) and _object_denied(clause, mine, other, one):
        yield f"what is {shown} is denied there"
    if soft > level and level == Certainty.POSSIBLE and claimed and _claims(other):
        return  # who claims it says it
    if clause.level == Certainty.FALSE:
        if level != Certainty.FALSE and not has_earliest_date(clause, mine) and not _denies_it(other, one):
            yield f"{shown} is not denied there"
    elif level == Certainty.FALSE:
        if clause.base not in LACKING:
            yield f"{shown} is denied there"
    elif level < (clause.level if clause.base == other.base == "announce" else min(clause.level, soft)):
        yield f"{shown} is not certain there"
    elif _over(other, one) and level == Certainty.SO and clause.senses & other.senses and _to_come(clause, mine):
        yield f"{shown} is over there"


def _object_denied(clause: Clause, mine: Parse, other: Clause, one: Parse) -> bool:
    """Tell whether "no" stands before the thing that a clause tells of: "chips but no software"."""
    own = {token.low for token in mine.tokens[clause.first : clause.last]}
    if own & {"no", "without", "not"}:
        return False
    for token in mine.tokens[slice(*clause.object)]:
        found = [
            place
            for place in range(max(1, other.first), other.last)
            if token.word.concept and not token.name and token.low == one.tokens[place].low
        ]
        if found and all(one.tokens[place - 1].low in ("no", "without") for place in found):
            return True
    return False


def _over(other: Clause, one: Parse) -> bool:
    return one.tokens[other.verb].sort == "d"


def _to_come(clause: Clause, mine: Parse) -> bool:
    ahead = Certainty.FALSE < clause.level < Certainty.SO and mine.tokens[clause.verb].sort != "g"  # "is buying"
    return ahead and clause.own and mine.tokens[clause.start].low != "to"


def _level_there(clause: Clause, mine: Parse, other: Clause, one: Parse) -> Certainty:
    """Return the certainty of a clause there about the event of a clause: its verb, or another of its words."""
    if clause.senses & other.senses:
        return other.level
    if _follows(clause, other, one, _NONE):  # "no such thing"
        return Certainty.FALSE
    if _follows(clause, other, one, _OPEN):  # "subject to approval"
        return Certainty.POSSIBLE
    denied = other.level == Certainty.FALSE
    if denied and _in_object(clause, other, one):
        return Certainty.FALSE
    behind = [token.senses for token in one.tokens[other.first if other.passive else other.verb : other.last]]
    if not any(token.senses & each for token in content_words(clause, mine) for each in behind):
        return other.level if other.base == "be" and not denied else Certainty.SO  # "is due"
    return _cap(other) if denied else _weight(other)  # another thing is denied


def _weight(other: Clause) -> Certainty:
    """Return the certainty of the event of a clause: a plan or an expectation is not yet a fact."""
    if other.purpose and other.governor is not None:
        return _weight(other.governor)
    return min(other.level, _cap(other))


def _cap(other: Clause) -> Certainty:
    if other.base in PLANNING:
        return Certainty.MEANT
    return Certainty.POSSIBLE if other.base in POSSIBLY | DOUBTFUL else Certainty.SO


def _in_object(clause: Clause, other: Clause, one: Parse) -> bool:
    """Tell whether the event of a clause is the object of another verb there."""
    spans = (other.object, other.subject)
    return clause.light or any(clause.senses & token.senses for span in spans for token in one.tokens[slice(*span)])


_NONE = frozenset({"no", "without"})
_OPEN = frozenset({"subject", "pending", "proposed", "possible", "potential", "planned", "awaiting", "unless"})
_BEFORE = 3  # words before a noun in which it is said that there is none yet


def _follows(clause: Clause, other: Clause, one: Parse, openers: frozenset[str]) -> bool:
    """Tell whether the nouns there that stand for the event of a clause all follow one of some words."""
    found = [place for place in range(other.first, other.last) if clause.senses & one.tokens[place].senses]
    return bool(found) and all(
        openers & {each.low for each in one.tokens[max(0, place - _BEFORE) : place]} for place in found
    )


def has_earliest_date(clause: Clause, mine: Parse) -> bool:
    """Tell whether a clause sets a day before which something is not: "not before 2028"."""
    return any(
        side_of_date(mine.sentence.text, start) in ("before", "until")
        for start in [
            *(each.start for each in mine.sentence.occasions),
            *(each.start for each in mine.sentence.amounts if each.unit == YEAR),
        ]
        if lies_in(start, clause, mine)
    )


def is_negative(token: Token) -> bool:
    """Tell whether a word says by itself that something is not so."""
    return token.low in NEGATIVE or token.low.endswith("n't") or bool(without_denial(token.low))


def is_denial(clause: Clause, mine: Parse) -> bool:
    """Tell whether a clause says of something that it is not so, by "not" or by another word."""
    around = mine.tokens[
        min(clause.first, clause.start, *([clause.subject[0]] if clause.subject[1] else [])) : clause.last
    ]
    return clause.level == Certainty.FALSE or clause.base in FAILING or any(map(is_negative, around))


def _denies_it(other: Clause, one: Parse) -> bool:
    """Tell whether a clause denies something by its verb or in a word: "ruled out job losses"."""
    around = one.tokens[min(other.first, other.subject[0]) : other.last]
    return other.base in FAILING | {"exclude"} or any(map(is_negative, around))


def _claims(other: Clause) -> bool:
    """Tell whether who says it claims it."""
    return other.base in CLAIMING or (other.governor is not None and other.governor.base in CLAIMING)


def is_as_certain(clause: Clause, owner: Clause | None, soft: Certainty, *, claimed: bool = False) -> bool:
    """Tell whether a clause there is as sure of its amounts as the statement's."""
    if owner is None or (claimed and _claims(owner)):
        return True
    level = owner.level if clause.senses & owner.senses else _weight(owner)
    return level >= min(clause.level, soft)
