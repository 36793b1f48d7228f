"""Telling both indexes what the catalogue knows, also across crashes."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest

from indexer.indexing.sync import BATCH, Syncer
from tests.doubles.catalogue_files import open_catalogue
from tests.doubles.catalogue_records import article, current, passages, save
from tests.doubles.fakes import FakeEmbedder, FakeLexicalIndex, FakeVectorIndex
from tests.doubles.indexes import FakeIndexes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from indexer.catalogue import SqlCatalogue
    from indexer.model import PlacedPassage, Vector, Vectors

GENERATION = "g1"


class Crash(Exception):
    """Stands for the end of the process at a bad moment."""


class CrashingVectors(FakeVectorIndex):
    """Keeps what it is given, and then the process dies, `after` so many calls."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self._left = after

    def put(self, ids: Sequence[str], vectors: Vectors, periods: Sequence[str]) -> None:
        """Put, and die if it is time."""
        super().put(ids, vectors, periods)
        self._left -= 1
        if self._left == 0:
            raise Crash


class LateVectors(FakeVectorIndex):
    """Drops nothing before it was asked so many times what it has."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._left = times
        self._asked = threading.Event()

    def present(self, ids: Sequence[str], periods: Sequence[str]) -> set[str]:
        """Answer, and let what was told before be done."""
        found = super().present(ids, periods)
        self._left -= 1
        if not self._left:
            self._asked.set()
        return found

    def drop(self, ids: Sequence[str], periods: Sequence[str]) -> None:
        """Drop, when it is time."""
        assert self._asked.wait(120)
        super().drop(ids, periods)


class CrashingLexical(FakeLexicalIndex):
    """Dies before its first commit."""

    crashed = False

    def apply(self, puts: Sequence[PlacedPassage], drops: Sequence[str], cursor: int, *feeds: Any) -> None:
        """Die once, then do as told."""
        if not self.crashed:
            self.crashed = True
            raise Crash
        super().apply(puts, drops, cursor, *feeds)


@dataclass(kw_only=True)
class Installation(FakeIndexes):
    """A catalogue, both indexes and a model; each `start` is a new process on them."""

    catalogue: SqlCatalogue
    told: list[tuple[str, int, int]] = field(default_factory=list)

    def start(self) -> Syncer:
        """Return what keeps the indexes up to date."""
        return self.syncer(self.catalogue)

    def show(self, what: str, done: int, total: int, /) -> None:
        """Remember the progress."""
        self.told.append((what, done, total))

    def assert_whole(self) -> None:
        """Check that both indexes hold the catalogue's passages and no others, and that nothing is outstanding."""
        wanted = current(self.catalogue)
        assert self.vectors.present(list(wanted), list(wanted.values())) == set(wanted)
        assert (self.vectors.count(), self.lexical.count()) == (len(wanted), len(wanted))
        assert self.catalogue.cursor(GENERATION) == self.catalogue.last_change() == self.lexical.cursor
        assert self.catalogue.changes(0, 10) == []


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """Yield an empty installation."""
    with closing(open_catalogue(tmp_path / "catalogue.db")) as catalogue:
        yield Installation(catalogue=catalogue)


def test_both_indexes_learn_what_was_saved(installation: Installation) -> None:
    """After draining both indexes hold every passage, the cursors are at the end, and the outbox is empty."""
    save(installation.catalogue, article("one"), article("two"))
    syncer = installation.start()
    syncer.drain(installation.show)
    installation.assert_whole()
    assert (syncer.embedded, installation.embedder.embedded) == (6, 6)
    assert installation.told == [("embedding", 6, 6)]
    assert [hit.id for hit in installation.lexical.search("Second two", 1)] == [passages(article("two"))[1].id]


def test_question_comes_before_the_next_passages(installation: Installation) -> None:
    """A question that comes while passages are embedded is answered before many more of them are."""
    save(installation.catalogue, *(article(str(number)) for number in range(10)))
    said: list[str] = []

    class Interrupted(FakeEmbedder):
        def _vector(self, text: str) -> Vector:
            said.append("embedded")
            if len(said) == 1:
                threading.Thread(target=ask).start()
                assert asked.wait(120)
            return super()._vector(text)

    def ask() -> None:
        with syncer.precedence.question():
            asked.set()
            said.append("answered")

    asked = threading.Event()
    installation.embedder = Interrupted()
    syncer = installation.start()
    syncer.drain(installation.show)
    assert said.index("answered") <= 16
    assert said.count("embedded") == 30


def test_what_is_stopped_stays_outstanding(installation: Installation) -> None:
    """A drain that is told to stop embeds no more, forgets no change, and the next one completes it."""
    save(installation.catalogue, article("one"))
    syncer = installation.start()
    syncer.drain(installation.show, stop=lambda: True)
    assert (syncer.embedded, len(installation.catalogue.changes(0, 10))) == (0, 3)
    syncer.drain(installation.show)
    installation.assert_whole()


def test_nothing_new_is_nothing_to_do(installation: Installation) -> None:
    """A second drain, a second start and a repeated save embed nothing and rebuild nothing."""
    save(installation.catalogue, article())
    assert installation.start().open(installation.show) == []
    syncer = installation.start()
    assert syncer.open(installation.show) == []
    save(installation.catalogue, article())
    syncer.drain(installation.show)
    assert (syncer.embedded, installation.embedder.embedded) == (0, 3)
    installation.assert_whole()


def test_only_the_changed_passage_is_embedded(installation: Installation) -> None:
    """Of a corrected article what stands as before is never embedded again, and what went is dropped."""
    save(installation.catalogue, article())
    installation.start().drain(installation.show)
    save(installation.catalogue, article(text=article().text.replace("Second", "Another second")))
    syncer = installation.start()
    syncer.drain(installation.show)
    assert syncer.embedded == 1
    installation.assert_whole()
    assert installation.lexical.search("Another", 5) != []


