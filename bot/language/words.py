"""Tokens, stems and names of a text, and patterns for dates, places, hedges, reasons and pointers (pure)."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from bot.language.spelling import one_spelling
from indexer.language.calendar import MONTH_OR_SHORT, MONTHS, WEEKDAY, WEEKDAYS
from indexer.language.stems import snowball_stem

if TYPE_CHECKING:
    from collections.abc import Iterable

# Possessive quantifiers: backtracking would find no other word, and takes a fifth of the time.
_WORD = re.compile(r"[^\W_]++(?:['\u2019.&-][^\W_]++)*+")
_POSSESSIVE = re.compile(r"['\u2019]s?$")

_STOPWORDS = frozenset(
    """a about above after again against all also am an and any are as at be because been before being below between
    both but by can could did do does doing down during each few for from further had has have having he her here hers
    him his how i if in into is it its itself just me more most my no nor not now of off on once only or other our out
    over own same say says said she should so some such than that the their theirs them then there these they this
    those through to too under until up us very was we were what when where which while who whom whose why will with
    would you your according report reported reports reportedly tell told happened anything something someone much many
    latest news new recent recently today give list show know explain please""".split()  # noqa: SIM905  not 160 lines
)

_HEDGES = re.compile(
    r"\b(likely|unlikely|possibl[ey]|perhaps|maybe|(?-i:may)|might|could|probably|presumably|apparently|seem(s|ed)?|appear(s|ed)?"
    r"|suspects? that|speculat\w+|guess(es|ed)?|rumou?r(s|ed)?|unconfirmed|allegedly|reportedly|supposedly|expected to"
    r"|(sources?|people|persons?) (familiar|close|with knowledge|briefed|said|say)|sources (say|said|told)"
    r"|it is believed|in my (view|opinion)|i (think|believe|bet|expect|doubt|wonder|suspect))\b",
    re.IGNORECASE,
)

_ATTRIBUTED = re.compile(
    r"\b(reported by|according to|told|first reported|reports? (from|by)|in a (statement|filing|post|memo|letter)"
    r"|announced|confirmed)\b",
    re.IGNORECASE,
)

_IMPERSONAL = r"(?:is|was|remains|seems)\s(?:not\s|also\s)?(?:\w+ly\s)?\w+\s(?:that|to|how|whether|if|why)\b"
_POINTER = (
    rf"(?:he|she|they|it(?!\s{_IMPERSONAL})|that|these|those|his|her|their|its|him|them|such|both|neither|the latter"
    r"|the former|this(?!\s(?:year|week|month|spring|summer|autumn|winter)\b)"
    r"|the (?:company|firm|startup|start-up|group|agency|lab|chipmaker|chief executive|executive|bill|law|move|deal"
    r"|plan|report|announcement|ruling|decision|pair|two|three)"
    r"(?!\s(?:of|against|on|for|with|by|between|that|which|who|behind|to|from|in|at)\b))"  # behind these it says which
)
_LINK = (
    r"(?:but|and|or|so|yet|however|instead|still|then|there(?=,)|by contrast|as a result|as such|for example"
    r"|for instance|that said|nevertheless|nonetheless|therefore|thus|otherwise|rather)"
)
_ADDITION = r"(?:meanwhile|moreover|also|in addition|similarly|likewise|indeed|accordingly)"  # needs nothing before it
_DANGLING = re.compile(rf"^[\"'\u201c\u2018(]?(?:{_ADDITION},?\s)?(?:{_POINTER}|{_LINK})\b", re.IGNORECASE)
_SUBJECT_BEFORE = re.compile(
    r"(?:he|she|they|it|his|her|their|its|the (?:company|firm|startup|start-up|group|agency|lab|chipmaker))\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:this|that) one(?=[.,;:!?])|^everything else\b|\bthe (?:former|latter)\b", re.IGNORECASE
)
_SPEAKER_OF_A_QUOTE = re.compile(r"[\"\u201d],?\s+(he|she|they|it)\s+\w+", re.IGNORECASE)

_COUNTRIES = """
    american argentina australia australian austria austrian belgium belgian brazil brazilian britain british canada
    canadian chile china chinese denmark danish dutch england finland finnish france french german germany greece
    greek india indian indonesia iran ireland irish israel israeli italy italian japan japanese kenya korea korean
    malaysia mexico mexican netherlands nigeria norway norwegian pakistan philippines poland portugal russia russian
    scotland scottish singapore spain spanish sweden swedish swiss switzerland taiwan taiwanese turkey turkish u.k
    u.s uk ukraine ukrainian usa vietnam wales"""
# "us" may be the pronoun, "polish" and "english" what is done and spoken.
_BROAD = """
    africa african ai america apac asia asia-pacific asian congress english eu europe european internet nordic
    pacific polish un us western christmas"""

_DATE = re.compile(
    rf"\b({MONTH_OR_SHORT}\.?\s+\d{{1,2}}|\d{{1,2}}\s+{MONTH_OR_SHORT}|{MONTH_OR_SHORT}\s+\d{{4}}|(19|20)\d\d"
    rf"|{WEEKDAY}|(first|second|third|fourth) quarter"
    r"|(next|last|this) (week|month|year|quarter|spring|summer|autumn|fall|winter)|yesterday|tomorrow|by the end of)\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because|due to|owing to|so that|so as to|in order to|in a bid to|as a result of"
    r"|(?:the|its|their|one|another|main|simple) (?:\w+ )?(?:factor|reason|cause)s?|(?:cause|reason)(?=:)"
    r"|blam(?:e[ds]?|ing)|caus(?:ed|ing)|prompt(?:ed|ing)|led to|thanks to|stem(?:s|med)? from|driven by|spurred by"
    r"|attribut\w+|retaliat\w+|in response to|at fault|cit(?:ing|e[ds])|on (?:the )?grounds?"
    r"|(?:account|explanation) of why|that is why|at issue)\b",
    re.IGNORECASE,
)
_SINCE = (
    r"since (?!(?:19|20)\d\d|last|then|the (?:start|spring|summer|autumn|winter|beginning)"
    rf"|{WEEKDAY}|{MONTH_OR_SHORT}\b)"
)
_PURPOSE = (
    r"to (?:avoid|ensure|reduce|meet|make|cut|protect|help|give|focus|save|free|win|please|keep|shorten|spare|raise|pay"
    r"|stop|prevent|get|lower|comply|concentrate)\b"
)
_MAYBE_REASON = re.compile(
    rf"\b(?:{_SINCE}|after (?!all\b|\w+ (?:hours|days|weeks|months|years))|{_PURPOSE}"
    r"|(?:following|amid|saying|finding|arguing|warned|fear(?:s|ed)?|found|complain\w+|objected|concerns?|fail(?:ed|ure)"
    r"|c(?:o|a)mes? from|lack(?:s|ed|ing)?|shortage|too \w+|not enough|could(?: not|n['\u2019]t))\b)"
    r"|, (?:as (?:its?|the|they|he|she|an?)|for (?!example|instance))\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\b(in|at|near|outside|from|to|across)\s+(the\s+)?[A-Z][\w'\u2019.-]+")
_NAME = re.compile(r"\b[A-Z][\w'\u2019.-]*[\w](?:\s+(?:(?:of|de|van|von|al|bin|the)\s+)?[A-Z][\w'\u2019.-]*[\w])*")


_APART = {"security": "security", "u.s": "us", "u.s.a": "us", "usa": "us"}
"""Stems of words that the stemmer throws together with another, who secures money does not speak of security, or does
not know to be one."""

_COUNTRY = re.compile(r"US(?:['\u2019]s?)?")  # in small letters it is a word that says nothing


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return the stem of a word (Porter's second English stemmer, as Snowball has it, but for `_APART`).

    British and American spelling have one.
    """
    bare = _POSSESSIVE.sub("", word.casefold())
    return _APART.get(bare) or snowball_stem(one_spelling(bare))


