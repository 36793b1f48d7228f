"""What any language model behind the port does, and any tally of its answers: the fakes and the real ones."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.adapters.language_model.usage import FILE, FileTally, read
from bot.adapters.language_model.writer import ModelWriter
from bot.config.sections import ModelSettings
from bot.model import Draft, ModelHealth
from indexer.errors import WritingFailed
from indexer.model import Passage, PlacedPassage
from tests.doubles.catalogue_records import article
from tests.doubles.fakes import FakeTally, FakeWriter
from tests.doubles.language_model import model_double

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.ports import Tally, Writer

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
DRAFT = Draft(text="Ada Lorne opened the works.", passages=(1,))
ABOUT = article("one", text=DRAFT.text)
PASSAGE = PlacedPassage(
    passage=Passage(id="one", article_id=ABOUT.id, ordinal=0, start=0, end=len(ABOUT.text), text=ABOUT.text),
    article=ABOUT,
    period="2026-11",
)


@pytest.fixture(params=["fake", "real"])
def writer(request: pytest.FixtureRequest) -> Iterator[Writer]:
    """Yield a writer that says one sentence."""
    if request.param == "fake":
        yield FakeWriter(DRAFT)
        return
    with model_double() as double:
        double.answers((DRAFT.text, [*DRAFT.passages]))
        settings = ModelSettings(
            provider="openai", name="small", base_url=f"{double.url}/v1", timeout=timedelta(seconds=600)
        )
        with closing(ModelWriter(settings, "", 1)) as real:
            yield real


@pytest.fixture(params=["fake", "real"])
def tally(request: pytest.FixtureRequest, tmp_path: Path) -> Tally:
    """Return a tally that has counted nothing."""
    return FakeTally() if request.param == "fake" else FileTally(tmp_path)


def test_a_writer_answers_from_passages(writer: Writer) -> None:
    """It returns sentences with the numbers of the passages that they are from."""
    assert writer.write("Who opened the works?", [PASSAGE], 4) == (DRAFT,)


def test_a_writer_gives_way(writer: Writer) -> None:
    """After it has given way it writes nothing more."""
    writer.give_way()
    with pytest.raises(WritingFailed, match="give way"):
        writer.write("Who opened the works?", [PASSAGE], 4)


def test_a_tally_counts(tally: FakeTally | FileTally) -> None:
    """Answers and fallbacks are counted, and the last reason is kept."""
    tally.wrote(NOON)
    tally.fell_back("it refused", NOON + timedelta(hours=1))
    tally.wrote(NOON + timedelta(hours=2))
    assert tally.health == ModelHealth(
        answers=2, fallbacks=1, since=NOON, last_error="it refused", last_error_at=NOON + timedelta(hours=1)
    )


def test_a_tally_goes_on_after_a_restart(tmp_path: Path) -> None:
    """What was counted stands in a file that can be read beside the process that counts."""
    FileTally(tmp_path).wrote(NOON)
    FileTally(tmp_path).fell_back("x" * 1_000, NOON)
    found = read(tmp_path)
    assert (found.answers, found.fallbacks, found.since, len(found.last_error)) == (1, 1, NOON, 200)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"answers": "many"}', "7"])
def test_a_damaged_tally_begins_anew(tmp_path: Path, content: str) -> None:
    """A file that cannot be read costs what was counted, and nothing else."""
    (tmp_path / FILE).write_text(content, encoding="utf-8")
    assert read(tmp_path) == ModelHealth()
    FileTally(tmp_path).wrote(NOON)
    assert read(tmp_path).answers == 1


def test_a_tally_that_cannot_be_written(tmp_path: Path) -> None:
    """Without a folder it goes on counting in memory."""
    tally = FileTally(tmp_path / "nowhere")
    tally.wrote(NOON)
    assert tally.health.answers == 1
    assert read(tmp_path / "nowhere") == ModelHealth()
