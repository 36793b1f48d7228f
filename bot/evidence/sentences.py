"""Evidence -> its sentences, each with a score of how well it answers (pure, but for the model that compares)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from bot.evidence.answer_fit import fit
from bot.language.datelines import spoken
from bot.language.headlines import states
from bot.language.product_versions import Bearings, sought_products
from bot.language.words import broad_name, dangling, hedged, stems, terms, words
from indexer.model import Quality
from indexer.passages import goes_on, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.language.product_versions import Sought
    from bot.model import Evidence, Hit, Query
    from bot.retrieval.similarity import Likeness
    from indexer.model import Article

MAX_SENTENCE = 600
"""Longer sentences are lists and tables that lost their shape: they are not quoted."""

NEVER = float("-inf")
"""The score of what is not quoted for its own sake, whatever it is like."""

_READ = 8  # hits whose sentences are looked at
_MIN_WORDS = 5  # shorter ones are headings, captions and exclamations
_LEAD_IN = 2  # sentences before a passage that its first one may lean on
_LEAD_IN_CHARS = 1_500
_COMPARED = 6  # sentences that the model compares with the question: of the others that is guessed, from
_GUESS_SAID, _GUESS_PASSAGE = 0.42, 0.51  # the share of its words that they say, and from the cosine of their passage
_NEWS = 2  # words that a sentence must add to the question
_NEWS_IN_A_TITLE = 1  # which has no word too many: "xAI joins SpaceX"

# What makes a sentence answer, fitted on 399 questions in plain words (see the README): how like the question it is
# as a whole is worth 1, and on that scale
_SAID = 0.6  # the share of the question's words, by weight, that it says
_NAMED = 0.16  # what of that does not count, because names are all that it says: the title says them, too
_NEARBY = 0.3  # the share that the title or the sentence before it says
_RANK = 0.77  # its passage's own score, as a share of the best passage's
_SOUGHT = 0.75  # to hold what is asked for: a name, a number of its sort, a date, a place, a reason
_ADDED = 0.14  # to add as many words to the question as a sentence of news holds, or more
_EARLY = 0.08  # to stand first in its article
_HEDGE = 0.06  # what a guess costs against a report
_TITLE = 0.25  # what it costs to be a title, so that it is quoted only where no sentence says it as well
# Not fitted, since few questions have it: to name the other side of a comparison, to stand in an article by somebody
# whom the question names, to name whom news are asked of, and what it costs there to need the sentence before.
_BESIDE, _BY_THE_NAMED, _ABOUT, _LEANING = 0.4, 0.3, 0.15, 0.5
_FULL = 20  # content words of a sentence of news
_BEFORE_A_PASSAGE = 3  # sentences that count as read for each passage before its own

_PROMOTES = re.compile(
    r"\b(?:sign(?:ing)?\sup\s(?:to|for)\s(?:\S+\s){0,6}(?:newsletters?|alerts?|updates|emails?|briefings?)|in\syour\sinbox"
    r"|subscribe\s(?:to|now|here|today)|click\s(?:here|below|on\sthe\slink)|(?:read|watch|see)\smore(?=:)"
    r"|follow\sus\son|download\s(?:our|the)\sapp|all\srights\sreserved)\b",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(r"(?:\.\.\.|\u2026)[\])]?\s?$")
_ENDED = re.compile(r"[.!\u2026][\"'\u2019\u201d)\]]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence that may be quoted."""

    hit: int  # number of its hit in the evidence; of a lead-in, that of the passage behind it
    stretch: int  # number of the stretch of text that it stands in
    order: int  # of the sentence in its stretch
    text: str
    terms: frozenset[str]
    score: float
    guess: float  # at its likeness to the question, before the model has compared them
    quotable: bool
    leans: bool  # it cannot stand without the one before it
    lead_in: bool = False  # it stands before its passage, and is quoted only for what leans on it
    title: bool = False  # it is the title of an article that has a text: nothing leans on it
    borne: Mapping[str, float] | None = None  # how well it bears out each word of the question; None: not compared


Stretch = list[Sentence]
"""The sentences of passages that follow each other in one article, after those that lead in to the first of them."""


class Comparing(Protocol):
    """Tells how like a query sentences are."""

    def __call__(self, texts: Sequence[str], /) -> Sequence[Likeness]:
        """Return how like the query each text is."""