def words(text: str) -> list[str]:
    """Return the words of a text as they stand: "$1.2bn" gives "1.2bn", "GPU-maker's" is one word."""
    return _WORD.findall(text)


def terms(text: str) -> tuple[str, ...]:
    """Return the stems of a text's content words, each once, in order."""
    return tuple(dict.fromkeys(chain.from_iterable(map(_stems_between, text.split()))))


def stems(text: str) -> frozenset[str]:
    """Return the same stems without their order, in less time."""
    return frozenset(chain.from_iterable(map(_stems_between, text.split())))


@lru_cache(maxsize=65_536)
def _stems_between(spaces: str) -> tuple[str, ...]:
    """Return the stems of the words between two spaces: no word reaches across a space.

    Remembered like this, a text need not be searched for words, which takes longer than to look all of them up.
    """
    return tuple(chain.from_iterable(map(_stems, words(spaces))))


def _stems(word: str) -> tuple[str, ...]:
    """Return the stems of a word and of its parts; none of a word that says nothing."""
    if _POSSESSIVE.sub("", word.casefold()) in _STOPWORDS and not _COUNTRY.fullmatch(word):
        return ()  # "what's" says no more than "what"
    return tuple(filter(None, map(stem, _parts(word))))


def _parts(word: str) -> list[str]:
    """Return a compound and its halves: "chip-maker" is to be found under "chip" as well."""
    return [word, *word.split("-")] if "-" in word else [word]