def test_a_retitled_article_is_found_by_its_new_title(installation: Installation) -> None:
    """A new title reaches the lexical index, and costs no embedding."""
    save(installation.catalogue, article())
    installation.start().drain(installation.show)
    save(installation.catalogue, article(title="Seaweed"))
    syncer = installation.start()
    syncer.drain(installation.show)
    assert syncer.embedded == 0
    assert len(installation.lexical.search("Seaweed", 5)) == 3


def test_what_came_and_went_is_not_embedded(installation: Installation) -> None:
    """Of a passage that is gone before anybody told the indexes only its end counts."""
    save(installation.catalogue, article())
    save(installation.catalogue, article(text="Something else"))
    syncer = installation.start()
    syncer.drain(installation.show)
    assert syncer.embedded == 1
    installation.assert_whole()


def test_copies_of_one_text_are_embedded_once(installation: Installation) -> None:
    """Articles that say the same in a batch cost one embedding."""
    same = "First of all. Second of all. Third of all."
    save(installation.catalogue, *(article(name, text=same) for name in ("a", "b", "c")))
    syncer = installation.start()
    syncer.drain(installation.show)
    assert syncer.embedded == 3
    installation.assert_whole()


def test_a_crash_between_vectors_and_cursor(installation: Installation) -> None:
    """Vectors that were stored when the process died, before the cursor moved, are not made again."""
    installation.vectors = CrashingVectors(after=1)
    save(installation.catalogue, article())
    with pytest.raises(Crash):
        installation.start().drain(installation.show)
    assert (installation.catalogue.cursor(GENERATION), installation.vectors.count()) == (None, 3)
    syncer = installation.start()
    syncer.open(installation.show)
    assert (syncer.embedded, installation.embedder.embedded) == (0, 3)
    installation.assert_whole()


def test_a_crash_between_the_two_indexes(installation: Installation) -> None:
    """The outbox keeps what one of the two has yet to learn, and the next start tells it."""
    installation.lexical = CrashingLexical()
    save(installation.catalogue, article())
    with pytest.raises(Crash):
        installation.start().drain(installation.show)
    assert installation.catalogue.cursor(GENERATION) == 3
    assert len(installation.catalogue.changes(0, 10)) == 3
    assert installation.start().open(installation.show) == []
    installation.assert_whole()


def test_a_crash_in_a_later_batch(installation: Installation) -> None:
    """What an earlier batch brought stays, and is not done again."""
    installation.vectors = CrashingVectors(after=2)
    save(installation.catalogue, *(article(str(number)) for number in range(BATCH // 3 + 10)))
    with pytest.raises(Crash):
        installation.start().drain(installation.show)
    assert installation.catalogue.cursor(GENERATION) == BATCH
    syncer = installation.start()
    syncer.open(installation.show)
    assert syncer.embedded == 0
    installation.assert_whole()


def test_many_passages_go_in_batches(installation: Installation) -> None:
    """More passages than a batch holds are told in several, and the progress says how far it is."""
    count = 3 * (2 * BATCH // 3 + 10)
    save(installation.catalogue, *(article(str(number)) for number in range(count // 3)))
    installation.start().drain(installation.show)
    assert [("embedding", done, count) for done in (BATCH, 2 * BATCH, count)] == installation.told
    installation.assert_whole()


def test_what_is_not_put_away_yet_counts(installation: Installation) -> None:
    """What came in the portion before is not embedded again, and what went there is, though neither is done yet."""
    many = [article(str(number)) for number in range(BATCH // 3 + 1)]
    save(installation.catalogue, article("back"))
    installation.vectors = LateVectors(times=3)  # for what is there, for the portion that drops, and for the next
    installation.start().drain(installation.show)
    save(installation.catalogue, article("back", text="Gone"), *many)
    save(installation.catalogue, article("back"), *(replace(each, title="New") for each in many))
    syncer = installation.start()
    syncer.drain(installation.show)
    assert syncer.embedded == 3 * len(many) + 3
    installation.assert_whole()


def test_missing_indexes_are_rebuilt(installation: Installation) -> None:
    """Indexes that were deleted are noticed at the start, rebuilt from the catalogue, and it is said in words."""
    save(installation.catalogue, article("one"), article("two"))
    installation.start().drain(installation.show)
    installation.vectors, installation.lexical = FakeVectorIndex(), FakeLexicalIndex()
    said = installation.start().open(installation.show)
    assert "6 of 6 vectors were missing: rebuilt from the catalogue" in said
    assert "the lexical index was incomplete: rebuilt from the catalogue, 6 passages" in said
    installation.assert_whole()


def test_only_missing_vectors_are_made_anew(installation: Installation) -> None:
    """A rebuild that was interrupted goes on where it stopped."""
    save(installation.catalogue, article("one"), article("two"))
    installation.start().drain(installation.show)
    lost = installation.catalogue.passages_of(article("one").id)
    installation.vectors.drop([placed.passage.id for placed in lost], [placed.period for placed in lost])
    syncer = installation.start()
    assert syncer.open(installation.show) == ["3 of 6 vectors were missing: rebuilt from the catalogue"]
    assert syncer.embedded == 3
    installation.assert_whole()


def test_an_empty_installation_opens(installation: Installation) -> None:
    """Where nothing was collected there is nothing to rebuild, and nothing to say."""
    assert installation.start().open(installation.show) == []
    assert (installation.vectors.count(), installation.lexical.count()) == (0, 0)
