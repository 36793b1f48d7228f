"""Whether two sentences say different things of one thing: another amount, day or name, or a denial (pure).

Both are from reports of one event. A false alarm is dearer than a difference that nobody is told of: an amount
that may be rounded, counted otherwise or said of something else is no difference.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.language.amounts import YEAR
from bot.language.lexicon.equivalence import spellings
from bot.verification.amount_conflicts import have_different_amounts
from bot.verification.calibration import CONTRADICTION
from bot.verification.sentence_pairs import ROLES, may_be_one_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.language.dates import Meaning
    from bot.verification.parsing.annotation import Sentence, Word
    from bot.verification.sentence_pairs import SentencePair

_SILENT = re.compile(
    r"(?:\bnot|n't|\bcannot|\bdeclined?\sto|\brefused?\sto)\s(?:\w+\s){0,2}"
    r"(?:told|aware|heard|informed|notified|received|decided|say|comment|disclose|give|name|named|respond|explain|tell|know|reply)\b"
)
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


def differ(both: SentencePair) -> bool:
    """Tell whether two sentences are on one thing and give another amount, day or name for it, or one denies it."""
    one, other = both.one, both.other
    if one.crowded or other.crowded or len(one.concepts & other.concepts) < CONTRADICTION.shared_words:
        return False  # soon told, of most sentences
    if both.is_on_one_thing and (_days_differ(both) or _quarters_differ(both) or _is_one_negated(both)):
        return True
    return both.is_denial or both.turned.is_denial or _names_differ(both) or have_different_amounts(both)


def _is_one_negated(both: SentencePair) -> bool:
    """Tell whether one of two sentences negates the other; silence is no denial."""
    negated = bool(both.names) and (both.is_negation or both.turned.is_negation)
    return negated and not any(_SILENT.search(each.text) for each in (both.one, both.other))


def _days_differ(both: SentencePair) -> bool:
    """Tell whether the same is said to be on days that cannot be one; when somebody said so does not count."""
    mine, theirs = list(_placed_days(both.one)), list(_placed_days(both.other))
    # "sets a hearing for", "a hearing is set for"
    reordered = both.whole >= CONTRADICTION.same_in_other_order and len(mine) == len(theirs) == 1
    unmet = [deed for deed, day in mine if deed and day and not any(may_be_one_date(day, each) for _, each in theirs)]
    others = [deed for deed, day in theirs if deed and day and not any(may_be_one_date(day, each) for _, each in mine)]
    return not set(unmet).isdisjoint(others) or bool(reordered and unmet and others)


def _quarters_differ(both: SentencePair) -> bool:
    """Tell whether the same is planned for two quarters; results of two quarters are no difference."""
    mine, theirs = _planned_quarter(both.one), _planned_quarter(both.other)
    apart = both.own_names.keys() - both.names, both.turned.own_names.keys() - both.names
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
    for start, meanings in (*((each.start, each.meanings) for each in sentence.occasions), *sentence.years):
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
    mine, theirs = _strange(both), _strange(both.turned)
    return len(mine) == len(theirs) == 1 and mine == theirs and bool(mine[0]) and both.may_be_of_one_time


def _strange(both: SentencePair) -> list[str]:
    """Return, for each name that the other sentence does not hold, the word of content before it, "" if it may not."""
    text, known = both.one.text, {word.key for word in both.other.words}
    words = [word for word in both.one.words if word.concept and word.key not in ROLES | _LINKING]
    found: list[str] = []
    for run in _runs(both):
        # A name may stand there in other letters: "Chinese" for "China".
        if any(word.key in known or any(way <= known for way in spellings(word.key)) for word in run):
            continue
        before = [word for word in words if word.end <= run[0].start][-1:]
        passed = _PASSED_ON.search(text, max(0, run[0].start - 20), run[0].start)
        place = before[0].concept if before and not before[0].name else ""
        found.append("" if passed or any(spellings(word.key) for word in run) else place)
    return found


def _runs(both: SentencePair) -> list[list[Word]]:
    """Return the first sentence's names; those that follow each other are one."""
    runs: list[list[Word]] = []
    for word in both.own_names.values():
        gap = both.one.text[runs[-1][-1].end : word.start] if runs else ""
        if runs and gap in (" ", "-"):
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs
