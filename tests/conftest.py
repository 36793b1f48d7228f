"""Fixtures that several suites share."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import structlog
from filelock import FileLock
from hypothesis import settings

from indexer.embedding import AutoEmbedder, ModelFiles, SentenceTransformersEmbedder
from indexer.embedding.onnx.prepared import folder_name
from tests.doubles.processors import processor_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.embedding.processors import Recipe
    from tests.doubles.postgres_server import PostgresServer

# Set before anything imports huggingface_hub, which reads it once: no test may reach for a hub.
os.environ["HF_HUB_OFFLINE"] = "1"

# Each commit waits for the disk, which nobody needs after a test; what is in memory waits for nothing.
MEMORY = Path("/dev/shm")  # noqa: S108  pytest makes a folder of its own there
if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 4_000_000_000:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

# Threads that wait for each other give the processor away: other tests want it.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

# The faster copy of the model is made once for all tests, their processes, and later runs.
MODELS = Path(__file__).parents[1] / ".pytest_cache" / "models"
os.environ["BYLINE_MODELS"] = str(MODELS)

# Files beside those of whole commands that take half a minute and more.
LONG = {"test_forty_days.py", "test_hostile.py", "test_named_reader.py", "test_store.py", "test_story_assignment.py"}

# How long an example takes hangs on what else the machine does. Half as many as usual: each run draws others.
settings.register_profile("untimed", deadline=None, max_examples=50)
settings.load_profile("untimed")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, those of whole commands: one at the end lets other processes wait."""
    items.sort(key=lambda item: "integration" not in item.path.parts and item.path.name not in LONG)


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over what lives until the end: it takes a tenth of the time of all tests."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def prepared() -> Path:
    """Return the folder of prepared copies of the bundled model, made once for all tests and later runs, too."""
    folder = MODELS.with_name("prepared")
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".lock"):
        if not (folder / folder_name(ModelFiles())).is_dir():
            subprocess.run([sys.executable, "-m", "indexer.embedding.onnx.preparing", folder], check=True)
    return folder


@pytest.fixture(scope="session")
def answering_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a tiny question-answering model, `model`, and its copy, in `models`: to be left as it is.

    It is made once for all processes of a run: transformers takes five seconds to load, here and in what makes a copy.
    """
    from bot.evidence.reader.named_reader import NamedReader
    from tests.doubles.answering_models import write_model
    from tests.doubles.fakes import FakeReader

    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "answering"
    folder.mkdir(exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        if not (folder / "whole").exists():
            model = write_model(folder / "model")
            NamedReader(str(model), models=folder / "models", bundled=FakeReader()).prepare()
            (folder / "whole").touch()
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Yield a Postgres server for all tests of this process, started when one needs it."""
    from tests.doubles.postgres_server import postgres_server

    with postgres_server() as server:
        yield server


@pytest.fixture(autouse=True)
def _log_anew() -> Iterator[None]:
    """Undo what a command has said about logging: it names the stderr of its own test, which is closed by then."""
    yield
    structlog.reset_defaults()
    for logger in map(logging.getLogger, ("bot", "indexer")):
        logger.handlers = []
        logger.setLevel(logging.NOTSET)


@pytest.fixture(scope="session")
def embedder() -> SentenceTransformersEmbedder:
    """Return the bundled model, loaded once for all suites."""
    return SentenceTransformersEmbedder()


@pytest.fixture(scope="session")
def fast_embedder() -> AutoEmbedder:
    """Return the bundled model, computed by its copy for onnxruntime, which is made if it is not there."""
    return AutoEmbedder(models=MODELS, backend="onnx")


@pytest.fixture(scope="session")
def signed_embedder() -> AutoEmbedder:
    """Return the bundled model, computed with signed weights where that is right, else as it is best."""
    return _copied("signed")


@pytest.fixture(scope="session")
def unsigned_embedder() -> AutoEmbedder:
    """Return the bundled model, computed with unsigned weights."""
    return _copied("unsigned")


@pytest.fixture(scope="session")
def float32_embedder() -> AutoEmbedder:
    """Return the bundled model, computed in float32 by onnxruntime."""
    return _copied("float32")


def _copied(recipe: Recipe) -> AutoEmbedder:
    return AutoEmbedder(models=MODELS, backend="onnx", processor=processor_for(recipe))