def weighed(query: Query, evidence: Evidence, likeness: Comparing) -> list[Stretch]:
    """Return the sentences of the best hits in the order of their articles' texts, each with its score.

    Where a question asks for whatever is new, how an article begins says what it is about, and no model is asked.
    """
    hits = evidence.hits[:_READ]
    sought = sought_products(query.products)
    strange = _strange(query, hits, sought)
    runs = [run for run in _runs(hits) if hits[run[0]].article.id not in strange]
    stretches = [_stretch(number, run, query, evidence, sought) for number, run in enumerate(runs)]
    return stretches if query.headlines or query.digest else _compared(stretches, likeness)


def spoken_in(hit: Hit) -> tuple[str, ...]:
    """Return a passage's sentences, each on one line and without the dateline of an agency's report."""
    return spoken(hit.placed.passage.text)


def lead_in(hit: Hit) -> str:
    """Return the sentences of the article's text that lead in to a passage, as they stand; "" for none."""
    passage, text = hit.placed.passage, hit.article.text
    if not passage.start or text[passage.start : passage.end] != passage.text:  # of another version of the article
        return ""
    first = max(0, passage.start - _LEAD_IN_CHARS)
    before = text[first : passage.start]
    spans = sentences(before)[1 if first else 0 :]  # the first may be cut
    return before[spans[-_LEAD_IN:][0][0] :] if spans else ""


def is_quotable(sentence: str, article: Article) -> bool:
    """Tell whether a sentence is one of the news: no heading, caption, table, fragment, or "Sign up for our letter".

    The title is one if it states something.
    """
    if len(sentence) > MAX_SENTENCE or _PROMOTES.search(sentence) or _CUT_OFF.search(sentence):
        return False
    if is_title(sentence, article):
        return states(sentence)
    if len(words(sentence)) < _MIN_WORDS or _begins_within(sentence, article):
        return False
    # What a feed says of an article is often one sentence that is not ended.
    return bool(_ENDED.search(sentence)) or (article.quality is not Quality.FULL and states(sentence))


def is_title(sentence: str, article: Article) -> bool:
    """Tell whether what is quoted of an article is its title."""
    return sentence == " ".join(article.title.split())


def _begins_within(sentence: str, article: Article) -> bool:
    """Tell whether a sentence begins in lower case, as parts of a list do, in an article that uses capitals."""
    if not goes_on(sentence):
        return False
    return any(part[:1].isupper() for part in article.text.split("\n\n"))


def _strange(query: Query, hits: Sequence[Hit], sought: Sought) -> frozenset[str]:
    """Return the ids of the articles that speak of none of the question's names: what they tell is of somebody else."""
    names = frozenset(name for name in query.names if not broad_name(name))
    if not names:
        return frozenset()
    said: dict[str, set[str]] = {}
    for hit in hits:
        told = f"{hit.article.title}\n{hit.placed.passage.text}"
        said.setdefault(hit.article.id, set()).update(stems(told), stems(hit.article.publisher), sought.terms(told))
    return frozenset(key for key, own in said.items() if names.isdisjoint(own))


def _runs(hits: Sequence[Hit]) -> list[list[int]]:
    """Return the numbers of the hits, those together whose passages follow each other in one article."""
    number = {(hit.article.id, hit.placed.passage.ordinal): place for place, hit in enumerate(hits)}
    runs: list[list[int]] = []
    for (article_id, ordinal), first in number.items():
        if (article_id, ordinal - 1) not in number:
            run = [first]
            while (after := number.get((article_id, ordinal + len(run)))) is not None:
                run.append(after)
            runs.append(run)
    return runs


class _Said(NamedTuple):
    """A sentence of a stretch as it is read."""

    hit: int  # number of its hit
    order: int  # of the sentence in the passage; below zero: it leads in to it
    text: str
    title: bool = False


def _read(run: Sequence[int], hits: Sequence[Hit]) -> Iterator[_Said]:
    """Yield the sentences of passages that follow each other, after the title and those that lead in to the first."""
    first = hits[run[0]]
    before = spoken(lead_in(first))
    if first.placed.passage.end:  # else it is the title's own
        yield _Said(run[0], 0, " ".join(first.article.title.split()), title=True)
    yield from (_Said(run[0], place - len(before), text) for place, text in enumerate(before))
    for number in run:
        yield from (_Said(number, place, text) for place, text in enumerate(spoken_in(hits[number])))


