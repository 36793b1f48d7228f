"""What a question is on: companies, products and people, each with the names that tell of it, too (pure).

News on Anthropic may name Claude alone, or who speaks for it. What stands for a company is known from a file, see
`bot.config.subjects`, and learned from the collection, see `name_associations`. It goes one way: whoever asks for a
product wants no other news of its maker.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from bot.language.product_versions import asked_products
from bot.language.time_expressions import find_times
from bot.language.words import is_broad_name, stem, terms
from bot.model import Form, Subject
from bot.understanding.comparisons import compared_sides
from bot.understanding.name_associations import NameAssociations, associations
from bot.understanding.names import NO_SUBJECT, name_key, read_names, without_genitive
from bot.understanding.pointers import MAY_POINT
from bot.understanding.question_text import without_address
from bot.understanding.told_form import without_news_words
from indexer.language.known_subjects import shipped_subjects
from indexer.language.product_names import with_variant
from indexer.language.product_parser.words import MAKERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.understanding.names import WrittenName
    from indexer.language.known_subjects import KnownSubject
    from indexer.model import Lead

RECENT = 2_000
"""Articles that names are learned from, the newest."""

_MOST = 4  # subjects of a question
_OFTEN = 2  # articles that tell of a name, if a word in small letters is to be one
_GENERIC = re.compile(r"\s(?:AI|Labs?|Inc|Technologies|Systems|Robotics|Group)$")
_TRADE = re.compile(
    r"\s(?:AI|Labs?|Inc|Technologies|Systems|Robotics|Group|Air(?:ways|lines)|Bank|Motors|Health|Energy|Media|Audio|Studios?"
    r"|Semiconductors?|Networks?|Software|Analytics|Intelligence|Dynamics|Therapeutics|Security|Machines|Foundation)$"
)
_TIME_WORDS = r"(?:this|last|since|over|from|with|during|lately|recently)\b"
_ARTICLE = re.compile(r"^(?:the|a|an|our|their|its)\s+", re.IGNORECASE)
_BRINGS_OUT = re.compile(
    r"\s(?:release|launch|unveil|introduce|announce|publish|train|build|develop|make|roll out|bring out|ship)"
    r"(?:s|d|ed)?\s(?:the |its )?",
    re.IGNORECASE,
)  # "how did Acme release Hop 2"
_OWNS = re.compile(r".+['\u2019]s?\s")
_OFFICE = (
    r"(?:c[a-z]{1,2}o|(?:(?:vice|co)[ -]?)?(?:chair\w*|founder|president)|boss|head|director"
    r"|chief(?: [\w-]+){0,2} (?:executive|officer|scientist|economist)|chief)"
)
_WHOSE_OFFICE = re.compile(rf"(?:['\u2019]s?(?: [\w-]+){{0,2}})? {_OFFICE},? ", re.IGNORECASE)
_OF_AN_OFFICE = re.compile(rf",? (?:(?:the|an?|now|who (?:is|was)) )?{_OFFICE} (?:of|at) ", re.IGNORECASE)
_WITHIN = "on "  # so that a side, which opens no sentence, owes its first capital to itself
_POINTS = re.compile(MAY_POINT, re.IGNORECASE)
_BEHIND_MAKER = re.compile(r"(?:['\u2019]s?)?\s")
_JOINED = re.compile(r"-[\w.-]*\w")  # behind a name: "acme-heron" is another product than "acme"
_FROM_MAKER = re.compile(r"\b(?:from|by)\s$")  # "the Recall thing from Acme": the maker narrows what it stands behind


class Mention(NamedTuple):
    """A subject where a question names it."""

    start: int
    end: int
    subject: Subject
    sort: str  # of its name, see `SubjectIndex.sort_of`

    @property
    def is_broad(self) -> bool:
        """Whether it is a place or a people, say, which news on it need not name."""
        return is_broad_name(stem(self.subject.name))


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
        """Return the subject of a name, with its aliases."""
        return self._subject(name_key(name), name)

    def _subject(self, key: str, name: str) -> Subject:
        """Return the subject of a name, as it is written and by its key, with its aliases."""
        known = self.companies.get(key) or self.companies.get(key.removesuffix("s")) or self._short.get(name)
        if known is None:
            told = self.learned.told.get(key)
            shown = self._names.get(key) or (told.name if told and name == name.lower() else name)
            shorter = (*_shorter(name), *self._without_trade(name))
            return Subject(name=shown, aliases=_distinct(shown, (*shorter, *self.learned.belongings.get(key, ()))))
        keys = dict.fromkeys((key, name_key(known.name), *map(name_key, known.also)))
        learned = [
            alias
            for each in keys
            for alias in self.learned.belongings.get(each, ())
            if name_key(alias) not in self.companies
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
        return not (outlet or key in NO_SUBJECT or is_broad_name(stem(key)) or find_times(self.shown(key)))

    def shown(self, key: str) -> str:
        """Return how the collection last wrote a name that it tells of, with a product's latest version."""
        told = self.learned.told[key]
        return told.latest if self.sort_of(key) == "product" else told.name

    def mentions(self, text: str) -> list[Mention]:
        """Return the subjects that a text names, in order; of names that overlap the longer one."""
        read = read_names(text)
        found = {*self._known_among(read.runs, in_small_letters=text[1:] == text[1:].lower()), *read.names}
        found |= {name for name in read.numbered if name.line in self._sure or name.line in self.learned.told}
        kept: list[WrittenName] = []
        for name in sorted(found, key=lambda name: (name.start - name.end, name.start)):
            if all(name.end <= other.start or name.start >= other.end for other in (*kept, *read.times)):
                kept += self._apart(name)
        named = [(name, self._subject(name.key, without_genitive(name.text))) for name in sorted(kept)]
        return [Mention(name.start, name.end, on, self.sort_of(name_key(on.name))) for name, on in named]

    def exact_mentions(self, text: str) -> list[Mention]:
        """Return the subjects that a text names, without places and peoples."""
        return [each for each in self.mentions(text) if not each.is_broad]

    def _apart(self, name: WrittenName) -> list[WrittenName]:
        """Return the names that a mark joins, each of which is known: "Acme-Hooli"; else the whole."""
        parts = name.parts
        known = all(part.text[:1].isupper() and (part.text in self._short or self.is_known(part.key)) for part in parts)
        return parts if known and not self.is_known(name.key) else [name]

    def covers(self, text: str) -> bool:
        """Tell whether a text says nothing but subjects that are known, and perhaps when: "acme, last week"."""
        rest = without_address(without_news_words(text)).strip(" ?!.,")
        named = self.mentions(rest)
        left = "".join(rest[one.end : other.start] for one, other in pairwise(named)) if named else rest
        return bool(named) and not terms(f"{rest[: named[0].start]} {left} {rest[named[-1].end :]}")

    def _known_among(self, runs: Iterable[Sequence[WrittenName]], *, in_small_letters: bool) -> Iterator[WrittenName]:
        """Yield the names of runs of words that files or the collection know, in whatever capitals."""
        for names in runs:
            yield from islice((name for name in names if self._is_meant(name, in_small_letters)), 1)

    def is_name(self, text: str) -> bool:
        """Tell whether a text is a known name and nothing else, in whatever capitals, and no everyday words."""
        key = name_key(text)
        return self.is_known(key) and bool(terms(key)) and key not in self.learned.everyday

    def is_known(self, key: str) -> bool:
        """Tell whether a name is known, by its key; "anthropics" is a company's, too, as chats write it."""
        return key in self._sure or key.removesuffix("s") in self.companies or key in self.learned.told

    def _is_meant(self, name: WrittenName, in_small_letters: bool) -> bool:  # noqa: FBT001  of the text
        """Tell whether words are a known name.

        In small letters they count if the name is a company's, or if the whole text is in small letters
        (`in_small_letters`).
        """
        key = name.key
        if not self.is_known(key):
            return False
        if not name.is_in_small_letters or key in self.companies or key.removesuffix("s") in self.companies:
            return True
        if not in_small_letters or key in self.learned.everyday or not terms(key):
            return False
        return key in self._sure or self.learned.told[key].articles >= _OFTEN or "-" in name.text


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
    if form is Form.COMPARISON and (sides := _named_sides(text, index)):
        one, other = sides
        return _sides(*_alike(one, other, index), index)
    named = _without_makers(text, index.mentions(text))
    found = {mention.subject.name.casefold(): mention for mention in named}.values()
    meant = [each for each in found if not each.is_broad] or [
        each for each in found if _is_a_place(each.subject.name, text)
    ]
    return tuple(each.subject for each in meant[:_MOST])


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
    if behind is None or not (
        _OWNS.fullmatch(text[company.start : behind.start]) or _BRINGS_OUT.fullmatch(text[company.end : behind.start])
    ):
        return False
    return behind.sort in ("product", "person") or any(char.isdigit() for char in behind.subject.name)


