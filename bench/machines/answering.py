"""How answering grows from one process to two: `python -m bench.machines.answering`.

One Postgres, one Chroma server, and processes with `--role answer` that are asked over HTTP. On a machine with two
cores a single process would have the second core for its engines, and two would have none. So each process may take the
same fixed part of a core (`bench.machines.shares`), and what is left is enough for the engines and for whoever asks.
Each round starts the processes anew, lets them load their models, and asks every question once.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import queue
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench import newsroom
from bench.machines.engines import Chroma, Postgres
from bench.machines.fleet import Machine
from bench.machines.processor_time import seconds_of, seconds_of_all
from bench.machines.shares import Share
from bench.options import Options
from bench.ports import await_port
from bench.report import Row, line, machine
from bench.timing import CHECKOUT
from bench.traffic import copy_rows, put_indexes
from bot.config.loader import load
from bot.wiring.components import MODELS
from bot.wiring.opening import engines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_AT_ONCE = 4  # questions that wait for an answer of each process
_WARM = 3  # questions before the clock runs
_BUSY = 0.95  # of all cores: beyond it the engines and whoever asks had too little left
_OTHERS = "other work on the machine"
_QUIET = 0.05  # of all cores, for that


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What some processes did together."""

    count: int  # processes
    asked: int
    took: float  # seconds
    waits: tuple[float, ...]  # seconds, of each question
    busy: dict[str, float]  # seconds of a core, by part

    @property
    def rate(self) -> float:
        """Questions per second."""
        return self.asked / self.took


@dataclass(slots=True)
class Installation:
    """Two engines that are filled, and processes that can be started on them."""

    postgres: Postgres
    chroma: Chroma
    machines: Sequence[Machine]
    shares: Sequence[Share]
    part: float  # of a core, for each process; 0: as much as it can get

    def measure(self, count: int, asked: Sequence[str]) -> Measured:
        """Ask every question once, of so many processes that were just started."""
        machines, shares = self.machines[:count], self.shares[:count]
        try:
            for each in machines:
                each.start()
            for each in machines:
                _await_start(each)
                for text in newsroom.questions()[-_WARM:]:
                    _ask(http.client.HTTPConnection("127.0.0.1", each.port), text)
            for share in shares:
                if self.part:
                    share.limit(self.part)
            before, started = self._busy(machines), time.perf_counter()
            waits = _asked(machines, asked)
            took, after = time.perf_counter() - started, self._busy(machines)
        finally:
            for share in shares:
                share.free()
            for each in machines:
                each.end()
        busy = {part: after[part] - before[part] for part in after}
        whole = busy.pop(_OTHERS)
        busy[_OTHERS] = max(0.0, whole - sum(busy.values()))
        return Measured(count=count, asked=len(asked), took=took, waits=tuple(waits), busy=busy)

    def _busy(self, machines: Sequence[Machine]) -> dict[str, float]:
        """Return how many seconds of a core each part has taken since it was started."""
        return {
            "answering": sum(seconds_of(each.pid) for each in machines),
            "Postgres": seconds_of(self.postgres.pid),
            "Chroma": seconds_of(self.chroma.pid),
            "whoever asks": time.process_time(),
            _OTHERS: seconds_of_all(),  # and of what is above
        }


def _await_start(process: Machine) -> None:
    """Wait until a process serves. Raises `TimeoutError` with what it has said."""
    try:
        await_port(process.port)
    except TimeoutError as error:
        raise TimeoutError(f"{error}: {process.said()}") from error


def _asked(machines: Sequence[Machine], asked: Sequence[str]) -> list[float]:
    """Ask every question once, of whichever process is free; return how long each waited."""
    left: queue.SimpleQueue[str] = queue.SimpleQueue()
    for text in asked:
        left.put(text)

    def ask_on(port: int) -> list[float]:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        waits: list[float] = []
        while True:
            try:
                text = left.get_nowait()
            except queue.Empty:
                connection.close()
                return waits
            waits.append(_ask(connection, text))

    ports = [each.port for each in machines for _ in range(_AT_ONCE)]
    with ThreadPoolExecutor(len(ports)) as threads:
        return [wait for waits in threads.map(ask_on, ports) for wait in waits]


