"""One way of talking to the bot on either platform: its adapter serves a double of the platform on loopback."""

from __future__ import annotations

import asyncio
import html
import json
import re
import threading
from abc import ABC, abstractmethod
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from bot.adapters.discord.service import DiscordService
from bot.adapters.messages.formatting import day, minute
from bot.adapters.slack.service import SlackService
from bot.adapters.slack.tokens import SlackTokens
from bot.config.sections import DiscordSettings, SlackSettings
from tests.doubles.discord import DiscordDouble, limits
from tests.doubles.discord.world import BOT
from tests.doubles.slack import SlackDouble
from tests.doubles.slack.double import wait_until
from tests.doubles.slack.workspace import BOT_USER, TEAM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.doubles.chat_stage import Stage

_SLACK_LINK = re.compile(r"<https?://[^|>]+\|([^>]*)>")
_DISCORD_LINK = re.compile(r"\[((?:\\.|[^\[\]\\])*)\]\(https?://[^)]+\)")
_STAMP = re.compile(r"<t:(\d+):([Df])>")


class Service(Protocol):
    """An adapter that serves."""

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until it is to stop."""


@contextmanager
def served(service: Service) -> Iterator[None]:
    """Run an adapter in a thread of its own for as long as the block lasts."""
    began = threading.Event()
    inside: dict[str, Any] = {}

    async def serve() -> None:
        inside["loop"], inside["stop"] = asyncio.get_running_loop(), asyncio.Event()
        began.set()
        await service.run(inside["stop"])

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="adapter")
    thread.start()
    began.wait()
    try:
        yield
    finally:
        inside["loop"].call_soon_threadsafe(inside["stop"].set)
        thread.join()


class Talk(ABC):
    """A member of a workspace or a server, talking to the bot; what comes back is plain text, as it is read."""

    platform: str
    admins: tuple[str, ...] = ()

    def __init__(self, stage: Stage, stack: ExitStack, admin_channel: str = "", **limits: Any) -> None:
        """Serve a stage with these limits until the stack ends."""
        self.stage = stage
        self.admin_channel = admin_channel
        self._limits = limits
        self._running = ExitStack()
        stack.enter_context(self._double())
        stack.callback(lambda: self._running.close())  # noqa: PLW0108  another one after a restart
        self._start()

    def _start(self) -> None:
        before = self._connections()
        self._running.enter_context(served(self._service()))
        wait_until(lambda: self._connections() > before, what="the connection")

    def join(self, stage: Stage) -> None:
        """Serve with another process, too; what comes over Slack's connections comes to it from now on."""
        self.stage = stage
        self._start()

    def restart(self) -> None:
        """Serve anew, as after the program has ended: nothing is known but what is on the disk."""
        self._running.close()
        self._running = ExitStack()
        self._start()

    @abstractmethod
    def _double(self) -> Any: ...

    @abstractmethod
    def _service(self) -> Service: ...

    @abstractmethod
    def _connections(self) -> int: ...

    @abstractmethod
    def mention(self, text: str, *, after: Any = None, user: str = "ann") -> Any:
        """Ask by a mention, in the conversation of an earlier answer if one is given; return the answer."""

    @abstractmethod
    def alone(self, text: str) -> Any:
        """Ask in a direct message; return the answer."""

    @abstractmethod
    def value(self, message: Any, button: str) -> str:
        """Return what comes back with a button of a message."""

    @abstractmethod
    def forge(self, button: str, value: str, *, user: str, place: str) -> list[str]:
        """Press a button that says what it likes; return what only who has pressed is told.

        Places are channels, "elsewhere" for one in another workspace or server, and "alone" for the member's own
        conversation with the bot.
        """

    @abstractmethod
    def posted(self) -> list[list[str]]:
        """Return all that the bot has posted for more than one member, or into somebody's conversation with it."""

    @abstractmethod
    def messages(self) -> list[Any]:
        """Return all that the bot has posted for more than one member, oldest first."""

    @abstractmethod
    def click(self, message: Any, button: str) -> None:
        """Press a button in the channel, and wait for nothing."""

    @abstractmethod
    def fail_next_post(self, **fault: Any) -> None:
        """Let the next post fail, see `Fault` of the doubles."""

    @abstractmethod
    def channel_id(self, name: str) -> str:
        """Return the id of a channel."""

    @abstractmethod
    def post_calls(self) -> int:
        """Return how often the bot has tried to post."""

    @abstractmethod
    def remove_bot(self) -> None:
        """Let the bot write in the channel no more."""

    def posted_by(self, act: Callable[[], None]) -> Any:
        """Act; return what the bot then posts for more than one member."""
        before = len(self.messages())
        act()
        return wait_until(lambda: found[-1] if len(found := self.messages()) > before else None, what="a post")

    @abstractmethod
    def command(self, words: str, text: str = "") -> Any:
        """Use a command; return what it says."""

    @abstractmethod
    def press(self, message: Any, button: str) -> Any:
        """Press a button; return what the message then is."""

    @abstractmethod
    def told(self, message: Any, button: str, place: str = "c1") -> Any:
        """Press a button; return what only who has pressed is told."""

    @abstractmethod
    def shared(self, message: Any) -> Any:
        """Share what only one member sees; return what stands in the channel."""

    @abstractmethod
    def vote(self, message: Any, *, good: bool, comment: str) -> None:
        """Rate an answer, and comment on it."""

    @abstractmethod
    def comment_on(self, message: Any, asked: str, comment: str) -> list[str]:
        """Rate an answer, and have the window name another; return what only who has sent it is told."""

    @abstractmethod
    def read(self, message: Any) -> list[str]:
        """Return the lines that a reader sees."""

    @abstractmethod
    def busy(self, texts: list[str]) -> list[list[str]]:
        """Ask all of it at once; return what is said, sorted."""


