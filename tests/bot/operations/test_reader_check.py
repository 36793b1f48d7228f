"""Which reader serves, and whether the probability of an answer holds for it, as `doctor` says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.evidence.reader.model_folder import BUNDLED
from bot.evidence.reader.onnx_reader import OnnxReader
from bot.operations.doctor import Severity, of_reader
from tests.doubles.fakes import FakeReader

if TYPE_CHECKING:
    from pathlib import Path


def test_the_bundled_reader_is_fine() -> None:
    """With the reader that comes with Byline nothing is to be done."""
    [found] = of_reader(OnnxReader(BUNDLED), None)
    assert (found.check, found.level, found.remedy) == ("reader", Severity.OK, "")
    assert found.says.startswith("the bundled one, ")


class NewReader(FakeReader):
    """Comes with the package, and is not the one that the check of sentences was fitted for."""

    name = "bundled"


def test_a_bundled_reader_that_the_check_was_not_fitted_for() -> None:
    """A new reader whose judgements were not weighed yet is a warning that says how to weigh them."""
    [found] = of_reader(NewReader(), None)
    assert found.level is Severity.WARNING
    assert "fitted for another one" in found.says
    assert "bench.fitting.statements" in found.remedy


def test_none_is_what_the_config_wants() -> None:
    """Without a reader nothing is wrong."""
    [found] = of_reader(None, None)
    assert (found.level, found.says.partition(":")[0]) == (Severity.OK, "none")


def test_another_reader_makes_the_confidence_a_guess() -> None:
    """Another reader is a warning that says what it is and what to do, until the config has a threshold."""
    [found] = of_reader(FakeReader(), None)
    assert found.level is Severity.WARNING
    assert found.says.startswith("a fake; calibrated for the bundled one")
    assert "min_confidence" in found.remedy
    [settled] = of_reader(FakeReader(), 0.4)
    assert settled.level is Severity.OK
    assert "min_confidence = 0.4" in settled.says


def test_a_damaged_reader_is_a_problem(tmp_path: Path) -> None:
    """A reader that cannot be loaded is a problem, with the way to restore it."""
    [found] = of_reader(OnnxReader(tmp_path), None)
    assert (found.check, found.level) == ("reader", Severity.PROBLEM)
    assert "git checkout -- bot/evidence/reader/model" in found.says
    assert found.remedy
