"""`python -m bench.machines [--feeds 500] [--pages 10000] [--kills 30] [--freezes 2] [--namespace] [--folder DIR]`.

It runs the trial and prints what came of it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import psycopg

from bench.machines import newsroom
from bench.machines.engines import Chroma, Postgres
from bench.machines.fleet import Machine
from bench.machines.members import Members
from bench.machines.namespace import Namespace
from bench.machines.newsroom import Plan
from bench.machines.records import LeaseWatch, count
from bench.machines.wire import Wire
from bench.ports import await_port, free_port
from tests.doubles.discord import DiscordDouble
from tests.doubles.slack import SlackDouble

if TYPE_CHECKING:
    from collections.abc import Iterator

_PER_HOST = 2
_POLL = "10m"
_CUT = 60.0  # seconds that a wire is cut
_DOWN = (0.5, 4.0)  # seconds that a killed process stays away
_FROZEN = 40.0  # seconds that a process is stopped
_PAUSE = 3.0  # seconds between two questions
_TAKEOVER = 30.0  # seconds within which another process does what a killed one did
_PATIENCE = 3_600.0  # seconds until all must be there


@dataclass(slots=True)
class Trial:
    """The parts of one trial, and what was seen of it."""

    plan: Plan
    kills: int
    freezes: int
    folder: Path
    postgres: Postgres
    machines: list[Machine]
    wires: list[Wire | Namespace]  # of each
    members: Members
    leases: LeaseWatch
    random: Random = field(default_factory=lambda: Random(5))
    gone: list[tuple[float, str, list[str]]] = field(default_factory=list)  # when, which, with which leases
    roles: Iterator[str] = field(default_factory=lambda: cycle(("chat", "collect")))  # of those to be stopped
    ended: list[str] = field(default_factory=list)  # processes that ended by themselves

    def disturb(self) -> None:
        """Kill, restart and cut, until as many were killed as are to be, evenly over the collecting."""
        steps = ["kill"] * self.kills + ["freeze"] * self.freezes
        self.random.shuffle(steps)
        for part, what in ((1 / 4, "restart"), (1 / 2, "cut"), (3 / 4, "restart")):
            steps.insert(int(part * len(steps)), what)
        for done, what in enumerate(steps):
            self._await_share(done / len(steps))
            getattr(self, f"_{what}")()

    def _await_share(self, share: float) -> None:
        """Wait until a share of the pages is there, or for a while where collecting is ahead or behind."""
        deadline = time.monotonic() + 40
        time.sleep(self.random.uniform(1, 8))
        while time.monotonic() < deadline and self.articles() < share * self.plan.pages:
            time.sleep(0.5)

    def _kill(self) -> None:
        machine = self.random.choice(self.machines)
        held = self.leases.held_by(machine.pid)
        if machine.has_ended():
            self.ended.append(machine.name)
        machine.kill()
        self.gone.append((time.monotonic(), machine.name, held))
        say(f"killed {machine.name}" + (f", which had {', '.join(held)}" if held else ""))
        time.sleep(self.random.uniform(*_DOWN))
        machine.start()

    def _restart(self) -> None:
        say("restarted Postgres")
        self.postgres.restart()

    def _cut(self) -> None:
        say(f"cut {self.machines[0].name} off")
        self.wires[0].cut()
        time.sleep(_CUT)
        self.wires[0].mend()
        say(f"joined {self.machines[0].name} again")

    def _freeze(self) -> None:
        """Stop a process for longer than its leases and claims last, and let it go on as if nothing had happened."""
        role = next(self.roles)
        machine = self.random.choice([each for each in self.machines if each.role == role])
        held = self.leases.held_by(machine.pid)
        machine.signal(signal.SIGSTOP)
        self.gone.append((time.monotonic(), machine.name, held))
        say(f"stopped {machine.name}" + (f", which had {', '.join(held)}" if held else ""))
        time.sleep(_FROZEN)
        machine.signal(signal.SIGCONT)

    def articles(self) -> int:
        """Return how many articles are there."""
        with suppress(psycopg.Error):
            return count(self.leases.url, "SELECT count(*) FROM articles")
        return 0

    def is_done(self) -> bool:
        """Tell whether every page is an article, every change is in the vectors, and every question is answered."""
        try:
            behind = count(
                self.leases.url,
                "SELECT (SELECT value FROM counters WHERE name = 'outbox') - (SELECT max(seq) FROM cursors)",
            )
        except psycopg.Error:
            return False
        return self.articles() >= self.plan.pages and behind == 0 and not self.unanswered()

    def unanswered(self) -> list[str]:
        """Return the questions that reached a process, and have no answer."""
        answered = self.members.look()
        waiting = [each for each in self.members.asked if not answered[each]]
        return [each for each in waiting if not each.startswith("discord") or self._has_reached(each.split()[1])]

    def _has_reached(self, message: str) -> bool:
        """Tell whether a question is in the journal: what was on its way to a process that was killed is in none."""
        try:
            return count(self.leases.url, f"SELECT count(*) FROM deliveries WHERE id LIKE '%{message}%'") > 0  # noqa: S608  a number
        except psycopg.Error:
            return True

    def takeovers(self) -> Iterator[float]:
        """Yield for each lease of a process that was killed or stopped how long it was without a holder."""
        for when, _, names in self.gone:
            for name in names:
                seconds = self.leases.taken_over(name, when)
                yield float("inf") if seconds is None else seconds


def say(what: str) -> None:
    """Print what happens, with the time."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {what}\n")
    sys.stdout.flush()