class SlackTalk(Talk):
    """It on Slack."""

    platform = "slack"

    def _double(self) -> Any:
        self.slack = SlackDouble()
        return self.slack

    def _service(self) -> Service:
        tokens = SlackDouble.tokens
        if self.admin_channel:
            self.slack.workspace.channel(self.admin_channel.upper(), "ANN")
        return SlackService(
            self.stage.dependencies(**self._limits),
            SlackSettings(
                api_url=self.slack.api_url,
                admins=tuple(map(str.upper, self.admins)),
                admin_channel=self.admin_channel.upper(),
            ),
            SlackTokens(bot=tokens["SLACK_BOT_TOKEN"], app=tokens["SLACK_APP_TOKEN"]),
        )

    def _connections(self) -> int:
        return len(self.slack.server.connected)

    def alone(self, text: str) -> Any:
        """Write to the app."""
        asked = self.slack.writes_to_app("ANN", text)
        said = self.slack.workspace
        return wait_until(lambda: found[-1] if (found := said.from_bot("DANN")) else None, what=f"to {asked['ts']}")

    def value(self, message: Any, button: str) -> str:
        """Look among its blocks."""
        action = _ACTIONS.get(button, button)
        elements = [each for block in message["blocks"] for each in block.get("elements", [])]
        return next(str(each["value"]) for each in elements if each.get("action_id") == action)

    def forge(self, button: str, value: str, *, user: str, place: str) -> list[str]:
        """Press below a message that holds nothing else."""
        member, team = user.upper(), "T0OTHER" if place == "elsewhere" else TEAM
        channel = _channel(member, place)
        self.slack.workspace.user(member)
        self.slack.workspace.channel(channel, member).members.add(member)
        action = _ACTIONS.get(button, button)
        if action.startswith("vote_"):
            action, value = "feedback", f"{action.removeprefix('vote_')} {value}"
        element = {"type": "button", "action_id": action, "value": value}
        message = {"ts": self.slack.workspace.timestamp(), "blocks": [{"type": "actions", "elements": [element]}]}
        before = list(self.slack.workspace.whispers)
        self.slack.presses(member, channel, message, action, team=team)
        told = self._whisper(before)
        assert told["user"] == member
        return self.read(told)

    def posted(self) -> list[list[str]]:
        """Read all channels."""
        return [self.read(each) for each in self.messages()]

    def messages(self) -> list[Any]:
        """Look into all channels."""
        return list(self.slack.workspace.from_bot())

    def fail_next_post(self, **fault: Any) -> None:
        """Let the call fail."""
        self.slack.fail("chat.postMessage", **fault)

    def channel_id(self, name: str) -> str:
        """Write it large."""
        return name.upper()

    def post_calls(self) -> int:
        """Count the calls."""
        return len(self.slack.workspace.called("chat.postMessage"))

    def remove_bot(self) -> None:
        """Remove it."""
        self.slack.workspace.channels["C1"].members.remove(BOT_USER)

    def click(self, message: Any, button: str) -> None:
        """Press in C1."""
        self.slack.presses("ANN", "C1", message, _ACTIONS.get(button, button))

    def mention(self, text: str, *, after: Any = None, user: str = "ann") -> Any:
        """Ask in a thread."""
        thread = after["thread_ts"] if after else ""
        asked = self.slack.mentions(user.upper(), "C1", text, thread)
        root = thread or asked["ts"]
        return wait_until(lambda: self._after(root, asked["ts"]), what="an answer")

    def _after(self, root: str, stamp: str) -> Any:
        """Return what the bot has said in a thread, or to one member alone, after a message."""
        said = [each for each in self.slack.workspace.thread("C1", root) if each.get("bot_id")]
        later = [each for each in said if float(each["ts"]) > float(stamp)]
        return later[-1] if later else None

    def command(self, words: str, text: str = "") -> Any:
        """Use the slash command."""
        before = list(self.slack.workspace.whispers)
        self.slack.slash("ANN", "C1", f"{'' if words == 'search' else words} {text}".strip())
        return self._whisper(before)

    def _whisper(self, before: list[Any]) -> Any:
        """Wait for one that is not among those of before, some of which may be taken away meanwhile."""
        said = self.slack.workspace.whispers
        return wait_until(lambda: next((each for each in said if each not in before), None), what="a whisper")

    def press(self, message: Any, button: str) -> Any:
        """Press, and wait for the change."""
        before = self.read(message)
        self.slack.presses("ANN", "C1", message, _ACTIONS[button])
        wait_until(lambda: self.read(self.slack.workspace.whispers[-1]) != before, what="another page")
        return self.slack.workspace.whispers[-1]

    def told(self, message: Any, button: str, place: str = "c1") -> Any:
        """Press, and wait for a whisper."""
        before = list(self.slack.workspace.whispers)
        self.slack.presses("ANN", _channel("ANN", place), message, _ACTIONS.get(button, button))
        return self._whisper(before)

    def shared(self, message: Any) -> Any:
        """Share to the channel."""
        before = len(self.slack.workspace.from_bot("C1"))
        self.slack.presses("ANN", "C1", message, "share_")
        said = self.slack.workspace
        return wait_until(lambda: found[-1] if len(found := said.from_bot("C1")) > before else None, what="a share")

    def vote(self, message: Any, *, good: bool, comment: str) -> None:
        """Vote, and send the modal."""
        before = len(self.slack.workspace.views)
        self.slack.presses("ANN", "C1", message, "feedback", "up" if good else "down")
        wait_until(lambda: len(self.slack.workspace.views) > before, what="a window")
        self.slack.submits("ANN", self.slack.workspace.views[-1], comment)

    def comment_on(self, message: Any, asked: str, comment: str) -> list[str]:
        """Vote, and send a changed modal; the word on it comes in a direct message."""
        self.slack.presses("ANN", "C1", message, "feedback", "up")
        view = dict(wait_until(lambda: self.slack.workspace.views, what="a window")[-1])
        self.slack.submits("ANN", view | {"private_metadata": f"up {asked}"}, comment)
        said = self.slack.workspace
        told = wait_until(lambda: [each for each in said.called("chat.postMessage") if _is_member(each)], what="a word")
        return self.read(told[-1].arguments)

    def read(self, message: Any) -> list[str]:
        """Return the lines of its blocks."""
        shown = "\n".join(_texts(message["blocks"]))
        return _lines(html.unescape(_SLACK_LINK.sub(r"\1", shown)).replace("*", ""))

    def busy(self, texts: list[str]) -> list[list[str]]:
        """Ask all at once; the first is answered when the others have been told."""
        asked = [self.slack.says(f"U{n}", "C1", f"<@{BOT_USER}> {text}") for n, text in enumerate(texts)]

        def said() -> list[Any]:
            return [*self.slack.workspace.from_bot("C1"), *self.slack.workspace.whispers]

        with self.stage.answering.held():
            self.slack.deliver_all([self.slack.mention(each, "C1") for each in asked])
            wait_until(lambda: len(said()) == len(texts) - 1, what="a word to each but the first")
        wait_until(lambda: len(said()) >= len(texts), what="an answer to each")
        return sorted(self.read(each) for each in said())


