"""What every `Sandbox` keeps to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from indexer.errors import NotAFeed
from indexer.sandbox import ProcessSandbox
from tests.doubles.fakes import SandboxHere
from tests.doubles.hostile_jobs import err, give, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.ports import Sandbox


@pytest.fixture(params=[SandboxHere, ProcessSandbox])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """Yield each implementation in turn."""
    made: Sandbox = request.param()
    yield made
    made.close()


def test_job_gives_its_value(sandbox: Sandbox) -> None:
    """What a job gives comes back."""
    assert sandbox.read(partial(give, "text")) == "text"


def test_job_raises_what_is_expected(sandbox: Sandbox) -> None:
    """An expected failure is raised as it is, with its words."""
    with pytest.raises(NotAFeed, match="an HTML page, not a feed"):
        sandbox.read(refuse)


def test_many_jobs_give_one_outcome_each(sandbox: Sandbox) -> None:
    """Each key comes once, with a value, a failure, or None where there was no job."""
    jobs = [("a", partial(give, "A")), ("none", None), ("bad", refuse), ("b", partial(give, "B"))]
    found = {key: str(read) for key, read in sandbox.read_all(jobs)}
    assert found == {"a": "A", "none": "None", "bad": "an HTML page, not a feed", "b": "B"}


def test_no_jobs_give_nothing(sandbox: Sandbox) -> None:
    """Without jobs there is nothing to wait for."""
    assert list(sandbox.read_all([])) == []


def test_a_fault_of_ours_is_raised(sandbox: Sandbox) -> None:
    """What nobody expected is no failure of the document: it is raised, and the sandbox goes on to work."""
    with pytest.raises((RuntimeError, ZeroDivisionError), match="by zero"):
        list(sandbox.read_all([("a", err)]))
    assert sandbox.read(partial(give, "text")) == "text"


def test_closed_twice(sandbox: Sandbox) -> None:
    """Closing twice does no harm."""
    sandbox.close()
