"""Stories are assigned in order of publication, the same in whatever order articles come and after any interruption."""

from __future__ import annotations

import random
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from indexer.catalogue import SqlCatalogue
from indexer.collecting.story_assignment import BATCH, StoryAssigner
from indexer.errors import StoreError
from indexer.indexing.sync import Syncer
from indexer.model import Issue, Origin, Selection
from indexer.passages import passages_of
from tests.doubles.catalogue_files import open_catalogue
from tests.doubles.catalogue_records import NOW, article
from tests.doubles.fakes import FakeEmbedder, FakeLexicalIndex, FakeVectorIndex
from tests.doubles.indexes import silent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from indexer.embedding import AutoEmbedder
    from indexer.model import Article, Membership
    from indexer.ports import Embedder

HOUR = timedelta(hours=1)
_SELDOM = 0.2
TEXT = (
    "Brightkelp infringed the copyright of twelve novelists when it trained its model on pirated copies of their "
    "books, a judge in Portland ruled on Wednesday. Damages are to be set at a hearing in March. The company said that "
    "it would read the ruling before it decides what to do. The novelists had asked for a ban of the model as well, "
    "which the judge refused. Their lawyer called it a great day for everybody who writes."
)


@dataclass
class Installation:
    """A catalogue with its vectors and what assigns stories in it."""

    folder: Path
    embedder: Embedder = field(default_factory=FakeEmbedder)
    vectors: FakeVectorIndex = field(default_factory=FakeVectorIndex)

    def __post_init__(self) -> None:
        """Open the catalogue."""
        self.catalogue = open_catalogue(self.folder / "catalogue.db")
        self.syncer = Syncer(
            catalogue=self.catalogue,
            embedder=self.embedder,
            vectors=self.vectors,
            lexical=FakeLexicalIndex(),
            generation="g",
        )

    def take(self, *articles: Article) -> None:
        """Collect articles."""
        with self.catalogue.transaction():
            for each in articles:
                self.catalogue.save(each, passages_of(each, self.embedder))
        self.syncer.drain(silent)

    def assigner(self) -> StoryAssigner:
        """Return what has no memory of earlier passes yet."""
        return StoryAssigner(catalogue=self.catalogue, embedder=self.embedder, vectors=self.vectors)

    def assign(self, **settings: Any) -> int:
        """Assign what is not assigned yet."""
        return self.assigner().run(silent, **settings)

    def decisions(self) -> list[Membership]:
        """Return all decisions."""
        return self.catalogue.memberships(NOW - 10_000 * HOUR, NOW + 10_000 * HOUR)

    def read_stories(self) -> dict[str, str]:
        """Return for each article the story that readers find it in."""
        told = self.catalogue.stories([each.article_id for each in self.decisions()])
        return {key: story.id for key, story in told.items()}

    def stories(self) -> dict[str, str]:
        """Return for each title the title of its story's first article."""
        articles = {each.id: each for each in self.catalogue.articles(Selection())}
        told = self.catalogue.stories(list(articles))
        return {articles[key].title: articles[story.id].title for key, story in told.items()}


