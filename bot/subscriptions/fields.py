"""Fields that news is on without naming them: healthcare is told of by hospitals, nurses and diagnoses (pure).

Words and phrases are compared in the singular, without regard to capitals, hyphens and spaces. Stems would not do:
Porter's stemmer has one for "universities" and "universal", and one for "authors" and "authorities".
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, product
from typing import TYPE_CHECKING, NamedTuple

from bot.language.words import words
from bot.model.known_fields import shipped_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.model.known_fields import KnownField

_MARK = "\N{SECTION SIGN}"  # before a field's name: its concept, which no word has
_ENOUGH = 2  # different hints that tell of a field together
_FEWEST = 300  # articles that tell how common a phrase is
_NO_PLURAL = frozenset({"news", "series", "species"})
_AI = "ai"  # beside other words of a name: news is of AI anyway


class _Way(NamedTuple):
    """A phrase that tells of a field."""

    phrase: tuple[str, ...]  # in the singular
    text: str  # as it is listed
    field: str  # its concept
    is_sure: bool  # and no hint


@dataclass(frozen=True, slots=True)
class FieldWords:
    """The different phrases of an article that tell of a field, as they are listed."""

    title: tuple[str, ...]  # each of which tells of it
    lead: tuple[str, ...]  # title and first sentences
    hints: tuple[str, ...]  # of title and first sentences
    count: int  # how often any of them stands in title and text

    @property
    def is_told(self) -> bool:
        """Whether title and first sentences tell of the field: by one phrase, or by several hints."""
        return bool(self.lead) or len(self.hints) >= _ENOUGH

    @property
    def phrases(self) -> tuple[str, ...]:
        """What tells of the field, the surest first."""
        return tuple(dict.fromkeys((*self.title, *self.lead, *self.hints)))


NOT_TOLD = FieldWords(title=(), lead=(), hints=(), count=0)
"""Nothing tells of a field."""


class FieldIndex:
    """The fields that are known."""

    def __init__(self, known: Sequence[KnownField]) -> None:
        """Take the fields of files."""
        self._asked = {_sequence(name.split()): _MARK + each.name for each in known for name in (each.name, *each.also)}
        self._asked.pop((), None)  # a name without a word
        for phrase, concept in tuple(self._asked.items()):
            self._asked.setdefault(tuple(word for word in phrase if word != _AI) or phrase, concept)
        self._longest = max(map(len, self._asked), default=0)
        self._phrases = {
            _MARK + each.name: (
                (
                    each.name,
                    *each.words,
                    *chain.from_iterable((part.name, *part.words) for part in known if each.name in part.part_of),
                ),
                each.hints,
            )
            for each in known
        }
        ways: defaultdict[str, dict[tuple[tuple[str, ...], str], _Way]] = defaultdict(dict)
        for each in known:
            for name, text in product((each.name, *each.part_of), (each.name, *each.words)):
                _add(ways, text, _MARK + name, is_sure=True)
            for text in each.hints:
                _add(ways, text, _MARK + each.name, is_sure=False)
        self._ways = {first: tuple(found.values()) for first, found in ways.items()}

    def asked(self, text: str) -> dict[str, str]:
        """Return the fields that a watch's words ask for, by their concepts, each with these words.

        Several names of one field stand behind each other: "benchmarks, leaderboards".
        """
        given = text.split()
        found: dict[str, list[str]] = {}  # its names that are asked for
        at = 0
        while at < len(given):
            end = self._end_of_name(given, at)
            if end and _sequence(given[at : at + 1]) == (_AI,) and self._end_of_name(given, at + 1) > end:
                at, end = at + 1, self._end_of_name(given, at + 1)  # "AI video generation": not "AI video"
            if end:
                known = self._asked[_sequence(given[at:end])]
                found.setdefault(known, []).append(" ".join(words(" ".join(given[at:end]))))
            at = end or at + 1
        return {key: ", ".join(said) for key, said in found.items()}

    def is_asked(self, name: str) -> bool:
        """Tell whether a name is that of a field: "IPOs"."""
        return _sequence(name.split()) in self._asked

    def _end_of_name(self, given: Sequence[str], at: int) -> int:
        """Return where the longest name of a field ends that begins at a word; 0: none does."""
        ends = range(min(len(given), at + self._longest), at, -1)
        return next((end for end in ends if _sequence(given[at:end]) in self._asked), 0)

    def phrases(self, concept: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what tells of a field, and the hints at it."""
        return self._phrases[concept]

    def told(self, title: str, lead: str, rest: str = "") -> dict[str, FieldWords]:
        """Return what tells of each field, by its concept, in an article's title, its first sentences and the rest."""
        heads = _sequence(title.split())
        begins = (*heads, *_sequence(lead.split()))
        in_title = _Found(self._ways_in(heads))
        in_lead = _Found(self._ways_in(begins))
        in_rest = _Found(self._ways_in(_sequence(rest.split())))
        return {
            key: FieldWords(
                title=tuple(in_title.sure[key]),
                lead=tuple(in_lead.sure[key]),
                hints=tuple(in_lead.hints[key]),
                count=in_lead.counts[key] + in_rest.counts[key],
            )
            for key in in_lead.counts
        }

    def _ways_in(self, sequence: tuple[str, ...]) -> Iterator[_Way]:
        ways = self._ways
        for at, known in [(at, ways[word]) for at, word in enumerate(sequence) if word in ways]:
            for way in known:
                size = len(way.phrase)
                if size == 1 or sequence[at : at + size] == way.phrase:
                    yield way


