"""Days of news by the real store, clients and mail, in a program that is killed: each story once, none at night.

`python -m tests.integration.news_trial` has forty days with a thousand stories, twenty watches and ten digests on each
platform, and fifty kills; it takes some minutes. Time is the program's and the platforms' own: a step is an hour.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import random
import re
import signal
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from contextlib import AsyncExitStack, ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.adapters.subscription_store import CatalogueSubscriptions
from bot.model.chat import Place
from bot.subscriptions.due_stories import EDITED_FOR, version_of
from bot.subscriptions.records import Digest, SendingKind, SendingState
from bot.subscriptions.schedule import is_quiet
from bot.subscriptions.sender import UNKNOWN
from indexer.catalogue import SqlCatalogue
from tests.doubles.discord import DiscordDouble
from tests.doubles.fakes import FakeClock
from tests.doubles.news_world import BEGIN, DAY, HOUR, TOPICS, Told, World, plot_number, quiet_of, topic_digest
from tests.doubles.slack import SlackDouble
from tests.doubles.slack.workspace import BOT, BOT_USER, TEAM
from tests.doubles.smtp_server import SmtpServer
from tests.doubles.subscriptions import watch
from tests.integration import news_program
from tests.integration.discord_stand import shown
from tests.integration.news_program import Addresses, Step
from tests.integration.slack_stand import texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from bot.subscriptions.records import Sending, Watch

STEP = HOUR
UNLIMITED = (1_000_000, 1.0)
ADDRESS = "desk@corp.example"
_TITLE = re.compile(r"About (\d+)-")
_WRITES = {"chat.postMessage", "chat.update", "message.create", "message.edit"}
_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What happens beside the news. Times are spans from the beginning, of true time."""

    begin: datetime = BEGIN
    days: int = 40
    stories: int = 1_000
    watches: int = TOPICS  # of each platform, on a topic each
    digests: int = 10  # of each platform
    kills: int = 50
    faults: float = 0.15  # of the steps, on each platform
    outage: tuple[timedelta, timedelta] = (12 * DAY + 9 * HOUR, 12 * DAY + 15 * HOUR)  # of the program itself
    clock_errors: tuple[tuple[timedelta, timedelta, timedelta], ...] = (  # from, until, by how much it is wrong
        (6 * DAY + 5 * HOUR, 6 * DAY + 13 * HOUR, 3 * HOUR),
        (16 * DAY + 11 * HOUR, 16 * DAY + 14 * HOUR, -2 * HOUR),
        (25 * DAY + 10 * HOUR, 26 * DAY + 3 * HOUR, 2 * DAY),
    )
    down: tuple[tuple[str, timedelta, timedelta], ...] = (
        ("slack", 9 * DAY + 10 * HOUR, 9 * DAY + 12 * HOUR),
        ("discord", 30 * DAY + 15 * HOUR, 30 * DAY + 17 * HOUR),
        ("mail", 33 * DAY + 9 * HOUR, 33 * DAY + 11 * HOUR),
    )