class Newsroom:
    """Makes articles on a few events, so that many are alike and some join stories, each time the same for a seed."""

    words = tuple(
        f"{start}{end}" for start in ("bal", "cor", "dun", "fel", "gom") for end in ("ar", "ene", "imo", "us")
    )

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  no secret
        self._events = [self._random.sample(self.words, 12) for _ in range(4)]
        self._made = 0

    def articles(self, now: datetime) -> list[Article]:
        """Return what comes in between two passes: most of it new, some late, some dated ahead."""
        ages = [
            timedelta(0),
            timedelta(0),
            HOUR,
            timedelta(days=2),
            timedelta(days=6),
            timedelta(days=14),
            timedelta(days=20),
        ]
        ages.append(timedelta(days=-8))
        some = self._random.randrange(6)
        return [self._article(now - self._random.choice(ages) * self._random.random()) for _ in range(some)]

    def removed(self, known: Sequence[str]) -> list[str]:
        """Return which articles go between two passes: mostly none."""
        return self._random.sample(known, min(len(known), 2)) if self._random.random() < _SELDOM else []

    def _article(self, published: datetime) -> Article:
        self._made += 1
        event = self._random.choice(self._events)
        who = " ".join(word.capitalize() for word in self._random.sample(event[:3], 2))
        said = [who, *self._random.sample(event[3:], 6)]
        title = " ".join(said[:4])
        text = " ".join(event * 8 if self._random.random() < _SELDOM else said).capitalize()
        url = f"https://n{self._made}.example/{self._made}"
        return article(url=url, title=title, text=text, publisher=url, published=published)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """Yield an empty installation."""
    made = Installation(tmp_path)
    with closing(made.catalogue):
        yield made


def told(name: str, hours: int = 0, text: str = TEXT) -> Article:
    """Return an outlet's article."""
    url = f"https://{name}.example/{name}"
    return article(name, url=url, title=name, text=text, publisher=name, published=NOW + hours * HOUR)


def test_the_first_to_tell_names_the_story(installation: Installation) -> None:
    """Copies belong to the story of the article that was published first, whatever came in first."""
    installation.take(told("third", 3), told("first"), told("second", 2), told("other", 1, "Something else entirely."))
    assert installation.assign() == 4
    assert installation.stories() == {"first": "first", "second": "first", "third": "first", "other": "other"}


@pytest.mark.parametrize("late", [False, True], ids=["together", "article late"])
@pytest.mark.parametrize("other", ["", "https://other.example/page"], ids=["", "after another link"])
def test_item_of_a_newsletter_joins_the_story_that_it_links(
    installation: Installation, *, late: bool, other: str
) -> None:
    """Whichever comes in first, in whatever words, and without being an origin of its own."""
    news = told("first")
    links = [link for link in (other, f"{news.url}/?utm_source=letter") if link]
    item = replace(
        told("item", 2, "Twelve writers may look forward to March."),
        issue=Issue(id="i", title="Weekly", place=1),
        origins=tuple(Origin(name=link, url=link) for link in links),
    )
    unlinked = replace(item, id="u", title="unlinked", text="Rain is on its way to the coast.", origins=())
    installation.take(item, unlinked, *([] if late else [news]))
    installation.assign()
    if late:
        installation.take(news)
        installation.assign()
    stories = installation.catalogue.stories([item.id, news.id, "u"])
    assert stories[item.id].id == stories[news.id].id != stories["u"].id
    assert (stories[item.id].articles, stories[item.id].origins) == (2, 1)


@pytest.mark.parametrize("days", [-20, -1, 1])
def test_item_and_page_meet_in_any_order(tmp_path: Path, days: int) -> None:
    """An item and the page that it leads to have one story, however old the page is, and whichever comes in first."""
    news = told("news", 24 * days)
    item = replace(
        told("item", 0, "Twelve writers may look forward to March."),
        issue=Issue(id="i", title="Weekly", place=1),
        origins=(Origin(name=news.url, url=news.url),),
    )
    found = []
    for name, order in (("page", (news, item)), ("item", (item, news))):
        (tmp_path / name).mkdir()
        installation = Installation(tmp_path / name)
        with closing(installation.catalogue):
            for each in order:
                installation.take(each)
                installation.assign()
            found.append(installation.decisions())
    assert found[0] == found[1]
    assert len({each.decided for each in found[0]}) == 1


def test_only_what_follows_is_decided_again(installation: Installation) -> None:
    """What comes in late names its story, and what was published after it is decided again; nothing else is."""
    week = 7 * 24
    installation.take(told("before", -1, "Another matter."), told("second", 2), told("later", week + 1, "A third."))
    assert installation.assign() == 3
    installation.take(told("first"), told("third", 3))
    assert installation.assign() == 4  # these two; the second, which changes; and what lies within a week after it
    assert installation.assign() == 0
    same = dict.fromkeys(("first", "second", "third"), "first")
    assert installation.stories() == {**same, "before": "before", "later": "later"}


