"""Names as questions and news write them, each with the key that all its spellings share (pure)."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from bot.language.lexicon.synonyms import is_listed
from bot.language.product_versions import asked_products
from bot.language.time_expressions import find_times
from bot.language.words import is_broad_name, names, stem, terms, words
from indexer.language.calendar import MONTH, WEEKDAY
from indexer.language.product_parser.words import KNOWN, MAKERS

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_SUBJECT = frozenset(
    """ai a.i artificial intelligence agi ml llm llms gpu gpus api apis ceo cfo coo cro cto ipo tech technology internet
    news i ok eu us uk u.s u.k q1 q2 q3 q4 vs id faq pr hr""".split()  # noqa: SIM905  not 30 lines
)
"""Words that are written as names, and that no news is on."""

_LONGEST = 5  # words of a name
_FEW_CAPITALS = 3  # words behind the first one that have to have a capital, where a headline is in title case
_SMALL_SHARE = 0.15  # words without a capital to those with one, at most, beside articles and prepositions; set by hand
_TOKEN = re.compile(r"[^\W_]+(?:[.&+][^\W_]+)*")
_NAME = re.compile(
    r"[A-Z][\w&+-]*(?:\.[\w&+-]+)*(?:\s(?:(?:of|de|van|von|al|bin)\s)?(?:[A-Z][\w&+-]*(?:\.[\w&+-]+)*"
    r"|\d+(?:\.\d+)*[A-Z]?\b))*"
    r"|\b[a-z]{1,2}[A-Z]\w+(?:\s(?:[A-Z][\w-]*|\d+(?:\.\d+)*\b))*"
)
_ONE_NAME = re.compile(r"\S+(?:\s[a-z]\S*)+(?:\s[A-Z][\w\u2019'-]*)+(?:\s[a-z]\S*)*\W*$")  # "Meet the Acme River Fund"
_CALENDAR = re.compile(rf"\b(?:{WEEKDAY}|{MONTH})\b", re.IGNORECASE)
_VERSION = re.compile(r"(?:[\s-]v?\d+(?:\.\d+)*[a-z]?\b.*)$", re.IGNORECASE)
_GENITIVE = re.compile(r"['\u2019]s?$")
_DETERMINER = re.compile(r"\b(?:the|an?|its|their|our|any|some|this|that)\s$", re.IGNORECASE)
_POINTED = re.compile(
    r"\b(?:this|that|these|those|some|any)\s$", re.IGNORECASE
)  # what stands behind may say whose: "that acme thing"
_OF_A_NOUN = re.compile(
    r"\s(?!(?:is|was|are|were|has|had|does|did|will|can|and|or|in|on|at|for|to|of|from|with)\b)[a-z]{2}"
)
_IS_NAME = re.compile(r"['\u2019]s\b|\s?[:,\u2013\u2014]|\s-\s")  # behind the first word of a message
_SENTENCE_BEGINS = re.compile(r"[:?]\s[\"'\u201c\u2018]?$")  # before a first word that goes on in small letters
_GOES_ON = re.compile(r"\s(?!and\b)[a-z]{3}")
_PAIRED = re.compile(r"[-\u2010-\u2013/]")  # between two that have something with each other: "the Acme-Hooli deal"
_OF_A_SORT = re.compile(r"-[^\W\d_A-Z]+(?:-[^\W\d_A-Z]+)*\b")  # what makes a name an adjective: "AI-related"
# With a capital: in a name they are seldom, and in the title case of headlines often.
_OF_A_HEADLINE = re.compile(
    r"\b(?:Is|Are|Was|Were|Did|Does|Do|Has|Have|Had|Will|Would|Can|Could|Should|And|But|After|As|With|From|To|Over"
    r"|Against|Amid|How|Why|What|When|Where|That|Its|Their)\b"
)
_OFFICE_NAME = re.compile(r"C[A-Z]{1,2}O (?:of|at) ")


class WrittenName(NamedTuple):
    """A part of a text that is a name, or may be one."""

    start: int
    end: int
    text: str

    @property
    def key(self) -> str:
        """The key that all spellings of the name share."""
        return name_key(self.text)

    @property
    def line(self) -> str:
        """The key of a product's line, without its version: "Corvid 3 Mini" is of the line "corvid"."""
        return name_key(without_version(self.text)) or self.key

    @property
    def is_in_small_letters(self) -> bool:
        """Whether it is written as ordinary words are: "acme", and "AI agent security"."""
        first, _, rest = self.text.partition(" ")
        return self.text[:1].islower() or (first.casefold() in NO_SUBJECT and rest[:1].islower())

    @property
    def parts(self) -> list[WrittenName]:
        """What marks join in it: "Acme-Hooli"; where there is none, itself."""
        ends = [(mark.start(), mark.end()) for mark in _PAIRED.finditer(self.text)]
        starts, stops = (0, *(end for _, end in ends)), (*(start for start, _ in ends), len(self.text))
        return [_part(self.text, *span, at=self.start) for span in zip(starts, stops, strict=True)]


class NameReading(NamedTuple):
    """What of a text may be names of what news is on."""

    names: tuple[WrittenName, ...]  # by their capitals, or as products
    numbered: tuple[WrittenName, ...]  # in small letters: "corvid 4" may be a product, and "best 4" none
    runs: tuple[tuple[WrittenName, ...], ...]  # of words that may be a name as they stand, longest first, by the first
    times: tuple[WrittenName, ...]  # which are none


