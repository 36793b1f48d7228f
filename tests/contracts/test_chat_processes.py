"""Several processes in front of one platform, over one catalogue: each question is answered once, by any of them."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from typing_extensions import override

from bot.adapters.chat.context import Operator
from bot.adapters.messages import notices
from bot.adapters.slack.manifest import HEALTH_PATH, PATH
from bot.adapters.slack.service import SlackService
from bot.adapters.slack.tokens import SlackTokens
from bot.config.sections import SlackSettings
from bot.config.values import Endpoint
from bot.conversation.service import QuestionService
from bot.model.chat import DeliveryState, Rate
from bot.server.platform_events import PlatformEvents
from bot.wiring.slack_requests import SlackRequests
from indexer.errors import StoreUnreachable
from tests.contracts.chat_drivers import DiscordTalk, SlackTalk, served
from tests.doubles.chat_stage import NEWS, SAYS, WHO, chat_stage
from tests.doubles.slack import SlackDouble
from tests.doubles.slack.double import wait_until
from tests.doubles.slack.workspace import BOT_USER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.model.chat import Asked
    from tests.contracts.chat_drivers import Talk
    from tests.contracts.conftest import Opener
    from tests.doubles.chat_stage import Stage

SOON = timedelta(seconds=1)
HOUR = timedelta(hours=1)


class CutJournal:
    """A journal that cannot be reached any more from the first call of a method on, as when the network is cut."""

    def __init__(self, journal: Any, method: str) -> None:
        self._journal = journal
        self._method = method
        self.is_cut = False
        self.refused = 0  # calls

    @property
    def lease(self) -> timedelta | None:
        """For how long a claim holds."""
        lease: timedelta | None = self._journal.lease
        return lease

    def end(self) -> None:
        """Reach it again."""
        self._method, self.is_cut = "", False

    def __getattr__(self, name: str) -> Any:
        """Return a method of the journal."""

        def call(*given: Any, **named: Any) -> Any:
            self.is_cut |= name == self._method
            if self.is_cut:
                self.refused += 1
                raise StoreUnreachable("the database cannot be reached")
            return getattr(self._journal, name)(*given, **named)

        return call


@pytest.fixture
def stage(tmp_path: Path, openers: Callable[[str], Opener]) -> Iterator[Stage]:
    """Yield what the processes stand on: a catalogue in Postgres."""
    with chat_stage(tmp_path, openers("postgres")) as made:
        yield made


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Yield what ends the processes."""
    with ExitStack() as made:
        yield made


def ask(talk: Talk, text: str) -> None:
    """Ask in a channel, and wait for nothing."""
    if isinstance(talk, SlackTalk):
        talk.slack.mentions("ANN", "C1", text)
    else:
        assert isinstance(talk, DiscordTalk)
        talk.discord.mentions("ann", "c1", text)


def states(talk: Talk) -> list[str]:
    """Return the states of all questions."""
    every = [each.value for each in DeliveryState]
    return [row.state for row in talk.stage.catalogue.journal.in_states(talk.platform, every)]


@pytest.mark.parametrize("cut", ["renew", "intend", "posted"])
@pytest.mark.parametrize("platform", [SlackTalk, DiscordTalk])
def test_what_a_process_cannot_finish_another_does(
    stage: Stage, stack: ExitStack, platform: type[Talk], cut: str
) -> None:
    """Wherever a process is cut off from the database, another takes its question over, and one answer stands."""
    one, two = stage.process("one", SOON), stage.process("two", SOON)
    journal = CutJournal(one.journal, cut)
    one.journal = journal  # type: ignore[assignment]
    talk = platform(one, stack)
    with one.answering.held():
        ask(talk, WHO)
        wait_until(lambda: states(talk) == ["accepted"] or journal.is_cut, what="it is accepted")
        if cut == "renew":
            talk.join(two)
            wait_until(lambda: states(talk) == ["posted"], what="the other answers")
    wait_until(lambda: journal.is_cut, what="it is cut off")
    if cut != "renew":  # the other comes when the first is cut off: on a busy machine it would be the first to answer
        talk.join(two)
    wait_until(lambda: states(talk) == ["posted"], what="it is known to stand")
    assert [lines[0].startswith(SAYS) for lines in talk.posted()] == [True]