@dataclass(slots=True)
class Platforms:
    """The doubles of all platforms, by the true time."""

    slack: SlackDouble
    discord: DiscordDouble
    mail: SmtpServer
    true: datetime
    seen: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # how much of it was looked at

    def clock(self) -> float:
        """Return the time as platforms have it."""
        return self.true.timestamp()

    def taken(self) -> int:
        """Return how many calls and mails were taken so far."""
        return len(self.slack.workspace.calls) + len(self.discord.world.calls) + len(self.mail.mails)

    def written(self) -> Iterator[str]:
        """Yield the platform of each thing that was written since this was asked last."""
        slack, discord, mails = self.slack.workspace.calls, self.discord.world.calls, self.mail.mails
        posted = (each.method in _WRITES and each.answer["ok"] for each in slack[self.seen["slack"] :])
        yield from ("slack" for is_write in posted if is_write)
        posted = (each.route in _WRITES and each.status == _OK for each in discord[self.seen["discord"] :])
        yield from ("discord" for is_write in posted if is_write)
        yield from ("mail" for _ in mails[self.seen["mail"] :])
        self.seen = defaultdict(int, slack=len(slack), discord=len(discord), mail=len(mails))

    def set_down(self, names: set[str]) -> None:
        """Let these platforms be down, and no other."""
        self.slack.workspace.is_down = "slack" in names
        self.discord.world.is_down = "discord" in names
        self.mail.answers.clear()
        if "mail" in names:
            self.mail.answers["RCPT"] = "451 4.3.0 down"

    def disturb(self, chance: random.Random, share: float) -> int:
        """Let calls go wrong on some platforms, and return on how many."""
        wrong = [name for name in ("slack", "discord", "mail") if chance.random() < share]
        if "slack" in wrong:
            fault: dict[str, Any] = chance.choice(
                ({"retry_after": 1}, {"retry_after": 300}, {"drop": "after"}, {"drop": "before"}, {"status": 503})
            )
            method = chance.choice(("chat.postMessage", "chat.postMessage", "chat.update", "conversations.history"))
            self.slack.fail(method, **fault)
        if "discord" in wrong:
            fault = chance.choice(
                ({"retry_after": 0.01}, {"retry_after": 300.0}, {"drop": "after"}, {"drop": "before"})
            )
            route = chance.choice(("message.create", "message.create", "message.edit", "message.history"))
            self.discord.fail(route, **fault)
        if "mail" in wrong and not self.mail.answers:
            self.mail.answers["RCPT" if chance.random() < 0.5 else "DATA"] = "450 4.2.1 again later"
        return len(wrong)

    def messages(self) -> Iterator[tuple[str, str]]:
        """Yield the nonce and the text of each message that stands."""
        for message in self.slack.workspace.from_bot():
            yield message["metadata"]["event_payload"]["nonce"], texts(message)
        created = [call for call in self.discord.world.called("message.create") if call.status == _OK]
        nonces = {call.answer["id"]: str(call.given["nonce"]) for call in created}
        for message in self.discord.world.from_bot():
            yield nonces[message["id"]], shown(message)
        for mail in self.mail.mails:
            text = mail.get_body(("plain",))
            yield str(mail["Message-ID"])[1:].partition("@")[0], text.get_content() if text else ""


@contextmanager
def platforms(begin: datetime) -> Iterator[Platforms]:
    """Serve doubles of all platforms."""
    with ExitStack() as stack:
        slack, discord, mail = stack.enter_context(SlackDouble()), DiscordDouble(), SmtpServer()
        discord.world.limits = defaultdict(lambda: UNLIMITED)
        discord.world.whole_limit = UNLIMITED
        stack.enter_context(discord)
        stack.enter_context(_served(mail))
        made = Platforms(slack, discord, mail, begin)
        slack.workspace.clock = discord.world.clock = made.clock
        yield made


@contextmanager
def _served(mail: SmtpServer) -> Iterator[None]:
    began, ended = threading.Event(), threading.Event()

    async def serve() -> None:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(mail.serving())
            began.set()
            await asyncio.to_thread(ended.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="mail")
    thread.start()
    began.wait()
    try:
        yield
    finally:
        ended.set()
        thread.join()


class Program:
    """The program, started again whenever it was killed."""

    def __init__(self, given: Addresses, stage: Platforms, chance: random.Random) -> None:
        self._given, self._stage, self._chance = given, stage, chance
        self._making = multiprocessing.get_context("forkserver")
        self._making.set_forkserver_preload(["__main__", news_program.__name__])
        self._process: BaseProcess | None = None
        self._pipe: Connection
        self._due = 0  # kills
        self._is_armed = False  # the point of the next one is chosen
        self._writes = 0  # to the store until it kills itself, while it has not been told so
        self._calls = 0  # that the platforms have taken when it is killed; 0: it is not
        self.kills = 0
        self.starts = 0

    def step(self, now: datetime, world: World, *, doomed: bool) -> None:
        """Let it do a step; if it is doomed, it is killed at a chosen point, in this step or the next that has one."""
        self._due += doomed
        if self._due and not self._is_armed:
            self._arm()
        while not self._done(Step(now, world.stories.stories, world.teller.found, self._writes)):
            self.kills, self._due = self.kills + 1, self._due - 1
            self._writes = self._calls = 0
            self._is_armed, self._process = False, None

    def stop(self) -> None:
        """Kill it where it waits."""
        if self._process:
            self._process.kill()
            self._process.join()
        self._process = None

    def _arm(self) -> None:
        self._is_armed = True
        if self._chance.random() < 0.5:
            self._writes = self._chance.randint(1, 8)
        else:
            self._calls = self._stage.taken() + self._chance.randint(1, 6)

    def _done(self, step: Step) -> bool:
        """Tell whether it has lived through a step."""
        try:
            if self._process is None:
                self._start()
            self._pipe.send(step)
            self._writes = 0  # it counts by itself from here on
            while not self._pipe.poll(0.001):
                self._watch()
            self._pipe.recv()
        except (EOFError, BrokenPipeError, ConnectionResetError):
            assert self._process
            self._process.join()
            assert self._process.exitcode == -signal.SIGKILL
            return False
        return True

    def _start(self) -> None:
        self._pipe, other = self._making.Pipe()
        self._process = self._making.Process(target=news_program.run, args=(other, self._given), daemon=True)
        self._process.start()
        other.close()
        self._pipe.recv()
        self.starts += 1

    def _watch(self) -> None:
        """Kill it as soon as the platforms have taken enough."""
        if self._calls and self._stage.taken() >= self._calls and self._process and self._process.pid:
            self._calls = 0
            os.kill(self._process.pid, signal.SIGKILL)


