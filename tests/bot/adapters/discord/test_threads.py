"""What holds in a channel holds in its threads, through discord.py's own client against the double on loopback."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.discord.service import DiscordService
from bot.config.sections import DiscordSettings
from bot.conversation.scopes import Scopes
from bot.model.chat import Asked, Place, Scope, asked_id
from indexer.model import Kind
from tests.contracts.chat_drivers import DiscordTalk
from tests.doubles.chat_stage import LOOMS, SAYS, VAGUE, WHO, chat_stage
from tests.doubles.chat_subscriptions import SubscriptionStage
from tests.doubles.discord.world import FORUM
from tests.doubles.slack.double import wait_until
from tests.doubles.subscriptions import watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.contracts.chat_drivers import Service
    from tests.doubles.chat_stage import Stage

NARROW = Scope(kinds=(Kind.RESEARCH,))
"""A scope outside of which everything lies that the stage has collected."""

NOTHING = "Nothing found"
"""What is said within that scope."""


@dataclass(slots=True)
class Server:
    """A server with the channel c1 and a forum, which a narrow scope bounds, and the channel c2, which none does."""

    stage: Stage
    world: SubscriptionStage
    stack: ExitStack
    configured: dict[tuple[str, str], Scope] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    talk: _Talk = field(init=False)

    def open(self) -> None:
        """Begin to serve it."""
        scopes = Scopes(lambda: self.configured, self.stage.journal, self.stage.answering.tags)
        self.talk = _Talk(self, scopes)

    def bound(self, channel: str) -> None:
        """Give a channel, or a thread, the narrow scope."""
        self.configured["discord", self.talk.channel_id(channel)] = NARROW

    def said(self, channel: str, act: Callable[[], object]) -> str:
        """Do something; return what the bot then says in a channel or a thread."""
        before = len(self.talk.discord.world.from_bot(channel))
        act()

        def new() -> Any:
            found = self.talk.discord.world.from_bot(channel)
            return found[-1] if len(found) > before else None

        return " ".join(self.talk.read(wait_until(new, what="what it says")))

    def asked(self, channel: str) -> str:
        """Return the answer to a mention."""
        return self.said(channel, lambda: self.talk.discord.mentions("ann", channel, WHO))

    def used(self, channel: str, command: str, **options: str) -> Any:
        """Use a command; return the message that answers it."""
        made = self.talk.discord.slash("ann", channel, command, **options)
        return wait_until(lambda: made.messages[-1] if made.messages else None, what="what it says")

    def told(self, channel: str, command: str, **options: str) -> str:
        """Return what a command says."""
        return " ".join(self.talk.read(self.used(channel, command, **options)))

    def place(self, channel: str) -> Place:
        """Return a place as it is kept."""
        made = self.talk.discord.channel(channel)
        return Place(platform="discord", team=str(made.guild), channel=str(made.id))


class _Talk(DiscordTalk):
    """The members of such a server."""

    def __init__(self, server: Server, scopes: Scopes) -> None:
        self._server = server
        super().__init__(server.stage, server.stack, scopes=scopes)

    def _service(self) -> Service:
        server, discord = self._server, self.discord
        for name in ("c1", "c2"):
            discord.channel(name)
        discord.channel("forum", kind=FORUM)
        server.talk = self
        for name in ("c1", "forum"):
            server.bound(name)
        allowed = tuple(discord.channel(name).id for name in server.settings.get("channels", ()))
        settings = DiscordSettings(api_url=discord.api_url, gateway_url=discord.gateway_url, channels=allowed)
        return DiscordService(server.stage.dependencies(**self._limits), settings, discord.world.token)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Yield the server, which is not served yet."""
    with ExitStack() as stack:
        stage = stack.enter_context(chat_stage(tmp_path))
        world = SubscriptionStage(stage=stage)
        stage.subscriptions = world.chat()
        yield Server(stage, world, stack)


def test_a_question_in_a_thread_is_answered_within_its_channels_scope(server: Server) -> None:
    """Threads of a channel and of a forum have its scope, and one that has a scope of its own has that."""
    server.open()
    discord = server.talk.discord
    for name, channel in (("aside", "c1"), ("post", "forum"), ("free", "c2"), ("own", "c2"), ("open", "c1")):
        discord.thread(name, channel)
    server.bound("own")
    server.configured["discord", server.talk.channel_id("open")] = Scope()
    said = {name: NOTHING in server.asked(name) for name in ("aside", "post", "free", "own", "open")}
    assert said == {"aside": True, "post": True, "free": False, "own": True, "open": False}


@pytest.mark.parametrize(
    ("command", "options", "found"),
    [("ask", {"question": WHO}, SAYS), ("search", {"query": LOOMS}, "of 8."), ("latest", {}, "Latest articles")],
)
def test_a_command_in_a_thread_draws_on_what_its_channel_does(
    server: Server, command: str, options: dict[str, str], found: str
) -> None:
    """Whatever is asked or searched by a command in a thread, the channel's scope bounds it."""
    server.open()
    server.talk.discord.thread("aside", "c1")
    server.talk.discord.thread("free", "c2")
    assert found in server.told("free", command, **options)
    assert "Mill" not in (told := server.told("aside", command, **options))
    assert SAYS not in told
    assert "This channel draws on kind research." in server.told("aside", "scope")


def test_a_thread_that_the_bot_cannot_see_comes_with_its_command(server: Server) -> None:
    """Who has installed the app for themselves gets no more in a thread than in its channel, wherever that is."""
    server.open()
    discord = server.talk.discord
    discord.world.guild("Elsewhere", installed=False)
    discord.channel("far", "Elsewhere")
    discord.thread("far aside", "far", guild="Elsewhere")
    assert SAYS in server.told("far aside", "ask", question=WHO)
    server.bound("far")
    assert NOTHING in server.told("far aside", "ask", question=WHO)
    assert not discord.world.called("channel")


