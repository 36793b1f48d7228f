"""Whether two sentences give different amounts for one thing (pure).

An amount that may be rounded, estimated, a part of the other, or of another time, is no difference.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product
from typing import TYPE_CHECKING

from bot.language.amounts import CLOCK, MANY, ORDINAL, PERCENT, TIMES, YEAR
from bot.language.lexicon.equivalence import concept, spellings
from bot.language.words import stem
from bot.verification.calibration import CONTRADICTION

if TYPE_CHECKING:
    from fractions import Fraction

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
_UNCOUNTED = {YEAR, CLOCK, MANY}
_NEXT = 16  # characters between an amount and its verb
_NEAR = 20  # characters before it in which it is bounded
_BREAK = re.compile(r"[,;:]")
_PHRASE_ENDS = re.compile(r"[,;:]|\b(?:told|said|says)\b")
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


@dataclass(frozen=True, kw_only=True, eq=False)
class _ToldAmount:
    """An amount with what its sentence says of it. Each property is computed once, when it is first needed."""

    amount: Amount
    sentence: Sentence

    @cached_property
    def deed(self) -> str:
        """Its verb, "" for none: to close a round of an amount is to raise it."""
        closes = self._word_before in _CLOSES and not {_RAISES, _ROUND}.isdisjoint(self._words_behind)
        return _RAISES if closes else self._word_before

    @cached_property
    def counted(self) -> frozenset[str]:
        """What it may count: "$20 a month" counts no months."""
        passed = _COMPARING | _PERIODS if self.amount.unit else _COMPARING
        return frozenset(self._words_behind) - passed

    @cached_property
    def scope(self) -> list[bool]:
        """Its scope, by the words around it."""
        around = self.sentence.text[max(0, self.amount.start - _BEFORE) : self.amount.end + _BEHIND]
        return [bool(pattern.search(around)) for pattern in _SCOPES]

    @cached_property
    def sorts(self) -> dict[str, str]:
        """The word of content right before each word behind it."""
        behind = [word for word in self.sentence.words if word.start >= self.amount.end]
        return {
            word.concept: before.concept
            for before, word in pairwise(behind)
            if before.concept and word.concept and self.sentence.text[before.end : word.start] == " "
        }

    @property
    def is_of_witnesses(self) -> bool:
        """Whether it counts those who say it."""
        return bool(_WITNESSES.match(self.sentence.text, self.amount.end))

    @property
    def is_alone(self) -> bool:
        """Whether it is the only one of its unit."""
        return sum(each.unit == self.amount.unit for each in self.sentence.amounts) == 1

    def is_in(self, sentence: Sentence) -> bool:
        """Tell whether another sentence gives it, too."""
        return any(self.amount.same(each) for each in sentence.amounts)

    @cached_property
    def _word_before(self) -> str:
        """The word of content that stands next before it and is no name, "" for none."""
        before = [word for word in self.sentence.words if word.end <= self.amount.start and word.concept][-1:]
        near = [word for word in before if self.amount.start - word.end <= _NEXT and not word.name]
        return near[0].concept if near and not _BREAK.search(self.sentence.text, near[0].end, self.amount.start) else ""

    @cached_property
    def _words_behind(self) -> list[str]:
        """The first words of content behind it in its phrase."""
        found: list[str] = []
        text, end = self.sentence.text, self.amount.end
        for word in self.sentence.words:
            if word.start < self.amount.end:
                continue
            if text[end : word.start].strip(" -") or len(found) == _COUNTED or word.key in _STOPS or not word.key:
                break
            end = word.end
            if word.concept and word.key not in _PASSED:
                found.append(word.concept)
            elif word.key not in _PASSED:
                break
        return found


def have_different_amounts(both: SentencePair) -> bool:
    """Tell whether there is an amount in both that counts one thing, and is another one."""
    units = {each.unit for each in both.one.amounts} & {each.unit for each in both.other.amounts} - _UNCOUNTED
    told = (
        [_ToldAmount(amount=each, sentence=sentence) for each in sentence.amounts if each.unit in units]
        for sentence in (both.one, both.other)
    )
    return any(_differ(both, *pair) for pair in product(*told) if pair[0].amount.unit == pair[1].amount.unit)


def _differ(both: SentencePair, mine: _ToldAmount, theirs: _ToldAmount) -> bool:
    one, other = mine.amount, theirs.amount
    if one.same_size(other) or not _are_comparable(both, mine, theirs):
        return False
    repeated, there = mine.is_in(both.other), theirs.is_in(both.one)
    if repeated or there:  # a sentence with both explains the difference, or says which of them is right
        return repeated != there and bool(_CORRECTS.search((both.other if repeated else both.one).text))
    if one.low <= other.high and other.low <= one.high:  # ranges that overlap say nothing different
        return False
    return not _near_enough(mine, theirs)


def _are_comparable(both: SentencePair, mine: _ToldAmount, theirs: _ToldAmount) -> bool:
    """Tell whether two amounts of one unit are said of one thing."""
    of_one_deed = bool(mine.deed) and mine.deed == theirs.deed
    if not _are_of_one_kind(both, mine, theirs) or (len(both.plain) < CONTRADICTION.amount_words and not of_one_deed):
        return False
    if (
        any(each.is_of_witnesses for each in (mine, theirs))
        or not both.may_be_of_one_time
        or _is_moving(both, mine.amount)
        or mine.scope != theirs.scope
        or _are_of_two_sorts(both, mine, theirs)
        or not _are_of_one_name(both, mine, theirs)
    ):
        return False
    if both.is_on_one_thing and (of_one_deed or both.alike >= CONTRADICTION.amount_other_verb):
        return True
    said_of = bool(_counts_one(mine, theirs)) or mine.amount.unit not in ("", PERCENT)
    framed = of_one_deed and said_of and bool(both.names) and bool(both.one.dates) == bool(both.other.dates)
    return framed and both.alike >= CONTRADICTION.amount_same_verb


def _are_of_one_kind(both: SentencePair, mine: _ToldAmount, theirs: _ToldAmount) -> bool:
    """Tell whether two amounts come of one deed or count one thing, or are the only ones of their unit."""
    counts_one = _counts_one(mine, theirs)
    alone = mine.is_alone and theirs.is_alone
    if counts_one is False or (mine.amount.unit in ("", ORDINAL, TIMES) and not counts_one):
        return False
    if mine.deed and theirs.deed:
        return mine.deed == theirs.deed or (bool(counts_one) and alone)
    return (bool(counts_one) or alone) and {mine.deed, theirs.deed} - {""} <= both.one.concepts & both.other.concepts


def _counts_one(mine: _ToldAmount, theirs: _ToldAmount) -> bool | None:
    """Tell whether two amounts count one thing; None: it is not said."""
    if not mine.counted or not theirs.counted:
        return None
    return not mine.counted.isdisjoint(theirs.counted)


def _are_of_two_sorts(both: SentencePair, mine: _ToldAmount, theirs: _ToldAmount) -> bool:
    """Tell whether a thing behind two amounts is of two sorts: "the coding benchmark" and "the maths benchmark"."""
    return any(
        mine.sorts[thing] not in both.other.concepts and theirs.sorts[thing] not in both.one.concepts
        for thing in mine.sorts.keys() & theirs.sorts.keys() & both.plain
    )


def _is_moving(both: SentencePair, amount: Amount) -> bool:
    """Tell whether it is the movement of a price that differs from hour to hour."""
    return amount.unit == PERCENT and _SHARE in both.plain and not _MOVES.isdisjoint(both.plain)


def _are_of_one_name(both: SentencePair, mine: _ToldAmount, theirs: _ToldAmount) -> bool:
    """Tell whether the names on either side of two amounts are not those of different things."""
    before, behind = _names_around(both, mine.amount)
    others_before, others_behind = _names_around(both.turned, theirs.amount)
    if before and others_before and (before[-1] not in others_before or others_before[-1] not in before):
        return False
    return not behind or not others_behind or not set(behind).isdisjoint(others_behind)


def _names_around(both: SentencePair, amount: Amount) -> tuple[list[str], list[str]]:
    """Return the first sentence's names before an amount of it, and those behind it up to the end of its phrase."""
    text, names = both.one.text, both.own_names.values()
    end = _PHRASE_ENDS.search(text, amount.end)
    stop = end.start() if end else len(text)
    before = [_name(word) for word in names if word.end <= amount.start]
    return before, [_name(word) for word in names if amount.end <= word.start < stop]


