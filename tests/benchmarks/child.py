"""`python -m tests.benchmarks.child WORK FOLDER [SYSTEM]`: one piece of work in a process of its own, figures as JSON.

Memory is what `resource` counts, which takes in the process that this one was forked from: whoever starts it is small.
What measures is imported late, since memory and start are to be the system's own.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tests.benchmarks.documents import INVENTED, NEWSROOM, documents, questions
from tests.benchmarks.systems import made

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.benchmarks.systems import System

_QUESTIONS = MappingProxyType({"ndcg": "golden.jsonl", "ndcg_held_out": "golden_holdout.jsonl"})
_DATA = Path(__file__).parents[1] / "data"
_ROUNDS = 3  # a question is asked so often; its best time counts
_WARM = 3  # questions that are asked beforehand
_MEGABYTE = 1e6


def model(system: System, _folder: Path) -> dict[str, Any]:
    """Load the system and its model, and nothing else."""
    system.load()
    return {"model_mb": _peak_mb(), "versions": {name: version(name) for name in system.packages}}


def index(system: System, folder: Path) -> dict[str, Any]:
    """Index the invented articles, and count what was read of them."""
    system.load()
    started = time.perf_counter()
    system.index(folder / INVENTED)
    took = time.perf_counter() - started
    return {"seconds": took, "indexing_mb": _peak_mb(), **_read(system, folder / INVENTED)}


def ask(system: System, folder: Path, rounds: int = _ROUNDS) -> dict[str, Any]:
    """Ask every question, so many times each, in a process that is warm."""
    from functools import partial

    from bench.timing import best_each, percentile, took_each

    system.open()
    asked = [partial(system.search, question) for question in questions(folder)]
    for action in asked[:_WARM]:
        action()
    took = [each.wall_ms for each in best_each(took_each(asked) for _ in range(rounds))]
    return {"p50": percentile(took, 50), "p95": percentile(took, 95), "asking_mb": _peak_mb()}


def start(system: System, folder: Path) -> dict[str, Any]:
    """Answer one question, and say so."""
    system.open()
    return {"articles": len(system.search(questions(folder)[0]))}


def quality(system: System, folder: Path, files: Mapping[str, str] = _QUESTIONS) -> dict[str, Any]:
    """Index the sample newsroom, and rank its articles for every question that they answer, by metric and file."""
    from datetime import UTC

    from bot.operations.evaluation import ranking, read_cases

    system.load()
    system.index(folder / NEWSROOM)
    found = {}
    for metric, name in files.items():
        cases = read_cases((_DATA / name).read_text(encoding="utf-8").splitlines(), UTC)
        scores = [ranking(system.search(case.question), case.urls)["ndcg@10"] for case in cases if case.urls]
        found[metric] = sum(scores) / len(scores)
    return found


WORKS: dict[str, Callable[[System, Path], dict[str, Any]]] = {
    "model": model,
    "index": index,
    "ask": ask,
    "start": start,
    "quality": quality,
}
"""What a system can be told to do; the folder holds the articles."""


def _read(system: System, file: Path) -> dict[str, Any]:
    from indexer.embedding.model_files import ModelFiles
    from tests.benchmarks.reading import counted, offsets_of

    return counted(documents(file), system.chunks(), system.room, offsets_of(ModelFiles().folder))


def _peak_mb() -> float:
    unit = 1 if sys.platform == "darwin" else 1_024  # bytes there, kilobytes elsewhere
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / _MEGABYTE


def main() -> None:
    """Do the work, and print what came of it."""
    work, folder = sys.argv[1], Path(sys.argv[2])
    if work == "prepare":
        from tests.benchmarks.articles import write

        write(folder, count=int(sys.argv[3]), seed=int(sys.argv[4]))
        return
    own = folder / f"{sys.argv[3]}-{'newsroom' if work == 'quality' else 'invented'}"
    own.mkdir(exist_ok=True)
    system = made(sys.argv[3], own)
    print(json.dumps(WORKS[work](system, folder)), flush=True)
    system.close()


if __name__ == "__main__":
    main()
