"""What a bare client of discord.py sees of the double: that it behaves as Discord's docs say."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, Self, TypeVar

import aiohttp
import pytest
import yarl
from aiohttp import web

import discord
from discord import app_commands
from tests.doubles.discord import DiscordDouble
from tests.doubles.discord.answering import PATIENCE
from tests.doubles.discord.command_limits import commands_faults
from tests.doubles.discord.double import end_tasks
from tests.doubles.discord.gateway import RESUME, Gateway, Link, Session
from tests.doubles.discord.limits import EPHEMERAL, VERSION_2, form_errors, message_faults, modal_faults
from tests.doubles.discord.world import BOT, BOT_TOKEN, FORUM, VIEW, World
from tests.doubles.slack.double import wait_until

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator
    from types import TracebackType

    AnyInteraction = discord.Interaction[Any]

_T = TypeVar("_T")


class Bare(discord.AutoShardedClient):
    """A client that notes what it is told, and answers a command, a button and a form."""

    def __init__(self, intents: discord.Intents | None = None) -> None:
        super().__init__(intents=intents or discord.Intents(guilds=True, messages=True))
        self.tree = app_commands.CommandTree(self)
        command = app_commands.Command[Any, ..., None](name="ask", description="Ask", callback=_ask)
        command.autocomplete("question")(_complete)
        self.tree.add_command(command)
        self.heard: list[discord.Message] = []
        self.told: list[str] = []

    async def setup_hook(self) -> None:
        """Register what is answered."""
        await self.tree.sync()
        self.add_view(_Buttons())

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for nothing before a session is begun anew; clients wait five seconds."""

    async def on_message(self, message: discord.Message) -> None:
        """Note a message."""
        self.heard.append(message)

    async def on_socket_event_type(self, name: str) -> None:
        """Note an event's name."""
        self.told.append(name)


@app_commands.describe(question="the question")
async def _ask(interaction: AnyInteraction, question: str) -> None:
    await interaction.response.defer(thinking=True, ephemeral=True)
    await interaction.edit_original_response(content=f"about {question}", view=_Buttons())


async def _complete(_: AnyInteraction, current: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=current * 2, value=current)]


class _Form(discord.ui.Modal, title="Say more"):
    said: discord.ui.TextInput[Any] = discord.ui.TextInput(label="What", custom_id="said")

    async def on_submit(self, interaction: AnyInteraction) -> None:
        await interaction.response.send_message(f"heard {self.said.value}", ephemeral=True)


