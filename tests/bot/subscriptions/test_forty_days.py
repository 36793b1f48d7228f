"""Forty days of news, faults and wrong clocks: each story comes to each watch and digest once, and none at night."""

from __future__ import annotations

import asyncio
import random
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.adapters.subscription_store import CatalogueSubscriptions
from bot.model.chat import Place
from bot.ports import Meter
from bot.subscriptions.planner import Planner
from bot.subscriptions.posts import PostMaker
from bot.subscriptions.records import (
    BatchPost,
    DigestPost,
    StoryPost,
    TurnPost,
)
from bot.subscriptions.schedule import is_quiet
from bot.subscriptions.sender import Sender
from indexer.catalogue import SqlCatalogue
from indexer.errors import NotNow, Unsure
from tests.doubles.fakes import FakeClock, FakeJournal
from tests.doubles.news_world import BEGIN, TOPICS, ZONES, Told, World, plot_number, quiet_of, topic_digest
from tests.doubles.subscriptions import FakeDestination, FakeRelevance, watch

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from bot.subscriptions.records import Post

KILLS = 50
STEP = timedelta(hours=1)
PLATFORMS = tuple(ZONES)
OUTAGE = (BEGIN + timedelta(days=12, hours=9), BEGIN + timedelta(days=12, hours=15))  # of the program itself
CLOCK_ERRORS = (  # from, until, by how much the computer's clock is wrong
    (BEGIN + timedelta(days=6, hours=5), BEGIN + timedelta(days=6, hours=9), timedelta(hours=3)),
    (BEGIN + timedelta(days=16, hours=11), BEGIN + timedelta(days=16, hours=14), timedelta(hours=-2)),
    (BEGIN + timedelta(days=25, hours=20), BEGIN + timedelta(days=26, hours=3), timedelta(days=2)),
)
DOWN = {  # a platform, for two hours and more
    "slack": (BEGIN + timedelta(days=9, hours=10), BEGIN + timedelta(days=9, hours=12)),
    "discord": (BEGIN + timedelta(days=30, hours=15), BEGIN + timedelta(days=30, hours=17)),
    "mail": (BEGIN + timedelta(days=33, hours=7), BEGIN + timedelta(days=33, hours=9, minutes=30)),
}


class Killed(BaseException):
    """The program ends here, at once."""