def _name(word: Word) -> str:
    """Return a name as it is compared: "Spanish" is of Spain."""
    ways = spellings(word.key)
    return min(" ".join(sorted(way)) for way in ways) if ways else word.concept


def _near_enough(mine: _ToldAmount, theirs: _ToldAmount) -> bool:
    """Tell whether one amount may be the other one rounded, or keeps to the bound that the other is."""
    value, other = _facing(mine.amount, theirs.amount), _facing(theirs.amount, mine.amount)
    apart = abs(value - other) / max(value, other)
    for told, bound, kept_to in ((mine, value, other), (theirs, other, value)):
        before = told.sentence.text[max(0, told.amount.start - _NEAR) : told.amount.start]
        if _ABOUT.search(before):
            kept = (_AT_LEAST.search(before) and kept_to >= bound) or (_AT_MOST.search(before) and kept_to <= bound)
            if kept or apart <= CONTRADICTION.approximate:
                return True
    return apart <= CONTRADICTION.rounded and _digits(value, mine.amount.unit) != _digits(other, mine.amount.unit)


def _facing(amount: Amount, other: Amount) -> Fraction:
    """Return the end of an amount that is nearest to another one."""
    return amount.high if amount.high < other.low else amount.low


def _digits(value: Fraction, unit: str) -> int:
    """Return how many digits of an amount are told, zeros at the end of a large one not counted."""
    if value.denominator != 1:
        return len(f"{float(value):.4f}".rstrip("0").replace(".", "").lstrip("0"))
    digits = str(value.numerator)
    counted = value < _NUMBERED_LIKE_A_RANK and unit != PERCENT
    return len(digits if counted else digits.rstrip("0"))
