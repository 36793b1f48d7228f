"""Amounts and days of a statement: each must stand in the sources, and count the same thing there (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.language.amounts import CLOCK, MANY, ORDINAL, TIMES, YEAR, find_matches
from bot.verification.lexicon.synonyms import senses

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bot.language.amounts import Amount
    from bot.verification.parsing.annotation import Premises, Sentence

_PASSED = frozenset(
    """of the its their his her our a an all more about some full total other new or own such these those
    no them which whom""".split()  # noqa: SIM905  not 25 lines
)
_STOPS = frozenset(
    """in by to for from as and at on with when which that this over after since per is are was were be been will would
    has have had than but who while during until before through under into against between among if because then may
    could can should so more said says""".split()  # noqa: SIM905  not 50 lines
)
_STANDING = re.compile(r"\bthe\s(?:figure|number|share|total)\b")  # of what the sentence before counts
_NEXT = 16  # characters between an amount and its verb
_BREAK = re.compile(r"[,;:]")
_COUNTED = 2  # words behind an amount that may say what it counts


def check_figures(statement: Sentence, grounds: Premises) -> Iterator[str]:
    """Yield objections to a statement's amounts and days."""
    if statement.crowded:
        yield "it holds more than can be compared"
    for amount in statement.amounts:
        carriers = [each for each in grounds.sentences if find_matches(amount, each.amounts)]
        shown = statement.text[amount.start : amount.end]
        if not carriers and not (amount.unit == YEAR and _in_a_day(amount, grounds)):
            yield f"{shown} is not there"
        elif carriers and amount.unit not in (YEAR, CLOCK, MANY):
            yield from (f"{shown} {why}" for why in _misused(statement, amount, carriers, grounds))
    for occasion in statement.occasions:
        known = (other for each in grounds.sentences for other in each.occasions)
        if not any(occasion.within(other) for other in known) and not _in_a_year(statement, occasion.start, grounds):
            yield f"{statement.text[occasion.start : occasion.end]} is not there"


def _in_a_day(amount: Amount, grounds: Premises) -> bool:
    """Tell whether a year is that of a day which is named."""
    return any(
        meaning.year == amount.value
        for each in grounds.sentences
        for occasion in each.occasions
        for meaning in occasion.meanings
    )


def _in_a_year(statement: Sentence, start: int, grounds: Premises) -> bool:
    """Tell whether "this year" and the like mean a year that stands there as a number."""
    occasion = next(each for each in statement.occasions if each.start == start)
    years = {int(a.value) for each in grounds.sentences for a in each.amounts if a.unit in (YEAR, "")}
    return any(meaning == type(meaning)(year=year) for meaning in occasion.meanings for year in years)


def _misused(statement: Sentence, amount: Amount, carriers: list[Sentence], grounds: Premises) -> Iterator[str]:
    """Yield how an amount is used otherwise than in the sentences that hold it too."""
    named = {word.concept for word in statement.words if word.name}
    counted = [each for each in counted_words(statement, amount) if each not in named]
    meant = _meant(statement, counted) if counted else frozenset()
    if not counted or any(_counts(meant, amount, carrier) for carrier in carriers):
        return
    if amount.unit in ("", TIMES, ORDINAL) or _otherwise_counted(meant, amount, grounds):
        yield "counts something else"


def _otherwise_counted(meant: frozenset[int | str], amount: Amount, grounds: Premises) -> bool:
    """Tell whether another amount counts the same thing there, or nothing there tells of the thing."""
    others = ((each, other) for each in grounds.sentences for other in each.amounts if not other.same(amount))
    if any(_meant(each, counted_words(each, other)) & meant for each, other in others):
        return True
    return not any(_meant(each, each.concepts) & meant for each in grounds.sentences)


def _counts(counted: frozenset[int | str], amount: Amount, carrier: Sentence) -> bool:
    """Tell whether an amount counts the same thing in a sentence, as far as the sentence says it."""
    theirs = [counted_words(carrier, each) for each in find_matches(amount, carrier.amounts)]
    if not _meant(carrier, carrier.concepts) & counted:
        return bool(_STANDING.search(carrier.text)) or not any(theirs)
    return not all(theirs) or any(_meant(carrier, each) & counted for each in theirs)


def _meant(sentence: Sentence, concepts: Collection[str]) -> frozenset[int | str]:
    """Return the senses of those words of a sentence that stand for some concepts."""
    return frozenset().union(*(senses(word.text.casefold()) for word in sentence.words if word.concept in concepts))


def word_before(sentence: Sentence, amount: Amount) -> str:
    """Return the word of content that stands next before an amount and is no name, "" for none."""
    before = [word for word in sentence.words if word.end <= amount.start and word.concept][-1:]
    near = [word for word in before if amount.start - word.end <= _NEXT and not word.name]
    return near[0].concept if near and not _BREAK.search(sentence.text, near[0].end, amount.start) else ""


def counted_words(sentence: Sentence, amount: Amount) -> list[str]:
    """Return the things that an amount may count: the first words of content behind it in its phrase."""
    found: list[str] = []
    end = amount.end
    for word in sentence.words:
        if word.start < amount.end:
            continue
        if sentence.text[end : word.start].strip(" -") or len(found) == _COUNTED or word.key in _STOPS or not word.key:
            break
        end = word.end
        if word.concept and word.key not in _PASSED:
            found.append(word.concept)
        elif word.key not in _PASSED:
            break
    return found
