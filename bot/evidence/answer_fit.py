"""How well a sentence holds what a question asks for: a person, a number of its sort, a date, a reason (pure)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.evidence.counts import VERB, countable, counts_asked, counts_nothing
from bot.language.amounts import PERCENT, POINT
from bot.language.offices import OFFICE, is_office
from bot.language.stated_amounts import stated_amounts
from bot.language.words import countries, gives_reason, may_give_reason, stems, terms
from bot.model import Seek
from bot.verification.denials import denied_clauses
from indexer.language.calendar import MONTH, WEEKDAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.evidence.sentences import PassageSentence
    from bot.language.amounts import Amount
    from bot.model import Query

# How well a sentence fits, between 0 and 1; set by hand, as what it counts is fitted.
_PLAINLY, _LIKELY, _BARELY = 1.0, 0.6, 0.3

_QUANTITY = (
    r"\b(?:\d[\d.,]*|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|sixty"
    r"|several|few|half)[\s-](?:a |an |and a half )?"
)
_TIME_UNIT = r"(?:second|minute|hour|day|night|week|month|quarter|year|decade|centur)"
_FORMS = {
    Seek.SPAN: re.compile(
        _QUANTITY + _TIME_UNIT + r"|\b\d[\d,.]*[\s-](?:pages?|words|km|miles?|met(?:re|er)s?)\b", re.IGNORECASE
    ),
    Seek.AGE: re.compile(r"\b[\w-]+[\s-]years?[\s-]old\b|\baged? (?:of )?\d|,\s\d{1,3}(?=[,.\s])", re.IGNORECASE),
    Seek.FREQUENCY: re.compile(
        rf"\b(?:once|twice|\w+ times|\d+) (?:an?|per|every|each)\b|\b(?:every|per|each|an?) (?:\w+ )?{_TIME_UNIT}"
        r"|\b(?:dai|week|month|annual|year)ly\b|\bannual\b|\d\s?(?:%|percent|per cent) of\b",
        re.IGNORECASE,
    ),
    Seek.MEASURE: re.compile(
        r"\b\d[\d.,]*[\s-]?(?:km|kilo\w+|miles?|met(?:re|er)s?|m|cm|mm|feet|foot|ft|inch(?:es)?|yards?|kg|pounds?|lbs?"
        rf"|tons?|tonnes?|grams?|g|ounces?)\b|{_QUANTITY}(?:mile|met(?:re|er)|feet|foot|inch|yard|pound|ton|year)",
        re.IGNORECASE,
    ),
}
_ONE_IN = re.compile(
    r"\b(?:in|of|out of) (?:every )?(?:\d{1,3}(?:,\d{3})?|two|three|four|five|six|ten|hundred)\b", re.IGNORECASE
)
_SMALL_COINS = re.compile(r"\b\d+(?:p\b|\s(?:cents?|pence)\b)")
_MONTH = re.compile(rf"\b{MONTH}\b")
_NO_PLACE = re.compile(_MONTH.pattern + rf"|\b{WEEKDAY}\b|(?:ish|ese|ian|rman|ench|tch)$")
_IN_TIME = re.compile(
    rf"\b(?:in|within|after|for)\s(?:the\s(?:first|next|last|coming)\s)?{_QUANTITY}{_TIME_UNIT}"
    rf"|{_TIME_UNIT}s? (?:ago|later|earlier)\b|\b(?:19|20)\d0s\b"
    r"|\b\d+(?:st|nd|rd|th)\s(?:minute|day|century)\b|\b(?:no|later|unknown|exact)\s(?:\w+,?\s){0,2}date\b",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:Mrs?|Ms|Dr|Sen|Gov|Rep|Sir|Lord|Lady|Prof|[Pp]resident|[Mm]inister|[Cc]hief|[Jj]udge|[Jj]ustice|[Gg]eneral"
    r"|[Aa]mbassador|[Kk]ing|[Qq]ueen|[Pp]rince(?:ss)?|[Dd]irector|[Ss]pokes\w+|[Cc]hair(?:man|woman)?|[Ee]xecutive"
    r"|[Ff]ounder|author|actor|professor|analyst|lawyer|photographer|writer|manager|leader|secretary|officer|engineer|boss"
    r"|owner|architects?|developer|historian|researcher|correspondent)\b"
)
_HEADS = re.compile(
    r"\b(?:head|director|manager|vice president|president|vp|chief) of (?:the )?(?P<what>[\w&-]+(?: [\w&-]+){0,2})",
    re.IGNORECASE,
)
_ASKS_WHO_HOLDS = re.compile(
    r"\bwho(?:['\u2019]?s|\sis|\swas|\sare|\swere)?\s(?:now\s)?(?:the\s|its\s|their\s)?(?:(?:new|current|next|interim|acting)\s)?"
    rf"{OFFICE}s?\b",
    re.IGNORECASE,
)
_HOLDS = re.compile(
    rf"\b(?:{OFFICE}s?|chair(?:s|ed)|headed|(?:co-?)?found(?:ed|ing)|leads?|led|runs?|ran|appoint\w*|nam(?:es|ed)|hir(?:es|ed)"
    r"|join(?:s|ed)|steps?|stepped|succe\w+|replac\w+|promot\w+|takes?|took|manager|owner|resign\w*|control)\b",
    re.IGNORECASE,
)
"""Words of an office, and of those who come to it or leave it."""
_QUOTED = re.compile(r"[\"\u201c\u201d]|(?:^|\s)['\u2018]\w[^'\u2019]{8,}")
_SAYS = re.compile(
    r"\b(?:said|says?|told|tells?|wrote|writes?|tweeted|add(?:ed|s)|argu(?:ed|es)|claim(?:ed|s)|call(?:ed|s|ing)"
    r"|describ(?:ed|es|ing)|explain(?:ed|s)|warn(?:ed|s)|denounc\w+|insist(?:ed|s)|note[ds]|stat(?:ed|es)|declared"
    r"|announced|thinks?|believes?|suggested|admitted|accus\w+|demand\w*|praised|critici[sz]ed|according to|vowed"
    r"|responded|replied|confirmed|denied)\b",
    re.IGNORECASE,
)
_ASKED_NOUN = re.compile(
    rf"\b(?:what|which) (?:(?:\w+ ){{0,2}}?(?P<noun>[\w-]+)(?= (?:{VERB}|\w+s)\b|\?|$)|(?P<next>[\w-]+))",
    re.IGNORECASE,
)
_UNITS = tuple(
    (re.compile(rf"\b(?:{asked})\b", re.IGNORECASE), re.compile(rf"\d\s?(?:{unit})(?!\w)"))
    for asked, unit in (
        ("power|electricity|energy", r"[kmgt]?W|[kKMGT]?Wh|(?:kilo|mega|giga|tera)?watts?(?:[ -]hours?)?|horsepower"),
        ("memory|storage", r"[KMGT]i?B|(?:kilo|mega|giga|tera)bytes?"),
        ("temperature|hot|cold|warm", r"degrees?|\u00b0\s?[CF]"),
        ("speed|fast", r"km/h|mph|knots|\S+ (?:per|an|a) (?:second|hour)|percent|per cent|%"),
        ("rate|inflation|unemployment|share", r"percent|per cent|%"),
    )
)
"""What is asked about, and the units that it is given in."""
_SUMS = tuple(
    (re.compile(rf"\b(?:{asked})\b", re.IGNORECASE), re.compile(rf"\b(?:{told})", re.IGNORECASE))
    for asked, told in (
        ("valuations?|valued|market (?:cap|value)", "valu|worth|market cap|post-money|pre-money|price tag"),
        (
            "revenues?|turnover|run rate|sales",
            "revenue|turnover|sales|run rate|ARR|took in|takings|made|making|earn|sold|sell|quarter",
        ),
        ("profits?|loss(?:es)?|earnings", "profit|loss|lost|losing|earn|net income|break"),
        ("budgets?", "budget|cost|spen[dt]|fund|allocat|expens|financ|made for"),
        (r"fines?(?!-)|fined|penalt(?:y|ies)", "fine|penalt|pay|damages|settle|sanction"),
    )
)
"""What sort of sum is asked for, and the words of those who tell of one."""
_HOW_MUCH = frozenset({Seek.NUMBER, Seek.COUNT, Seek.MONEY, Seek.SHARE})  # there is in a country
_WEIGHS = re.compile(r"\bheavy\b|\bweigh", re.IGNORECASE)
_WEIGHT = re.compile(
    r"\b(?:kilo(?:gram)?|milligram|gram|pound|ton(?:ne)?|ounce)s?\b|\d\s?(?:kg|g|lbs?|oz|t)\b|weigh", re.IGNORECASE
)
_WORLD = re.compile(r"\b(?:world-?wide|global(?:ly)?|around the (?:world|globe))\b", re.IGNORECASE)
_RAISED = re.compile(
    r"\b(?:rais(?:e[ds]?|ing)|rounds?|fund(?:s|ed|ing)?|invest(?:s|ed|ment)?|bring in|brought in)\b", re.IGNORECASE
)
_VALUED = re.compile(r"\b(?:valu\w+|worth)\b", re.IGNORECASE)
_OF_A_VALUATION = re.compile(r"[\s-]*(?:(?:post|pre)[\s-]money\b|(?:\w+\s)?valuation\b)", re.IGNORECASE)
_AS_A_VALUATION = re.compile(
    r"\b(?:valu(?:ed|ing|es|ation)(?:\s\w+){0,3}?\s(?:at|of|to)|worth)\s(?:(?:about|around|some|over|nearly|roughly)\s)?$",
    re.IGNORECASE,
)
_LIMITS = re.compile(
    r"\b(?:(?<!not )only|except|unless|pending|so far|still|no longer|instead|postponed|delayed|suspended|paused|halted"
    r"|on hold|withdr(?:ew|awn)|blocked)\b",
    re.IGNORECASE,
)
_SILENT = re.compile(
    r"\b(?:(?:did|does|do|has|have|had|would|will|could)(?:n['\u2019]t| not)|declin(?:ed|es) to|refus(?:ed|es) to)"
    r"(?: \w+ly)? (?:sa(?:y|id)|disclosed?|comment(?:ed)?|respond(?:ed)?|repl(?:y|ied)|give|given|named?|reveal(?:ed)?"
    r"|specif(?:y|ied)|elaborate|answer(?:ed)?)\b",
    re.IGNORECASE,
)
"""Who says nothing denies nothing."""
_END = re.compile(r"\b(?:for|in|from|on|with|without|at|by|as|under|outside)((?:\s\S+){1,3}?)\W*$", re.IGNORECASE)
"""What a question ends with: for whom, where, how it is to hold."""
_BESIDE = 25  # characters beside a name in which the noun stands that says what it is: "the Oreshnik missile"


def fit(sentence: PassageSentence, query: Query) -> float:
    """Return how well a sentence holds what the query seeks, apart from the words of the question: 0 to 1."""
    rule = _RULES.get(query.seek)
    if rule is not None:
        return rule(sentence, query)
    form = _FORMS.get(query.seek)
    return _PLAINLY if form and form.search(sentence.text) else 0.0


def _person(sentence: PassageSentence, query: Query) -> float:
    """Tell by new names: of two words it is somebody's, one word may be anything's, and an office is nobody's.

    Who heads one country is not who heads another, or the sales; and who holds an office is told by a word of it: a
    headline has capitals that name nobody.
    """
    if _tells_another_office(sentence, query):
        return 0.0
    if _ASKS_WHO_HOLDS.search(query.text) and not _HOLDS.search(f"{sentence.article.title}\n{sentence.text}"):
        return 0.0
    new = _new_names(sentence, query)
    if any(" " in name for name in new):
        return _PLAINLY if _ROLE.search(sentence.text) else _PLAINLY - 0.2
    return _LIKELY if new else 0.0


def _tells_another_office(sentence: PassageSentence, query: Query) -> bool:
    """Tell whether a sentence tells who heads something, and says nothing of what the head is asked for of."""
    asked = _HEADS.search(query.text)
    headed = frozenset(terms(asked["what"])) if asked else frozenset[str]()
    headed = headed - query.names or headed
    return bool(headed and _HEADS.search(sentence.text)) and headed.isdisjoint(sentence.terms)


def _name(sentence: PassageSentence, query: Query) -> float:
    """Tell by new names: the one beside the noun that is asked about is its own, "the Oreshnik missile"."""
    new = _new(sentence.names, query)
    if not new:
        return _BARELY if _QUOTED.search(sentence.text) else 0.0
    noun = asked_noun(query)
    text = sentence.text
    places = ((text.find(name), len(name)) for name in new)
    near = (text[max(0, start - _BESIDE) : start + length + _BESIDE] for start, length in places)
    return _PLAINLY if not noun or any(noun & set(terms(beside)) for beside in near) else _LIKELY


def asked_noun(query: Query) -> frozenset[str]:
    """Return the terms of the noun that says of what sort the sought name or place is: "which company"."""
    asked = _ASKED_NOUN.search(query.text) if query.seek in (Seek.NAME, Seek.PLACE) else None
    return frozenset(terms(asked["noun"] or asked["next"])) if asked else frozenset()


def _meaning(sentence: PassageSentence, query: Query) -> float:
    """Tell by what stands behind the name in commas, or behind "is"."""
    last = re.escape(query.text.rstrip(" ?").split()[-1])
    if re.search(rf"{last}(?:,\s(?:an?\s|the\s|who\s|[a-z])|\s(?:is|was)\s(?:an?|the)\b)", sentence.text):
        return _PLAINLY
    return _BARELY if re.search(last, sentence.text) else 0.0


def _place(sentence: PassageSentence, query: Query) -> float:
    new = [place for place in _new(sentence.places, query) if not _NO_PLACE.search(place)]
    return _PLAINLY if new else _BARELY if _new_names(sentence, query) else 0.0


def _date(sentence: PassageSentence, query: Query) -> float:
    asked = query.text.casefold()
    if any(date.casefold() not in asked for date in sentence.dates) or _IN_TIME.search(sentence.text):
        return _PLAINLY
    return _PLAINLY if "month" in asked and _MONTH.search(sentence.text) else 0.0


def _count(sentence: PassageSentence, query: Query) -> float:
    """Tell by numbers: each counts what stands right behind it."""
    found = countable(_amounts(sentence, query))
    if counts_asked(sentence.text, found, query.text):
        return _PLAINLY
    return _LIKELY if found else _BARELY if _number(sentence, query) else 0.0


def is_another_figure(sentence: PassageSentence, query: Query) -> bool:
    """Tell whether the figures of a sentence are plainly of another sort: a sum where things are counted.

    So is what there is in the whole world, where one country is asked about.
    """
    where = countries(query.terms)
    if query.seek in _HOW_MUCH and where and where.isdisjoint(sentence.terms) and _WORLD.search(sentence.text):
        return True
    if query.seek is Seek.COUNT:
        before = sentence.before.text if sentence.before else ""
        return counts_nothing(sentence.text, before, _amounts(sentence, query), query.text)
    if query.seek is Seek.MEASURE and _WEIGHS.search(query.text):
        return not _WEIGHT.search(sentence.text)
    return query.seek is Seek.MONEY and _is_another_sum(sentence, query)


def _is_another_sum(sentence: PassageSentence, query: Query) -> bool:
    """Tell whether a sentence says nothing of the sort of sum that is asked for: a valuation, not what was raised."""
    told = f"{sentence.before.text if sentence.before else ''} {sentence.text}"
    if any(asked.search(query.text) and not role.search(told) for asked, role in _SUMS):
        return True
    sums = [each for each in _amounts(sentence, query) if each.is_money]
    asks_what_was_paid = _RAISED.search(query.text) and not _VALUED.search(query.text)
    return bool(sums and asks_what_was_paid) and all(_is_valuation(sentence.text, each) for each in sums)


def _is_valuation(text: str, amount: Amount) -> bool:
    """Tell whether an amount is what a company is worth: "at a $5 billion valuation", "valued at $5 billion"."""
    return bool(_OF_A_VALUATION.match(text, amount.end) or _AS_A_VALUATION.search(text, 0, amount.start))


def _money(sentence: PassageSentence, query: Query) -> float:
    found = any(each.is_money for each in _amounts(sentence, query))
    return _PLAINLY if found or _SMALL_COINS.search(sentence.text) else 0.0


def _share(sentence: PassageSentence, query: Query) -> float:
    found = any(each.unit in (PERCENT, POINT) for each in _amounts(sentence, query))
    return _PLAINLY if found or _ONE_IN.search(sentence.text) else 0.0


def _number(sentence: PassageSentence, query: Query) -> float:
    """Tell by a number; plainly if it has one of the units of the thing asked about, where that has units."""
    if not _amounts(sentence, query):
        return 0.0
    units = [unit for asked, unit in _UNITS if asked.search(query.text)]
    return _PLAINLY if all(unit.search(sentence.text) for unit in units) else _LIKELY


def _reason(sentence: PassageSentence, _query: Query) -> float:
    """Tell by words that give a reason, and by others that often do: "after", "to avoid"."""
    return _PLAINLY if gives_reason(sentence.text) else _LIKELY if may_give_reason(sentence.text) else 0.0


def _speech(sentence: PassageSentence, _query: Query) -> float:
    return 0.5 * bool(_QUOTED.search(sentence.text)) + 0.5 * bool(_SAYS.search(sentence.text))


def _whether(sentence: PassageSentence, query: Query) -> float:
    """Tell by what is said of the question's predicate: a denial or a limit of it before what only speaks of it.

    What denies something else of the question's subject may deny it in other words: "did not take part".
    """
    if qualifies(sentence, query):
        return _PLAINLY
    denies = bool(_denied(sentence, query)) and bool(sentence.terms & (query.names or frozenset(query.terms)))
    return _LIKELY * (denies or _holds_predicate(sentence.terms, query))


def qualifies(sentence: PassageSentence, query: Query) -> bool:
    """Tell whether a sentence says that what a question asks for is not so, or is so only in part."""
    if query.seek is not Seek.WHETHER:
        return False
    is_denied = bool(stems(" ".join(_denied(sentence, query))) & _predicate(query))
    return is_denied or (bool(_LIMITS.search(sentence.text)) and _holds_predicate(sentence.terms, query))


def completes(sentence: PassageSentence, told: frozenset[str], query: Query) -> bool:
    """Tell whether a sentence is needed beside others for a yes or a no; `told` are the terms of these.

    It denies or limits what is asked, or speaks of what the question ends with if they do not: "for children".
    """
    end = _END.search(query.text) if query.seek is Seek.WHETHER else None
    asked = frozenset(terms(end[1])) - query.names if end else frozenset[str]()
    return qualifies(sentence, query) or (asked.isdisjoint(told) and not asked.isdisjoint(sentence.terms))


def _denied(sentence: PassageSentence, query: Query) -> list[str]:
    """Return what a sentence denies; that somebody would not comment is no denial, unless it is asked for."""
    asked = frozenset(query.terms)
    return denied_clauses(_SILENT.sub(lambda said: said[0] if asked & stems(said[0]) else " ", sentence.text))


def _predicate(query: Query) -> frozenset[str]:
    return frozenset(query.terms) - query.names or query.names


def _holds_predicate(said: frozenset[str], query: Query) -> bool:
    asked = _predicate(query)
    return 2 * len(asked & said) >= len(asked) > 0


def _new_names(sentence: PassageSentence, query: Query) -> list[str]:
    """Return the names in a sentence that say more than the question does, and are no office."""
    return [name for name in _new(sentence.names, query) if not is_office(name)]


def _new(found: Iterable[str], query: Query) -> list[str]:
    """Return the names that say more than the question does."""
    return [name for name in found if not set(terms(name)) <= set(query.terms)]


def _amounts(sentence: PassageSentence, query: Query) -> list[Amount]:
    """Return the amounts that are not the question's own."""
    own = _amounts_asked(query.text)
    return [each for each in sentence.amounts if not any(each.same(other) for other in own)]


@lru_cache(maxsize=64)  # questions, each asked of every sentence
def _amounts_asked(question: str) -> tuple[Amount, ...]:
    return tuple(stated_amounts(question))


_RULES: dict[Seek, Callable[[PassageSentence, Query], float]] = {
    Seek.PERSON: _person,
    Seek.NAME: _name,
    Seek.MEANING: _meaning,
    Seek.PLACE: _place,
    Seek.DATE: _date,
    Seek.COUNT: _count,
    Seek.MONEY: _money,
    Seek.SHARE: _share,
    Seek.NUMBER: _number,
    Seek.REASON: _reason,
    Seek.SPEECH: _speech,
    Seek.WHETHER: _whether,
}
"""How well a sentence holds each; of the others its form tells."""