def test_a_button_in_a_thread_asks_within_its_channels_scope(server: Server) -> None:
    """A question that a button asks has the scope of the channel of its thread, also after a restart."""
    server.open()
    discord = server.talk.discord
    discord.thread("aside", "c1")
    server.said("aside", lambda: discord.mentions("ann", "aside", VAGUE))
    server.talk.restart()
    (below,) = discord.world.from_bot("aside")
    assert NOTHING in server.said("aside", lambda: discord.presses("ann", below, "choose_2", "aside"))


def test_a_thread_of_which_nothing_was_told_yet_is_asked_for(server: Server) -> None:
    """A mention that comes before the gateway has told of its server is answered as its thread's channel says."""
    server.settings["channels"] = ("c1",)
    server.open()
    discord = server.talk.discord
    discord.thread("aside", "c1")
    discord.thread("other", "c2")
    discord.gateway.late = True
    server.talk.restart()
    assert NOTHING in server.asked("aside")
    refused = server.said("@ann", lambda: discord.mentions("ann", "other", WHO))
    assert "not set up to answer in this channel" in refused
    assert len(discord.world.called("channel")) == 2


def test_a_thread_whose_channel_cannot_be_learnt_gets_an_apology(server: Server) -> None:
    """Where Discord does not say whose thread it is, nothing is answered beyond a scope: it says that it cannot."""
    server.open()
    discord = server.talk.discord
    discord.thread("aside", "c1")
    discord.gateway.late = True
    server.talk.restart()
    discord.fail("channel", 2, channel="aside", drop="before")  # the library tries twice
    assert "Sorry, I could not answer this." in server.asked("aside")
    assert NOTHING in server.asked("aside")


def test_a_question_that_a_crash_has_left_keeps_to_the_scope(server: Server) -> None:
    """What was stored and not answered is answered at the next start as it would have been."""
    server.open()
    server.talk.discord.thread("aside", "c1")
    server.talk._running.close()
    message = server.talk.discord.writes("ann", "aside", WHO)
    place = server.place("aside")
    left = Asked(
        id=asked_id("discord", place.team, place.channel, message["id"]),
        place=replace(place, thread=place.channel),
        user="1",
        text=WHO,
        received=server.stage.clock.now(),
    )
    assert server.stage.journal.accept(left)
    assert NOTHING in server.said("aside", server.talk.restart)


def test_quiet_hours_of_a_channel_hold_in_its_threads(server: Server) -> None:
    """A watch in a thread is silent in the channel's quiet hours, also one that was made when nothing was known of it.

    A digest that would come in them is refused.
    """
    world = server.world
    server.open()
    server.talk.discord.thread("aside", "c1")
    server.told("c1", "scope", quiet="11:00-14:00", zone="UTC")
    world.store.add(watch("old", place=server.place("aside"), query=LOOMS, created=server.stage.clock.now()))
    server.talk.restart()
    wait_until(lambda: server.stage.journal.notes_beginning("thread "), what="that it has learnt of the thread")
    world.happens("At noon")
    assert world.store.open_sendings() == []
    refused = server.told("aside", "digest", schedule="daily 12:30")
    assert "quiet" in refused
    assert "Quiet hours: 11:00 to 14:00 (UTC)" in server.told("aside", "watches")
    world.passes(timedelta(hours=3))
    assert "At noon" in server.said("aside", server.talk.restart)
    wait_until(lambda: not world.store.open_sendings(), what="that it is kept as sent")


def test_a_channel_that_is_not_shown_holds_up_no_other(server: Server) -> None:
    """Where the bot was shut out of a channel, what comes to others goes on coming."""
    server.open()
    discord = server.talk.discord
    discord.thread("aside", "c1")
    discord.thread("gone", "c1")
    for name in ("gone", "aside"):
        world, made = server.world, server.stage.clock.now()
        world.store.add(watch(name, place=server.place(name), query=LOOMS, created=made))
    server.talk.discord.allow("gone", 0)
    server.world.happens("At noon")
    assert "At noon" in server.said("aside", server.talk.restart)
    wait_until(lambda: not server.world.store.open_sendings(), what="that nothing waits")


def test_a_thread_that_was_not_shown_is_learnt_from_an_event(server: Server) -> None:
    """What Discord did not tell of a thread for which it was asked, a command that is used in it tells."""
    server.open()
    server.talk.discord.thread("hidden", "c1", permissions=0)
    made = watch("w1", place=server.place("hidden"), query=LOOMS, created=server.stage.clock.now())
    server.world.store.add(made)
    server.talk.discord.gateway.late = True
    server.talk.restart()
    wait_until(lambda: server.talk.discord.world.called("channel"), what="that it is asked for")
    assert NOTHING in server.told("hidden", "ask", question=WHO)


def test_a_thread_of_which_discord_tells_nothing_holds_up_no_other(server: Server) -> None:
    """As long as it cannot be learnt whose thread it is, nothing comes to it; what comes to others goes on coming."""
    server.open()
    discord = server.talk.discord
    discord.thread("aside", "c1")
    server.told("c1", "scope", quiet="11:00-14:00", zone="UTC")
    for name in ("c2", "aside"):
        made = watch(name, place=server.place(name), query=LOOMS, created=server.stage.clock.now())
        server.world.store.add(made)
    server.world.happens("At noon")
    discord.gateway.late = True
    discord.fail("channel", 20, channel="aside", drop="before")
    assert "At noon" in server.said("c2", server.talk.restart)
    assert discord.world.from_bot("aside") == []