def _made(text: str, before: Mention | None, company: Mention) -> bool:
    """Tell whether a thing stands before a company that it is from."""
    return bool(before and before.sort != "company" and _FROM_MAKER.search(text[: company.start]))


def _has_office(text: str, company: Mention, before: Mention | None, behind: Mention | None) -> bool:
    """Tell whether a name says only where a person beside it has an office: "Acme's CRO, Ada Lorne"."""
    end = company.start + len(without_genitive(text[company.start : company.end]))
    return bool(
        (behind and _may_be_person(behind) and _WHOSE_OFFICE.fullmatch(text[end : behind.start]))
        or (before and _may_be_person(before) and _OF_AN_OFFICE.fullmatch(text[before.end : company.start]))
    )


def _may_be_person(named: Mention) -> bool:
    return named.sort == "person" or (not named.sort and " " in named.subject.name)


def _is_a_place(name: str, text: str) -> bool:
    """Tell whether news is asked for from a place or a people, and not, say, on "European chips"."""
    asked = rf"\b(?:in|from|on|about|at|with) {re.escape(name)}\b(?! (?!{_TIME_WORDS})[a-z]{{4}})"
    return bool(re.search(asked, text, re.IGNORECASE))


def _named_sides(text: str, index: SubjectIndex) -> tuple[str, ...]:
    """Return both sides of a comparison, with the first name of the question for "it"; () without one."""
    sides = compared_sides(text)
    if not any(map(_POINTS.fullmatch, sides)):
        return sides
    other = next((side for side in sides if not _POINTS.fullmatch(side)), "")
    names = (text[each.start : each.end] for each in index.mentions(text))
    name = next((name for name in names if name not in other), "")
    return tuple(name if _POINTS.fullmatch(side) else side for side in sides) if name and other else ()


