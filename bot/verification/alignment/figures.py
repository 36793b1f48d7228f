"""Whether amounts and days belong to the event of a clause, and not to another one (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.language.amounts import ORDINAL, YEAR, Amount, find_matches
from bot.verification.alignment.attribution import has_same_speaker
from bot.verification.alignment.candidates import amounts_in, depends_on, has_amount, lies_in, owner_of
from bot.verification.alignment.certainty import has_earliest_date, is_as_certain
from bot.verification.alignment.discourse_relations import is_period_of_amount, side_of_date
from bot.verification.lexicon.function_words import BACK, SAYING
from bot.verification.parsing.quantities import check_amount, part
from bot.verification.parsing.speakers import speakers
from bot.verification.parsing.syntax import Certainty, Clause, Parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.language.dates import DateExpression
    from bot.verification.alignment.coreference import SentenceContext


def _of_another_day(amount: Amount, mine: Parse, same: Sequence[Amount], one: Parse) -> Iterator[str]:
    """Yield an amount that has the date of another one there: "150 this year, 450 by 2029"."""
    own = _when(amount, mine)
    theirs = [_when(each, one) for each in same]
    others = [_when(each, one) for each in one.sentence.amounts if each.unit == amount.unit and not each.same(amount)]
    if (
        own
        and all(theirs)
        and not any(_meet(own, each) for each in theirs)
        and any(_meet(own, each) for each in others if each)
    ):
        yield f"{mine.sentence.text[amount.start : amount.end]} is of another time there"


_When = list["DateExpression | int"]


def _when(amount: Amount, one: Parse) -> _When:
    """Return the day or year that stands next to an amount, before another amount of its kind."""
    marks: list[tuple[int, DateExpression | int]] = [(each.start, each) for each in one.sentence.occasions]
    marks += [(each.start, int(each.value)) for each in one.sentence.amounts if each.unit == YEAR]
    found = [
        (start < amount.start, abs(start - amount.start), mark)
        for start, mark in marks
        if not _between(amount, start, one)
    ]
    return [min(found, key=lambda each: each[:2])[2]] if found else []


def _between(amount: Amount, position: int, one: Parse) -> bool:
    low, high = sorted((amount.start, position))
    return any(
        low < each.start < high and each.unit == amount.unit for each in one.sentence.amounts if each is not amount
    )


def _meet(mine: _When, theirs: _When) -> bool:
    one, other = mine[0], theirs[0]
    if isinstance(one, int) or isinstance(other, int):
        years = [
            {each} if isinstance(each, int) else {meaning.year for meaning in each.meanings} for each in (one, other)
        ]
        return bool(years[0] & years[1])
    return one.within(other) or other.within(one)


def _shares_rest(clause: Clause, mine: Parse, other: Clause, one: Parse) -> bool:
    """Tell whether two clauses say the same behind their verbs."""
    behind = one.tokens[other.verb + 1 : other.last]
    return any(
        (token.word.concept or token.name) and any(token.low == each.low for each in behind if each.word.concept)
        for token in mine.tokens[clause.verb + 1 : clause.last]
    )


def _goes_on(clause: Clause, amount: Amount, after: Parse) -> bool:
    """Tell whether the next sentence goes on about the event of a clause: "It passed by 128 votes"."""
    points = bool(after.tokens) and after.tokens[0].low in BACK | {"the"}
    return points and has_amount(amount, after) and any(each.senses & clause.senses for each in after.clauses)


_OF_THEM = re.compile(r"\bof\s(?:them|these|those|which|whom)\b")


def check_clause_figures(
    clause: Clause, place: int, mine: Parse, other: Clause, there: SentenceContext, soft: Certainty
) -> Iterator[str]:
    """Yield the amounts and days of a clause that belong to something else there."""
    for amount in amounts_in(clause, mine):
        yield from _amount_elsewhere(amount, clause, place, mine, other, there, soft)
    for occasion in mine.sentence.occasions:
        if lies_in(occasion.start, clause, mine):
            yield from _day_elsewhere(occasion, clause, mine, other, there.parsed)


def _amount_elsewhere(
    amount: Amount,
    clause: Clause,
    place: int,
    mine: Parse,
    other: Clause,
    there: SentenceContext,
    soft: Certainty,
) -> Iterator[str]:
    one, text = there.parsed, mine.sentence.text
    claimed = speakers(mine)[place] is not None
    same = find_matches(amount, one.sentence.amounts)
    days = [meaning.year for each in one.sentence.occasions for meaning in each.meanings]
    shown = text[amount.start : amount.end]
    if not same:
        whole = part(amount, mine) == "of" and there.previous is not None and has_amount(amount, there.previous)
        if amount.unit == ORDINAL and there.previous is not None and has_amount(amount, there.previous):
            return  # "second-quarter sales"
        if there.following is not None and _goes_on(clause, amount, there.following):
            return
        if not (amount.unit == YEAR and amount.value in days) and not (whole and _OF_THEM.search(one.sentence.text)):
            yield f"{shown} has nothing to do with it there"
    elif amount.unit == YEAR:
        if not any(_linked(clause, mine, other, each.start, one) for each in same):
            yield f"{shown} is when something else was there"
    else:
        if not any(_linked(clause, mine, other, each.start, one) for each in same):
            yield f"{shown} belongs to something else there"
        elif not any(is_as_certain(clause, owner_of(each.start, one), soft, claimed=claimed) for each in same):
            yield f"{shown} is not certain there"
        elif not any(has_same_speaker(place, mine, owner_of(each.start, one), there) for each in same):
            yield f"{shown} is said by somebody else there"
        yield from check_amount(
            amount,
            mine,
            same,
            one,
            kin=bool(clause.senses & other.senses) or _shares_rest(clause, mine, other, one),
        )
        yield from _of_another_day(amount, mine, same, one)


def _day_elsewhere(occasion: DateExpression, clause: Clause, mine: Parse, other: Clause, one: Parse) -> Iterator[str]:
    text = mine.sentence.text
    same_days = [each for each in one.sentence.occasions if occasion.within(each)]
    shown = text[occasion.start : occasion.end]
    years = {int(a.value) for a in one.sentence.amounts if a.unit in (YEAR, "")}
    if not same_days:
        if not any(meaning == type(meaning)(year=year) for meaning in occasion.meanings for year in years):
            yield f"{shown} has nothing to do with it there"
    elif not any(_linked(clause, mine, other, each.start, one) for each in same_days):
        yield f"{shown} is when something else was there"
    elif not (clause.level == Certainty.FALSE and has_earliest_date(clause, mine)) and not any(
        side_of_date(text, occasion.start) == side_of_date(one.sentence.text, each.start) for each in same_days
    ):
        yield f"{shown} is on another side there"
    elif is_period_of_amount(text, occasion.start) and not any(
        is_period_of_amount(one.sentence.text, each.start) for each in same_days
    ):
        yield f"{shown} is when it was said there"


def _linked(clause: Clause, mine: Parse, other: Clause, position: int, one: Parse) -> bool:
    """Tell whether a position in a sentence belongs to the event of a clause."""
    owner = owner_of(position, one)
    if owner is not None and owner is not other and owner.base == other.base and owner.subject != other.subject:
        return depends_on(owner, other) or depends_on(other, owner)  # another one did or was as much
    if owner is None or owner is other or owner.light or owner.base in SAYING | {"compare"}:
        return True
    if depends_on(owner, other) or depends_on(other, owner):
        return True
    if owner.senses & clause.senses and other.senses & clause.senses:
        return False  # another one did as much of the same
    return any(owner.senses & token.senses for token in mine.tokens[clause.first : clause.last])
