"""What earlier versions have kept is what this one finds: a catalogue of each, made by `scripts.sample_catalogue`."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.journal import CatalogueJournal
from indexer.catalogue import SqlCatalogue, schema
from scripts.sample_catalogue import ANSWERED, holdings

if TYPE_CHECKING:
    from tests.integration.conftest import CommandLine

SAMPLES = sorted((Path(__file__).parents[1] / "data" / "catalogues").glob("*.db.gz"))
NAMES = [sample.name.removesuffix(".db.gz") for sample in SAMPLES]


@pytest.fixture(params=SAMPLES, ids=NAMES)
def sample(request: pytest.FixtureRequest) -> Path:
    """Return the catalogue of each version in turn."""
    found: Path = request.param
    return found


@pytest.fixture
def data(sample: Path, byline: CommandLine) -> Path:
    """Return the data directory of an installation that has just been upgraded; its indexes are gone."""
    folder = byline.config.parent / "data"
    folder.mkdir()
    (folder / "catalogue.db").write_bytes(gzip.decompress(sample.read_bytes()))
    return folder


def expected(sample: Path) -> dict[str, Any]:
    """Return what that version read in its catalogue."""
    found: dict[str, Any] = json.loads(sample.with_name(sample.name.replace(".db.gz", ".json")).read_bytes())
    return found


def held(data: Path) -> dict[str, Any]:
    """Return what this version reads in it."""
    with closing(SqlCatalogue(f"sqlite:///{data / 'catalogue.db'}")) as catalogue:
        journal = CatalogueJournal(catalogue.journal, retention=timedelta(days=30))
        found: dict[str, Any] = json.loads(json.dumps(holdings(catalogue, journal), default=str))
    return found


def known_to(earlier: dict[str, Any], records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return records without the fields that an earlier version did not have yet."""
    return [{name: record[name] for name in record if name in earlier} for record in records]


def revision(data: Path) -> str:
    """Return the revision of the tables."""
    with closing(sqlite3.connect(data / "catalogue.db")) as database:
        return str(database.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def test_there_is_a_catalogue_of_the_first_version() -> None:
    """The samples go back to 0.1.0."""
    assert "0.1.0" in NAMES


def test_everything_stands(sample: Path, data: Path) -> None:
    """Articles, their versions, feeds, links, questions, answers and votes are what that version has kept."""
    assert revision(data) <= schema.HEAD
    before, after = expected(sample), held(data)
    for name in ("articles", "feeds"):
        after[name] = known_to(before[name][0], after[name])
    assert after == before
    assert revision(data) == schema.HEAD


def test_it_answers_after_the_upgrade(byline: CommandLine, sample: Path, data: Path) -> None:
    """The first command changes the tables and builds the indexes, and the questions of then are answered."""
    for question in ANSWERED:
        assert byline("ask", question, "--now", "2026-11-24T12:00:00Z", "--json").record()["found"], question
    assert byline("status", "--json").record()["index"]["articles"] == expected(sample)["counts"]["articles"]
    assert byline("doctor").code == 0
    assert data.is_dir()


def test_it_can_be_backed_up_before_and_restored_after(
    byline: CommandLine, sample: Path, data: Path, tmp_path: Path
) -> None:
    """A backup takes the tables as they are; restored, they are this version's, and what was open is closed."""
    at = revision(data)
    assert byline("backup", str(tmp_path / "b")).code == 0
    assert revision(data) == at
    (data / "catalogue.db").rename(tmp_path / "moved.db")
    for left in data.iterdir():
        left.unlink()
    assert byline("restore", str(tmp_path / "b")).code == 0
    assert revision(data) == schema.HEAD
    before, after = expected(sample), held(data)
    assert (after["articles"], after["feedback"]) == (before["articles"], before["feedback"])
    assert (before["unfinished"] != [], after["unfinished"]) == (True, [])
