"""What a watch is on, and the words of an article that tell whether it is on that (pure)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, dropwhile, takewhile
from typing import TYPE_CHECKING

from bot.language.lexicon.equivalence import concept, spellings
from bot.language.lexicon.synonyms import senses
from bot.language.name_mentions import NameMentions
from bot.language.words import is_broad_name, stem, stems, terms, words
from bot.retrieval.aim import aim_of
from bot.retrieval.subject_coverage import LEAD, PROMINENCE, SubjectCoverage, beginning_of
from bot.subscriptions.fields import NO_FIELDS, is_field

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bot.model import Query
    from bot.subscriptions.fields import FieldIndex, FieldWords
    from indexer.model import Article

# Between fields each of which is meant by itself; not in "AI and jobs in journalism".
_ANY = re.compile(r"(?<!\bai )\b(?:and|or)\b(?! ai\b)|[,/&]", re.IGNORECASE)
# Beside a field they say nothing.
_OF_A_FIELD = (
    "use used using usage impact effect adoption application role research industry sector technology tool product"
    " service system software solution development advance progress trend"
)
_OF_A_COUNTRY = frozenset({"south", "north", "new", "great", "united", "saudi", "republic"})
_ABBREVIATION = re.compile(r"[A-Z&]{2,5}s?")
# Set by hand: share of all leads above which a word tells nothing of what an article is on: "AI", in news of AI.
_COMMON = 0.2
_LETTERS = 6  # of a word, with the space behind it
_HOME = frozenset({"US", "U.S", "U.S.", "USA", "America", "American"})
_TWO = 2  # words of a name
_TINY = 3  # letters: "AI Act" is no product of an owner
_TWICE = 2  # mentions that a name needs where it does not stand in the title or first in its sentence
_RARELY = 1 / 200  # share of leads: of whom fewer tell, every mention is news to who follows them
_INITIALS = re.compile(r"((?:[\w-]+ ){1,5}[\w-]+) \(([A-Z]{2,6})\)")
# Where something is, seen from home: news names the place.
_ELSEWHERE = re.compile(
    r"\s\b(?:abroad|overseas|worldwide|globally|elsewhere|(?:around|across|all over|throughout) the (?:world|globe))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a watch is on: names, one of which an article must tell of, and other words."""

    text: str  # what its vector is made of
    names: NameMentions
    words: Mapping[str, str]  # beside the names, by the concepts that they stand for
    is_any: bool = False  # news on one of its fields is enough: "music and film"
    parts: tuple[NameMentions, NameMentions] | None = None  # owner and product of its name, which may stand apart
    places: NameMentions | None = None  # a country that it is on, too
    is_rare: bool = False  # hardly any article begins with its name: one that says it at all is news on it

    @property
    def concepts(self) -> tuple[str, ...]:
        """The concepts of its words beside the names, each once."""
        return tuple(self.words)

    @property
    def is_everything(self) -> bool:
        """Whether it is on nothing in particular."""
        return not self.names.names and not self.concepts


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleWords:
    """The words of an article, by where they stand."""

    title: frozenset[str]  # concepts
    lead: frozenset[str]  # concepts of title and first sentences
    senses: frozenset[int | str]  # of the same
    counts: Mapping[str, int]  # of the concepts in title and text
    keys: frozenset[str]  # concepts and stems of title, text and publisher: what an index of watches looks up
    fields: Mapping[str, FieldWords]  # what tells of each field, by its concept
    length: int  # words of title and text, about


def topic_of(query: Query, shares: Mapping[str, float], fields: FieldIndex = NO_FIELDS) -> Topic:
    """Return what an open question is on; `shares` says which part of all leads has a concept.

    A field that is known is one concept, however many words ask for it. Words that nearly every article has are left
    out, unless there are no others.
    """
    aim = aim_of(query)
    no_names = [name for name in aim.names.names if _is_field_asked(name, query.text, fields)]
    whole = [_without_places(name) for name in aim.names.names if name not in no_names]
    beside = " ".join(place for _, places in whole for place in places)
    asked_for, *aliases = [name for name, _ in whole] or [""]
    names = NameMentions(tuple(dict.fromkeys((*_ways(asked_for), *aliases) if asked_for else ())))
    spoken = f"{beside} {aim.spoken}".strip() if aim.spoken else ""
    spoken = " ".join((*no_names, *_swallowed(query.text, whole), *([spoken] if spoken else ())))
    found = _fields_asked(query.text, spoken, fields)
    asked = terms(" ".join((*found.values(), _OF_A_FIELD if found else "")))
    for word in spoken.split():
        for each in () if set(terms(word)) <= set(asked) else _concepts(word):
            found.setdefault(each, word)
    telling = {each: word for each, word in found.items() if is_field(each) or shares.get(each, 0.0) <= _COMMON}
    kept = telling if telling or names.names else found
    return Topic(
        text=spoken or aim.query.text,
        names=names,
        words=kept,
        is_any=bool(_ANY.search(query.text)),
        parts=_parts(asked_for),
        places=_places_beside(query.text, aim.names) if names.names else None,
        is_rare=len(asked_for.split()) >= _TWO and _rarest(asked_for, shares) < _RARELY,
    )