def test_an_article_whose_time_becomes_known_is_decided_anew(installation: Installation) -> None:
    """An article moves to where it belongs, and what followed it in its old place is decided again."""
    installation.take(told("early"), told("late", 3))
    installation.assign()
    installation.take(replace(told("early"), published=NOW + 5 * HOUR))
    assert installation.assign() == 3  # the first, the second without it, and the first again in view of the second
    assert installation.stories() == {"late": "late", "early": "late"}


def test_what_is_not_indexed_yet_waits(installation: Installation) -> None:
    """Nothing is decided before its vectors are there: whether they were would depend on the processor's load."""
    installation.catalogue.save(told("first"), passages_of(told("first"), installation.embedder))
    assert installation.assigner().keep_up(silent) == 0
    installation.take(told("second", 1))
    assert installation.assign() == 2


@pytest.mark.parametrize("seed", range(2))
def test_order_of_arrival_changes_nothing(tmp_path: Path, seed: int) -> None:
    """The same articles give the same stories, oldest first, newest first or at random, in portions of any size."""
    room, shuffled = Newsroom(seed), random.Random(seed)  # noqa: S311  no secret
    articles = [each for number in range(20) for each in room.articles(NOW + 18 * number * HOUR)]
    articles.sort(key=lambda each: (each.when, each.id))
    orders = (articles, articles[::-1], *(shuffled.sample(articles, len(articles)) for _ in range(2)))
    found: list[tuple[list[Membership], dict[str, str]]] = []
    for number, order in enumerate(orders):
        (tmp_path / str(number)).mkdir()
        installation = Installation(tmp_path / str(number))
        with closing(installation.catalogue):
            assigner, waiting = installation.assigner(), list(order)
            while waiting:
                size = shuffled.randint(1, 20)
                installation.take(*waiting[:size])
                del waiting[:size]
                assigner.keep_up(silent)
            assigner.run(silent)
            found.append((installation.decisions(), installation.read_stories()))
    decisions, stories = found[0]
    assert 8 < len(set(stories.values())) < len({each.decided for each in decisions}) < len(decisions)
    assert all(each == found[0] for each in found[1:])


def test_nothing_is_embedded(installation: Installation) -> None:
    """Assigning embeds nothing."""
    installation.take(told("first"), told("second", 1))
    before = installation.syncer.embedded
    installation.assign()
    assert installation.syncer.embedded == before
    assert getattr(installation.embedder, "embedded", None) == before


def test_stopping_between_batches_changes_nothing(tmp_path: Path) -> None:
    """Stopped after any batch and begun anew, an assignment ends where an undisturbed one does."""
    found: list[list[Membership]] = []
    for name in ("whole", "stopped"):
        (tmp_path / name).mkdir()
        installation = Installation(tmp_path / name)
        with closing(installation.catalogue) as catalogue:
            names = [f"n{number}" for number in range(2 * BATCH + 10)]
            installation.take(*(told(each, 2 * place, TEXT if place % 3 else each) for place, each in enumerate(names)))
            asked = iter([False, True] * 10) if name == "stopped" else iter([False] * 10)
            while catalogue.undecided(1):
                installation.assign(stop=lambda asked=asked: next(asked))
            found.append(installation.decisions())
    assert found[0] == found[1]
    assert len({each.decided for each in found[0]}) > BATCH / 2


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_between_passes_changes_nothing(tmp_path: Path, seed: int) -> None:
    """Whatever comes in, late or early, and goes, a pass that goes on with what it knows decides as a new one would."""
    kept, anew = (Installation(tmp_path / name) for name in ("kept", "anew"))
    rooms, assigner = (Newsroom(seed), Newsroom(seed)), kept.assigner()
    with closing(kept.catalogue), closing(anew.catalogue):
        for number in range(30):
            for room, installation in zip(rooms, (kept, anew), strict=True):
                known = [each.article_id for each in installation.decisions()]
                installation.catalogue.remove(room.removed(known))
                installation.take(*room.articles(NOW + 9 * number * HOUR))
            decided = kept.assign() if number % 9 == 8 else assigner.run(silent)  # at times somebody else decides
            assert anew.assign() == decided
            assert kept.decisions() == anew.decisions()
            assert kept.read_stories() == anew.read_stories()
        stories = [each.decided for each in kept.decisions()]
    assert 8 < len(set(stories)) < len(stories)


