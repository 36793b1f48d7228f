"""Whether two sentences say different things of one thing: another amount, day or name, or a denial (pure).

Both are from reports of one event. A false alarm is dearer than a difference that nobody is told of: what may be
rounded, counted otherwise or said of something else is no difference.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.amounts import CLOCK, MANY, ORDINAL, PERCENT, TIMES, YEAR, is_range
from bot.checking.asserting import denials_lost, scopes
from bot.checking.figures import counted_by, deed_of
from bot.checking.naming import ROLES
from bot.checking.sameness import OPENERS, concept, written
from bot.days import Meaning
from bot.wording import stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.amounts import Amount
    from bot.checking.reading import Sentence, Word

_ALIKE = 0.6  # share of the shorter sentence's words, less names, from which two are on one thing
_FRAMED = 0.3  # the same where an amount is of one name, counts one thing and comes of one deed in both
_ALMOST = 0.1  # a difference up to which the rounder number may stand for the other
_ROUGHLY = 0.15  # the same where one is said to be about so much
_NAMES_ALIKE = 0.75  # share of words, less names, from which another name in the same place is another name

_ABOUT = re.compile(
    r"\b(?:about|around|roughly|nearly|almost|some|approximately|an?\sestimated|close\sto|more\sthan|over|above|at\sleast"
    r"|upwards\sof|less\sthan|fewer\sthan|under|below|up\sto|as\s(?:many|much)\sas|at\smost|just)\s(?:an?\s)?$",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(r"\b(?:more\sthan|over|above|at\sleast|upwards\sof)\s", re.IGNORECASE)
_AT_MOST = re.compile(r"\b(?:less\sthan|fewer\sthan|under|below|up\sto|as\s(?:many|much)\sas|at\smost)\s", re.IGNORECASE)
_SCOPES = tuple(
    re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
    for pattern in (
        r"total(?:s|l?ed|l?ing)?|altogether|combined|overall|cumulative|so\sfar|to\sdate|in\sall|bring(?:s|ing)?|since",
        r"another|additional(?:ly)?|further|extra|on\stop\sof|(?:two|\d+)\smore|added|adds",
        r"a\syear|annual(?:ly)?|per\syear|yearly|a\smonth|monthly|a\sweek|weekly|a\sday|daily|an\shour|each|per|quarterly",
        r"previous(?:ly)?|earlier|last|prior|former|ago|compared|from",
        r"worldwide|global(?:ly)?|international(?:ly)?",
        r"first|initial(?:ly)?|half|part\sof|of\swhich|including|among\sthem",
        r"could|may(?<!May)|might|eventually|potential(?:ly)?|target|goal|aims?|hopes?|forecasts?|expect(?:s|ed)?",
    )
)
"""What an amount is of: all of it or a part, once or each year, now or before. Where these differ nothing is said."""

_BEFORE, _BEHIND = 50, 40  # characters around an amount where this stands
_CORRECTS = re.compile(
    r"\b(?:corrected|corrects|correction|retracted|an?\searlier\s(?:version|report)|previously\s(?:reported|stated)"
    r"|initially\s(?:reported|stated|said)|wrongly|in\serror|mistakenly|erroneously)\b",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|retract(?:s|ed|ing)?|(?:reject|dismiss)(?:s|es|ed|ing)?\s(?:the|a|as|those)?\s?"
    r"(?:reports?|claims?|rumou?rs?)|(?:not\strue|untrue|false)\sthat|no\struth|never|no\s(?:such\s)?"
    r"(?=(?:talks|negotiations|offer|bid|deal|plans?|intention|agreement|takeover)\b))\b",
    re.IGNORECASE,
)
_REACH = 6  # words of content that a denial reaches
_SAYING = frozenset(
    """said says say told tells announced announces confirmed confirms reported reports wrote writes added adds stated
    published posted disclosed revealed statement interview memo letter post filing""".split()  # noqa: SIM905
)
_PASSED_ON = re.compile(
    r"\b(?:told|according\sto|reported\sby|by|in|at|near|from|outside|across|to|seen\sby|said|via)\s(?:the\s|an?\s)?$",
    re.IGNORECASE,
)
_LINKING = frozenset("on in by for at the a an of this next last until till to from since".split())  # noqa: SIM905
_MOVES = frozenset(map(concept, map(stem, ("rise", "fall", "gain", "lose", "trade"))))
_SHARE = concept(stem("share"))
_NUMBERED_LIKE_A_RANK = 100  # whole numbers below it are counted, not rounded


@dataclass(frozen=True, slots=True)
class _Compared:
    """Two sentences with what they have in common."""

    one: Sentence
    other: Sentence
    names: frozenset[str]  # that both hold
    plain: frozenset[str]  # concepts that are no names, of both
    alike: float  # share of the shorter one's concepts that are no names


def differ(one: Sentence, other: Sentence) -> bool:
    """Tell whether two sentences are on one thing and give another amount, day or name for it, or one denies it."""
    if one.crowded or other.crowded:
        return False
    both = _compared(one, other)
    return (
        _amounts_differ(both)
        or (_on_one_thing(both) and (_days_differ(both) or _denied(both)))
        or _names_differ(both)
        or denies(one, other)
        or denies(other, one)
    )


def denies(denial: Sentence, said: Sentence) -> bool:
    """Tell whether a sentence says in so many words that what another one says is not so."""
    if denial.crowded or said.crowded or any(map(_reaches_far, scopes(said, _DENIES, _REACH))):
        return False
    both = _compared(denial, said)
    for scope in scopes(denial, _DENIES, _REACH):
        met = both.one.concepts & said.concepts & set(scope)
        if both.names and met - both.names and 2 * len(met) >= min(len(scope), 4):
            return True
    return False


def _reaches_far(scope: list[str]) -> bool:
    return bool(scope)


def _compared(one: Sentence, other: Sentence) -> _Compared:
    mine, theirs = _names(one, other), _names(other, one)
    plain, others = one.concepts - mine.keys(), other.concepts - theirs.keys()
    smaller = min(len(plain), len(others)) or 1
    shared = plain & others
    names = frozenset(
        name
        for name, word in mine.items()
        if name in theirs or any(way <= {each.key for each in theirs.values()} for way in written(word.key))
    )
    return _Compared(one=one, other=other, names=names, plain=shared, alike=len(shared) / smaller)


def _names(sentence: Sentence, other: Sentence) -> dict[str, Word]:
    """Return the names of a sentence by concept; its first word is one if it is written as one in the other too."""
    elsewhere = {word.key for word in other.words if word.name}
    return {
        word.concept: word
        for word in sentence.words
        if word.name
        and word.concept
        and word.key not in ROLES
        and not (word.opening and (word.key in OPENERS or word.key not in elsewhere))
    }


def _on_one_thing(both: _Compared) -> bool:
    enough = bool(both.names) if both.plain else False
    return both.alike >= _ALIKE and (enough or len(both.plain) >= 3)  # noqa: PLR2004  words, where no name is shared


# --- amounts


def _amounts_differ(both: _Compared) -> bool:
    return any(
        _other_amount(both, mine, theirs)
        for mine in both.one.amounts
        for theirs in both.other.amounts
        if mine.unit == theirs.unit and mine.unit not in (YEAR, CLOCK, MANY)
    )


def _other_amount(both: _Compared, mine: Amount, theirs: Amount) -> bool:
    one, other = both.one, both.other
    if mine.value == theirs.value or not _comparable(both, mine, theirs):
        return False
    repeated = _also(mine, other) or _also(theirs, one)
    if repeated:  # whoever says both explains the difference, or says which of them is right
        return _corrected(both, mine, theirs)
    return not (_in_a_range(one, mine) or _in_a_range(other, theirs)) and not _near_enough(one, mine, other, theirs)


def _also(amount: Amount, sentence: Sentence) -> bool:
    return any(amount.same(each) for each in sentence.amounts)


def _corrected(both: _Compared, mine: Amount, theirs: Amount) -> bool:
    """Tell whether just one sentence gives both amounts, and corrects the other."""
    if _also(mine, both.other) == _also(theirs, both.one):
        return False
    return bool(_CORRECTS.search(both.other.text if _also(mine, both.other) else both.one.text))


def _comparable(both: _Compared, mine: Amount, theirs: Amount) -> bool:
    """Tell whether two amounts of one unit are said of one thing."""
    one, other = both.one, both.other
    counted, deeds = _counts_one(both, mine, theirs), (deed_of(one, mine), deed_of(other, theirs))
    if counted is False or not _of_one_time(one, other) or _moving(both, mine):
        return False
    one_deed = bool(deeds[0]) and deeds[0] == deeds[1]
    if mine.unit in ("", ORDINAL, TIMES) and not counted:
        return False
    alone = len(_of_unit(one, mine)) == len(_of_unit(other, theirs)) == 1
    if all(deeds) and not one_deed and not (counted and alone):
        return False
    if not (one_deed or counted or alone) or _scope(one, mine) != _scope(other, theirs):
        return False
    if not _of_one_name(one, mine, other, theirs, both):
        return False
    framed = one_deed and (bool(counted) or mine.unit not in ("", PERCENT)) and bool(both.names)
    return _on_one_thing(both) or (framed and both.alike >= _FRAMED and _dated(one) == _dated(other))


def _counts_one(both: _Compared, mine: Amount, theirs: Amount) -> bool | None:
    """Tell whether two amounts count one thing; None: it is not said."""
    counted, others = counted_by(both.one, mine), counted_by(both.other, theirs)
    if not counted or not others:
        return None
    return not set(counted).isdisjoint(others)


def _of_unit(sentence: Sentence, amount: Amount) -> list[Amount]:
    return [each for each in sentence.amounts if each.unit == amount.unit]


def _scope(sentence: Sentence, amount: Amount) -> list[bool]:
    """Return what an amount is of, by the words around it that say so."""
    around = sentence.text[max(0, amount.start - _BEFORE) : amount.end + _BEHIND]
    return [bool(pattern.search(around)) for pattern in _SCOPES]


def _moving(both: _Compared, amount: Amount) -> bool:
    """Tell whether it is the movement of a price that differs from hour to hour."""
    return amount.unit == PERCENT and _SHARE in both.plain and not _MOVES.isdisjoint(both.plain)


def _of_one_name(one: Sentence, mine: Amount, other: Sentence, theirs: Amount, both: _Compared) -> bool:
    """Tell whether the names on either side of two amounts are not those of different things."""
    before = _around(one, mine, both)[0], _around(other, theirs, both)[0]
    behind = _around(one, mine, both)[1], _around(other, theirs, both)[1]
    return all(not left or not right or not left.isdisjoint(right) for left, right in (before, behind))


def _around(sentence: Sentence, amount: Amount, both: _Compared) -> tuple[set[str], set[str]]:
    """Return the names before an amount, and those behind it up to the end of its phrase."""
    names = _names(sentence, both.other if sentence is both.one else both.one).values()
    end = re.search(r"[,;:]|\b(?:told|said|says)\b", sentence.text[amount.end :])
    stop = amount.end + end.start() if end else len(sentence.text)
    before = {word.concept for word in names if word.end <= amount.start}
    return before, {word.concept for word in names if amount.end <= word.start < stop}


def _in_a_range(sentence: Sentence, amount: Amount) -> bool:
    return any(amount in pair and is_range(sentence.text, *pair) for pair in pairwise(sentence.amounts))


def _near_enough(one: Sentence, mine: Amount, other: Sentence, theirs: Amount) -> bool:
    """Tell whether one amount may be the other one rounded, or keeps to the bound that the other is."""
    apart = abs(mine.value - theirs.value) / max(mine.value, theirs.value)
    for text, bound, value in ((one.text, mine, theirs.value), (other.text, theirs, mine.value)):
        before = text[max(0, bound.start - 20) : bound.start]
        if _ABOUT.search(before):
            kept = (_AT_LEAST.search(before) and value >= bound.value) or (
                _AT_MOST.search(before) and value <= bound.value
            )
            if kept or apart <= _ROUGHLY:
                return True
    return apart <= _ALMOST and _digits(mine) != _digits(theirs)


def _digits(amount: Amount) -> int:
    """Return how many digits of an amount are told, zeros at the end of a large one not counted."""
    if amount.value.denominator != 1:
        return len(f"{float(amount.value):.4f}".rstrip("0").replace(".", "").lstrip("0"))
    digits = str(amount.value.numerator)
    counted = amount.value < _NUMBERED_LIKE_A_RANK and amount.unit != PERCENT
    return len(digits if counted else digits.rstrip("0"))


# --- days


def _of_one_time(one: Sentence, other: Sentence) -> bool:
    """Tell whether the years, months and quarters that two sentences name may be the same ones."""
    pairs = [(list(_dates(one)), list(_dates(other))), (_quarters(one), _quarters(other))]
    return all(not mine or not theirs or any(_compatible(a, b) for a in mine for b in theirs) for mine, theirs in pairs)


def _dates(sentence: Sentence) -> Iterator[frozenset[Meaning]]:
    yield from (each.meanings for each in sentence.occasions if not each.relative)
    yield from (frozenset({Meaning(year=int(each.value))}) for each in sentence.amounts if each.unit == YEAR)


def _quarters(sentence: Sentence) -> list[frozenset[Meaning]]:
    found = (each for each in sentence.amounts if each.unit == ORDINAL)
    return [frozenset({Meaning(word=str(each.value))}) for each in found]


def _dated(sentence: Sentence) -> bool:
    return any(True for _ in _dates(sentence))


def _compatible(one: frozenset[Meaning], other: frozenset[Meaning]) -> bool:
    return any(mine.within(theirs) or theirs.within(mine) for mine in one for theirs in other)


def _days_differ(both: _Compared) -> bool:
    """Tell whether the same is said to be on days that cannot be one; when somebody said so does not count."""
    mine, theirs = list(_placed_days(both.one)), list(_placed_days(both.other))
    for deed, day in mine:
        for other_deed, other_day in theirs:
            met = any(_compatible(day, each) for _, each in theirs) or any(_compatible(other_day, a) for _, a in mine)
            if deed and deed == other_deed and day and other_day and not met:
                return True
    return False


def _placed_days(sentence: Sentence) -> Iterator[tuple[str, frozenset[Meaning]]]:
    """Yield the days of a sentence with the word that each belongs to, "" where it is one of saying."""
    years = ((each.start, frozenset({Meaning(year=int(each.value))})) for each in sentence.amounts if each.unit == YEAR)
    for start, meanings in (*((each.start, each.meanings) for each in sentence.occasions), *years):
        before = [word for word in sentence.words if word.end <= start and word.key not in _LINKING]
        last = before[-1] if before else None
        said = last is None or last.text.casefold() in _SAYING or (last.name and not last.opening)
        yield "" if said or last is None else last.concept, meanings


# --- names and denials


def _names_differ(both: _Compared) -> bool:
    """Tell whether two sentences are alike but for one name in the same place."""
    if both.alike < _NAMES_ALIKE or not both.names or len(both.plain) < 2:  # noqa: PLR2004  one word is no place
        return False
    mine, theirs = _strange(both.one, both.other), _strange(both.other, both.one)
    if len(mine) != 1 or len(theirs) != 1 or not _of_one_time(both.one, both.other):
        return False
    left, right = mine[0], theirs[0]
    return left == right and bool(left)


def _strange(sentence: Sentence, other: Sentence) -> list[str]:
    """Return, for each name that the other sentence does not hold, the word of content before it, "" if it may not."""
    names = _names(sentence, other).values()
    known = {word.key for word in other.words}
    found: list[str] = []
    for run in _runs(sentence, list(names)):
        if any(word.key in known or _otherwise(word, known) for word in run):
            continue
        before = [w for w in sentence.words if w.end <= run[0].start and w.key not in ROLES and not _linking(w)][-1:]
        passed = _PASSED_ON.search(sentence.text, max(0, run[0].start - 20), run[0].start)
        place = before[0].concept if before and not before[0].name else ""
        found.append("" if passed or any(written(word.key) for word in run) else place)
    return found


def _linking(word: Word) -> bool:
    return word.key in _LINKING or not word.concept


def _otherwise(word: Word, known: set[str]) -> bool:
    """Tell whether a name stands there in other letters: "Chinese" for "China"."""
    return any(way <= known for way in written(word.key))


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


def _denied(both: _Compared) -> bool:
    """Tell whether one of two sentences on one thing denies what the other one says."""
    lost = [*denials_lost(both.one, both.other), *denials_lost(both.other, both.one)]
    silent = re.compile(r"\b(?:not|n't|declined|refused)\s(?:\w+\s)?(?:say|comment|disclose|give|name|respond|explain|tell)\b")
    return bool(lost) and not any(silent.search(each.text) for each in (both.one, both.other))