def _stretch(number: int, run: Sequence[int], query: Query, evidence: Evidence, sought: Sought) -> Stretch:
    """Return the sentences of passages that follow each other with scores, likeness apart."""
    found: Stretch = []
    before: frozenset[str] = frozenset()
    first = evidence.hits[run[0]].article
    bearings = Bearings(sought, first, evidence.hits, apart=bool(query.clauses)) if sought else None
    for place, said in enumerate(_read(run, evidence.hits)):
        hit, own = evidence.hits[said.hit], stems(said.text) | sought.terms(said.text)
        quotable = is_quotable(said.text, hit.article)
        on_it = bearings is None or bearings.is_on_it(said.text)
        news = not said.title or not (query.headlines or query.digest)  # how an article begins is what these ask for
        least = _NEWS_IN_A_TITLE if is_title(said.text, hit.article) else _NEWS
        new = len(own - evidence.weights.keys()) >= least
        answers = quotable and on_it and news and new and said.order >= 0
        sentence = Sentence(
            hit=said.hit,
            stretch=number,
            order=place,
            text=said.text,
            terms=own,
            score=_worth(said, own, before, query, evidence) if answers else NEVER,
            guess=_GUESS_SAID * _share(own, evidence.weights) + _GUESS_PASSAGE * hit.cosine,
            quotable=quotable,
            leans=dangling(said.text),
            lead_in=said.order < 0,
            title=said.title,
        )
        found.append(sentence)
        before = frozenset() if said.title else own
    return found


def _worth(said: _Said, own: frozenset[str], before: frozenset[str], query: Query, evidence: Evidence) -> float:
    """Return the score of a sentence, likeness apart, from its own words' stems and those of the sentence before it."""
    hit, weights = evidence.hits[said.hit], evidence.weights
    if query.headlines or query.digest:
        return _as_news(said, own, hit, query)
    by_the_named = any(stems(author) <= query.names for author in hit.article.authors)
    near = before | stems(f"{hit.article.title} {hit.article.publisher}")
    best = max(other.score for other in evidence.hits) or 1.0
    return (
        _RANK * hit.score / best
        + _SAID * _share(own, weights)
        + _NEARBY * _share(near - own, weights)
        - _NAMED * len(own & query.names) / (len(query.names) or 1)
        + _SOUGHT * fit(said.text, query)
        + _ADDED * min(1.0, len(own - weights.keys()) / _FULL)
        + _EARLY / (1 + said.order + _BEFORE_A_PASSAGE * hit.placed.passage.ordinal)
        - _HEDGE * hedged(said.text)
        - _TITLE * said.title
        + _BY_THE_NAMED * by_the_named
        + _BESIDE * len(own & query.beside) / (len(query.beside) or 1)
    )


def _as_news(said: _Said, own: frozenset[str], hit: Hit, query: Query) -> float:
    """Return the score of a sentence where news are asked for: how an article begins, and of whom it speaks."""
    named = query.names & own.union(terms(hit.article.publisher))
    first = 1.0 - min(said.order / _FULL, 0.9)
    return first + _ABOUT * len(named) / (len(query.names) or 1) - _LEANING * dangling(said.text)


def _share(said: frozenset[str], weights: Mapping[str, float]) -> float:
    """Return the share of the question's words, by weight, that are said."""
    whole = sum(weights.values()) or 1.0
    return sum([weight for term, weight in weights.items() if term in said]) / whole


def _compared(stretches: Sequence[Stretch], likeness: Comparing) -> list[Stretch]:
    """Return the sentences with what their likeness to the question is worth; of the worst it is guessed."""
    hopeful = sorted((s for found in stretches for s in found if s.score > NEVER), key=lambda s: -(s.score + s.guess))
    texts = list(dict.fromkeys(s.text for s in hopeful))[:_COMPARED]
    like = dict(zip(texts, likeness(texts), strict=True))
    return [[_like(s, like.get(s.text)) for s in found] for found in stretches]


def _like(sentence: Sentence, likeness: Likeness | None) -> Sentence:
    if likeness is None:
        return replace(sentence, score=sentence.score + sentence.guess)
    return replace(sentence, score=sentence.score + likeness.cosine, borne=likeness.borne)
