"""What a child answers: it comes back as it was, and no bytes do more than that."""

from __future__ import annotations

import pickle
from dataclasses import make_dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from indexer.errors import NotAFeed, Unreadable
from indexer.fetching.limits import FetchLimits
from indexer.model import IssueItem
from indexer.model.feeds import Entry, FeedSource, ParsedFeed
from indexer.sandbox.job_results import JobResult, packed, unpacked
from tests.doubles.catalogue_records import NOW, full_article
from tests.doubles.hostile_jobs import Order

ENTRY = Entry(key="a", link="https://weaver.example/a", published=NOW, tags=("looms",))


@pytest.mark.parametrize(
    "value",
    [
        None,
        ("open connections", {"a": [1, 2.5, True, b"x"]}, frozenset("ab"), timedelta(hours=1)),
        replace(full_article(), items=(IssueItem(title="Looms", links=("https://weaver.example/a",)),)),
        ParsedFeed(title="Weaver", entries=(ENTRY, ENTRY)),
        FeedSource.SITEMAP,
    ],
)
def test_value_comes_back(value: object) -> None:
    """Whatever a reading gives comes back equal, and of the same type."""
    found = unpacked(packed(JobResult(value)))
    assert (found, type(found.value)) == (JobResult(value), type(value))


@pytest.mark.parametrize("error", [NotAFeed("an HTML page, not a feed"), Unreadable()])
def test_error_comes_back(error: Exception) -> None:
    """So does an expected failure, with its words; and the traceback of another."""
    found = unpacked(packed(JobResult(error=error))).error  # type: ignore[arg-type]  # two of the tree
    assert (type(found), str(found)) == (type(error), str(error))
    assert unpacked(packed(JobResult(fault="Traceback"))) == JobResult(fault="Traceback")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(packed(JobResult(FetchLimits())), id="record of another package"),
        pytest.param(packed(JobResult(Order(Path.mkdir, Path("made")))), id="function"),
        pytest.param(pickle.dumps((FeedSource, None, "")), id="class"),
        pytest.param(pickle.dumps((None, "no error", "")), id="wrong type"),
        pytest.param(pickle.dumps("nothing"), id="something else"),
        pytest.param(b"\x80\x04garbage", id="no pickle"),
        pytest.param(b"", id="empty"),
    ],
)
def test_other_bytes_are_refused(data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes that name anything but records of readings are no result, and nothing is run."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(pickle.UnpicklingError):
        unpacked(data)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("indexer.feeds.parsing", "parse"),
        ("indexer.feeds.parsing", "re.enum.sys.exit"),
        ("indexer.feedsother", "Entry"),
        ("indexer.model", "TYPE_CHECKING"),
        ("indexer.errors", "HTTPStatus"),
        ("os", "mkdir"),
    ],
)
def test_records_are_made_of_their_classes_alone(module: str, name: str) -> None:
    """Where a record's class should stand, no other name of the program is taken."""
    made = make_dataclass("Made", ["title"])
    made.__module__, made.__qualname__ = module, name
    with pytest.raises(pickle.UnpicklingError, match="nothing that a reading gives"):
        unpacked(packed(JobResult(made("Looms"))))
