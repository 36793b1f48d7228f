"""What every `Reader` keeps to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from indexer.errors import NotAFeed
from indexer.sandbox import SandboxReader
from tests.doubles.fakes import ReaderHere
from tests.doubles.hostile_jobs import err, give, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.ports import Reader


@pytest.fixture(params=[ReaderHere, SandboxReader])
def reader(request: pytest.FixtureRequest) -> Iterator[Reader]:
    """Yield each implementation in turn."""
    made: Reader = request.param()
    yield made
    made.close()


def test_job_gives_its_value(reader: Reader) -> None:
    """What a job gives comes back."""
    assert reader.read(partial(give, "text")) == "text"


def test_job_raises_what_is_expected(reader: Reader) -> None:
    """An expected failure is raised as it is, with its words."""
    with pytest.raises(NotAFeed, match="an HTML page, not a feed"):
        reader.read(refuse)


def test_many_jobs_give_one_outcome_each(reader: Reader) -> None:
    """Each key comes once, with a value, a failure, or None where there was no job."""
    jobs = [("a", partial(give, "A")), ("none", None), ("bad", refuse), ("b", partial(give, "B"))]
    found = {key: str(read) for key, read in reader.read_all(jobs)}
    assert found == {"a": "A", "none": "None", "bad": "an HTML page, not a feed", "b": "B"}


def test_no_jobs_give_nothing(reader: Reader) -> None:
    """Without jobs there is nothing to wait for."""
    assert list(reader.read_all([])) == []


def test_a_fault_of_ours_is_raised(reader: Reader) -> None:
    """What nobody expected is no failure of the document: it is raised, and the reader goes on to work."""
    with pytest.raises((RuntimeError, ZeroDivisionError), match="by zero"):
        list(reader.read_all([("a", err)]))
    assert reader.read(partial(give, "text")) == "text"


def test_closed_twice(reader: Reader) -> None:
    """Closing twice does no harm."""
    reader.close()