@dataclass(slots=True)
class Outcome:
    """What came of a trial."""

    kills: int = 0
    starts: int = 0
    faults: int = 0
    nights: list[str] = field(default_factory=list)
    messages: Counter[str] = field(default_factory=Counter)  # by kind and platform
    unsure: Counter[str] = field(default_factory=Counter)  # by platform: where the program could not learn what came
    lost: Counter[str] = field(default_factory=Counter)  # of these: what did not


def trial(folder: Path, plan: Plan, seed: int = 19) -> Outcome:
    """Let the days pass, check that nothing was doubled or lost or came at night, and return what there was."""
    chance = random.Random(seed)  # noqa: S311  chance that a seed repeats
    world = World(chance, FakeClock(plan.begin), begin=plan.begin, days=plan.days, stories=plan.stories)
    with platforms(plan.begin) as stage:
        database = f"sqlite:///{folder}/catalogue.db"
        with closing(SqlCatalogue(database)) as catalogue:
            store = CatalogueSubscriptions(catalogue.subscriptions)
            assert all(map(store.add, _subscriptions(plan, _places(stage))))
        program = Program(_addresses(stage, database), stage, chance)
        try:
            outcome = _live(world, plan, stage, program, chance)
        finally:
            program.stop()
        with closing(SqlCatalogue(database)) as catalogue:
            _check(world, stage, CatalogueSubscriptions(catalogue.subscriptions), outcome)
    return outcome


def _live(world: World, plan: Plan, stage: Platforms, program: Program, chance: random.Random) -> Outcome:
    outcome = Outcome()
    hours = range(1, int(plan.days * DAY / STEP))
    doomed = Counter(chance.choices(hours, k=plan.kills))
    for hour in hours:
        since = hour * STEP
        world.true = stage.true = plan.begin + since
        world.clock.time = world.true + sum(
            (by for start, end, by in plan.clock_errors if start <= since < end), timedelta()
        )
        stage.set_down({name for name, start, end in plan.down if start <= since < end})
        if plan.outage[0] <= since < plan.outage[1]:
            program.stop()
            doomed[hour + 1] += doomed[hour]
            continue
        world.collect()
        outcome.faults += stage.disturb(chance, plan.faults)
        for number in range(max(1, doomed[hour])):
            program.step(world.clock.now(), world, doomed=number < doomed[hour])
        for name in stage.written():
            if is_quiet(quiet_of(Place(platform=name, team="", channel="")), world.clock.now()):
                outcome.nights.append(f"{name} {world.clock.now()}")
    outcome.kills, outcome.starts = program.kills, program.starts
    return outcome


def _places(stage: Platforms) -> list[Place]:
    stage.slack.workspace.channel("C1")
    channel = stage.discord.channel("news")
    return [
        Place(platform="slack", team=TEAM, channel="C1"),
        Place(platform="discord", team=str(channel.guild), channel=str(channel.id)),
        Place(platform="mail", team="", channel=ADDRESS),
    ]


def _subscriptions(plan: Plan, places: Sequence[Place]) -> Iterator[Watch | Digest]:
    for place in places:
        name = place.platform[0]
        for number in range(plan.watches):
            yield watch(f"{name}w{number:02}", place=place, query=f"topic {number}", created=plan.begin)
        for number in range(plan.digests):
            yield topic_digest(number, place, plan.begin, f"{name}d{number}")


def _addresses(stage: Platforms, database: str) -> Addresses:
    return Addresses(
        database=database,
        log=f"{database.removeprefix('sqlite:///')}.log",
        slack=stage.slack.api_url,
        slack_bot={"team": TEAM, "user": BOT_USER, "bot": BOT},
        slack_token=stage.slack.tokens["SLACK_BOT_TOKEN"],
        discord=stage.discord.api_url,
        gateway=stage.discord.gateway_url,
        discord_token=stage.discord.tokens["DISCORD_TOKEN"],
        mail=stage.mail.settings(),
    )


