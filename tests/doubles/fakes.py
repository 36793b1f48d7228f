"""Fakes for the ports. Each passes the same contract suite as the real thing, in `tests/contracts`."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np

from bot.model import ModelHealth, Reading, Support
from bot.model.chat import Delivery, DeliveryState, Filters
from indexer.errors import BylineError, FetchError, WritingFailed
from indexer.model import Scored, TextEmbedding
from indexer.web.source_filter import admits

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from bot.model import Answer, Draft
    from bot.model.chat import Asked, Place
    from indexer.model import PlacedPassage, Selection, Vector, Vectors
    from indexer.ports import Key, Read, VectorIndex

_WORD = re.compile(r"\w+")
_PORTION = 16  # passages between two pauses


class FakeClock:
    """Stands still until it is set or moved."""

    def __init__(self, now: datetime = datetime(2026, 11, 25, 12, tzinfo=UTC)) -> None:
        """Start at noon on 25 November 2026 unless told otherwise."""
        self.time = now

    def now(self) -> datetime:
        """Return the time that was last set."""
        return self.time

    def advance(self, step: timedelta) -> None:
        """Move on."""
        self.time += step


class SandboxHere:
    """Does every job in this process, one after the other, without a limit."""

    def read(self, job: Callable[[], Read]) -> Read:
        """Do it."""
        return job()

    def read_all(
        self, jobs: Iterable[tuple[Key, Callable[[], Read] | None]]
    ) -> Iterator[tuple[Key, Read | BylineError | None]]:
        """Do them in order."""
        for key, job in jobs:
            try:
                yield key, job() if job else None
            except BylineError as error:
                yield key, error

    def close(self) -> None:
        """Hold nothing."""


class FakeEmbedder:
    """Hashes the words of a text into a small vector: the more words two texts share, the nearer they are.

    Deterministic, without a model; a token is a word. `embedded` counts the passages embedded so far.
    """

    name = "fake"
    fingerprint = "fa4e"
    dimension = 64
    max_tokens = 254

    def __init__(self) -> None:
        self.embedded = 0

    def describe_backend(self) -> str:
        """Say that a hash function does."""
        return "a hash function"

    def prepare(self) -> None:
        """Do nothing: it is always ready."""

    def embed(self, texts: Sequence[str], pause: Callable[[], None] | None = None) -> Vectors:
        """Embed passages and count them."""
        self.embedded += len(texts)
        rows = []
        for number, text in enumerate(texts):
            if pause and number % _PORTION == 0:
                pause()
            rows.append(self._vector(text))
        return np.array(rows, dtype=np.float32).reshape(len(rows), self.dimension)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed as passages are."""
        return self.embed(texts)

    def embed_tokens(self, texts: Sequence[str], _kind: Literal["query", "document"], /) -> list[TextEmbedding]:
        """Embed as passages are; a token's vector is that of its word alone."""
        return [self._closely(text, row) for text, row in zip(texts, self.embed(texts), strict=True)]

    def _closely(self, text: str, vector: Vector) -> TextEmbedding:
        found = list(_WORD.finditer(text))
        tokens = np.array([self._vector(word.group()) for word in found], dtype=np.float16)
        return TextEmbedding(vector, tokens.reshape(len(found), self.dimension), tuple(word.span() for word in found))

    def _vector(self, text: str) -> Vector:
        """Add up one fixed random direction a word."""
        total = np.full(self.dimension, 1e-3, dtype=np.float64)  # so that a text without words has a direction too
        for word in _WORD.findall(text.casefold()):
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8])
            total += np.random.default_rng(seed).standard_normal(self.dimension)
        return (total / np.linalg.norm(total)).astype(np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count words."""
        return [len(_WORD.findall(text)) for text in texts]


class FakeResolver:
    """Tells where the links lead that it knows; `failure` is raised instead, if there is one."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        self.failure: FetchError | None = None
        self.asked: list[str] = []

    def resolve(self, link: str) -> str:
        """Look it up, and remember that it was asked."""
        self.asked.append(link)
        if self.failure is not None:
            raise self.failure
        if link not in self.known:
            raise FetchError(link, "it is not told")
        return self.known[link]

    def close(self) -> None:
        """Do nothing: there are no connections."""


def nearest(index: VectorIndex, vector: Vector, limit: int, *, periods: Sequence[str] | None = None) -> list[Scored]:
    """Search for one vector."""
    return index.search(vector[None], limit, periods=periods)[0]


class FakeVectorIndex:
    """Vectors in a dictionary, searched exactly."""

    def __init__(self) -> None:
        self._vectors: dict[str, dict[str, Vector]] = {}

    def put(self, ids: Sequence[str], vectors: Vectors, periods: Sequence[str]) -> None:
        """Add or replace."""
        for passage_id, vector, period in zip(ids, vectors, periods, strict=True):
            self._vectors.setdefault(period, {})[passage_id] = vector

    def drop(self, ids: Sequence[str], periods: Sequence[str]) -> None:
        """Remove, and with the last passage its period."""
        for passage_id, period in zip(ids, periods, strict=True):
            self._vectors.get(period, {}).pop(passage_id, None)
        self._vectors = {period: held for period, held in self._vectors.items() if held}

    def present(self, ids: Sequence[str], periods: Sequence[str]) -> set[str]:
        """Look each up in its period."""
        pairs = zip(ids, periods, strict=True)
        return {passage_id for passage_id, period in pairs if passage_id in self._vectors.get(period, {})}

    def fetch(self, ids: Sequence[str], periods: Sequence[str]) -> dict[str, Vector]:
        """Look each up in its period."""
        pairs = [(key, self._vectors.get(period, {})) for key, period in zip(ids, periods, strict=True)]
        return {key: held[key] for key, held in pairs if key in held}

    def search(self, vectors: Vectors, limit: int, *, periods: Sequence[str] | None = None) -> list[list[Scored]]:
        """Compare with every vector."""
        wanted = self._vectors if periods is None else set(periods)
        pairs = [(key, period) for period in wanted for key in self._vectors.get(period, {})]
        ids, places = [key for key, _ in pairs], [period for _, period in pairs]
        return [self.score(vector, ids, places)[:limit] for vector in vectors]

    def score(
        self, vector: Vector, ids: Sequence[str], periods: Sequence[str], *, limit: int | None = None
    ) -> list[Scored]:
        """Return exact cosines, of all or of the nearest, best first."""
        found = {
            key: float(self._vectors[period][key] @ vector)
            for key, period in zip(ids, periods, strict=True)
            if key in self._vectors.get(period, {})
        }
        return _best_first(found)[:limit]

    def periods(self) -> list[str]:
        """Return the periods that hold something."""
        return sorted(self._vectors)

    def ids(self, period: str) -> set[str]:
        """Return what a period holds."""
        return set(self._vectors.get(period, ()))

    def count(self) -> int:
        """Return the number of passages."""
        return sum(map(len, self._vectors.values()))

    def clear(self) -> None:
        """Forget everything."""
        self._vectors.clear()

    def remove_generation(self, generation: str) -> None:
        """Do nothing: there is only one."""

    def close(self) -> None:
        """Do nothing: there are no files."""


class FakeLexicalIndex:
    """Passages in a dictionary; the score counts the words of the query, title twice, over text and columns.

    No stemming and no stop words: a query's words must stand as they are.
    """

    def __init__(self) -> None:
        self._passages: dict[str, PlacedPassage] = {}
        self._feeds: dict[str, tuple[str, ...]] = {}
        self.cursor: int | None = None

    def apply(
        self,
        puts: Sequence[PlacedPassage],
        drops: Sequence[str],
        cursor: int,
        feeds: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ) -> None:
        """Make the changes and move the cursor."""
        self._feeds.update({each.passage.id: tuple(feeds.get(each.article.id, ())) for each in puts})
        for passage_id in drops:
            self._passages.pop(passage_id, None)
        self._passages.update({placed.passage.id: placed for placed in puts})
        self.cursor = cursor

    def search(
        self,
        text: str,
        limit: int,
        *,
        publishers: Sequence[str] = (),
        selection: Selection | None = None,
    ) -> list[Scored]:
        """Count words; a named publisher is worth half a word."""
        words = set(_words(text))
        named = {name.casefold() for name in publishers}
        found = {
            key: _matches(words, placed) + 0.5 * (placed.article.publisher.casefold() in named)
            for key, placed in self._passages.items()
            if _matches(words, placed) and (selection is None or admits(selection, placed.article, self._feeds[key]))
        }
        return _best_first(found)[:limit]

    def naming(
        self, names: Sequence[str], limit: int, *, selection: Selection | None = None, newest_first: bool = False
    ) -> list[Scored]:
        """Count the columns that hold all words of a name, the title three times."""
        wanted = [words for name in names if (words := set(_words(name)))]
        found = {}
        for key, placed in self._passages.items():
            article = placed.article
            columns = (placed.passage.text, article.publisher, *[article.title] * 3)
            held = sum(words <= set(_words(column)) for words in wanted for column in columns)
            if held and (selection is None or admits(selection, article, self._feeds[key])):
                found[key] = article.when.timestamp() if newest_first else float(held)
        return _best_first(found)[:limit]

    def count(self) -> int:
        """Return the number of passages."""
        return len(self._passages)

    def clear(self) -> None:
        """Forget everything, the cursor too."""
        self._passages.clear()
        self.cursor = None

    def close(self) -> None:
        """Do nothing: there are no files."""


class FakeJournal:
    """Keeps everything in dictionaries, and keeps it for as long as the port says."""

    def __init__(self, retention: timedelta = timedelta()) -> None:
        self._retention = retention
        self._deliveries: dict[str, Delivery] = {}
        self._events: dict[str, datetime] = {}
        self._votes: dict[tuple[str, str], tuple[int, str]] = {}
        self._totals = {"up": 0, "down": 0, "comments": 0}
        self._notes: dict[str, tuple[str, datetime | None]] = {}
        self._noted: set[str] = set()
        self._shared: dict[str, str] = {}

    def first_time(self, event_id: str, at: datetime) -> bool:
        """Remember an event."""
        known = event_id in self._events
        self._events.setdefault(event_id, at)
        return not known

    def accept(self, asked: Asked) -> bool:
        """Keep a question."""
        known = asked.id in self._deliveries
        self._deliveries.setdefault(asked.id, Delivery(asked=asked, state=DeliveryState.ACCEPTED))
        return not known

    lease = None

    def accept_pressed(self, asked: Asked, button: str, until: datetime) -> bool:
        """Keep a question, and its id under the button's name."""
        before = self._deliveries.get(self.noted(button))
        if before and (before.answer or before.state in (DeliveryState.ACCEPTED, DeliveryState.INTENDED)):
            return False
        accepted = self.accept(asked)
        if accepted:
            self.note(button, asked.id, until)
        return accepted

    def renew(self, asked_ids: Collection[str]) -> set[str]:
        """Return them: there is no other process."""
        return set(asked_ids)

    def release(self, platform: str) -> None:
        """Do nothing."""

    def intend(self, asked: Asked, answer: Answer | None, reason: str = "") -> str:
        """Keep an answer, with a number for a nonce."""
        nonce = f"n{list(self._deliveries).index(asked.id)}"
        kept = self._deliveries[asked.id]
        if kept.state not in (DeliveryState.POSTED, DeliveryState.FAILED):
            kept = replace(kept, asked=replace(kept.asked, zone=asked.zone), nonce=nonce, reason=reason)
            self._deliveries[asked.id] = replace(kept, state=DeliveryState.INTENDED, answer=answer)
        return nonce

    def posted(self, asked_id: str, message: str, at: datetime) -> None:  # noqa: ARG002  the port's form
        """Keep that it is posted."""
        self._finish(replace(self._deliveries[asked_id], state=DeliveryState.POSTED, message=message))

    def keep(self, asked: Asked, answer: Answer, at: datetime) -> None:
        """Keep both."""
        self.accept(asked)
        self.intend(asked, answer)
        self.posted(asked.id, "", at)

    def failed(self, asked_id: str, reason: str, at: datetime) -> None:  # noqa: ARG002  the port's form
        """Keep that it has failed."""
        if self._deliveries[asked_id].state is not DeliveryState.POSTED:
            self._finish(replace(self._deliveries[asked_id], state=DeliveryState.FAILED, reason=reason))

    def unfinished(self, platform: str) -> list[Delivery]:
        """Look through all."""
        closed = (DeliveryState.POSTED, DeliveryState.FAILED)
        found = [each for each in self._by_time() if not each.asked.id.startswith("share of ")]
        return [each for each in found if each.asked.place.platform == platform and each.state not in closed]

    def kept(self, asked_id: str) -> Delivery | None:
        """Return it as it is now, its question as it is kept."""
        found = self._deliveries.get(asked_id)
        return self._as_kept(found) if found else None

    def conversation(self, place: Place, since: datetime) -> tuple[Delivery, ...]:
        """Look through all."""
        found = [
            self._as_kept(each)
            for each in self._by_time()
            if each.asked.place == place and each.asked.received >= since and each.state is not DeliveryState.FAILED
        ]
        return tuple(found[-10:]) if place.thread else ()

    def noteworthy(self, platform: str, since: datetime) -> list[Delivery]:
        """Look through all."""
        return [
            self._as_kept(each)
            for each in self._by_time()
            if each.asked.place.platform == platform
            and each.asked.received >= since
            and each.state is DeliveryState.POSTED
            and each.answer is not None
            and not each.asked.private
            and each.asked.id not in self._noted
        ]

    def intend_share(self, asked_id: str) -> str:
        """Keep it as an answer of its own."""
        found, key = self._deliveries.get(asked_id), f"share of {asked_id}"
        if found is None or found.answer is None or not found.asked.private or self._is_posted(key):
            return ""
        asked = replace(found.asked, id=key, private=False, text="", filters=Filters())
        self._deliveries[key] = replace(
            found, asked=asked, state=DeliveryState.INTENDED, message="", note_intended=False
        )
        return key

    def shared(self, shared_id: str, message: str, at: datetime) -> None:
        """Keep that it is posted."""
        self.posted(shared_id, message, at)
        self._shared[self._deliveries[shared_id].asked.place.platform] = shared_id

    def share_of(self, asked_id: str) -> Delivery | None:
        """Return it unless it failed."""
        found = self.kept(f"share of {asked_id}")
        return found if found and found.state is not DeliveryState.FAILED else None

    def _is_posted(self, key: str) -> bool:
        return key in self._deliveries and self._deliveries[key].state is DeliveryState.POSTED

    def last_shared(self, platform: str) -> str:
        """Return its id."""
        return self._shared.get(platform, "")

    def intend_note(self, asked_id: str) -> str:
        """Keep that it is intended."""
        self._deliveries[asked_id] = replace(self._deliveries[asked_id], note_intended=True)
        return f"note{list(self._deliveries).index(asked_id)}"

    def close_note(self, asked_id: str) -> None:
        """Keep that it is posted."""
        self._deliveries[asked_id] = replace(self._deliveries[asked_id], note_intended=False)
        self._noted.add(asked_id)

    def rate(self, asked_id: str, user: str, vote: int, comment: str, at: datetime) -> bool:  # noqa: ARG002  same
        """Keep a vote."""
        if asked_id not in self._deliveries:
            return False
        _, earlier = self._votes.get((asked_id, user), (0, ""))
        self._votes[asked_id, user] = vote, comment or earlier
        return True

    def voted(self, asked_id: str, user: str) -> bool:
        """Look it up."""
        return (asked_id, user) in self._votes

    def feedback(self) -> Mapping[str, int]:
        """Count."""
        return {name: number + self._totals[name] for name, number in _counted(self._votes.values()).items()}

    def refusals(self) -> Mapping[str, int]:
        """Count."""
        kept = (each.answer for key, each in self._deliveries.items() if not key.startswith("shared:"))
        return Counter(answer.refusal.reason.value for answer in kept if answer and answer.refusal)

    def note(self, name: str, text: str, until: datetime | None = None) -> None:
        """Keep a text."""
        self._notes[name] = text, until

    def noted(self, name: str) -> str:
        """Return it."""
        return self._notes.get(name, ("", None))[0]

    def notes_beginning(self, prefix: str) -> Mapping[str, str]:
        """Return them."""
        return {name: text for name, (text, _) in self._notes.items() if name.startswith(prefix)}

    def revise(
        self,
        name: str,
        revised: Callable[[str], str | None],
        until: datetime | None,
        *,
        lasting: bool = True,  # noqa: ARG002  the port's form
    ) -> bool:
        """Keep what is made of it."""
        text = revised(self.noted(name))
        if text is not None:
            self.note(name, text, until)
        return text is not None

    def forget_note(self, name: str) -> None:
        """Drop it."""
        self._notes.pop(name, None)

    def forget(self, now: datetime) -> None:
        """Look through all."""
        self._notes = {name: kept for name, kept in self._notes.items() if kept[1] is None or kept[1] >= now}
        for key, each in list(self._deliveries.items()):
            age = now - each.asked.received
            if age > self._retention and each.state in (DeliveryState.POSTED, DeliveryState.FAILED):
                self._deliveries[key] = replace(each, asked=replace(each.asked, text=""))
            if age > timedelta(days=7):
                self._deliveries[key] = replace(self._deliveries[key], answer=None)
                self._forget_votes(key)
            if age > max(self._retention, timedelta(days=7)):
                del self._deliveries[key]
        self._events = {key: at for key, at in self._events.items() if now - at <= timedelta(days=1)}

    def count_user(self, user: str) -> Mapping[str, int]:
        """Look through all."""
        return {
            "questions": sum(each.asked.user == user for each in self._deliveries.values()),
            "votes": len(self._votes_of(user)),
            "searches": len(self._searches_of(user)),
            "scopes": len(self._scopes_of(user)),
        }

    def forget_user(self, user: str) -> Mapping[str, int]:
        """Look through all."""
        found = self.count_user(user)
        for name, number in _counted(self._votes.pop(key) for key in self._votes_of(user)).items():
            self._totals[name] += number
        for name in self._searches_of(user):
            del self._notes[name]
        self._notes |= dict.fromkeys(self._scopes_of(user), ("forgotten", None))
        self._deliveries = {key: each for key, each in self._deliveries.items() if each.asked.user != user}
        self._shared = {name: key for name, key in self._shared.items() if key in self._deliveries}
        return found

    def count_answers_with(self, articles: Collection[str]) -> int:
        """Look through all."""
        return len(self._with(articles))

    def erase_answers_with(self, articles: Collection[str]) -> int:
        """Look through all."""
        found = self._with(articles)
        for key in found:
            self._deliveries[key] = replace(self._deliveries[key], answer=None)
        return len(found)

    def settle(self, now: datetime, reason: str) -> None:
        """Look through all."""
        for key, each in list(self._deliveries.items()):
            if each.state is DeliveryState.ACCEPTED:
                self.failed(key, reason, now)
            elif each.state is DeliveryState.POSTED and key not in self._noted:
                self._deliveries[key] = replace(each, note_intended=True)

    def _votes_of(self, user: str) -> list[tuple[str, str]]:
        return [key for key in self._votes if user in (key[1], self._deliveries[key[0]].asked.user)]

    def _searches_of(self, user: str) -> list[str]:
        kept = ((name, text) for name, (text, _) in self._notes.items() if name.startswith("search "))
        return [name for name, text in kept if text.startswith("[") and json.loads(text)[0] == user]

    def _scopes_of(self, user: str) -> list[str]:
        kept = ((name, text) for name, (text, _) in self._notes.items() if name.startswith("scope set by "))
        return [name for name, text in kept if text == user]

    def _with(self, articles: Collection[str]) -> list[str]:
        return [key for key, each in self._deliveries.items() if each.answer and _shown(each.answer) & set(articles)]

    def _forget_votes(self, asked_id: str) -> None:
        gone = [key for key in self._votes if key[0] == asked_id]
        for name, number in _counted(self._votes.pop(key) for key in gone).items():
            self._totals[name] += number

    def _finish(self, delivery: Delivery) -> None:
        if not self._retention:
            delivery = replace(delivery, asked=replace(delivery.asked, text="", filters=Filters()))
        self._deliveries[delivery.asked.id] = delivery

    def _by_time(self) -> list[Delivery]:
        return sorted(self._deliveries.values(), key=lambda each: (each.asked.received, each.asked.id))

    def _as_kept(self, delivery: Delivery) -> Delivery:
        if delivery.answer is None:
            return delivery
        question = replace(delivery.answer.question, text=delivery.asked.text, conversation=())
        return replace(delivery, answer=replace(delivery.answer, question=question))


class FakeReader:
    """Takes for the answer the first word of a passage that the question does not have, without a model.

    A passage answers the likelier the more of the question's words it holds, and supports a statement by the share of
    its words that it holds. A token is a word. `computed` counts the pairs that were read, each once.
    """

    name = "fake"

    def __init__(self) -> None:
        self.computed = 0
        self._known: dict[tuple[str, str, str], Reading] = {}

    def check(self) -> None:
        """Be ready."""

    def describe(self) -> str:
        """Say that it is a fake."""
        return "a fake"

    def prepare(self) -> None:
        """Be ready."""

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """Read each pair once."""
        return [self._remembered((question, *each)) for each in passages]

    def support(self, statements: Sequence[tuple[str, tuple[str, str]]]) -> list[Support]:
        """Compare words."""
        found = []
        for statement, (_, text) in statements:
            words = _word_set(statement)
            share = len(words & _word_set(text)) / max(1, len(words))
            found.append(Support(supported=share, contradicted=0.0, not_stated=1 - share))
        return found

    def _remembered(self, pair: tuple[str, str, str]) -> Reading:
        if pair not in self._known:
            self.computed += 1
            self._known[pair] = self._reading(pair)
        return self._known[pair]

    def _reading(self, pair: tuple[str, str, str]) -> Reading:
        question, _, text = pair
        tokens = tuple(match.span() for match in _WORD.finditer(text))
        asked = _word_set(question)
        new = np.array([text[first:last].casefold() not in asked for first, last in tokens], dtype=bool)
        scores = np.full(len(tokens), -9.0, dtype=np.float32)
        if tokens:
            scores[int(np.argmax(new))] = 0.0
            scores -= np.log(np.exp(scores).sum())
        shared = len(asked & _word_set(text)) - len(asked) / 2
        return Reading(answerable=shared if tokens else -math.inf, tokens=tokens, starts=scores, ends=scores)


def _word_set(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _shown(answer: Answer) -> set[str]:
    """Return the ids of the articles in an answer."""
    return {each.id for each in (*answer.nearest, *answer.further, *(source.article for source in answer.sources))}


class FakeWriter:
    """Says what it was made to say, or fails with the reason it was given; `asked` holds what it was shown."""

    def __init__(self, *said: Draft, fails: str = "") -> None:
        self._said = said
        self._fails = fails
        self.asked: list[tuple[str, tuple[PlacedPassage, ...], int]] = []

    def write(self, question: str, passages: Sequence[PlacedPassage], limit: int) -> tuple[Draft, ...]:
        """Say it."""
        if self._fails:
            raise WritingFailed(self._fails)
        self.asked.append((question, tuple(passages), limit))
        return self._said

    def give_way(self) -> None:
        """Fail from now on."""
        self._fails = "it had to give way"


class FakeTally:
    """Counts in memory."""

    def __init__(self) -> None:
        self.health = ModelHealth()

    def wrote(self, at: datetime) -> None:
        """Count an answer."""
        self.health = replace(self.health, answers=self.health.answers + 1, since=self.health.since or at)

    def fell_back(self, reason: str, at: datetime) -> None:
        """Count a fallback."""
        fallbacks = self.health.fallbacks + 1
        since = self.health.since or at
        self.health = replace(self.health, fallbacks=fallbacks, since=since, last_error=reason, last_error_at=at)


def _counted(votes: Iterable[tuple[int, str]]) -> dict[str, int]:
    kept = list(votes)
    return {
        "up": sum(vote > 0 for vote, _ in kept),
        "down": sum(vote < 0 for vote, _ in kept),
        "comments": sum(bool(comment) for _, comment in kept),
    }


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _matches(words: set[str], placed: PlacedPassage) -> float:
    article = placed.article
    columns = (placed.passage.text, article.title, article.title, article.publisher, f"{article.when:%Y %B}")
    return float(sum(len(words & set(_words(column))) for column in columns))


def _best_first(scores: dict[str, float]) -> list[Scored]:
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return [Scored(id=key, score=score) for key, score in ordered]