def _ask(connection: http.client.HTTPConnection, text: str) -> float:
    started = time.perf_counter()
    connection.request("POST", "/v1/ask", json.dumps({"question": text}), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    said = answer.read()
    if answer.status != http.client.OK:
        raise RuntimeError(f"a question was answered with {answer.status}: {said[:300].decode(errors='replace')}")
    return time.perf_counter() - started


def _installed(stack: ExitStack, folder: Path, options: Options, passages: int, part: float) -> Installation:
    """Fill both engines with a collection, and lay out two processes."""
    corpus = options.corpus(passages)
    postgres = stack.enter_context(Postgres(folder / "postgres"))
    chroma = stack.enter_context(Chroma(folder / "chroma"))
    shared = f'[catalogue]\nurl = "{postgres.url()}"\n[store]\nurl = "{chroma.url}"\n'
    filling = Machine("filling", "all", folder / "filling")
    filling.install(shared)
    with engines(load(filling.folder / "config.toml"), purpose="bench", progress=lambda *_: None) as opened:
        copy_rows(corpus, postgres.url())
        put_indexes(corpus, opened)
    machines, shares = [], []
    for number in range(2):
        share = stack.enter_context(Share(f"answer-{number}").made())
        each = Machine(f"answer-{number}", "answer", folder / f"answer-{number}", share.prefix)
        limits = '[limits]\nper_user = "10000/s"\nqueue = 1000\n'
        each.install(f'{shared}{limits}[server]\nlisten = "127.0.0.1:{each.port}"\n', has_metrics=False)
        machines.append(each)
        shares.append(share)
    return Installation(postgres, chroma, machines, shares, part)


def rows(found: Sequence[Measured], cores: int) -> Iterator[Row | str]:
    """Yield what came of it (pure)."""
    by_count = {count: [each for each in found if each.count == count] for count in (1, 2)}
    rates = {count: statistics.median(each.rate for each in some) for count, some in by_count.items()}
    for count, some in by_count.items():
        what = f"{'one process' if count == 1 else 'two processes'}"
        yield Row(what=f"{what}: questions per second, median", value=rates[count], unit="")
        waits = [wait for each in some for wait in each.waits]
        yield Row(what=f"{what}: a question waited, median", value=1_000 * statistics.median(waits), unit="ms")
        asked = sum(each.asked for each in some)
        for part in some[0].busy:
            spent = sum(each.busy[part] for each in some)
            if part != _OTHERS:
                yield Row(what=f"{what}: {part}, a question", value=1_000 * spent / asked, unit="ms of CPU")
        had = cores * sum(each.took for each in some)
        busy, others = (sum(seconds) / had for seconds in (_all(some), (each.busy[_OTHERS] for each in some)))
        yield Row(what=f"{what}: all cores were busy", value=100 * busy, unit="%")
        yield Row(what=f"{what}: {_OTHERS}", value=100 * others, unit="% of all cores")
        if busy > _BUSY or others > _QUIET:
            yield "not to be trusted: the machine did other work, or --share leaves too little for the engines"
    yield Row(what="two processes, compared with one", value=rates[2] / rates[1], unit="times the questions per second")


def _all(found: Sequence[Measured]) -> Iterator[float]:
    """Yield the seconds of a core that each took in all."""
    return (sum(each.busy.values()) for each in found)


def main() -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.machines.answering", description=__doc__)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--share", type=float, default=0.5, help="of a core, for each process; 0: no limit")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--questions", type=int, default=1_000, help="of those that there are, at most")
    parser.add_argument("--folder", type=Path, default=CHECKOUT / ".bench", help="where collections are kept")
    given = parser.parse_args()
    options = Options(folder=given.folder, sizes=(given.passages,), seed=1, pages=0, rounds=1)
    os.environ[MODELS] = str(options.models)
    options.fast_embedder()
    asked = newsroom.questions()[: given.questions]
    print(machine())
    with tempfile.TemporaryDirectory(prefix="answering-") as made, ExitStack() as stack:
        folder = Path(made)
        folder.chmod(0o755)  # Postgres runs as another user
        found = []
        installed = _installed(stack, folder, options, given.passages, given.share)
        for number in range(given.rounds):
            for count in (1, 2) if number % 2 == 0 else (2, 1):  # by turns: the machine may be busier later
                each = installed.measure(count, asked)
                sys.stderr.write(f"{count}: {each.asked} questions in {each.took:.1f} s\n")
                found.append(each)
    for row in rows(found, os.cpu_count() or 1):
        print(row if isinstance(row, str) else line(row), flush=True)
    return 0


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # inherited by child processes
    sys.exit(main())