def test_a_pass_reads_what_is_new(tmp_path: Path) -> None:
    """The second pass of a process reads no decision that it made in the first one; a removed article is not kept."""
    installation = Installation(tmp_path)
    with closing(installation.catalogue), closing(_CountedCatalogue(tmp_path)) as counted:
        assigner = StoryAssigner(catalogue=counted, embedder=installation.embedder, vectors=installation.vectors)
        for number in range(3):
            installation.take(*(told(f"n{number}-{place}", 5 * number, str(place)) for place in range(20)))
            assigner.run(silent)
        assert counted.read == 0
        removed = installation.decisions()[7].article_id
        installation.catalogue.remove([removed])
        installation.take(told("after", 20, "Something else."))
        assigner.run(silent)
        assert counted.read == 59


def test_a_batch_that_fails_leaves_no_trace(tmp_path: Path) -> None:
    """Where a batch cannot be kept, the process that goes on has no memory of it, and decides as a new one would."""
    found: list[list[Membership]] = []
    for name in ("whole", "failing"):
        installation = Installation(tmp_path / name)
        with closing(installation.catalogue), closing(_CountedCatalogue(tmp_path / name)) as catalogue:
            assigner = StoryAssigner(catalogue=catalogue, embedder=installation.embedder, vectors=installation.vectors)
            installation.take(told("first"))
            assigner.run(silent)
            installation.take(told("second", 1), told("third", 2))
            if name == "failing":
                catalogue.fails_at = 2
                with pytest.raises(StoreError):
                    assigner.run(silent)
                installation.catalogue.remove([told("second", 1).id])
                installation.take(told("second", 1))
            assigner.run(silent)
            found.append(installation.decisions())
    assert found[0] == found[1]


class _CountedCatalogue(SqlCatalogue):
    """A second opening of a catalogue that counts which decisions are read, and refuses one when it is told to."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"sqlite:///{folder}/catalogue.db")
        self.read = 0
        self.fails_at = 0

    def memberships(self, since: datetime, until: datetime, *, after: str = "") -> list[Membership]:
        """Return the decisions."""
        found = super().memberships(since, until, after=after)
        self.read += len(found)
        return found

    def add_membership(self, membership: Membership) -> None:
        """Keep a decision, unless it is the one that fails."""
        self.fails_at -= 1
        if self.fails_at == 0:
            raise StoreError("the disk is full")
        super().add_membership(membership)


def test_words_tell_where_vectors_do_not(float32_embedder: AutoEmbedder, tmp_path: Path) -> None:
    """With the bundled model reports in other words are one story; with any other model only words count."""
    first = told("Novelists win against Brightkelp in copyright case over pirated books")
    text = (
        "Twelve novelists won their copyright case against Brightkelp: a judge in Portland ruled for them on Wednesday."
    )
    second = told("Brightkelp loses copyright case to novelists over pirated books", 3, text)
    for each in (float32_embedder, FakeEmbedder()):
        folder = tmp_path / type(each).__name__
        folder.mkdir()
        installation = Installation(folder, embedder=each)
        with closing(installation.catalogue):
            installation.take(first, second)
            installation.assign()
            assert set(installation.stories().values()) == {first.title}
