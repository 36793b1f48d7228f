"""Stopwatches: for calls in this process, and for newly started programs."""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

CHECKOUT = Path(__file__).parents[1]

_MEGABYTE = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What one call took."""

    wall_ms: float
    cpu_ms: float  # of all threads together: what neighbours on the machine disturb little


def best(action: Callable[[], object], rounds: int) -> float:
    """Return the least number of seconds that a call took: on a shared machine the others are the neighbours' work."""
    return min(seconds(action) for _ in range(rounds))


def seconds(action: Callable[[], object]) -> float:
    """Return how long one call took."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def took_each(actions: Iterable[Callable[[], object]]) -> list[Took]:
    """Return how long each call took; rubbish is collected beforehand."""
    gc.collect()
    return [_took(action) for action in actions]


def best_each(rounds: Iterable[Sequence[Took]]) -> list[Took]:
    """Return for each call its best times over some rounds of the same calls."""
    return [
        Took(wall_ms=min(each.wall_ms for each in same), cpu_ms=min(each.cpu_ms for each in same))
        for same in zip(*rounds, strict=True)
    ]


def _took(action: Callable[[], object]) -> Took:
    busy, started = time.process_time(), time.perf_counter()
    action()
    return Took(
        wall_ms=1_000 * (time.perf_counter() - started),
        cpu_ms=1_000 * (time.process_time() - busy),
    )


def percentile(values: Sequence[float], share: int) -> float:
    """Return the value below which `share` percent of the values lie."""
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def median_run(rounds: int, *arguments: str) -> float:
    """Return the median of the seconds that a program takes, after one run that fills the system's file cache."""
    start = partial(_run, *arguments)
    start()
    return statistics.median(seconds(start) for _ in range(rounds))


def peak_mb(*arguments: str, given: str = "") -> float:
    """Return the most memory that a program held at once (resident), in megabytes."""
    unit = 1 if sys.platform == "darwin" else 1_024  # bytes there, kilobytes elsewhere
    return int(_run("-m", "bench.launching", *arguments, given=given).stderr) * unit / _MEGABYTE


def _run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run this interpreter to its end. Raises `CalledProcessError` if the program fails."""
    return subprocess.run(
        [sys.executable, *arguments], cwd=CHECKOUT, input=given, capture_output=True, text=True, check=True
    )