class _Buttons(discord.ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Next", custom_id="next")
    async def next(self, interaction: AnyInteraction, _: discord.ui.Button[Any]) -> None:
        await interaction.response.edit_message(content="page 2")

    @discord.ui.button(label="Comment", custom_id="comment")
    async def comment(self, interaction: AnyInteraction, _: discord.ui.Button[Any]) -> None:
        await interaction.response.send_modal(_Form())


class Running:
    """A client that runs in a thread while the context lasts."""

    def __init__(self, client: Bare, token: str = BOT_TOKEN) -> None:
        self.client = client
        self._token = token
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        """Connect."""
        self._thread.start()
        self._running = asyncio.run_coroutine_threadsafe(self.client.start(self._token), self._loop)
        wait_until(lambda: self._running.done() or "GUILD_CREATE" in self.client.told)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Disconnect."""
        self.run(self.client.close())
        self._running.exception(120)
        self.run(end_tasks())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def failed(self) -> BaseException | None:
        """Return why it ended."""
        return self._running.exception(120)

    def run(self, coroutine: Coroutine[Any, Any, _T]) -> _T:
        """Run something where the client runs."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(120)


@pytest.fixture
def double(monkeypatch: pytest.MonkeyPatch) -> Iterator[DiscordDouble]:
    """Serve a double, and send discord.py there."""
    with DiscordDouble() as served:
        served.channel("news")
        monkeypatch.setattr("discord.http.Route.BASE", served.api_url)
        monkeypatch.setattr("discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY", yarl.URL(served.gateway_url))
        yield served


@pytest.fixture
def running(double: DiscordDouble) -> Iterator[Running]:
    """Yield a client that is connected to the double."""
    with Running(Bare()) as made:
        assert double.gateway.connected, made.failed()
        yield made


def heard(running: Running, count: int = 1) -> list[str]:
    """Return the texts of so many messages of people, once they are there."""
    said = running.client.heard
    wait_until(lambda: len([each for each in said if not each.author.bot]) >= count)
    return [each.content for each in said if not each.author.bot]


def test_content_is_told_where_the_app_is_meant(double: DiscordDouble, running: Running) -> None:
    """Without the intent, an app reads what mentions it, what replies to it with a ping, and what is for it alone."""
    first = double.mentions("ada", "news", "hello")
    assert heard(running) == [first["content"]]
    sent = running.run(running.client.heard[0].reply("hi"))
    own = double.world.message(sent.channel.id, sent.id)
    double.says("ada", "news", "unheard")
    double.says("ada", "news", "thanks", own)
    double.says("ada", "news", "quietly", double.writes("ada", "news", "x"))
    double.writes_to_app("ada", "alone")
    assert heard(running, 5)[1:] == ["", "thanks", "", "alone"]
    assert isinstance(running.client.heard[-1].channel, discord.DMChannel)


def test_a_command_is_deferred_edited_and_stays_hidden(double: DiscordDouble, running: Running) -> None:
    """An ephemeral deferral makes the edited answer ephemeral; its buttons and its form work; nobody else sees it."""
    used = double.slash("ada", "news", "ask", question="x")
    wait_until(lambda: used.messages)
    assert used.messages[0]["content"] == "about x"
    assert used.messages[0]["flags"] == EPHEMERAL
    assert double.world.from_bot("news") == []
    pressed = double.presses("ada", used.messages[0], "Next")
    wait_until(lambda: pressed.answered)
    assert used.messages[0]["content"] == "page 2"
    form = double.presses("ada", used.messages[0], "Comment")
    wait_until(lambda: form.answered)
    sent = double.submits("ada", form, "more")
    wait_until(lambda: sent.messages)
    assert sent.messages[0]["content"] == "heard more"
    assert running.client.user


def test_an_option_completes_what_is_written(double: DiscordDouble, running: Running) -> None:
    """The app is asked to complete an option, and its choices come back."""
    del running
    asked = double.completes("ada", "news", "ask", "question", question="ab")
    wait_until(lambda: asked.answered)
    assert asked.response["choices"] == [{"name": "abab", "value": "ab"}]


def test_an_interaction_is_answered_once_and_in_time(double: DiscordDouble, running: Running) -> None:
    """A second answer is refused with 40060, one that comes too late with 10062."""
    used = double.slash("ada", "news", "ask", question="x")
    wait_until(lambda: used.answered)
    late = double.slashes("ada", "news", "ask", question="x")
    late.sent = used.sent - PATIENCE - 1

    async def answer(made: Any) -> int:
        url = f"{double.api_url}/interactions/{made.id}/{made.token}/callback"
        async with aiohttp.ClientSession() as session, session.post(url, json={"type": 5}) as told:
            return int((await told.json())["code"])

    assert running.run(answer(used)) == 40060
    assert running.run(answer(late)) == 10062


def test_what_is_missed_is_replayed(double: DiscordDouble, running: Running) -> None:
    """After an abrupt loss and after a wish to reconnect the session goes on where it was."""
    connected = double.gateway.connected
    for number, lose in enumerate((double.drop_connections, double.ask_to_reconnect), 1):
        lose()
        double.mentions("ada", "news", str(number))  # which the old connection may still tell
        wait_until(lambda: len(connected) > number)  # noqa: B023  it ends within the turn
        assert len(heard(running, number)) == number
        assert [each.resumed for each in connected] == [False] + [True] * number
        assert connected[-1].address == "/gateway/resume"


def test_what_happens_during_a_replay_is_told_too() -> None:
    """An event that comes while a missed one is sent is neither lost nor told twice."""
    gateway = Gateway(World())
    session = Session(id="one", shard=(0, 1), intents=1, link=None, events=[("MISSED", {})])
    gateway.sessions[session.id] = session
    slow = _Slow(session)
    said = {"op": RESUME, "d": {"token": BOT_TOKEN, "session_id": "one", "seq": 0}}
    asyncio.run(gateway._take(slow, said, "/gateway/resume"))
    assert slow.sent == [("MISSED", 1), ("LATE", 2), ("RESUMED", 3)]
    assert gateway.connected[0].replayed == 2


class _Slow(Link):
    """A connection so slow that something happens while the first event is sent."""

    def __init__(self, session: Session) -> None:
        super().__init__(socket=web.WebSocketResponse())
        self.session = session
        self.sent: list[tuple[str | None, int | None]] = []

    async def send(self, op: int, data: Any, event: str | None = None, number: int | None = None) -> None:
        """Note what is sent."""
        del op, data
        self.sent.append((event, number))
        if number == 1:
            await self.session.tell("LATE", {})


def test_a_lost_session_is_begun_anew(double: DiscordDouble, running: Running) -> None:
    """A session that cannot be resumed is invalid, and the app identifies itself anew."""
    double.forget_sessions()
    wait_until(lambda: len(double.gateway.connected) > 1)
    assert not double.gateway.connected[-1].resumed
    double.mentions("ada", "news", "still there?")
    assert len(heard(running)) == 1


def test_a_nonce_posts_once(double: DiscordDouble, running: Running) -> None:
    """The same enforced nonce returns the same message."""
    channel = running.client.get_channel(double.channel("news").id)
    assert isinstance(channel, discord.TextChannel)
    first, second = (running.run(channel.send("hi", nonce="n1")) for _ in range(2))
    assert first.id == second.id
    assert len(double.world.from_bot("news")) == 1


def test_whom_a_message_would_notify_is_noted(double: DiscordDouble, running: Running) -> None:
    """Mentions ping unless the message says that they do not; bare links grow a card."""
    channel = running.client.get_channel(double.channel("news").id)
    assert isinstance(channel, discord.TextChannel)
    person = double.world.person("ada")
    text = f"@everyone <@{person}> https://a.example"
    running.run(channel.send(text, allowed_mentions=discord.AllowedMentions.none(), suppress_embeds=True))
    assert (double.world.pings, double.world.previews, double.world.unguarded) == ([], [], [])
    running.run(channel.send(text))
    assert double.world.pings == ["everyone", f"users {person}"]
    assert double.world.previews == ["https://a.example"]
    assert len(double.world.unguarded) == 1


def test_limits_name_the_path(double: DiscordDouble, running: Running) -> None:
    """What is too long is refused with 50035, which names where it stands."""
    channel = running.client.get_channel(double.channel("news").id)
    assert isinstance(channel, discord.TextChannel)
    embed = discord.Embed(description="d" * 4_097)
    with pytest.raises(discord.HTTPException, match=r"In embeds\.0\.description") as refused:
        running.run(channel.send(embed=embed))
    assert refused.value.code == 50035


def test_missing_permissions_and_closed_conversations_are_told(double: DiscordDouble, running: Running) -> None:
    """A channel that is not seen is 50001, one that is not written in 50013, a person who takes no messages 50007."""
    channel = running.client.get_channel(double.channel("news").id)
    assert isinstance(channel, discord.TextChannel)
    double.refuses_messages("ada")
    user = running.run(running.client.fetch_user(double.world.person("ada")))
    codes = []
    for permissions, place in ((VIEW, channel), (0, channel), (0, user)):
        double.allow("news", permissions)
        with pytest.raises(discord.Forbidden) as refused:
            running.run(place.send("hi"))
        codes.append(refused.value.code)
    assert codes == [50013, 50001, 50007]


def test_a_forum_holds_threads_alone(double: DiscordDouble, running: Running) -> None:
    """Nothing can be written in a forum itself; what is written in its threads comes with the thread's channel."""
    double.channel("forum", kind=FORUM)
    double.thread("post", "forum")
    with pytest.raises(discord.HTTPException) as refused:
        running.run(running.client.get_partial_messageable(double.channel("forum").id).send("x"))
    assert refused.value.code == 50008
    thread = running.run(running.client.fetch_channel(double.channel("post").id))
    assert isinstance(thread, discord.Thread)
    assert isinstance(thread.parent, discord.ForumChannel)


def test_what_is_said_may_come_before_its_server(double: DiscordDouble, running: Running) -> None:
    """A client that has not been told of a server yet knows nothing of a channel there but its id."""
    double.gateway.late = True
    double.forget_sessions()
    wait_until(lambda: running.client.told.count("READY") == 2)
    double.mentions("ann", "news", "hello")
    assert heard(running) == [f"<@{BOT}> hello"]
    assert isinstance(running.client.heard[0].channel, discord.PartialMessageable)


def test_faults_come_as_ordered(double: DiscordDouble, running: Running) -> None:
    """A rate limit is told with the time to wait, and a connection lost after the post leaves the message there."""
    channel = running.client.get_channel(double.channel("news").id)
    assert isinstance(channel, discord.TextChannel)
    double.fail("message.create", retry_after=0.2)
    running.run(channel.send("waited"))
    double.fail("message.create", drop="after")
    with pytest.raises(aiohttp.ClientError):
        running.run(channel.send("lost"))
    assert [each["content"] for each in double.world.from_bot("news")] == ["waited", "lost"]


@pytest.mark.parametrize(
    ("token", "intents", "error"),
    [
        ("wrong", discord.Intents(guilds=True), discord.LoginFailure),
        (BOT_TOKEN, discord.Intents(message_content=True), discord.PrivilegedIntentsRequired),
    ],
)
def test_who_may_not_connect_is_refused(
    double: DiscordDouble, token: str, intents: discord.Intents, error: type[Exception]
) -> None:
    """A wrong token, and a privileged intent that was not approved, are refused."""
    with Running(Bare(intents), token) as made:
        assert isinstance(made.failed(), error)
    assert double.gateway.connected == []


def test_every_fault_of_a_form_is_named() -> None:
    """A message of everything that is too long names each place."""
    link = {"type": 2, "style": 5, "label": "l", "url": "javascript:x"}
    button = {"type": 2, "style": 1, "label": "l" * 81, "custom_id": "i" * 101}
    given = {
        "content": "c" * 2_001,
        "nonce": "n" * 26,
        "embeds": [{"title": "t" * 257, "footer": {"text": "f" * 2_049}, "url": "ftp://x"}],
        "components": [{"type": 1, "components": [button, link]}],
    }
    errors = form_errors(list(message_faults(given)))
    assert set(errors) == {"content", "nonce", "embeds", "components"}
    assert set(errors["embeds"]["0"]) == {"title", "footer", "url"}
    assert set(errors["components"]["0"]["components"]) == {"0", "1"}


def test_every_fault_of_a_command_is_named() -> None:
    """Names, descriptions, options and choices that Discord does not take are named with their place."""
    option = {"type": 3, "name": "Since", "description": "d" * 101}
    choices = [{"name": "n" * 101, "value": "v"}] * 26
    required = {"type": 3, "name": "last", "description": "d", "required": True, "choices": choices}
    given = [{"name": "no spaces", "description": "", "options": [option, required]}]
    errors = form_errors(list(commands_faults(given)))["0"]
    assert set(errors) == {"name", "description", "options"}
    assert set(errors["options"]) == {"0", "1", "_errors"}
    assert set(errors["options"]["0"]) == {"name", "description"}
    assert "_errors" in errors["options"]["1"]["choices"]


def test_every_fault_of_a_modal_is_named() -> None:
    """A title, a label and an id that are too long are named with their place."""
    text = {"type": 4, "style": 1, "custom_id": "c" * 101, "label": "l" * 46, "max_length": 4_001}
    given = {"title": "t" * 46, "custom_id": "", "components": [{"type": 1, "components": [text]}]}
    errors = form_errors(list(modal_faults(given)))
    assert set(errors) == {"title", "custom_id", "components"}
    assert set(errors["components"]["0"]["components"]["0"]) == {"label", "custom_id", "max_length"}


def test_version_2_of_the_components_excludes_the_rest() -> None:
    """With the flag, text displays may be 4,000 characters in all, and neither content nor embeds go with them."""
    texts = [{"type": 10, "content": "t" * 2_001}, {"type": 17, "components": [{"type": 10, "content": "t" * 2_000}]}]
    errors = form_errors(list(message_faults({"flags": VERSION_2, "content": "c", "components": texts})))
    assert set(errors) == {"content", "components"}
    assert list(message_faults({"flags": VERSION_2, "components": texts[1:]})) == []
