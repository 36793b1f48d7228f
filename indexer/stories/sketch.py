"""Article -> sketch: what two articles are compared by (pure).

A sketch is kept with the decision that was made by it, so that the next decisions need neither the article's text nor
what has become of it since.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from indexer.language.stems import snowball_stem
from indexer.stories.companies import companies, companies_of_publisher
from indexer.stories.events import events
from indexer.stories.headlines import Headline, headline
from indexer.stories.terms import lowered, names, numbers, telling, words
from indexer.web import urls
from indexer.web.boilerplate import remove_boilerplate
from indexer.web.source_filter import outlet_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from indexer.model import Article
    from indexer.stories.headlines import Products

_LEAD = 700  # characters of a text's beginning that say what happened
_READ = 2 * _LEAD  # in which they stand, among forms
_HEADING = 300  # characters of a title
_OPENING = 300  # characters of a text in which its products are looked for
_SHINGLE = 5  # words
_MOST_WORDS = 3_000  # of a text: bounds the work on endless ones
_SAMPLE = 16  # one shingle in so many is kept to find copies by
_TITLE = 5  # words of a title that is enough without a text
_SHORT = 3  # letters of a publisher's word that tells nothing
_OPENED = 3  # values that were kept before titles had vectors
_KEPT = 200  # shingles of a sample at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """An article, as far as it takes to tell what it is about."""

    id: str
    when: datetime
    site: str  # registrable domain and publisher: whoever prints two texts there writes in a series
    title: frozenset[str]  # the telling words of the title
    lead: frozenset[str]  # those of title and lead
    names: frozenset[str]  # of title and lead
    numbers: frozenset[float]  # of title and lead
    sample: frozenset[int]  # of the shingles of the whole text
    whole: int | None = None  # of title and text as they are; None: too little to copy, or an older sketch
    heading: str = ""  # the title as it stands; empty in an older sketch
    leads: frozenset[int] = frozenset()  # of a newsletter's item: where it leads, as `page_keys` has it
    companies: frozenset[str] = frozenset()  # that title, lead or publisher stand for
    events: frozenset[str] = frozenset()  # kinds of them, by title and lead
    opening: str = ""  # the text's beginning; empty where there is no text, and in an older sketch
    title_vector: bytes = b""  # as `title_vectors` keeps it; empty in an older sketch, and with another model

    @property
    def headline(self) -> Headline:
        """The title, read."""
        return headline(self.heading)

    @property
    def products(self) -> Products:
        """The products in the title and at the text's beginning."""
        return self.headline.products + headline(self.opening).products

    @property
    def doers(self) -> frozenset[str]:
        """The companies that the headline tells of; where it names none, the one whose own page this is."""
        return self.headline.companies or companies_of_publisher(self.site.partition(" ")[2])

    @property
    def publisher(self) -> frozenset[str]:
        """The keys of the publisher's name: who tells of itself is told of by that name elsewhere."""
        return frozenset(word.key for word in words(self.site.partition(" ")[2]) if len(word.text) > _SHORT)

    @property
    def told(self) -> frozenset[str]:
        """What can be counted: the words of title and lead, companies and kinds of events."""
        return self.lead | self.companies | self.events

    @property
    def small(self) -> frozenset[str]:
        """The words that stand without a capital."""
        return self.lead - self.names - frozenset(self.headline.names)


def sketched(article: Article) -> Sketch:
    """Return the sketch of an article."""
    body = remove_boilerplate(article.text[:_READ])[:_LEAD]
    title, lead = words(article.title), words(body)
    return Sketch(
        id=article.id,
        when=article.when,
        site=outlet_key(article),
        heading=article.title[:_HEADING],
        title=telling(title),
        lead=telling(title) | telling(lead),
        names=names(lead) | names(title) | names(title + lead),
        numbers=numbers(title) | numbers(lead),
        sample=_sampled(shingles(article.text)),
        whole=whole(article),
        leads=page_keys(origin.url for origin in article.origins if origin.url) if article.issue else frozenset(),
        companies=companies(title) | companies(lead) | companies(words(article.publisher)),
        events=events(title + lead),
        opening=body[:_OPENING].strip(),
    )


def page_keys(addresses: Iterable[str]) -> frozenset[int]:
    """Return numbers that stand for pages: one for all addresses of one page."""
    return frozenset(_number(urls.identity(address)) for address in addresses)


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest())  # JSON's numbers hold so many bits


def whole(article: Article) -> int | None:
    """Return what two articles have in common that say the same under the same title, however short they are.

    Case, punctuation and white space do not count. None for an article of which so little is known that another may
    be called the same: a title of few words without a text.
    """
    title, text = lowered(article.title, _MOST_WORDS), lowered(article.text, _MOST_WORDS)
    if not text and len(title) < _TITLE:
        return None
    return _number(" ".join((*title, "\n", *text)))


@lru_cache(maxsize=4)  # an article is compared with several in a row, after it was sketched
def shingles(text: str) -> frozenset[int]:
    """Return the hashes of every five words in a row."""
    keys = [word.encode() for word in lowered(text, _MOST_WORDS)]
    runs = map(b" ".join, zip(*(keys[place:] for place in range(_SHINGLE)), strict=False))
    digests = b"".join([hashlib.blake2b(run, digest_size=4).digest() for run in runs])
    return frozenset(np.frombuffer(digests, dtype=">u4").tolist())  # numpy reads numbers in a third of the time


def _sampled(of: Iterable[int]) -> frozenset[int]:
    """Return the same part of any text's shingles, by their hashes: copies share most of it."""
    return frozenset(sorted(shingle for shingle in of if shingle % _SAMPLE == 0)[:_KEPT])


def packed(sketch: Sketch) -> str:
    """Return a sketch as JSON text, without what is kept beside it: id and time."""
    keys = [sorted(each) for each in (sketch.title, sketch.lead - sketch.title, sketch.names)]
    values = [sketch.site, *keys, sorted(sketch.numbers), sorted(sketch.sample), sketch.whole, sketch.heading]
    values += [sorted(sketch.leads), sorted(sketch.companies), sorted(sketch.events), sketch.opening]
    values.append(base64.b64encode(sketch.title_vector).decode())
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def unpacked(stored: str, *, article_id: str, when: datetime) -> Sketch:
    """Return the sketch that a text holds."""
    where, title, rest, named, figures, sample, *later = json.loads(stored)
    whole, heading, *later = later or (None, "")  # kept from a later version on
    leads, *told = later or ([],)  # likewise
    if not told:  # kept before words had stems
        title, rest, named = ([snowball_stem(key) for key in keys] for keys in (title, rest, named))
        told = [headline(heading).companies, headline(heading).events, ""]
    words = _shared(title)
    return Sketch(
        id=article_id,
        when=when,
        site=sys.intern(where),
        heading=heading,
        title=words,
        lead=words | _shared(rest),
        names=_shared(named),
        numbers=frozenset(figures),
        sample=frozenset(sample),
        whole=whole,
        leads=frozenset(leads),
        companies=_shared(told[0]),
        events=_shared(told[1]),
        opening=told[2],
        title_vector=base64.b64decode(told[3]) if len(told) > _OPENED else b"",
    )


def _shared(keys: Iterable[str]) -> frozenset[str]:
    """Return the words as they are shared by all sketches that have them: thousands may be in memory."""
    return frozenset(map(sys.intern, keys))