class _Found:
    """Phrases that were found, by field."""

    def __init__(self, ways: Iterator[_Way]) -> None:
        self.sure: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self.hints: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self.counts: defaultdict[str, int] = defaultdict(int)
        for way in ways:
            (self.sure if way.is_sure else self.hints)[way.field][way.text] = None
            self.counts[way.field] += 1


def shares_of(found: Sequence[Mapping[str, FieldWords]]) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """Return which part of articles tells of each field, and says each of its phrases, by its concept.

    Few articles do not prove a phrase to be common.
    """
    told: defaultdict[str, float] = defaultdict(float)
    phrases: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for each in found:
        for key, said in each.items():
            told[key] += said.is_told / len(found)
            for phrase in said.phrases:
                phrases[key][phrase] += 1 / max(len(found), _FEWEST)
    return dict(told), {key: dict(shares) for key, shares in phrases.items()}


def is_asked_by(phrase: str, names: str) -> bool:
    """Tell whether a phrase is one of the names by which a field is asked for, in the singular."""
    return _sequence(phrase.split()) in [_sequence(name.split()) for name in names.split(", ")]


def is_field(concept: str) -> bool:
    """Tell whether a concept is that of a field."""
    return concept.startswith(_MARK)


def _add(
    ways: defaultdict[str, dict[tuple[tuple[str, ...], str], _Way]], text: str, concept: str, *, is_sure: bool
) -> None:
    phrase = _sequence(text.split())
    if phrase:
        ways[phrase[0]].setdefault((phrase, concept), _Way(phrase, text, concept, is_sure))


def _sequence(chunks: Sequence[str]) -> tuple[str, ...]:
    return tuple(chain.from_iterable(map(_singulars, chunks)))


@lru_cache(maxsize=65_536)
def _singulars(spaces: str) -> tuple[str, ...]:
    """Return the words between two spaces, in the singular."""
    return tuple(filter(None, (_singular(part) for word in words(spaces) for part in word.split("-"))))


def _singular(word: str) -> str:
    """Return a word in the singular, by the rules of Harman ("How effective is suffixing?", 1991)."""
    bare = word.casefold().replace("\u2019", "'").removesuffix("'s").removesuffix("'")
    if bare in _NO_PLURAL:
        return bare
    if bare.endswith("ies") and not bare.endswith(("eies", "aies")):
        return bare.removesuffix("ies") + "y"
    if bare.endswith("es") and not bare.endswith(("aes", "ees", "oes")):
        return bare.removesuffix("s")
    return bare.removesuffix("s") if bare.endswith("s") and not bare.endswith(("us", "ss")) else bare


NO_FIELDS = FieldIndex(())
"""Nothing is known of any field."""


@cache
def known_fields() -> FieldIndex:
    """Return the shipped fields."""
    return FieldIndex(shipped_fields())
