"""Whether the probability of an answer holds for the embedding model, as `doctor` says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model.fitted_models import EMBEDDER
from bot.operations.doctor import Severity, of_calibration
from tests.doubles.fakes import FakeEmbedder

if TYPE_CHECKING:
    from indexer.ports import Embedder


def test_the_bundled_model_is_the_one_that_the_numbers_were_fitted_for(embedder: Embedder) -> None:
    """With the model that comes with Byline nothing is to be done."""
    assert (embedder.name, embedder.fingerprint) == EMBEDDER
    [found] = of_calibration(embedder, None)
    assert (found.check, found.level, found.remedy) == ("confidence", Severity.OK, "")


def test_another_model_makes_the_confidence_a_guess() -> None:
    """Another model is a warning that names both models and says what to do."""
    [found] = of_calibration(FakeEmbedder(), None)
    assert found.level is Severity.WARNING
    assert EMBEDDER.name in found.says
    assert FakeEmbedder.name in found.says
    assert "min_confidence" in found.remedy
    assert "bench.fitting.answerability" in found.remedy


def test_a_threshold_of_the_config_settles_it() -> None:
    """Who has set a threshold for another model is told that it decides, and warned no more."""
    [found] = of_calibration(FakeEmbedder(), 0.4)
    assert found.level is Severity.OK
    assert "min_confidence = 0.4" in found.says