def main() -> int:
    """Run the trial, and return 1 if anything was lost or came twice."""
    parser = argparse.ArgumentParser(prog="python -m bench.machines", description=__doc__)
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--freezes", type=int, default=2, help="processes that are stopped for a while")
    parser.add_argument(
        "--namespace",
        action="store_true",
        help="cut the first machine off by a network namespace; needs root and iproute2",
    )
    parser.add_argument("--folder", type=Path, default=None, help="kept afterwards; must not exist")
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="machines-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # Postgres runs as another user
    plan = Plan(port=free_port(), feeds=given.feeds, pages=given.pages)
    with ExitStack() as stack:
        trial = _set_up(stack, plan, given, folder)
        started = time.monotonic()
        trial.disturb()
        say("no more disturbances")
        _await_end(trial)
        trial.members.stop()
        _await_end(trial)
        took = time.monotonic() - started
        for machine in trial.machines:
            code = machine.end()
            say(f"{machine.name} ended with {code}")
        bad = _report(trial, took, folder)
    if given.folder is None and not bad:
        shutil.rmtree(folder)
    return bad


def _set_up(stack: ExitStack, plan: Plan, given: argparse.Namespace, folder: Path) -> Trial:
    postgres = stack.enter_context(Postgres(folder / "postgres"))
    chroma = stack.enter_context(Chroma(folder / "chroma"))
    command = [sys.executable, "-m", "bench.machines.newsroom", str(plan.port), str(folder / "visits")]
    served = subprocess.Popen([*command, str(plan.feeds), str(plan.pages)])
    stack.callback(served.terminate)
    await_port(plan.port)
    slack, discord = stack.enter_context(SlackDouble()), stack.enter_context(DiscordDouble())
    machines: list[Machine] = []
    wires: list[Wire | Namespace] = []
    for number, role in enumerate(("collect", "collect", "chat", "chat")):
        apart = given.namespace and number == 0
        wire: Wire | Namespace = Namespace(postgres.port) if apart else Wire(postgres.port)
        stack.enter_context(wire.laid())
        name = f"{role}-{number}"
        machine = Machine(name, role, folder / name, wire.prefix, {**slack.tokens, **discord.tokens})
        machine.install(_config(plan, postgres.url(wire.port), chroma.url, machine, slack, discord, number - 2))
        machine.start()
        stack.callback(machine.kill)
        machines.append(machine)
        wires.append(wire)
    members = Members(slack, discord, _PAUSE)
    leases = LeaseWatch(postgres.url().replace("+psycopg", ""))
    for thread in (members.ask_on, leases.watch):
        threading.Thread(target=thread, daemon=True).start()
    stack.callback(members.stop)
    stack.callback(leases.stop)
    return Trial(plan, given.kills, given.freezes, folder, postgres, machines, wires, members, leases)


def _config(
    plan: Plan,
    catalogue: str,
    store: str,
    machine: Machine,
    slack: SlackDouble,
    discord: DiscordDouble,
    shard: int,
) -> str:
    parts = [
        f'[indexer]\nallow_private_hosts = true\npoll_interval = "{_POLL}"\nper_host = {_PER_HOST}\n',
        f'[catalogue]\nurl = "{catalogue}"\n[store]\nurl = "{store}"\n',
    ]
    if machine.role == "chat":
        parts += [slack.config_text(), discord.config_text(f'shards = "{shard}/2"')]
    parts += [f'[[feeds]]\nurl = "{url}"\n' for url in plan.feed_urls()]
    return "".join(parts)


def _await_end(trial: Trial) -> None:
    deadline = time.monotonic() + _PATIENCE
    told = 0.0
    while time.monotonic() < deadline and not trial.is_done():
        if time.monotonic() > told + 30:
            told = time.monotonic()
            say(f"{trial.articles()} of {trial.plan.pages} articles, {len(trial.unanswered())} questions wait")
        time.sleep(1)


def _report(trial: Trial, took: float, folder: Path) -> int:
    """Print what came of it, and return 1 if anything is not as it should be."""
    url = trial.leases.url
    log = newsroom.visits(folder / "visits")
    answers = trial.members.look()
    waits = trial.members.waits() or [0.0]
    takeovers = sorted(trial.takeovers())
    found = {
        "articles": (trial.articles(), trial.plan.pages),
        "addresses of articles that are there twice": (
            count(url, "SELECT count(*) FROM (SELECT url FROM articles GROUP BY url HAVING count(*) > 1) AS twice"),
            0,
        ),
        "most requests at a host at once": (newsroom.most_at_once(log), _PER_HOST),
        "questions without an answer": (len(trial.unanswered()), 0),
        "questions answered twice": (sum(answers[each] > 1 for each in trial.members.asked), 0),
        "processes that ended by themselves": (len(trial.ended), 0),
    }
    bad = 0
    for what, (is_so, should) in found.items():
        wrong = is_so > should if what.startswith("most") else is_so != should
        bad |= wrong
        say(f"{what}: {is_so}{f' instead of {should}' if wrong else ''}")
    pages = newsroom.fetched_often(log, trial.plan)
    say(f"pages fetched more than once: {len(pages)}, in {trial.kills} kills")
    say(f"shortest pause between two visits to a feed: {newsroom.shortest_pause(log):.0f} s (poll_interval {_POLL})")
    say(f"takeovers: {len(takeovers)}" + (f", longest {takeovers[-1]:.1f} s" if takeovers else ""))
    say(f"questions: {len(trial.members.asked)}; waited {waits[len(waits) // 2]:.1f} s, longest {waits[-1]:.1f} s")
    lost = sum(not answers[each] for each in trial.members.asked) - len(trial.unanswered())
    say(f"questions that Discord told a process which was just being killed: {lost}")
    say(f"took {took:.0f} s; load {os.getloadavg()[0]:.1f}; folder {folder}")
    return int(bad or any(seconds > _TAKEOVER for seconds in takeovers))


if __name__ == "__main__":
    sys.exit(main())