@pytest.mark.parametrize("platform", [SlackTalk, DiscordTalk])
def test_what_is_asked_while_the_database_restarts_is_answered(
    stage: Stage, stack: ExitStack, platform: type[Talk]
) -> None:
    """A command that cannot be stored at once is stored when the database is back, and answered without excuse."""
    journal = CutJournal(stage.process("one").journal, "accept")
    talk = platform(stage.process("one", journal=journal), stack)
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(talk.command, "ask", WHO)
        wait_until(lambda: journal.refused, what="it cannot be stored")
        journal.end()
        assert talk.read(answer.result())[0].startswith(SAYS)


def frozen(looks: list[float]) -> type[QuestionService]:
    """Return the service of a process that is stopped just before it posts, for longer than its claim lasts.

    Its claim is looked at when work begins and before the post is made; whatever is looked at later is over.
    """

    class Frozen(QuestionService):
        @override
        def held_until(self, asked: Asked) -> float:
            looks.append(time.monotonic())
            return looks[-1] + (HOUR.total_seconds() if len(looks) < 3 else -1)

    return Frozen


@pytest.mark.parametrize("platform", [SlackTalk, DiscordTalk])
def test_who_was_stopped_before_posting_does_not_post(stage: Stage, stack: ExitStack, platform: type[Talk]) -> None:
    """A process that comes to itself after its claim has ended sends nothing; the other one looks, and answers once."""
    looks: list[float] = []
    one = stage.process("one", service=frozen(looks))
    talk = platform(one, stack)
    ask(talk, WHO)
    wait_until(lambda: len(looks) == 3, what="it is about to post")
    assert (states(talk), talk.posted()) == (["intended"], [])
    one.journal.release(talk.platform)
    talk.join(stage.process("two"))
    wait_until(lambda: states(talk) == ["posted"], what="the other answers")
    assert [lines[0].startswith(SAYS) for lines in talk.posted()] == [True]


def test_what_comes_to_every_connection_is_answered_once(stage: Stage, stack: ExitStack) -> None:
    """Slack's second delivery of a question, a command or a click to another process changes nothing."""
    talk = SlackTalk(stage.process("one"), stack)
    talk.join(stage.process("two"))
    slack, said = talk.slack, talk.slack.workspace
    slack.says("BOB", "C1", "Good morning.")
    asked = slack.mention(slack.says("ANN", "C1", f"<@{BOT_USER}> {NEWS}"), "C1")
    for connection in (0, 1):
        slack.server.chosen = connection
        slack.deliver(asked) if connection == 0 else slack.redeliver(asked)
    answer = wait_until(lambda: found[-1] if (found := said.from_bot("C1")) else None, what="an answer")
    slack.server.chosen = 0
    pressed = slack.presses("ANN", "C1", answer, "more_stories")
    slack.server.chosen = 1
    slack.redeliver(pressed)
    slack.presses("BOB", "C1", answer, "more_stories")
    wait_until(lambda: len(said.from_bot("C1")) == 2 and said.whispers, what="more, and a word to who came late")
    assert [notices.ASKED in str(each) for each in said.whispers] == [True]
    wait_until(lambda: states(talk) == ["posted", "posted"], what="it is known that both stand")


def test_what_every_process_hears_is_answered_once(stage: Stage, stack: ExitStack) -> None:
    """Where each of two processes hears of all servers of Discord, one of them answers, searches and rates."""
    talk = DiscordTalk(stage.process("one"), stack)
    talk.join(stage.process("two"))
    answer = talk.mention(WHO)
    assert talk.read(talk.command("search", "looms"))[0].startswith("Articles")
    assert talk.read(talk.command("ask", WHO))[0].startswith(SAYS)
    talk.vote(answer, good=True, comment="Well said.")
    wait_until(lambda: stage.journal.feedback()["comments"], what="the comment")
    wait_until(lambda: states(talk) == ["posted", "posted"], what="both are known to stand")
    assert len(talk.posted()) == 1
    assert [len(each.followups) for each in talk.discord.world.interactions.values()] == [0, 0, 0, 0]


