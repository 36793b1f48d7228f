"""How a model is computed by onnxruntime: loaded without torch, and one text a thread."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from indexer.embedding.model_files import WITHOUT_TELEMETRY
from indexer.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from onnxruntime import InferenceSession

_SLOWER_FUSED = ["SkipLayerNormFusion"]  # adding and normalising in one step is not vectorised: 10 % of the time


def open_session(path: Path) -> InferenceSession:
    """Return the model in a file, to be computed by the calling thread alone. Raises `ModelError`."""
    os.environ.update(WITHOUT_TELEMETRY)
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # threads that share a text wait by spinning
    options.log_severity_level = 3  # errors, which are raised besides
    try:
        return onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER_FUSED
        )
    except Exception as error:  # the library's errors have no class in common
        raise ModelError(f"{path} cannot be loaded: {error}") from error


def for_each(texts: Sequence[str], fill: Callable[[int], None]) -> None:
    """Call `fill` with the place of each text, in as many threads as there are processors."""
    longest_first = sorted(range(len(texts)), key=lambda place: -len(texts[place]))  # all threads end together
    places = iter(longest_first)  # each thread takes the next one

    def work() -> None:
        for place in places:
            fill(place)

    with ThreadPoolExecutor(_processors(), thread_name_prefix="model") as threads:
        others = [threads.submit(work) for _ in longest_first[1 : _processors()]]
        try:
            work()  # this thread is one of them: starting one takes as long as a short sentence
            for other in others:
                other.result()
        finally:
            deque(places, maxlen=0)  # where one failed, the others need not go on


def _processors() -> int:
    """Return how many threads compute: those of the environment, as for torch, or as many as may be used."""
    said = os.environ.get("OMP_NUM_THREADS", "")
    if said.isdecimal():
        return max(1, int(said))
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
