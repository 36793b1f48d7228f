"""What a start loads, and what it does not."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import MODELS
from tests.integration.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from bot.demo import DemoNewsroom
    from indexer.ports import Embedder
    from tests.integration.conftest import CommandLine, Launcher

_LIST = """
import sys
from bot.commands.application import main
code = main(sys.argv[1:])
print(*sorted({name.partition(".")[0] for name in sys.modules} | set(sys.modules)), file=sys.stderr)
sys.exit(code)
"""
_AT_ONCE = """
import sys, threading
from pathlib import Path
from indexer.embedding import AutoEmbedder
embedder, ready = AutoEmbedder(models=Path(sys.argv[1])), threading.Barrier(4)
def ask():
    ready.wait()
    embedder.embed_queries(["Who led the round?"])
threads = [threading.Thread(target=ask) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(*sys.modules, file=sys.stderr)
"""

HEAVY = {"torch", "transformers", "sentence_transformers", "sklearn", "scipy", "onnx", "huggingface_hub"}
COLLECTING = {"trafilatura", "lxml", "feedparser", "markdown_it", "py3langid", "indexer.collecting.archive"}
OTHERS = {"alembic", "slack_bolt", "slack_sdk", "discord", "any_llm", "openai", "anthropic", "dateparser", "watchfiles"}
NOT_FOR_HELP = {
    "numpy",
    "chromadb",
    "sqlalchemy",
    "tantivy",
    "onnxruntime",
    "structlog",
    "asyncio",
    "pydantic",
    "httpx",
}


def loaded(launch: Launcher, *arguments: str, program: str = _LIST) -> set[str]:
    """Run a command in a process of its own; return the modules that it has loaded at its end."""
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, env=launch.environment, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.usefixtures("data")
def test_a_question_loads_no_more_than_it_needs(byline: CommandLine, launch: Launcher, fast_embedder: Embedder) -> None:
    """With a copy of the model, a stopped installation answers without torch, the collector, Alembic or a platform."""
    fast_embedder.embed_queries(["Is there a copy?"])
    found = loaded(launch, "--config", str(byline.config), "ask", "Who led the funding round?")
    assert {"onnxruntime", "chromadb", "tantivy"} <= found
    assert found & (HEAVY | COLLECTING | OTHERS) == set()


def test_collecting_needs_no_torch(config: Path, room: DemoNewsroom, launch: Launcher, fast_embedder: Embedder) -> None:
    """With a copy of the model, a feed is collected from nothing without torch."""
    fast_embedder.embed_queries(["Is there a copy?"])
    head, _, _ = config.read_text(encoding="utf-8").partition("[[feeds]]")
    config.write_text(f'{head}[[feeds]]\nurl = "{room.feed_urls[2]}"\n', encoding="utf-8")
    found = loaded(launch, "--config", str(config), "index")
    assert {"onnxruntime", "chromadb", "tantivy"} <= found
    assert found & HEAVY == set()


def test_questions_that_come_at_once_wait_for_the_copy(launch: Launcher, fast_embedder: Embedder) -> None:
    """Where a copy of the model is there, no question is computed by torch, even while the copy is being loaded."""
    fast_embedder.embed_queries(["Is there a copy?"])
    found = loaded(launch, str(MODELS), program=_AT_ONCE)
    assert "onnxruntime" in found
    assert found & HEAVY == set()


def test_help_loads_next_to_nothing(launch: Launcher) -> None:
    """The help text needs no engine, no log and no config."""
    assert loaded(launch, "--help") & (HEAVY | COLLECTING | OTHERS | NOT_FOR_HELP) == set()
