"""Whether two sentences say different things of one thing: another amount, day or name, or a denial (pure).

Both are from reports of one event. A false alarm is dearer than a difference that nobody is told of: an amount
that may be rounded, counted otherwise or said of something else is no difference.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.language.amounts import YEAR
from bot.language.dates import Meaning
from bot.language.lexicon.equivalence import concept, spellings
from bot.language.words import stem
from bot.verification.amount_conflicts import have_different_amounts
from bot.verification.calibration import CONTRADICTION
from bot.verification.negation import find_lost_denials, find_scopes
from bot.verification.parsing.annotation import compared_text
from bot.verification.sentence_pairs import (
    ROLES,
    are_on_one_thing,
    compare,
    may_be_of_one_time,
    may_be_one_date,
    names_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.verification.parsing.annotation import Sentence, Word
    from bot.verification.sentence_pairs import SentencePair

_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|retract(?:s|ed|ing)?|(?:reject|dismiss)(?:s|es|ed|ing)?\s(?:the|a|as|those)?\s?"
    r"(?:reports?|claims?|rumou?rs?)|(?:not\strue|untrue|false)\sthat|no\struth|never|no\s(?:such\s)?"
    r"(?=(?:talks|negotiations|offer|bid|deal|plans?|intention|agreement|takeover)\b))\b",
    re.IGNORECASE,
)
_SILENT = re.compile(
    r"(?:\bnot|n't|\bcannot|\bdeclined?\sto|\brefused?\sto)\s(?:\w+\s){0,2}"
    r"(?:told|aware|heard|informed|notified|received|decided|say|comment|disclose|give|name|named|respond|explain|tell|know|reply)\b"
)
_PLANNING = frozenset(map(concept, map(stem, ("plan", "intend", "report", "claim", "rumour"))))
_SAYING = frozenset(
    """said says say told tells announced announces confirmed confirms reported reports wrote writes added adds stated
    published posted disclosed revealed statement interview memo letter post filing""".split()  # noqa: SIM905
)
_PASSED_ON = re.compile(
    r"\b(?:told|according\sto|(?:reported|seen|written)\sby|in|at|near|from|outside|across|to|said|via)\s(?:the\s|an?\s)?$",
    re.IGNORECASE,
)
_BOUND = re.compile(r"\b(?:by|before|until|till|after|since|from)\s(?:the\s)?(?:end\sof\s)?", re.IGNORECASE)
_QUARTER = re.compile(
    r"\b(?P<which>first|second|third|fourth|[1-4](?=st|nd|rd|th))\w*[\s-]quarter\b|\bQ(?P<number>[1-4])\b",
    re.IGNORECASE,
)
_WHICH = {"first": "1", "second": "2", "third": "3", "fourth": "4"}
_FISCAL = re.compile(r"\bfiscal\b", re.IGNORECASE)  # whose quarters are not those of the calendar
_PLANNED = re.compile(
    r"\b(?:will|would|plan(?:s|ned)?|expect(?:s|ed)?|due|set|scheduled|aims?|intends?|to\sbe|begins?|starts?|opens?|ships?)\b"
)
_NEAR = 20  # characters between such a word and a day
_LINKING = frozenset("on in by for at the a an of this next last until till to from since".split())  # noqa: SIM905


def differ(one: Sentence, other: Sentence) -> bool:
    """Tell whether two sentences are on one thing and give another amount, day or name for it, or one denies it."""
    if (
        one.crowded or other.crowded or len(one.concepts & other.concepts) < CONTRADICTION.shared_words
    ):  # soon told, of most sentences
        return False
    both = compare(one, other)
    return (
        have_different_amounts(both)
        or (are_on_one_thing(both) and (_days_differ(both) or _quarters_differ(both) or _denied(both)))
        or _names_differ(both)
        or denies(one, other)
        or denies(other, one)
    )


def may_deny(text: str) -> bool:
    """Tell at a glance whether a sentence may deny something expressly: other sentences need not be annotated."""
    return bool(_DENIES.search(compared_text(text)))


def denies(denial: Sentence, said: Sentence, names: int = 1) -> bool:
    """Tell whether a sentence expressly denies another one, with which it shares that many names."""
    denied = find_scopes(denial, _DENIES, CONTRADICTION.denial_reach)
    if not denied or denial.crowded or said.crowded or any(find_scopes(said, _DENIES, CONTRADICTION.denial_reach)):
        return False
    both = compare(denial, said)
    for scope in denied:
        plain = [each for each in scope if each not in both.names and each not in _PLANNING]
        met = said.concepts & set(scope)
        if len(both.names) >= names and plain and plain[0] in both.plain and 2 * len(met) >= min(len(scope), 4):
            return True
    return False


def _days_differ(both: SentencePair) -> bool:
    """Tell whether the same is said to be on days that cannot be one; when somebody said so does not count."""
    mine, theirs = list(_placed_days(both.one)), list(_placed_days(both.other))
    turned = (
        both.whole >= CONTRADICTION.same_in_other_order and len(mine) == len(theirs) == 1
    )  # "sets a hearing for", "a hearing is set for"
    for deed, day in mine:
        for other_deed, other_day in theirs:
            met = any(may_be_one_date(day, each) for _, each in theirs) or any(
                may_be_one_date(other_day, a) for _, a in mine
            )
            if deed and other_deed and (deed == other_deed or turned) and day and other_day and not met:
                return True
    return False


def _quarters_differ(both: SentencePair) -> bool:
    """Tell whether the same is planned for two quarters; results of two quarters are no difference."""
    mine, theirs = _planned_quarter(both.one), _planned_quarter(both.other)
    apart = names_of(both.one, both.other).keys() - both.names, names_of(both.other, both.one).keys() - both.names
    return mine != theirs and "" not in (mine, theirs) and both.alike >= CONTRADICTION.other_name and not all(apart)


def _planned_quarter(sentence: Sentence) -> str:
    """Return the only quarter of a plan that holds no other amount but a year; "" for none."""
    found = list(_QUARTER.finditer(sentence.text))
    if len(found) != 1 or not _PLANNED.search(sentence.text) or _FISCAL.search(sentence.text):
        return ""
    start, end = found[0].span()
    counted = any(each.unit != YEAR and not start <= each.start < end for each in sentence.amounts)
    which = found[0]["number"] or found[0]["which"].lower()
    return "" if counted else _WHICH.get(which, which)


def _placed_days(sentence: Sentence) -> Iterator[tuple[str, frozenset[Meaning]]]:
    """Yield the days of a sentence with the word that each belongs to, "" where it is one of saying."""
    years = ((each.start, frozenset({Meaning(year=int(each.value))})) for each in sentence.amounts if each.unit == YEAR)
    for start, meanings in (*((each.start, each.meanings) for each in sentence.occasions), *years):
        before = [word for word in sentence.words if word.end <= start and word.key not in _LINKING]
        last = before[-1] if before else None
        said = last is None or last.text.casefold() in _SAYING or (last.name and not last.opening)
        near = sentence.text[max(0, start - _NEAR) : start + _NEAR]  # a preposition may be part of what says when
        bound = any(found.end() >= min(start, _NEAR) for found in _BOUND.finditer(near) if found.start() <= _NEAR)
        yield "" if said or bound or last is None else last.concept, meanings


def _names_differ(both: SentencePair) -> bool:
    """Tell whether two sentences are alike but for one name in the same place."""
    if both.alike < CONTRADICTION.other_name or not both.names or len(both.plain) < 2:  # noqa: PLR2004  one word is no place
        return False
    mine, theirs = _strange(both.one, both.other), _strange(both.other, both.one)
    if len(mine) != 1 or len(theirs) != 1 or not may_be_of_one_time(both.one, both.other):
        return False
    left, right = mine[0], theirs[0]
    return left == right and bool(left)


def _strange(sentence: Sentence, other: Sentence) -> list[str]:
    """Return, for each name that the other sentence does not hold, the word of content before it, "" if it may not."""
    names = names_of(sentence, other).values()
    known = {word.key for word in other.words}
    found: list[str] = []
    for run in _runs(sentence, list(names)):
        if any(word.key in known or _otherwise(word, known) for word in run):
            continue
        before = [w for w in sentence.words if w.end <= run[0].start and w.key not in ROLES and not _linking(w)][-1:]
        passed = _PASSED_ON.search(sentence.text, max(0, run[0].start - 20), run[0].start)
        place = before[0].concept if before and not before[0].name else ""
        found.append("" if passed or any(spellings(word.key) for word in run) else place)
    return found


def _linking(word: Word) -> bool:
    return word.key in _LINKING or not word.concept


def _otherwise(word: Word, known: set[str]) -> bool:
    """Tell whether a name stands there in other letters: "Chinese" for "China"."""
    return any(way <= known for way in spellings(word.key))


def _runs(sentence: Sentence, names: list[Word]) -> list[list[Word]]:
    """Return names that follow each other as one."""
    runs: list[list[Word]] = []
    for word in names:
        gap = sentence.text[runs[-1][-1].end : word.start] if runs else ""
        if runs and gap in (" ", "-"):
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _denied(both: SentencePair) -> bool:
    """Tell whether one of two sentences on one thing denies the other one."""
    sides = (both.one, both.other), (both.other, both.one)
    lost = any(
        said.concepts.issuperset(scope[: CONTRADICTION.denied_words])
        for said, other in sides
        for scope in find_lost_denials(said, other)
    )
    return lost and bool(both.names) and not any(_SILENT.search(each.text) for each in (both.one, both.other))