def read_names(text: str) -> NameReading:
    """Return what of a text may be names."""
    capitalized, runs = tuple(_capitalized(text)), tuple(_runs(text))
    products = [(_part(text, each.start, each.end), each.words) for each in asked_products(text)]
    sure = [name for name, words in products if words & (KNOWN | MAKERS) or name.text != name.text.lower()]
    numbered = tuple(name for name, _ in products if name not in sure)
    times = tuple(_part(text, each.start, each.end) for each in find_times(text))
    return NameReading((*sure, *capitalized), numbered, runs, times)


def _part(text: str, start: int, end: int, at: int = 0) -> WrittenName:
    """Return a part of a text that begins at a place."""
    return WrittenName(at + start, at + end, text[start:end])


def _capitalized(text: str) -> Iterator[WrittenName]:
    """Yield where words with capitals stand; the first word of a sentence owes it to its place."""
    for name in find_names(text):
        first = name.text.split(maxsplit=1)[0]
        begin, end = name.start, name.end
        is_name = bool(_IS_NAME.match(text, begin + len(first))) or _is_acronym(first, text)
        if _opens_sentence(text, begin, begin + len(first)) and not is_name:
            begin += len(first) + 1
        if office := _OFFICE_NAME.match(text, begin, end):
            begin = office.end()
        if begin < end and not (_says_nothing(text[begin:end]) or _OF_A_HEADLINE.search(text, begin, end)):
            yield _part(text, begin, end)


def _opens_sentence(text: str, start: int, end: int) -> bool:
    """Tell whether a word opens a text of several words, or a sentence in it: "... on this: Hospital trial finds"."""
    if start == 0:
        return " " in text.strip(" ?.!")
    return bool(_SENTENCE_BEGINS.search(text[:start]) and _GOES_ON.match(text, end))


def _is_acronym(word: str, text: str) -> bool:
    """Tell whether a word owes its capitals to no place: "SAM 3D", of a text that is not all in capitals."""
    return len(word) > 1 and word.isupper() and word.casefold() not in NO_SUBJECT and not text.isupper()


def _runs(text: str) -> Iterator[tuple[WrittenName, ...]]:
    """Yield the runs of words that begin with each word; in small letters and behind an article they are no name."""
    tokens = list(_TOKEN.finditer(text))
    for place, token in enumerate(tokens):
        start, before = token.start(), text[: token.start()]
        is_plain, is_pointed = bool(_DETERMINER.search(before)), bool(_POINTED.search(before))
        ends = [last.end() for last in tokens[place : place + _LONGEST]]
        found = (_part(text, start, end) for end in reversed(ends))
        yield tuple(
            each
            for each in found
            if not _says_nothing(each.key)
            and not (is_plain and each.is_in_small_letters and not (is_pointed and _OF_A_NOUN.match(text, each.end)))
        )


def _says_nothing(name: str) -> bool:
    """Tell whether a name is of no use to tell news by: "European AI", "AI-related"."""
    parts = _OF_A_SORT.sub("", name).casefold().split()
    return all(part in NO_SUBJECT or (len(parts) > 1 and is_broad_name(stem(part))) for part in parts)


def find_names(text: str) -> list[WrittenName]:
    """Return the runs of words with capitals in a text, with the numbers behind them: "Corvid 3".

    Days and months, and a word that says nothing before a name, are no part of it: "On Monday Acme" names Acme.
    """
    found = []
    for match in _NAME.finditer(_CALENDAR.sub(lambda day: day.group().lower(), text)):
        start, end = match.span()
        first, _, rest = match.group().partition(" ")
        if rest and not terms(first):
            start += len(first) + 1
        if terms(text[start:end]):
            found.append(_part(text, start, end))
    return found


def is_in_title_case(text: str) -> bool:
    """Tell whether nearly every word of a headline has a capital, so that none tells a name: "Acme Tries to Buy It"."""
    _, *inner = words(text) or [""]
    capitals = [word for word in inner if word[0].isupper()]
    small = [word for word in inner if word[0].islower() and terms(word)]
    is_one_name = bool(_ONE_NAME.match(text))
    return len(capitals) >= _FEW_CAPITALS and len(small) <= _SMALL_SHARE * len(capitals) and not is_one_name


def names_in(question: str) -> list[str]:
    """Return the names in a question, each once; a first word alone may owe its capital to its place."""
    return list(dict.fromkeys(name for name in names(question) if " " in name or not question.startswith(name)))


def plain_name(text: str) -> str:
    """Return the first two words side by side that are none of news: a name in small letters, as chats write it."""
    said = [without_genitive(word) for word in text.split()]
    for pair in pairwise(said):
        if all(word.isalpha() and terms(word) and not is_listed(word) for word in pair):
            return " ".join(pair)
    return ""


@lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """Return the key that all spellings of a name share: "Acme-Corvid 3" is "ACME Corvid 3"."""
    return fold_name(name)


def fold_name(text: str) -> str:
    """Return the same key, and remember nothing: what somebody asked is not kept."""
    return " ".join(re.sub(r"['\u2019]s?\b|^(?:the|an?)\s", " ", text.casefold().replace("-", " ")).split())


def without_version(name: str) -> str:
    """Return a product's name without its version: "Corvid" for "Corvid 3 Mini"."""
    return _VERSION.sub("", name)


def without_genitive(name: str) -> str:
    """Return a name without the "'s" behind it."""
    return _GENITIVE.sub("", name)