def as_news_says(text: str) -> str:
    """Return a query in the words of news: "high-bandwidth memory (HBM)" is "HBM" there, and no office is "abroad"."""
    shortened = _INITIALS.sub(lambda found: _shortened(found[1], found[2]) or found[0], text)
    return _ELSEWHERE.sub("", shortened) or shortened


def _shortened(words: str, initials: str) -> str:
    """Return what stands before the words that initials stand for, and the initials; "" if they stand for others."""
    parts = re.split(r"([ -])", words)
    for first in range(0, len(parts), 2):
        if "".join(part[:1] for part in parts[first::2]).upper() == initials:
            return "".join((*parts[:first], initials))
    return ""


def _rarest(name: str, shares: Mapping[str, float]) -> float:
    """Return the share of leads that have the rarest word of a name."""
    return min((shares.get(word, 0.0) for word in stems(name)), default=1.0)


def _swallowed(text: str, names: Sequence[tuple[str, list[str]]]) -> list[str]:
    """Return the words of a query that are part of a further name which it does not say: "Acme's research lab".

    With "Acme Research Labs" for another name of Acme they are no words beside the names, and yet they are meant.
    """
    asked_for, *others = [name for name, _ in names] or [""]
    is_said = {name: NameMentions((name,)).is_in(text) for name in others}
    unsaid = frozenset(chain.from_iterable(stems(name) for name in others if not is_said[name]))
    said = frozenset(chain.from_iterable(stems(name) for name in (asked_for, *others) if is_said.get(name, True)))
    return [word for word in text.split() if (own := stems(word)) and own <= unsaid - said]


def _is_field_asked(name: str, text: str, fields: FieldIndex) -> bool:
    """Tell whether what was taken for a name asks for a field: by its abbreviation, "IPOs", or in small letters."""
    return fields.is_asked(name) and bool(
        _ABBREVIATION.fullmatch(name) or (name not in text and name.casefold() in text)
    )


def _parts(name: str) -> tuple[NameMentions, NameMentions] | None:
    """Return owner and product of a name of two words, which news tells apart: "GitHub ... Copilot"."""
    words = name.split()
    if len(words) != _TWO or not all(word[:1].isupper() and len(word) > _TINY for word in words):
        return None
    return NameMentions((words[0],)), NameMentions((words[1],))


def _places_beside(text: str, names: NameMentions) -> NameMentions | None:
    """Return a country that stands beside a name, as news writes it: of "Acme China" both are asked for."""
    taken = frozenset(chain.from_iterable(takewhile(_is_place, name.split()) for name in names.names))  # "EU AI Act"
    beside = [word.strip(",.?") for word in text.split()]
    found = [word for word in beside if word[:1].isupper() and _is_place(word) and word not in taken]
    if any(word in _HOME for word in found):
        return None  # most of the news is from there, and does not say so
    return NameMentions(tuple(chain.from_iterable(map(_ways, found)))) if found else None


def _fields_asked(text: str, spoken: str, fields: FieldIndex) -> dict[str, str]:
    """Return the fields that a question asks for, each with its words, of which some must say what it is on."""
    on = frozenset(terms(spoken))
    asked = {key: words for key, words in fields.asked(text).items() if on.intersection(terms(words))}
    telling = {key: words for key, words in asked.items() if not set(terms(words)) <= set(terms(_OF_A_FIELD))}
    return telling or asked  # "interpretability research" is no science beside


