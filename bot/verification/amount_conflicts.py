"""Whether two sentences give different amounts for one thing (pure).

An amount that may be rounded, estimated, a part of the other, or of another time, is no difference.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.language.amounts import CLOCK, MANY, ORDINAL, PERCENT, TIMES, YEAR
from bot.language.lexicon.equivalence import concept, spellings
from bot.language.words import stem
from bot.verification.calibration import CONTRADICTION
from bot.verification.sentence_pairs import are_on_one_thing, dates, may_be_of_one_time, names_of

if TYPE_CHECKING:
    from bot.language.amounts import Amount
    from bot.verification.parsing.annotation import Sentence, Word
    from bot.verification.sentence_pairs import SentencePair

_PASSED = frozenset(
    """of the its their his her our a an all more about some full total other new or own such these those
    no them which whom""".split()  # noqa: SIM905  not 25 lines
)
_STOPS = frozenset(
    """in by to for from as and at on with when which that this over after since per is are was were be been will would
    has have had than but who while during until before through under into against between among if because then may
    could can should so more said says""".split()  # noqa: SIM905  not 50 lines
)
_NEXT = 16  # characters between an amount and its verb
_BREAK = re.compile(r"[,;:]")
_COUNTED = 2  # words behind an amount that may say what it counts
_ABOUT = re.compile(
    r"\b(?:about|around|roughly|nearly|almost|some|approximately|an?\sestimated|close\sto|more\sthan|over|above|at\sleast"
    r"|upwards\sof|less\sthan|fewer\sthan|under|below|up\sto|as\s(?:many|much)\sas|at\smost|just)\s(?:an?\s)?$",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(r"\b(?:more\sthan|over|above|at\sleast|upwards\sof)\s", re.IGNORECASE)
_AT_MOST = re.compile(
    r"\b(?:less\sthan|fewer\sthan|under|below|up\sto|as\s(?:many|much)\sas|at\smost)\s", re.IGNORECASE
)
_SCOPES = tuple(
    re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
    for pattern in (
        r"total(?:s|l?ed|l?ing)?|altogether|combined|overall|cumulative|so\sfar|to\sdate|in\sall|bring(?:s|ing)?|since",
        r"another|additional(?:ly)?|further|extra|on\stop\sof|(?:two|\d+)\smore|added|adds",
        r"a\syear|annual(?:ly)?|per\syear|yearly|a\smonth|monthly|a\sweek|weekly|a\sday|daily|an\shour|each|per|quarterly",
        r"previous(?:ly)?|earlier|last|prior|former|ago|compared|(?:up|down)\sfrom|from(?=\s[$\d])",
        r"worldwide|global(?:ly)?|international(?:ly)?",
        r"small(?:er)?|large(?:r)?|big(?:ger)?|mini|lite|versions?|variants?",
        r"(?:over|within)\s(?:the\s)?(?:(?:next|past)\s)?\w+\s(?:years?|months?|weeks?|days?|hours?)",
        r"(?:this|next|coming)\s(?:year|month|week|quarter)",
        r"by\s(?:now|then|late|early|noon|midnight|(?:mon|tues|wednes|thurs|fri|satur|sun)day)",
        r"others|and\s(?:his|her|its|their)|joint(?:ly)?|together|along\swith",
        r"when|once|after",
        r"during|while|before",
        r"first|initial(?:ly)?|half|part\sof|the\srest|remainder|of\swhich|including|among\sthem",
        r"could|(?-i:may)|might|eventually|potential(?:ly)?|target|goal|aims?|hopes?|forecasts?|expect(?:s|ed)?",
    )
)
"""The scope of an amount: a whole or a part, once or each year, now or before. Across scopes amounts may differ."""
_BEFORE, _BEHIND = 50, 40  # characters around an amount where this stands
_WITNESSES = re.compile(
    r"\s(?:\w+\s)?(?:people|persons|sources|officials|executives|bankers|employees|staff(?:ers)?|investors|insiders)\s"
    r"(?:familiar|close|briefed|with|who|said|say|told|involved)\b"
)
_CORRECTS = re.compile(
    r"\b(?:corrected|corrects|correction|retracted|an?\searlier\s(?:version|report)|previously\s(?:reported|stated)"
    r"|initially\s(?:reported|stated|said)|wrongly|in\serror|mistakenly|erroneously)\b",
    re.IGNORECASE,
)
_PERIODS = frozenset(map(stem, ("year", "month", "week", "day", "hour", "quarter")))
_COMPARING = frozenset(map(concept, map(stem, ("less", "more", "fewer", "higher", "lower"))))
_MOVES = frozenset(map(concept, map(stem, ("rise", "fall", "gain", "lose", "trade"))))
_SHARE = concept(stem("share"))
_RAISES, _ROUND = concept(stem("raise")), concept(stem("round"))
_CLOSES = frozenset(map(concept, map(stem, ("close", "complete", "raise", "land", "finish"))))
_NUMBERED_LIKE_A_RANK = 100  # whole numbers below it are counted, not rounded


def have_different_amounts(both: SentencePair) -> bool:
    """Tell whether there is an amount in both that counts one thing, and is another one."""
    return any(
        _other_amount(both, mine, theirs)
        for mine in both.one.amounts
        for theirs in both.other.amounts
        if mine.unit == theirs.unit and mine.unit not in (YEAR, CLOCK, MANY)
    )


def _other_amount(both: SentencePair, mine: Amount, theirs: Amount) -> bool:
    one, other = both.one, both.other
    if mine.same_size(theirs) or not _comparable(both, mine, theirs):
        return False
    repeated = _also(mine, other) or _also(theirs, one)
    if repeated:  # a sentence with both explains the difference, or says which of them is right
        return _corrected(both, mine, theirs)
    if mine.low <= theirs.high and theirs.low <= mine.high:  # ranges that overlap say nothing different
        return False
    return not _near_enough(one, _facing(mine, theirs), other, _facing(theirs, mine))


def _facing(amount: Amount, other: Amount) -> Amount:
    """Return the end of an amount that is nearest to another one."""
    end = amount.high if amount.high < other.low else amount.low
    return replace(amount, low=end, high=end)


def _also(amount: Amount, sentence: Sentence) -> bool:
    return any(amount.same(each) for each in sentence.amounts)


def _corrected(both: SentencePair, mine: Amount, theirs: Amount) -> bool:
    """Tell whether just one sentence gives both amounts, and corrects the other."""
    if _also(mine, both.other) == _also(theirs, both.one):
        return False
    return bool(_CORRECTS.search(both.other.text if _also(mine, both.other) else both.one.text))


def _comparable(both: SentencePair, mine: Amount, theirs: Amount) -> bool:
    """Tell whether two amounts of one unit are said of one thing."""
    one, other = both.one, both.other
    one_deed = bool(_deed(one, mine)) and _deed(one, mine) == _deed(other, theirs)
    counted = _counts_one(both, mine, theirs)
    if not _of_one_kind(both, mine, theirs, counted) or (len(both.plain) < CONTRADICTION.amount_words and not one_deed):
        return False
    if (
        _WITNESSES.match(one.text, mine.end)
        or _WITNESSES.match(other.text, theirs.end)
        or not may_be_of_one_time(one, other)
        or _moving(both, mine)
        or _scope(one, mine) != _scope(other, theirs)
        or _of_another_sort(both, mine, theirs)
        or not _of_one_name(both, mine, theirs)
    ):
        return False
    framed = one_deed and (bool(counted) or mine.unit not in ("", PERCENT)) and bool(both.names)
    alike = are_on_one_thing(both) and (one_deed or both.alike >= CONTRADICTION.amount_other_verb)
    return alike or (framed and both.alike >= CONTRADICTION.amount_same_verb and _dated(one) == _dated(other))


def _deed(sentence: Sentence, amount: Amount) -> str:
    """Return the verb of an amount: to close a round of an amount is to raise it."""
    deed = _word_before(sentence, amount)
    return _RAISES if deed in _CLOSES and not {_RAISES, _ROUND}.isdisjoint(_counted_words(sentence, amount)) else deed


def _of_one_kind(both: SentencePair, mine: Amount, theirs: Amount, counted: bool | None) -> bool:  # noqa: FBT001  three-fold
    """Tell whether two amounts come of one deed or count one thing, or are the only ones of their unit."""
    deeds = _deed(both.one, mine), _deed(both.other, theirs)
    alone = len(_of_unit(both.one, mine)) == len(_of_unit(both.other, theirs)) == 1
    if counted is False or (mine.unit in ("", ORDINAL, TIMES) and not counted):
        return False
    if all(deeds):
        return deeds[0] == deeds[1] or (bool(counted) and alone)
    return (bool(counted) or alone) and {*deeds} - {""} <= both.one.concepts & both.other.concepts


def _counts_one(both: SentencePair, mine: Amount, theirs: Amount) -> bool | None:
    """Tell whether two amounts count one thing; None: it is not said. "$20 a month" counts no months."""
    passed = _COMPARING | _PERIODS if mine.unit else _COMPARING
    counted = set(_counted_words(both.one, mine)) - passed
    others = set(_counted_words(both.other, theirs)) - passed
    if not counted or not others:
        return None
    return not counted.isdisjoint(others)


def _of_another_sort(both: SentencePair, mine: Amount, theirs: Amount) -> bool:
    """Tell whether a thing behind two amounts is of two sorts: "the coding benchmark" and "the maths benchmark"."""
    one, other = _sorts(both.one, mine), _sorts(both.other, theirs)
    return any(
        one[thing] not in both.other.concepts and other[thing] not in both.one.concepts
        for thing in one.keys() & other.keys() & both.plain
    )


def _sorts(sentence: Sentence, amount: Amount) -> dict[str, str]:
    """Return the word of content right before each word behind an amount."""
    behind = [word for word in sentence.words if word.start >= amount.end]
    return {
        word.concept: before.concept
        for before, word in pairwise(behind)
        if before.concept and word.concept and sentence.text[before.end : word.start] == " "
    }


def _of_unit(sentence: Sentence, amount: Amount) -> list[Amount]:
    return [each for each in sentence.amounts if each.unit == amount.unit]


def _scope(sentence: Sentence, amount: Amount) -> list[bool]:
    """Return the scope of an amount, by the words around it."""
    around = sentence.text[max(0, amount.start - _BEFORE) : amount.end + _BEHIND]
    return [bool(pattern.search(around)) for pattern in _SCOPES]


def _moving(both: SentencePair, amount: Amount) -> bool:
    """Tell whether it is the movement of a price that differs from hour to hour."""
    return amount.unit == PERCENT and _SHARE in both.plain and not _MOVES.isdisjoint(both.plain)


def _of_one_name(both: SentencePair, mine: Amount, theirs: Amount) -> bool:
    """Tell whether the names on either side of two amounts are not those of different things."""
    sides = zip(_around(both.one, mine, both.other), _around(both.other, theirs, both.one), strict=True)
    (before, others_before), (behind, others_behind) = sides
    return (
        not (before and others_before and (before[-1] not in others_before or others_before[-1] not in before))
    ) and (not behind or not others_behind or not set(behind).isdisjoint(others_behind))


def _around(sentence: Sentence, amount: Amount, other: Sentence) -> tuple[list[str], list[str]]:
    """Return the names before an amount, and those behind it up to the end of its phrase."""
    names = names_of(sentence, other).values()
    end = re.search(r"[,;:]|\b(?:told|said|says)\b", sentence.text[amount.end :])
    stop = amount.end + end.start() if end else len(sentence.text)
    before = [_name(word) for word in names if word.end <= amount.start]
    return before, [_name(word) for word in names if amount.end <= word.start < stop]


def _name(word: Word) -> str:
    """Return a name as it is compared: "Spanish" is of Spain."""
    ways = spellings(word.key)
    return min(" ".join(sorted(way)) for way in ways) if ways else word.concept


def _near_enough(one: Sentence, mine: Amount, other: Sentence, theirs: Amount) -> bool:
    """Tell whether one amount may be the other one rounded, or keeps to the bound that the other is."""
    apart = abs(mine.value - theirs.value) / max(mine.value, theirs.value)
    for text, bound, value in ((one.text, mine, theirs.value), (other.text, theirs, mine.value)):
        before = text[max(0, bound.start - 20) : bound.start]
        if _ABOUT.search(before):
            kept = (_AT_LEAST.search(before) and value >= bound.value) or (
                _AT_MOST.search(before) and value <= bound.value
            )
            if kept or apart <= CONTRADICTION.approximate:
                return True
    return apart <= CONTRADICTION.rounded and _digits(mine) != _digits(theirs)


def _digits(amount: Amount) -> int:
    """Return how many digits of an amount are told, zeros at the end of a large one not counted."""
    if amount.value.denominator != 1:
        return len(f"{float(amount.value):.4f}".rstrip("0").replace(".", "").lstrip("0"))
    digits = str(amount.value.numerator)
    counted = amount.value < _NUMBERED_LIKE_A_RANK and amount.unit != PERCENT
    return len(digits if counted else digits.rstrip("0"))


def _dated(sentence: Sentence) -> bool:
    return any(True for _ in dates(sentence))


def _word_before(sentence: Sentence, amount: Amount) -> str:
    """Return the word of content that stands next before an amount and is no name, "" for none."""
    before = [word for word in sentence.words if word.end <= amount.start and word.concept][-1:]
    near = [word for word in before if amount.start - word.end <= _NEXT and not word.name]
    return near[0].concept if near and not _BREAK.search(sentence.text, near[0].end, amount.start) else ""


def _counted_words(sentence: Sentence, amount: Amount) -> list[str]:
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
