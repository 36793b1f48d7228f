"""Training: processes that change one set of weights without waiting for each other.

Niu et al. 2011, "Hogwild!": where each step is small, updates that race do no harm. Threads of one process would spin
while they wait for each other, which costs half of a busy machine.
"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

import torch
from torch import multiprocessing

from training import checkpoints
from training.batches import Batch, batches, pair_tokenizer
from training.mixture import order
from training.network import Reader, loss, new_reader
from training.sets import Example

WEIGHTS: Final = "reader.pt"
"""The file of a run that holds the reader's weights."""


@dataclass(frozen=True, slots=True)
class Course:
    """How a run goes, from its first example to its last."""

    examples: int = 500_000
    """After how many examples it is done; the learning rate falls to nothing until then."""
    batch: int = 16
    rate: float = 1.5e-4
    """The highest learning rate, per worker."""
    warm_up: float = 0.03
    """Share of the examples over which the rate rises."""
    workers: int = 2
    seed: int = 7
    checkpoint: float = 120.0
    """Seconds between checkpoints."""
    half: bool = True
    """Whether to multiply in bfloat16: faster where the processor has it, several times slower where it has not."""
    device: str = "cpu"
    """Where torch computes: "cpu", or an accelerator by torch's name, such as "cuda", which one worker keeps busy."""


def fit(course: Course, sets: Mapping[str, Sequence[Example]], start: Path, run: Path) -> None:
    """Train until the course is done, going on where the run in the folder `run` stands.

    `start` is the folder of the encoder that a new run begins with.
    """
    run.mkdir(parents=True, exist_ok=True)
    if course.device != "cpu":
        only = torch.zeros(1, dtype=torch.long)
        _work(0, replace(course, workers=1), sets, start, run, load_reader(start, run).to(course.device), only)
        return
    torch.set_num_threads(1)
    reader = load_reader(start, run).share_memory()
    seen = torch.zeros(course.workers, dtype=torch.long).share_memory_()  # type: ignore[no-untyped-call]
    workers = multiprocessing.get_context("fork")
    processes = [
        workers.Process(target=_work, args=(number, course, sets, start, run, reader, seen))
        for number in range(course.workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise SystemExit(
            "a worker ended early: its reason stands above; the next start goes on from the last checkpoint"
        )


def load_reader(start: Path, run: Path) -> Reader:
    """Return the reader as the run has it, or a new one on the encoder in `start`."""
    reader = new_reader(start)
    if weights := checkpoints.load(run / WEIGHTS):
        reader.load_state_dict(weights)
    return reader


def _work(
    number: int,
    course: Course,
    sets: Mapping[str, Sequence[Example]],
    start: Path,
    run: Path,
    reader: Reader,
    seen: torch.Tensor,
) -> None:
    torch.set_num_threads(1)
    optimizer = torch.optim.AdamW([p for p in reader.parameters() if p.requires_grad], lr=0.0, weight_decay=0.01)
    state = run / f"worker-{number}.pt"
    if kept := checkpoints.load(state):
        optimizer.load_state_dict(kept["optimizer"])
        seen[number] = kept["seen"]
    log = _Log(run / f"worker-{number}.jsonl")
    saved = time.monotonic()
    for batch in _from(int(seen[number]), course, sets, start, number):
        if (done := int(seen.sum()) / course.examples) >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = course.rate * rate_share(done, course.warm_up)
        log.add(_step(reader, optimizer, batch.on(course.device), half=course.half), len(batch.tokens))
        seen[number] += len(batch.tokens)
        if time.monotonic() - saved > course.checkpoint:
            _save(number, reader, optimizer, int(seen[number]), run)
            log.write(int(seen.sum()), done)
            saved = time.monotonic()
    _save(number, reader, optimizer, int(seen[number]), run)


def rate_share(done: float, warm_up: float) -> float:
    """Return the share of the highest rate after `done` of the course: up in a line, then down in a line to nothing."""
    return done / warm_up + 0.01 if done < warm_up else (1 - done) / (1 - warm_up)


def _from(
    seen: int, course: Course, sets: Mapping[str, Sequence[Example]], start: Path, number: int
) -> Iterator[Batch]:
    examples = islice(order(sets, course.seed * 1000 + number), seen, None)
    return batches(examples, pair_tokenizer(str(start / "tokenizer.json")), course.batch)


def _step(reader: Reader, optimizer: torch.optim.Optimizer, batch: Batch, *, half: bool) -> float:
    with torch.autocast(batch.tokens.device.type, dtype=torch.bfloat16, enabled=half):
        judged = reader(batch.tokens, batch.present, batch.passage)
    found = loss(judged, batch)
    optimizer.zero_grad(set_to_none=True)
    found.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
    optimizer.step()
    return found.item()


def _save(number: int, reader: Reader, optimizer: torch.optim.Optimizer, seen: int, run: Path) -> None:
    if number == 0:
        checkpoints.save(reader.state_dict(), run / WEIGHTS)
    checkpoints.save({"optimizer": optimizer.state_dict(), "seen": seen}, run / f"worker-{number}.pt")


class _Log:
    """The loss and the pace of one worker since it was last written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._begin()

    def add(self, loss: float, examples: int) -> None:
        self._losses.append(loss)
        self._examples += examples

    def write(self, seen: int, done: float) -> None:
        line: dict[str, Any] = {
            "time": round(time.time()),
            "seen": seen,
            "done": round(done, 4),
            "loss": round(sum(self._losses) / len(self._losses), 4),
            "examples_per_second": round(self._examples / (time.monotonic() - self._since), 2),
            "examples_per_core_second": round(self._examples / (time.process_time() - self._spent), 2),
        }
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        self._begin()

    def _begin(self) -> None:
        self._losses: list[float] = []
        self._examples = 0
        self._since = time.monotonic()
        self._spent = time.process_time()


def has_bfloat16() -> bool:
    """Whether this processor multiplies in bfloat16 itself (Linux; elsewhere it is taken not to)."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags


def note(course: Course, run: Path) -> None:
    """Write beside the checkpoints how the run goes."""
    run.mkdir(parents=True, exist_ok=True)
    (run / "course.json").write_text(json.dumps(asdict(course), indent=2) + "\n", encoding="utf-8")