def test_a_conversation_goes_on_in_another_process(stage: Stage, stack: ExitStack) -> None:
    """What one process has said another knows: its buttons, its conversation, what is private, what was shared."""
    talk = SlackTalk(stage.process("one"), stack)
    talk.join(stage.process("two"))
    slack = talk.slack
    slack.server.chosen = 0
    first = talk.mention(NEWS)
    slack.server.chosen = 1
    stage.clock.advance(timedelta(seconds=1))
    more = talk.posted_by(lambda: talk.click(first, "More"))
    assert talk.read(more)[0] == f"24 Nov: Told after ['{NEWS}']. [1]"
    slack.server.chosen = 0
    private = talk.command("ask", WHO)
    key = talk.value(private, "share_answer")
    slack.server.chosen = 1
    assert talk.forge("share_answer", key, user="bob", place="c1") == [notices.GONE]
    shared = talk.shared(private)
    assert WHO in "".join(talk.read(shared))
    wait_until(lambda: talk.stage.journal.last_shared("slack"), what="it is kept")
    slack.server.chosen = 0
    assert talk.forge("share_answer", key, user="ann", place="c1") == [notices.SHARED]


def requests_of_its_own() -> SlackRequests:
    """Return what serves Slack's requests at any free port."""
    endpoint = Endpoint(host="127.0.0.1", port=0)
    return SlackRequests(events=PlatformEvents(PATH, HEALTH_PATH), endpoint=endpoint, is_shared=False)


def test_a_balancer_may_send_a_request_to_any_process(stage: Stage, stack: ExitStack) -> None:
    """In HTTP mode a retry that reaches another process changes nothing, and who cannot store says so."""
    slack, tokens = stack.enter_context(SlackDouble()), SlackDouble.tokens
    said: list[str] = []
    journal = CutJournal(stage.process("two").journal, "cut")
    for number, each in enumerate((stage.process("one"), stage.process("two", journal=journal)), start=1):
        stack.enter_context(
            served(
                SlackService(
                    replace(each.dependencies(Operator(notify=said.append)), event_server=requests_of_its_own()),
                    SlackSettings(api_url=slack.api_url, mode="http", port=0),
                    SlackTokens(bot=tokens["SLACK_BOT_TOKEN"], signing_secret=tokens["SLACK_SIGNING_SECRET"]),
                )
            )
        )
        wait_until(lambda: len(said) == number, what="it listens")  # noqa: B023  at once
    first, second = (f"http://{each.rpartition(' ')[2]}" for each in said)
    event = slack.mention(slack.says("ANN", "C1", f"<@{BOT_USER}> {WHO}"), "C1").payload
    sent = [slack.post(f"{base}/slack/events", event, retry=n)[0] for n, base in enumerate((first, second, first))]
    wait_until(lambda: slack.workspace.from_bot("C1"), what="an answer")
    assert sent == [200, 200, 200]
    assert [httpx.get(f"{base}/health").status_code for base in (first, second)] == [200, 200]
    journal.is_cut = True
    event = slack.mention(slack.says("ANN", "C1", f"<@{BOT_USER}> {WHO}"), "C1").payload
    assert [slack.post(f"{base}/slack/events", event, retry=n)[0] for n, base in enumerate((second, first))] == [
        503,
        200,
    ]
    wait_until(lambda: httpx.get(f"{second}/health").status_code == 503, what="it says that it cannot")
    wait_until(lambda: len(slack.workspace.from_bot("C1")) == 2, what="an answer by the other")
    assert httpx.get(f"{second}/health").json() == {"status": "cannot store"}


def test_a_members_limit_holds_in_all_processes(stage: Stage, stack: ExitStack) -> None:
    """A member who has asked one process as much as is allowed is told so by another."""
    limit = Rate(count=1, per=HOUR)
    talk = SlackTalk(stage.process("one"), stack, per_user=limit)
    talk.join(stage.process("two"))
    talk.slack.server.chosen = 0
    assert talk.read(talk.mention(WHO))[0].startswith(SAYS)
    talk.slack.server.chosen = 1
    assert talk.read(talk.command("search", "looms")) == [notices.rate_limited(limit)]


def test_who_ends_leaves_its_questions_at_once(stage: Stage, stack: ExitStack) -> None:
    """A process that is stopped in the middle of an answer gives it back, and another need not wait for its claim."""
    one = stage.process("one", timedelta(hours=1))
    talk = SlackTalk(one, stack)
    with one.answering.held():
        ask(talk, WHO)
        wait_until(lambda: states(talk) == ["accepted"], what="it is accepted")
        one.journal.release("slack")
        talk.join(stage.process("two"))
        wait_until(lambda: states(talk) == ["posted"], what="the other answers")
    assert len(talk.posted()) == 1