def telling_concepts(text: str, shares: Mapping[str, float]) -> list[str]:
    """Return the concepts of words without those that nearly every article has, unless there are no others."""
    found = dict.fromkeys(chain.from_iterable(map(_concepts, text.split())))
    return [each for each in found if shares.get(each, 0.0) <= _COMMON] or list(found)


def _without_places(name: str) -> tuple[str, list[str]]:
    """Return a name without a country before or behind it, and these: "EU AI Act" is told of as "AI Act", too."""
    parts = name.split()
    first = len(parts) - len(list(dropwhile(_is_place, parts)))
    last = len(list(dropwhile(_is_place, parts[::-1])))
    kept = parts[first:last]
    is_more = any(part.casefold() not in _OF_A_COUNTRY for part in kept)  # else it is the country: "South Korea"
    return (" ".join(kept), [*parts[:first], *parts[last:]]) if is_more else (name, [])


def _ways(name: str) -> list[str]:
    """Return a name with its initials, or a country's as news writes it: "South Korea", "Korea", "Korean"."""
    last = name.rsplit(maxsplit=1)[-1]
    if len(name.split()) > _TWO and all(word[:1].isupper() for word in name.split()):
        return [name, "".join(word[0] for word in name.split())]
    if not _is_place(last) or not set(name.casefold().split()[:-1]) <= _OF_A_COUNTRY:
        return [name]
    return [name, *(word.title() for way in spellings(last.casefold()) for word in sorted(way) if len(way) == 1)]


def _is_place(word: str) -> bool:
    return word.casefold() != "ai" and is_broad_name(stem(word))


def article_words(article: Article, fields: FieldIndex = NO_FIELDS) -> ArticleWords:
    """Return the words of an article."""
    lead = beginning_of(article)
    whole = f"{article.title}\n{article.text}"
    counts = Counter(chain.from_iterable(map(_concepts, whole.split())))
    told = fields.told(article.title, article.text[:LEAD], article.text[LEAD:])
    return ArticleWords(
        title=frozenset(map(concept, stems(article.title))),
        lead=lead_concepts(article.title, article.text),
        senses=frozenset(chain.from_iterable(senses(word.casefold()) for word in words(lead))),
        counts=counts,
        fields=told,
        length=len(whole) // _LETTERS,
        keys=frozenset(counts) | stems(f"{whole}\n{article.publisher}") | {key for key in told if told[key].is_told},
    )


@lru_cache(maxsize=65_536)
def _concepts(spaces: str) -> tuple[str, ...]:
    """Return the concepts of the words between two spaces."""
    return tuple(map(concept, terms(spaces)))


def lead_concepts(title: str, text: str) -> frozenset[str]:
    """Return the concepts of a title and the first sentences of its text."""
    return frozenset(map(concept, stems(f"{title}\n{text[:LEAD]}")))


def names_it(topic: Topic, article: Article) -> bool:
    """Tell whether an article is news on one of a topic's names, and does not name it in passing; true without names.

    Where there are other words, too, the names need not stand out as much, nor in the title of one of which nothing but
    a sentence is known.
    """
    if not topic.names.names:
        return True
    whole = f"{article.title}\n{article.text}"
    if topic.places and not topic.places.is_in(whole[: len(article.title) + LEAD]):
        return False
    if (topic.is_rare and topic.names.is_in(whole)) or (topic.parts and _names_apart(article, *topic.parts)):
        return True
    found = SubjectCoverage(article, topic.names).prominence(())
    if found >= PROMINENCE.own:
        return True
    if found < PROMINENCE.lead or topic.concepts or topic.names.count(whole) >= _TWICE:
        return found >= PROMINENCE.lead
    return len(article.text) < LEAD and topic.names.is_in(article.title)


def _names_apart(article: Article, owner: NameMentions, product: NameMentions) -> bool:
    """Tell whether a title names a product whose owner it, the first sentences or the publisher name."""
    said = f"{beginning_of(article)}\n{article.publisher}"
    return product.is_in(article.title) and owner.is_in(said)


def keys_of(topic: Topic, rarity: Mapping[str, float]) -> Collection[str]:
    """Return keys of which an article must have one to be on a topic: of each name the rarest word, else of all words.

    `rarity` is the share of all leads that have a word. Without names an article may be on it for other reasons, too.
    """
    ways = [stems(name) for name in topic.names.names] if topic.names.names else [frozenset(topic.concepts)]
    return {min(way, key=lambda word: (rarity.get(word, 0.0), word)) for way in ways if way}
