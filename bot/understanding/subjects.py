"""What a question is on: companies, products and people, each with the names that tell of it, too (pure).

News on Anthropic may name Claude alone, or who speaks for it. What stands for a company is known from a file, see
`bot.config.subjects`, and learned from the collection, see `name_associations`. It goes one way: whoever asks for a
product wants no other news of its maker.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from bot.language.product_versions import asked_products
from bot.language.time_expressions import find_times
from bot.language.words import is_broad_name, stem, terms
from bot.model import Form, Subject
from bot.understanding.comparisons import compared_sides
from bot.understanding.form import without_news_words
from bot.understanding.name_associations import NameAssociations, associations, find_names, line_key, name_key
from bot.understanding.question_text import without_address
from indexer.language.known_subjects import shipped_subjects
from indexer.language.product_names import with_variant
from indexer.language.product_parser.words import KNOWN, MAKERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from indexer.language.known_subjects import KnownSubject
    from indexer.model import Lead

RECENT = 2_000
"""Articles that names are learned from, the newest."""

_MOST = 4  # subjects of a question
_LONGEST = 5  # words of a name
_TOKEN = re.compile(r"[^\W_]+(?:[.&+][^\W_]+)*")
_NO_SUBJECT = frozenset(
    """ai a.i artificial intelligence agi ml llm llms gpu gpus api apis ceo cfo coo cro cto ipo tech technology internet
    news i ok eu us uk u.s u.k q1 q2 q3 q4 vs id faq pr hr""".split()  # noqa: SIM905  not 30 lines
)
_OFTEN = 2  # articles that tell of a name, if a word in small letters is to be one
_GENERIC = re.compile(r"\s(?:AI|Labs?|Inc|Technologies|Systems|Robotics|Group)$")
_TRADE = re.compile(
    r"\s(?:AI|Labs?|Inc|Technologies|Systems|Robotics|Group|Air(?:ways|lines)|Bank|Motors|Health|Energy|Media|Audio|Studios?"
    r"|Semiconductors?|Networks?|Software|Analytics|Intelligence|Dynamics|Therapeutics|Security|Machines|Foundation)$"
)
_OWNER = re.compile(r"['\u2019]s?$")
_DETERMINER = re.compile(r"\b(?:the|an?|its|their|our|any|some|this|that)\s$", re.IGNORECASE)
_IS_NAME = re.compile(r"['\u2019]s\b|\s?[:,\u2013\u2014]|\s-\s")  # behind the first word of a message
_TIME_WORDS = r"(?:this|last|since|over|from|with|during|lately|recently)\b"
_ARTICLE = re.compile(r"^(?:the|a|an|our|their|its)\s+", re.IGNORECASE)
_PAIRED = re.compile(r"[-\u2010-\u2013/]")  # between two that have something with each other: "the Acme-Hooli deal"
_OF_A_SORT = re.compile(
    r"-[^\W\d_A-Z]+(?:-[^\W\d_A-Z]+)*\b"
)  # what makes a name an adjective: "AI-related", "GPU-hungry"
_OWNS = re.compile(r".+['\u2019]s?\s")
_OFFICE = (
    r"(?:c[a-z]{1,2}o|(?:(?:vice|co)[ -]?)?(?:chair\w*|founder|president)|boss|head|director"
    r"|chief(?: [\w-]+){0,2} (?:executive|officer|scientist|economist)|chief)"
)
_WHOSE_OFFICE = re.compile(rf"(?:['\u2019]s?(?: [\w-]+){{0,2}})? {_OFFICE},? ", re.IGNORECASE)
_OF_AN_OFFICE = re.compile(rf",? (?:(?:the|an?|now|who (?:is|was)) )?{_OFFICE} (?:of|at) ", re.IGNORECASE)
_OFFICE_NAME = re.compile(r"C[A-Z]{1,2}O (?:of|at) ")
_FROM_MAKER = re.compile(r"\b(?:from|by)\s$")  # "the Recall thing from Acme": the maker narrows what it stands behind


class Mention(NamedTuple):
    """A subject where a question names it."""

    start: int
    end: int
    subject: Subject
    sort: str  # of its name, see `SubjectIndex.sort_of`


class SubjectIndex:
    """The subjects that are known, to be found in questions; safe to use from several threads."""

    def __init__(self, known: Sequence[KnownSubject], learned: NameAssociations | None = None) -> None:
        """Take the subjects of files, and what was learned from the collection."""
        self.learned = learned or NameAssociations()
        self.companies = {key: each for each in known for name in (each.name, *each.also) for key in _keys(name)}
        shortened = ((_GENERIC.sub("", each.name), each) for each in known if _GENERIC.search(each.name))
        self._short = {name: each for name, each in shortened if name_key(name) not in self.companies}
        self.products = frozenset(name_key(name) for each in known for name in each.products)
        self.people = frozenset(name_key(name) for each in known for name in each.people) | self.learned.people
        self._names = {name_key(name): name for each in known for name in (*each.people, *each.products)}
        self._sure = frozenset(self._names) | frozenset(self.companies)

    def subject(self, name: str) -> Subject:
        """Return the subject of a name with its aliases."""
        key = name_key(name)
        known = self.companies.get(key) or self.companies.get(key.removesuffix("s")) or self._short.get(name)
        if known is None:
            told = self.learned.told.get(key)
            shown = self._names.get(key) or (told.name if told and name == name.lower() else name)
            shorter = (*_shorter(name), *self._without_trade(name))
            return Subject(name=shown, aliases=_distinct(shown, (*shorter, *self.learned.belonging_to(key))))
        keys = dict.fromkeys((key, name_key(known.name), *map(name_key, known.also)))
        learned = [
            alias for each in keys for alias in self.learned.belonging_to(each) if name_key(alias) not in self.companies
        ]
        return Subject(
            name=known.name, aliases=_distinct(known.name, (*known.also, *known.products, *known.people, *learned))
        )

    def _without_trade(self, name: str) -> tuple[str, ...]:
        """Return a company's name without its trade, if the collection tells of it by that: "Acme" for "Acme Air"."""
        plain = _TRADE.sub("", name)
        key = name_key(plain)
        is_told = key in self.learned.told and key not in self.learned.everyday and key not in self.companies
        return (plain,) if plain != name and is_told else ()

    def sort_of(self, key: str) -> str:
        """Return whether a name is a "company", a "product", a "person" or "", not known, by its key."""
        told = self.learned.told.get(key)
        if key in self.companies or key in self.learned.employers:
            return "company"
        if key in self.people:
            return "person"
        if key in self.products or (told and told.name != told.latest):
            return "product"
        return "company" if key in self.learned.owners.values() else ""

    def is_choice(self, key: str) -> bool:
        """Tell whether a name can be offered as what a question may be on: no place, no time, no outlet."""
        outlet = key in self.learned.outlets and key not in self.companies
        return not (outlet or key in _NO_SUBJECT or is_broad_name(stem(key)) or find_times(self.shown(key)))

    def shown(self, key: str) -> str:
        """Return how the collection last wrote a name that it tells of, with a product's latest version."""
        told = self.learned.told[key]
        return told.latest if self.sort_of(key) == "product" else told.name

    def mentions(self, text: str) -> list[Mention]:
        """Return the subjects that a text names, in order; of names that overlap the longer one."""
        found = {*self._known_in(text), *self._products_in(text), *_names_in(text)}
        times = [(time.start, time.end) for time in find_times(text)]
        spans: list[tuple[int, int]] = []
        for start, end in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
            if all(end <= first or start >= last for first, last in (*spans, *times)):
                spans += self._apart(text, start, end)
        named = [(start, end, self.subject(_OWNER.sub("", text[start:end]))) for start, end in sorted(spans)]
        return [Mention(start, end, each, self.sort_of(name_key(each.name))) for start, end, each in named]

    def _apart(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """Return where the names stand that a mark joins, each of which is known: "Acme-Hooli"; else the whole."""
        parts, first = [], start
        for mark in (*_PAIRED.finditer(text, start, end), None):
            last = mark.start() if mark else end
            parts.append((first, last))
            first = mark.end() if mark else end
        names = [text[one:other] for one, other in parts]
        known = all(name[:1].isupper() and (name in self._short or self._is_known(name_key(name))) for name in names)
        return parts if known and not self._is_known(name_key(text[start:end])) else [(start, end)]

    def is_known(self, name: str) -> bool:
        """Tell whether files or the collection know a name."""
        return self._is_known(name_key(name))

    def covers(self, text: str) -> bool:
        """Tell whether a text says nothing but subjects that are known, and perhaps when: "acme, last week"."""
        rest = without_address(without_news_words(text)).strip(" ?!.,")
        named = self.mentions(rest)
        left = "".join(rest[one.end : other.start] for one, other in pairwise(named)) if named else rest
        return bool(named) and not terms(f"{rest[: named[0].start]} {left} {rest[named[-1].end :]}")

    def _known_in(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where names stand that files or the collection know, in whatever capitals."""
        tokens = list(_TOKEN.finditer(text))
        lower = text[1:] == text[1:].lower()  # who writes no capitals means names by words without one
        for first in range(len(tokens)):
            for last in range(min(len(tokens), first + _LONGEST), first, -1):
                start, end = tokens[first].start(), tokens[last - 1].end()
                key = name_key(text[start:end])
                if _says_nothing(key) or not self._is_known(key):
                    continue
                if _in_small_letters(text[start:end]) and (
                    _DETERMINER.search(text[:start]) or not self._is_known_in_small_letters(key, lower)
                ):
                    continue
                yield start, end
                break

    def _is_known(self, key: str) -> bool:
        """Tell whether files or the collection know a name; "anthropics" is a company's, too, as chats write it."""
        return key in self._sure or key.removesuffix("s") in self.companies or key in self.learned.told

    def _is_known_in_small_letters(self, key: str, everywhere: bool) -> bool:  # noqa: FBT001  of the text
        """Tell whether a word without a capital is a name, where there are no capitals `everywhere` or just here."""
        if key in self.companies or key.removesuffix("s") in self.companies:
            return True
        if not everywhere or key in self.learned.everyday or not terms(key):
            return False
        return key in self._sure or self.learned.told[key].articles >= _OFTEN

    def _products_in(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where products stand; in small letters, "best 4", only those whose line is known."""
        for product in asked_products(text):
            written = text[product.start : product.end]
            line = line_key(written)
            known = product.words & (KNOWN | MAKERS) or line in self._sure or line in self.learned.told
            if known or written != written.lower():
                yield product.start, product.end


class SubjectKnowledge:
    """What is known of subjects, from files and from a collection; safe to use from several threads."""

    def __init__(self, known: Sequence[KnownSubject] | None = None) -> None:
        """Take the subjects of files; without any the shipped ones."""
        self._known = tuple(shipped_subjects() if known is None else known)
        self._last: tuple[tuple[Lead, ...], SubjectIndex] = ((), SubjectIndex(self._known))

    def index(self, leads: tuple[Lead, ...], publishers: Iterable[str] = ()) -> SubjectIndex:
        """Return the subjects with what articles tell of them; computed once for the same articles."""
        learned_from, index = self._last
        if learned_from is not leads:
            index = SubjectIndex(self._known, associations(leads, publishers))
            self._last = leads, index
        return index


@cache
def known_subjects() -> SubjectIndex:
    """Return the shipped subjects, with nothing learned."""
    return SubjectIndex(shipped_subjects())


def subjects_of(text: str, form: Form, index: SubjectIndex) -> tuple[Subject, ...]:
    """Return what a question of a form is on; the sides of a comparison in their order."""
    if form in (Form.FACT, Form.CLARIFY):
        return ()
    if form is Form.COMPARISON and (sides := compared_sides(text)):
        return _sides(*_alike(*sides), index)
    named = _without_makers(text, index.mentions(text))
    found = {mention.subject.name.casefold(): mention.subject for mention in named}
    exact = [each for each in found.values() if not is_broad_name(stem(each.name))]
    broad = [each for each in found.values() if _is_a_place(each.name, text)]
    return tuple((exact or broad)[:_MOST])


def _without_makers(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Return the mentions without a company that only says whose a thing or person is: "Acme's Hop", "Hop by Acme"."""
    return [
        each
        for each, before, behind in zip(found, (None, *found), (*found[1:], None), strict=False)
        if not (each.sort == "company" and (_owns(text, each, behind) or _made(text, before, each)))
        and not _has_office(text, each, before, behind)
    ]


def _owns(text: str, company: Mention, behind: Mention | None) -> bool:
    """Tell whether a product or person that is known, or a version, stands behind a company as its own."""
    if behind is None or not _OWNS.fullmatch(text[company.start : behind.start]):
        return False
    return behind.sort in ("product", "person") or any(char.isdigit() for char in behind.subject.name)


def _made(text: str, before: Mention | None, company: Mention) -> bool:
    """Tell whether a thing stands before a company that it is from."""
    return bool(before and before.sort != "company" and _FROM_MAKER.search(text[: company.start]))


def _has_office(text: str, company: Mention, before: Mention | None, behind: Mention | None) -> bool:
    """Tell whether a name says only where a person beside it has an office: "Acme's CRO, Ada Lorne"."""
    end = company.start + len(_OWNER.sub("", text[company.start : company.end]))
    return bool(
        (behind and _may_be_person(behind) and _WHOSE_OFFICE.fullmatch(text[end : behind.start]))
        or (before and _may_be_person(before) and _OF_AN_OFFICE.fullmatch(text[before.end : company.start]))
    )


def _may_be_person(named: Mention) -> bool:
    return named.sort == "person" or (not named.sort and " " in named.subject.name)


def _is_a_place(name: str, text: str) -> bool:
    """Tell whether news is asked for from a place or a people, and not, say, on "European chips"."""
    return bool(
        re.search(
            rf"\b(?:in|from|on|about|at|with) {re.escape(name)}\b(?! (?!{_TIME_WORDS})[a-z]{{4}})", text, re.IGNORECASE
        )
    )


def _alike(one: str, other: str) -> tuple[str, str]:
    """Return the sides of a comparison with what the other takes from the one: "Acme 4 Pro and Mini"."""
    products = asked_products(one)
    told = with_variant(products[-1], other) if products else ""
    return one, told or other


def _sides(one: str, other: str, index: SubjectIndex) -> tuple[Subject, ...]:
    """Return the subjects of both sides; where they are one, as with an unknown variant, as they are written."""
    found = (_side(one, index), _side(other, index))
    return found if found[0].name != found[1].name else (Subject(name=one), Subject(name=other))


def _side(side: str, index: SubjectIndex) -> Subject:
    """Return the subject of a side of a comparison; one that is no name is as it is written."""
    named = index.mentions(side)
    if not named:
        return Subject(name=_ARTICLE.sub("", side.strip(" ?.,!")))
    return max(named, key=lambda mention: mention.end - mention.start).subject


def _names_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield where words with capitals stand; the first word of a sentence owes it to its place."""
    for start, end in find_names(text):
        first = text[start:end].split(maxsplit=1)[0]
        begin = start
        if start == 0 and " " in text.strip(" ?.!") and not _IS_NAME.match(text[len(first) :]):
            begin += len(first) + 1
        if office := _OFFICE_NAME.match(text, begin, end):
            begin = office.end()
        if begin < end and not _says_nothing(text[begin:end]):
            yield begin, end


def _in_small_letters(name: str) -> bool:
    """Tell whether a name is written as ordinary words are: "acme", and "AI agent security"."""
    first, _, rest = name.partition(" ")
    return name[:1].islower() or (first.casefold() in _NO_SUBJECT and rest[:1].islower())


def _says_nothing(name: str) -> bool:
    """Tell whether a name is of no use to tell news by: "European AI", "AI-related"."""
    parts = _OF_A_SORT.sub("", name).casefold().split()
    return all(part in _NO_SUBJECT or (len(parts) > 1 and is_broad_name(stem(part))) for part in parts)


def _keys(name: str) -> set[str]:
    """Return the keys of a company's name, and of the name in one word: "huggingface"."""
    key = name_key(name)
    return {key, key.replace(" ", "")}


def _shorter(name: str) -> tuple[str, ...]:
    """Return a product's name without its maker: "OpenAI GPT-5.4" is told of as "GPT-5.4", "Acme Nova-4" as "Nova-4".

    A number behind the maker's name alone is no name of a product: "Acme 4".
    """
    first, _, rest = name.partition(" ")
    is_version = bool(rest) and any(char.isdigit() for char in rest)
    is_made = first.casefold() in (MAKERS | {"claude"}) or (first[0].isupper() and rest[:1].isupper())
    return (rest,) if is_version and is_made else ()


def _distinct(name: str, aliases: Iterable[str]) -> tuple[str, ...]:
    return tuple({name_key(alias): alias for alias in aliases if name_key(alias) != name_key(name)}.values())


@lru_cache(maxsize=512)
def _pattern(subject: Subject) -> re.Pattern[str]:
    ways = sorted({subject.name, *subject.aliases}, key=len, reverse=True)
    written = (r"[\s-]".join(re.escape(part) for part in re.split(r"[\s-]", way)) for way in ways)
    exact = "|".join(rf"(?i:{way})" if " " in way or any(char.isdigit() for char in way) else way for way in written)
    return re.compile(rf"(?<![\w-])(?:{exact})(?![\w])")


def is_named(subject: Subject, text: str) -> bool:
    """Tell whether a text names a subject by one of its names."""
    return bool(_pattern(subject).search(text))