def _alike(one: str, other: str, index: SubjectIndex) -> tuple[str, str]:
    """Return the sides of a comparison with what the other takes from the one: "Acme 4 Pro and Mini"."""
    products = () if index.is_name(other) else asked_products(one)
    told = with_variant(products[-1], other) if products else ""
    return one, told or other


def _sides(one: str, other: str, index: SubjectIndex) -> tuple[Subject, ...]:
    """Return the subjects of both sides; where they are one, as with an unknown variant, as they are written."""
    found = (_side(one, index), _side(other, index))
    return found if found[0].name != found[1].name else (Subject(name=one), Subject(name=other))


def _side(side: str, index: SubjectIndex) -> Subject:
    """Return the subject of a side of a comparison; one that is no name is as it is written."""
    whole = _ARTICLE.sub("", side.strip(" ?.,!"))
    if index.is_name(whole):
        return index.subject(whole)
    within = f"{_WITHIN}{whole}"
    named = index.mentions(within)
    if not named:
        return Subject(name=whole)
    longest = max(named, key=lambda mention: mention.end - mention.start)
    if own := _product_of(longest, within):
        return own
    joined = _JOINED.match(within, longest.end)
    return Subject(name=within[longest.start : joined.end()]) if joined else longest.subject


def _product_of(maker: Mention, text: str) -> Subject | None:
    """Return a product behind its maker, which is not the maker: "Acme o3" is told of as "o3"; None for none."""
    name = without_genitive(text[maker.start : maker.end])
    for product in asked_products(text):
        if _BEHIND_MAKER.fullmatch(text[maker.start + len(name) : product.start]):
            return Subject(name=f"{name} {product.text}", aliases=(product.text,))
    return None


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