def _check(world: World, stage: Platforms, store: CatalogueSubscriptions, outcome: Outcome) -> None:
    subscriptions: list[Watch | Digest] = [*store.watches(), *store.digests()]
    sendings = {each.nonce: each for own in subscriptions for each in _sendings(store, own, world)}
    messages = list(stage.messages())
    texts_of = dict(messages)
    doubled = [sendings[nonce].id for nonce, number in Counter(nonce for nonce, _ in messages).items() if number > 1]
    assert not doubled, doubled
    told: dict[str, list[Told]] = defaultdict(list)
    lost: dict[str, list[Told]] = defaultdict(list)
    unsure: dict[str, tuple[int, ...]] = defaultdict(tuple)
    for nonce, sending in sendings.items():
        is_unsure = sending.state is SendingState.LEFT_OUT and sending.reason.startswith(UNKNOWN)
        if nonce in texts_of:
            outcome.messages[f"{sending.place.platform} {sending.kind}"] += 1
            told[sending.subscription].append(_told(sending, texts_of[nonce]))
            unsure[sending.subscription] += told[sending.subscription][-1].numbers if is_unsure else ()
        elif is_unsure:
            outcome.lost[sending.place.platform] += 1
            lost[sending.subscription].append(_lost(sending, world))
        outcome.unsure[sending.place.platform] += is_unsure
        if sending.kind is SendingKind.STORY and sending.place.platform != "mail" and nonce in texts_of:
            _check_edited(sending, texts_of[nonce], world)
    for asked in store.watches():
        world.check_watch(asked.query, told[asked.id], lost[asked.id], unsure[asked.id])
    for made in store.digests():
        world.check_digest(made.tags, told[made.id], lost[made.id])


def _sendings(store: CatalogueSubscriptions, own: Watch | Digest, world: World) -> list[Sending]:
    """Return all sendings of a subscription, the turns among them."""
    found = store.sent(own.id, datetime(2000, 1, 1, tzinfo=UTC))
    turns = [store.sending(f"{own.id}:{SendingKind.TURN}:{plot.turn[1].id}") for plot in world.plots if plot.turn]
    return [*found, *filter(None, turns)]


def _told(sending: Sending, text: str) -> Told:
    if sending.turn:
        return Told(sending.subscription, turn=sending.turn.id)
    numbers = tuple(dict.fromkeys(map(int, _TITLE.findall(text))))
    return Told(sending.subscription, numbers, sending.more + sending.left_out + len(sending.stories) - len(numbers))


def _lost(sending: Sending, world: World) -> Told:
    if sending.turn:
        return Told(sending.subscription, turn=sending.turn.id)
    numbers = [
        plot_number(story) for story in world.by_plot.values() if {a.id for a in story.articles} & set(sending.stories)
    ]
    return Told(sending.subscription, tuple(numbers), sending.more + sending.left_out)


def _check_edited(sending: Sending, text: str, world: World) -> None:
    """Check that a post of one story says in the end what is known of it."""
    (story,) = (each for each in world.by_plot.values() if sending.stories[0] in {a.id for a in each.articles})
    last = max(article.first_seen for article in story.articles)
    if last < sending.planned + EDITED_FOR - 12 * HOUR:  # a night may lie between
        assert sending.version == version_of(story)
    if story.story.outlets > 1 and sending.version == version_of(story):
        assert f"{story.story.outlets} outlets" in text


def main() -> None:
    """Run the whole trial, and say what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.integration.news_trial", description=__doc__)
    parser.add_argument("--days", type=int, default=40)
    parser.add_argument("--stories", type=int, default=1_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=19)
    parser.add_argument("--begin", type=lambda text: datetime.fromisoformat(text).replace(tzinfo=UTC), default=BEGIN)
    parser.add_argument("--folder", type=Path, help="where catalogue and log are left")
    given = parser.parse_args()
    plan = Plan(begin=given.begin, days=given.days, stories=given.stories, kills=given.kills)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="byline-trial-") as folder:
        outcome = trial(given.folder or Path(folder), plan, given.seed)
    sys.stdout.write(f"{outcome}\nnone doubled, none missed; {time.monotonic() - started:.0f} s\n")
    sys.exit(1 if outcome.nights else 0)


if __name__ == "__main__":
    main()