def dates(text: str) -> list[str]:
    """Return the expressions of a text that say when."""
    return [match.group() for match in _DATE.finditer(text)]


def places(text: str) -> list[str]:
    """Return possible places: capitalised words after a preposition of place."""
    return [match.group() for match in _PLACE.finditer(text)]


def names(text: str) -> list[str]:
    """Return runs of capitalised words; a word that is only capitalised because it begins the sentence is left out."""
    found = []
    for match in _NAME.finditer(text):
        name = match.group()
        first = name.split()[0]
        if match.start() <= 1 and first.casefold() in _STOPWORDS:
            name = name[len(first) :].strip()
        if name and name.casefold() not in _STOPWORDS:
            found.append(name)
    return found


def is_written_as_name(name: str, sentence: str, elsewhere: str) -> bool:
    """Tell whether a capitalised word is a name: one that begins the sentence owes its capital to its place.

    It is one all the same if it has a capital within, or is written with a capital within a sentence `elsewhere`.
    """
    if " " in name or not sentence.lstrip("\"'\u201c\u2018").startswith(name) or name[1:] != name[1:].casefold():
        return True
    return bool(re.search(rf"[\w,;:\u2019'\")*] {re.escape(name)}\b", elsewhere))


def is_hedged(text: str) -> bool:
    """Tell whether a sentence expresses doubt."""
    return bool(_HEDGES.search(text))


def is_attributed(text: str) -> bool:
    """Tell whether a sentence names its source, so that it is a report even in a commentary."""
    return bool(_ATTRIBUTED.search(text))


def gives_reason(text: str) -> bool:
    """Tell whether a sentence has words that give a reason: "because", "due to"."""
    return bool(_REASON.search(text))


def may_give_reason(text: str) -> bool:
    """Tell whether a sentence has words that often give a reason: "after", "to avoid"."""
    return bool(_MAYBE_REASON.search(text))


def is_dangling(sentence: str) -> bool:
    """Tell whether a sentence needs the one before it to be understood: "He said ...", "The company also ..."."""
    rules = (_DANGLING, _POINTS_BACK, _SPEAKER_OF_A_QUOTE)
    return any(rule.search(sentence) for rule in rules)


def has_subject_before(sentence: str) -> bool:
    """Tell whether a sentence begins with what stands for its subject, which the one before it names: "She reports"."""
    return bool(_SUBJECT_BEFORE.match(sentence))


def is_broad_name(term: str) -> bool:
    """Tell whether the stem of a name is one that news leaves out or writes otherwise: a country, a people, a month."""
    return term in _broad()


def countries(said: Iterable[str]) -> frozenset[str]:
    """Return the stems among some that are of a country or its people."""
    return _countries().intersection(said)


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    return frozenset(map(stem, _COUNTRIES.split()))


@lru_cache(maxsize=1)
def _broad() -> frozenset[str]:
    return frozenset(map(stem, (*_BROAD.split(), *MONTHS, *WEEKDAYS))) | _countries()
