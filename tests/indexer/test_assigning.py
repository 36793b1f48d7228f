"""Stories are assigned at the end of a pass: in order, once, and the same after any interruption."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from indexer.assigning import BATCH, StoryAssigner
from indexer.catalogue import SqlCatalogue
from indexer.embedding import SentenceTransformersEmbedder
from indexer.model import Selection
from indexer.storing import passages_of
from indexer.syncing import Syncer
from tests.catalogue_records import NOW, article
from tests.fakes import FakeEmbedder, FakeLexicalIndex, FakeVectorIndex

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.model import Article, Membership
    from indexer.ports import Embedder

HOUR = timedelta(hours=1)
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
        self.catalogue = SqlCatalogue(f"sqlite:///{self.folder}/catalogue.db")
        self.syncer = Syncer(
            catalogue=self.catalogue,
            embedder=self.embedder,
            vectors=self.vectors,
            lexical=FakeLexicalIndex(),
            generation="g",
        )

    def take(self, *articles: Article) -> None:
        """Collect articles."""
        for each in articles:
            self.catalogue.save(each, passages_of(each, self.embedder))
        self.syncer.drain(quiet)

    def assign(self, **settings: Any) -> int:
        """Assign what is not assigned yet."""
        assigner = StoryAssigner(catalogue=self.catalogue, embedder=self.embedder, vectors=self.vectors)
        return assigner.run(quiet, **settings)

    def stories(self) -> dict[str, str]:
        """Return for each title the title of its story's first article."""
        articles = {each.id: each for each in self.catalogue.articles(Selection())}
        told = self.catalogue.stories(list(articles))
        return {articles[key].title: articles[story.id].title for key, story in told.items()}


def quiet(_what: str, _done: int, _total: int) -> None:
    """Show nothing."""


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


def test_a_decision_stands(installation: Installation) -> None:
    """What is decided stays, and nothing is decided twice; what comes in late joins the story as it is named."""
    installation.take(told("second", 2))
    installation.assign()
    before = list(installation.catalogue.decided(NOW, NOW + 9 * HOUR))
    installation.take(told("first"), told("third", 3))
    assert installation.assign() == 2
    assert installation.assign() == 0
    assert installation.stories() == dict.fromkeys(("first", "second", "third"), "second")
    assert set(before) < set(installation.catalogue.decided(NOW, NOW + 9 * HOUR))


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
            found.append(catalogue.decided(NOW, NOW + 10_000 * HOUR))
    assert found[0] == found[1]
    assert len({each.story for each in found[0]}) > BATCH / 2


def test_words_tell_where_vectors_do_not(tmp_path: Path) -> None:
    """With the bundled model reports in other words are one story; with any other model only words count."""
    first = told("Novelists win against Brightkelp in copyright case over pirated books")
    text = (
        "Twelve novelists won their copyright case against Brightkelp: a judge in Portland ruled for them on Wednesday."
    )
    second = told("Brightkelp loses copyright case to novelists over pirated books", 3, text)
    for embedder in (SentenceTransformersEmbedder(), FakeEmbedder()):
        folder = tmp_path / type(embedder).__name__
        folder.mkdir()
        installation = Installation(folder, embedder=embedder)
        with closing(installation.catalogue):
            installation.take(first, second)
            installation.assign()
            assert set(installation.stories().values()) == {first.title}