class Fate:
    """Kills the program at chosen ones of the points before and after each call to the outside."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.kills = 0
        self._left = 0
        self.spare()

    def spare(self) -> None:
        """Choose the next point."""
        self._left = self._chance.randint(1, 260)

    def point(self) -> None:
        """End the program, if it is time."""
        self._left -= 1
        if self._left == 0:
            self.kills += 1
            raise Killed


class Mortal:
    """A part whose calls may be the last thing that the program does, before or after they take effect."""

    def __init__(self, part: Any, fate: Fate) -> None:
        self._part = part
        self._fate = fate

    def __getattr__(self, name: str) -> Any:
        """Return the method with both points; what only reads has none."""
        found = getattr(self._part, name)
        if name not in ("plan", "update", "change"):
            return found

        def call(*given: Any) -> Any:
            self._fate.point()
            answer = found(*given)
            self._fate.point()
            return answer

        return call


class Platform(FakeDestination):
    """A destination that is down at times, refuses now and then, and may lose its answer."""

    def __init__(self, platform: str, fate: Fate, chance: random.Random, clock: FakeClock) -> None:
        super().__init__(platform)
        self._fate = fate
        self._chance = chance
        self._clock = clock
        self.at: list[datetime] = []  # by the computer's clock: of everything that was taken
        self.is_down = False
        self.refusals = 0

    async def send(self, place: Place, post: Post, nonce: str) -> str:
        """Post, unless something happens."""
        with self._faults():
            return await super().send(place, post, nonce)

    async def reply(self, place: Place, message: str, post: Post, nonce: str) -> str:
        """Reply, unless something happens."""
        with self._faults():
            return await super().reply(place, message, post, nonce)

    async def edit(self, place: Place, message: str, post: Post) -> None:
        """Edit, unless something happens."""
        with self._faults():
            await super().edit(place, message, post)

    async def find(self, place: Place, nonce: str, since: datetime, message: str = "") -> str | None:
        """Look, unless it is down."""
        if self.is_down:
            raise Unsure("no answer")
        return await super().find(place, nonce, since, message)

    def nights(self) -> list[datetime]:
        """Return when something was taken at night."""
        return [at for at in self.at if is_quiet(quiet_of(Place(platform=self.platform, team="", channel="")), at)]

    def _faults(self) -> Faults:
        return Faults(self, self._fate, self._chance, self._clock)


@dataclass
class Faults:
    """What may happen around a call."""

    platform: Platform
    fate: Fate
    chance: random.Random
    clock: FakeClock

    def __enter__(self) -> None:
        """Let happen what keeps the call from taking effect."""
        self.fate.point()
        if self.platform.is_down:
            raise Unsure("no connection")
        if self.chance.random() < 0.04:
            self.platform.refusals += 1
            raise NotNow("429", self.chance.choice((1, 30, 300)))
        self.platform.at.append(self.clock.now())

    def __exit__(self, kind: object, *_: object) -> None:
        """Let happen what keeps the answer from coming."""
        if kind is None:
            self.fate.point()
            if self.chance.random() < 0.02:
                raise Unsure("the answer was lost")


def places() -> Iterator[Place]:
    """Yield channels, one platform after the other."""
    while True:
        for platform in PLATFORMS:
            yield Place(platform=platform, team="T", channel=f"{platform} channel")


def runs(
    folder: Path, world: World, platforms: dict[str, Platform], fate: Fate, journal: FakeJournal
) -> Generator[None, None, None]:
    """Run the program step by step until it is killed."""
    clock = world.clock
    with closing(SqlCatalogue(f"sqlite:///{folder}/catalogue.db")) as catalogue:
        store: Any = Mortal(CatalogueSubscriptions(catalogue.subscriptions), fate)
        teller = world.teller
        planner = Planner(
            store=store,
            stories=world.stories,
            relevance=FakeRelevance(),
            teller=teller,
            quiet=quiet_of,
            journal=journal,
            clock=clock,
        )
        posts = PostMaker(stories=world.stories, teller=teller)

        async def here(work: Any, *given: Any) -> Any:
            return work(*given)

        senders = [
            Sender(
                destination=each,
                store=store,
                posts=posts,
                quiet=quiet_of,
                clock=clock,
                meter=Meter(),
                run_io=here,
            )
            for each in platforms.values()
        ]

        async def send_all() -> None:
            for sender in senders:
                await sender.round(planner.edits)

        while True:
            planner.run()
            asyncio.run(send_all())
            yield


def test_forty_days(tmp_path: Path) -> None:
    """Killed fifty times, refused and cut off, each story comes once, each turn once, each digest once, by day."""
    chance = random.Random(19)  # noqa: S311  chance that a seed repeats
    clock, fate = FakeClock(BEGIN), Fate(chance)
    world = World(chance, clock)
    platforms = {name: Platform(name, fate, chance, clock) for name in PLATFORMS}
    place = places()
    watches = [
        watch(f"w{number:02}", place=next(place), query=f"topic {number}", created=BEGIN) for number in range(TOPICS)
    ]
    digests = [topic_digest(number, next(place)) for number in range(10)]
    with closing(SqlCatalogue(f"sqlite:///{tmp_path}/catalogue.db")) as catalogue:
        store = CatalogueSubscriptions(catalogue.subscriptions)
        assert all([*map(store.add, watches), *map(store.add, digests)])

    _live(tmp_path, world, platforms, fate)

    assert fate.kills >= KILLS
    assert sum(each.refusals for each in platforms.values()) > KILLS
    assert [night for each in platforms.values() for night in each.nights()] == []
    messages = [message for each in platforms.values() for message in each.messages]
    assert [nonce for nonce, number in Counter(message.nonce for message in messages).items() if number > 1] == []
    told: dict[str, list[Told]] = defaultdict(list)
    for each in map(_told, (message.post for message in messages)):
        told[each.subscription].append(each)
    for asked in watches:
        world.check_watch(asked.query, told[asked.id])
    for made in digests:
        world.check_digest(made.tags, told[made.id])
    assert sum(bool(message.edits) for message in messages) > 100
    assert sum(isinstance(message.post, BatchPost) for message in messages) > 20


def _live(folder: Path, world: World, platforms: dict[str, Platform], fate: Fate) -> None:
    """Let the days pass, and start the program again whenever it was killed."""
    journal, program = FakeJournal(), None
    while world.true < world.end:
        world.true += STEP
        errors = (by for since, until, by in CLOCK_ERRORS if since <= world.true < until)
        world.clock.time = world.true + sum(errors, timedelta())
        for name, (since, until) in DOWN.items():
            platforms[name].is_down = since <= world.true < until
        if OUTAGE[0] <= world.true < OUTAGE[1]:
            program = None
            continue
        world.collect()
        try:
            program = program or runs(folder, world, platforms, fate, journal)
            next(program)
        except Killed:
            program = None
            fate.spare()
    if program:
        program.close()


def _told(post: Post) -> Told:
    if isinstance(post, TurnPost):
        return Told(post.watch.id, turn=post.turn.id)
    if isinstance(post, DigestPost):
        return Told(post.digest.id, tuple(plot_number(item.story) for item in post.items), post.more)
    items = (post.item,) if isinstance(post, StoryPost) else post.items
    counted = post.left_out + (post.more if isinstance(post, BatchPost) else 0)
    return Told(post.watch.id, tuple(plot_number(item.story) for item in items), counted)
