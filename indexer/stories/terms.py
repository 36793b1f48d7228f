"""Words, names and numbers of a text, in the form in which two articles are compared (pure)."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from indexer.language.calendar import MONTH_OR_SHORT
from indexer.language.calendar import NAMES as CALENDAR_NAMES
from indexer.language.stems import snowball_stem

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*(?:['\u2019][^\W_]+)*")
_DASHES = ("-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014")
_OPENS = re.compile('[.!?:\n\u201c"]')
_POSSESSIVE = re.compile(r"['\u2019]s?$")
_ROOT = 6  # letters by which a word is told from others: "announces" and "announced" are one

# Words that tell nothing of what happened. What is frequent in one newsroom only is found out by counting.
_EMPTY = frozenset(
    """a about above after again against ago all already also am amid among an and any are around as at be because been
    before being below between both but by can could day days did do does doing down during each few first for from
    further get gets go goes got had has have having he her here hers him his how i if in into is it its itself just
    last latest like made make makes may me might more most much must my new news next no nor not now of off on once
    one only or other our out over own per post put read report reported reports say says said same see set she should
    show since so some still such take takes than that the their theirs them then there these they this those through
    to today told too under until up us use used uses using very via was way we week weeks were what when where which
    while who whom whose why will with would year years yesterday you your""".split()  # noqa: SIM905  not 100 lines
)
_UNTELLING = _EMPTY | CALENDAR_NAMES
_SMALL = """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty""".split()  # noqa: SIM905  same
_TENS = {"thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0, "seventy": 70.0, "eighty": 80.0, "ninety": 90.0}
_IN_WORDS = {name: float(number) for number, name in enumerate(_SMALL, 2)} | _TENS
_UNITS = {
    unit: value
    for value, units in {
        1e3: ("k", "thousand"),
        1e6: ("m", "mn", "million", "millions"),
        1e9: ("b", "bn", "billion", "billions"),
        1e12: ("tn", "trillion", "trillions"),
    }.items()
    for unit in units
}
_DIGITS = re.compile(r"(\d[\d.,]*)([a-z]*)", re.IGNORECASE)
_MONTH = re.compile(MONTH_OR_SHORT, re.IGNORECASE)
_YEARS, _YEAR = range(1900, 2101), len("2026")
_TITLE_CASE = 0.7  # set by hand: of the words within a headline have a capital, from which on none tells anything
_FEW = 3  # such words, of which no share can be taken
_FIGURES = 100  # from here on a number behind a name is a figure: "GPT 5" is none
_BELOW_A_SCALE = 1_000.0  # "500,000 million" is written by nobody
_LONGEST_NUMBER = 18  # digits: more are no number that anybody means


class Term(NamedTuple):
    """A word of a text."""

    text: str  # as it stands, without possessive
    key: str  # what it is compared by
    opens: bool  # a sentence or a line begins with it: its capital tells nothing
    dashed: bool = False  # nothing but a dash stands between it and the word before: "4-5"

    @property
    def capital(self) -> bool:
        """Whether there is a capital in it: "OpenAI", "iPhone", "GPU"."""
        return any(map(str.isupper, self.text))


def words(text: str) -> list[Term]:
    """Return the words of a text in order."""
    found: list[Term] = []
    end = 0
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        end = match.end()
        plain = _plain(match.group())
        opens = not found or (between != " " and _OPENS.search(between) is not None)
        found.append(Term(plain, key(plain), opens, between in _DASHES))
    return found


def lowered(text: str, most: int) -> list[str]:
    """Return the first words of a text in lower case, `most` of them: those that `words` finds, sooner."""
    found = _WORD.findall(text)[:most]
    return [word.casefold() if word.isalnum() else _plain(word).casefold() for word in found]


def _plain(word: str) -> str:
    """Return a word without the mark of its possessive."""
    return word if word.isalnum() else _POSSESSIVE.sub("", word)


def key(word: str) -> str:
    """Return what a word is compared by: the stem of its first letters; a number by all of it."""
    folded = word.casefold()
    return folded if folded[0].isdigit() else snowball_stem(folded[:_ROOT])


def telling(found: list[Term]) -> frozenset[str]:
    """Return the keys of the words that say something."""
    return frozenset(word.key for word in found if len(word.text) > 1 and word.text.casefold() not in _UNTELLING)


def names(found: list[Term]) -> frozenset[str]:
    """Return the keys of what may be names: words with a capital that is not owed to their place.

    What opens a sentence counts if it comes again and never without its capital. Where nearly every word has one, as
    in a headline in title case, no capital tells anything.
    """
    told = [word for word in found if word.text.casefold() not in _EMPTY]
    small = {word.key for word in told if not word.capital}
    again = Counter(word.key for word in told if word.capital)
    inner = [word for word in told if not word.opens]
    capitals = [word for word in inner if word.capital]
    if in_title_case(found):
        capitals = [word for word in capitals if any(letter.isupper() for letter in word.text[1:])]
    opening = [word for word in told if word.opens and again[word.key] > 1 and word.key not in small]
    named = frozenset(word.key for word in capitals + opening if is_name(word))
    return named | {first.key + second.key for first, second in pairwise(found) if _versioned(first, second)}


def _versioned(first: Term, second: Term) -> bool:
    """Tell whether a number belongs to the name before it: "Llama 4", which is not Llama 3."""
    return not second.opens and is_name(first) and (number(second) or _FIGURES) < _FIGURES


def in_title_case(found: list[Term]) -> bool:
    """Tell whether nearly every word within a headline has a capital, so that none tells anything."""
    inner = [word for word in found if not word.opens and word.text.casefold() not in _EMPTY]
    return len(inner) > _FEW and sum(word.capital for word in inner) > _TITLE_CASE * len(inner)


def is_name(word: Term) -> bool:
    """Tell whether a word with a capital can be a name: no empty word, no month, no figure."""
    folded = word.text.casefold()
    return word.capital and not folded[0].isdigit() and folded not in _UNTELLING


def numbers(found: list[Term]) -> frozenset[float]:
    """Return the numbers of a text by their value: "$1.4bn" and "1.4 billion" are one, "$4-5bn" are two billions.

    Years are left out, and what belongs to a name: the number of a model's version tells nothing of an event.
    """
    values = []
    for place, word in enumerate(found):
        following = found[place + 1].text.casefold() if place + 1 < len(found) else ""
        value = number(word, following) if not _is_day(found, place) else None
        if value is not None and not (place > 0 and _versioned(found[place - 1], word)):
            values.append(value * _scale_behind(found, place) if value < _BELOW_A_SCALE else value)
    return frozenset(values)


def _is_day(found: list[Term], place: int) -> bool:
    """Tell whether a number is the day of a month: "March 3 (Reuters)"."""
    return bool(place) and _MONTH.fullmatch(found[place - 1].text) is not None and not found[place].opens


def _scale_behind(found: list[Term], place: int) -> float:
    """Return the scale that the lower end of a range takes from the upper one: "4-5 billion", "4 to 5bn"."""
    following = found[place + 1 : place + 4]
    if following and following[0].text in ("to", "or", "and") and not following[0].dashed:
        before = found[place - 1].text.casefold() if place else ""
        following = following[1:] if following[0].text != "and" or before == "between" else []
    elif following and not following[0].dashed:
        following = []
    if not following:
        return 1.0
    upper, bare = number(following[0], *(word.text.casefold() for word in following[1:2])), _bare(following[0])
    return upper / bare if upper and bare and _bare(found[place]) else 1.0


def _bare(word: Term) -> float | None:
    """Return the value of a number without its unit, None if it has none of its own: "5" of "5bn"."""
    match = _DIGITS.fullmatch(word.text)
    return _IN_WORDS.get(word.text.casefold()) or (_value(match[1]) if match else None)


def number(word: Term, following: str = "") -> float | None:
    """Return the value of a number, with the unit that stands in it or follows; None for a word or a year."""
    spelt = _IN_WORDS.get(word.text.casefold())
    match = _DIGITS.fullmatch(word.text)
    if spelt is None and (match is None or len(match[1]) > _LONGEST_NUMBER):
        return None
    unit = match[2].casefold() if match else ""
    if unit and unit not in _UNITS:
        return None  # "3D", "4o"
    value = spelt if spelt is not None else _value(match[1]) if match else None
    if value is None:
        return None
    scale = _UNITS.get(unit) or (_UNITS.get(following, 1.0) if len(following) > 1 else 1.0)
    year = len(word.text) == _YEAR and value in _YEARS
    return None if scale == 1 and spelt is None and year else value * scale


def _value(digits: str) -> float | None:
    """Return what digits with points and commas say: "1,900" is a thousand and more, "1.9" is not."""
    plain = digits.rstrip(".,")
    plain = plain.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", plain) else plain.replace(",", ".")
    try:
        return float(plain)
    except ValueError:  # "1.2.3", a version
        return None