class DiscordTalk(Talk):
    """It on Discord."""

    platform = "discord"

    def _double(self) -> Any:
        self.discord = DiscordDouble()
        return self.discord

    def _service(self) -> Service:
        self.discord.channel("c1")
        return DiscordService(
            self.stage.dependencies(**self._limits),
            DiscordSettings(
                api_url=self.discord.api_url,
                gateway_url=self.discord.gateway_url,
                admins=tuple(map(self.discord.world.person, self.admins)),
                admin_channel=int(self.channel_id(self.admin_channel)) if self.admin_channel else None,
            ),
            self.discord.world.token,
        )

    def _connections(self) -> int:
        return len(self.discord.gateway.connected) if self.discord.world.commands[0] else 0

    def alone(self, text: str) -> Any:
        """Write to the bot."""
        self.discord.writes_to_app("ann", text)
        return wait_until(lambda: found[-1] if (found := self.discord.world.from_bot("@ann")) else None, what="one")

    def value(self, message: Any, button: str) -> str:
        """Look among its components."""
        action = _ACTIONS.get(button, button)
        ids = [str(each.get("custom_id")) for each in limits.parts(message["components"])]
        return next(each.removeprefix(f"{action}:") for each in ids if each.startswith(f"{action}:"))

    def forge(self, button: str, value: str, *, user: str, place: str) -> list[str]:
        """Press below a message that holds nothing else."""
        channel = f"@{user}" if place == "alone" else place
        self.discord.world.person(user)
        self.discord.channel(channel, "Elsewhere" if place == "elsewhere" else "Newsroom")
        action = _ACTIONS.get(button, button)
        pressed = {"type": limits.BUTTON, "id": 2, "style": 2, "label": "x", "custom_id": f"{action}:{value}"}
        message = json.loads(json.dumps(self._any))
        message |= {"components": [{"type": limits.ROW, "id": 1, "components": [pressed]}]}
        made = self.discord.presses(user, message, action, channel)
        told = wait_until(lambda: made.followups[-1] if made.followups else None, what="a word")
        assert told["flags"] & _EPHEMERAL
        return self.read(told)

    def posted(self) -> list[list[str]]:
        """Read all channels."""
        return [self.read(each) for each in self.messages()]

    def messages(self) -> list[Any]:
        """Look into all channels."""
        return [each for each in self.discord.world.from_bot() if not each["flags"] & _EPHEMERAL]

    def fail_next_post(self, **fault: Any) -> None:
        """Let the call fail."""
        self.discord.fail("message.create", **fault)

    def channel_id(self, name: str) -> str:
        """Make it, if it is new."""
        return str(self.discord.channel(name).id)

    def post_calls(self) -> int:
        """Count the calls."""
        return len(self.discord.world.called("message.create"))

    def remove_bot(self) -> None:
        """Let it see the channel no more."""
        self.discord.allow("c1", 0)

    def click(self, message: Any, button: str) -> None:
        """Press in c1."""
        self.discord.presses("ann", message, _ACTIONS.get(button, button), "c1")

    def mention(self, text: str, *, after: Any = None, user: str = "ann") -> Any:
        """Ask in reply."""
        asked = self.discord.mentions(user, "c1", text, after)
        return wait_until(lambda: self._reply(asked), what="an answer")

    def _reply(self, asked: Any) -> Any:
        said = self.discord.world.from_bot("c1")
        found = [each for each in said if (each.get("message_reference") or {}).get("message_id") == asked["id"]]
        return found[-1] if found else None

    def command(self, words: str, text: str = "") -> Any:
        """Use a command."""
        option = {"ask": "question", "search": "query", "latest": "topic", "watch": "query", "digest": "schedule"}.get(
            words
        )
        given = {option: text} if option and text else {}
        if words == "scope":
            given = dict(part.split(":", 1) for part in text.split())
        self.used = self.discord.slash("ann", "c1", words, **given)
        self._any = wait_until(lambda: self.used.messages[-1] if self.used.messages else None, what="what it says")
        return self._any

    def press(self, message: Any, button: str) -> Any:
        """Press, and wait for the change."""
        before = self.read(message)
        self.discord.presses("ann", message, _ACTIONS[button], "c1")
        wait_until(lambda: self.read(self.used.messages[0]) != before, what="another page")
        return self.used.messages[0]

    def told(self, message: Any, button: str, place: str = "c1") -> Any:
        """Press, and wait for what comes after."""
        pressed = self.discord.presses(
            "ann", message, _ACTIONS.get(button, button), "@ann" if place == "alone" else place
        )
        return wait_until(lambda: pressed.followups[-1] if pressed.followups else None, what="a word")

    def shared(self, message: Any) -> Any:
        """Share to the channel."""
        before = len(self.discord.world.from_bot("c1"))
        self.discord.presses("ann", message, "share_", "c1")
        said = self.discord.world
        return wait_until(lambda: found[-1] if len(found := said.from_bot("c1")) > before else None, what="a share")

    def vote(self, message: Any, *, good: bool, comment: str) -> None:
        """Vote, and send the form."""
        form = self.discord.presses("ann", message, "vote_up" if good else "vote_down", "c1")
        wait_until(lambda: form.answered, what="a window")
        self.discord.submits("ann", form, comment)

    def comment_on(self, message: Any, asked: str, comment: str) -> list[str]:
        """Vote, and send a changed form."""
        form = self.discord.presses("ann", message, "vote_up", "c1")
        wait_until(lambda: form.answered, what="a window")
        form.response["custom_id"] = f"comment:up {asked}"
        sent = self.discord.submits("ann", form, comment)
        return self.read(wait_until(lambda: sent.followups[-1] if sent.followups else None, what="a word"))

    def read(self, message: Any) -> list[str]:
        """Return the lines of its embed."""
        shown = "\n".join([message["content"], *(each["description"] for each in message["embeds"])])
        plain = re.sub(r"\\(.)", r"\1", _DISCORD_LINK.sub(r"\1", shown).replace("**", ""))
        return _lines(_STAMP.sub(_written, plain).replace("-# ", ""))

    def busy(self, texts: list[str]) -> list[list[str]]:
        """Ask all at once; the first is answered when the others have been told."""
        me = self.discord.world
        asked = [self.discord.writes(f"p{n}", "c1", f"<@{BOT}> {text}") for n, text in enumerate(texts)]
        with self.stage.answering.held():
            self.discord.tell_of(*asked)
            wait_until(lambda: len(me.from_bot("c1")) == len(texts) - 1, what="a word to each but the first")
        wait_until(lambda: len(me.from_bot("c1")) >= len(texts), what="an answer to each")
        return sorted(self.read(each) for each in me.from_bot("c1"))


_ACTIONS = {
    "Next": "page_next",
    "Previous": "page_previous",
    "More sources": "more_sources",
    "More": "more_stories",
    "Start": "watch_start",
    "Narrower": "watch_narrower",
    "Cancel": "watch_cancel",
    "First": "watch_preview_1",
    "Not this": "watch_not_this",
    "Snooze": "watch_snooze",
    "Stop": "watch_stop",
    "Stop 1": "listed_stop_1",
    "Stop 2": "listed_stop_2",
}
_EPHEMERAL = 1 << 6


def _channel(member: str, place: str) -> str:
    return f"D{member}" if place == "alone" else place.upper()


def _is_member(call: Any) -> bool:
    return str(call.arguments.get("channel")) == "ANN"


def _written(found: re.Match[str]) -> str:
    """Return a time as a reader in UTC sees it."""
    when = datetime.fromtimestamp(int(found[1]), UTC)
    return day(when, UTC) if found[2] == "D" else minute(when, UTC)


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            yield part["text"]
        for value in part.values():
            yield from _texts(value)
    elif isinstance(part, list):
        for each in part:
            yield from _texts(each)


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]
