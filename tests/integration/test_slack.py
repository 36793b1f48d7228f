"""What a workspace sees of a running `byline run`, through Slack's own client library."""

from __future__ import annotations

import json
import re
import signal
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from bot.commands.application import main
from bot.demo import DemoNewsroom
from tests.integration.slack_stand import ANSWERED, SAYS, UNKNOWN, Stand, stand, texts
from tests.integration.warm import Warm
from tests.slack_double import SlackDouble
from tests.slack_double.double import wait_until
from tests.slack_double.workspace import BOT_USER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.timeout(300)  # each start loads the model, which a busy machine does slowly

ACK = 0.5  # seconds


@pytest.fixture(scope="module")
def room() -> Iterator[DemoNewsroom]:
    """Serve one newsroom to all tests here."""
    with DemoNewsroom() as served:
        yield served


@pytest.fixture(scope="module")
def collected(room: DemoNewsroom, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data directory into which the newsroom was collected."""
    folder = tmp_path_factory.mktemp("collected")
    (folder / "config.toml").write_text(room.config_text(folder / "data"), encoding="utf-8")
    assert main(["--config", str(folder / "config.toml"), "index"]) == 0
    return folder / "data"


@pytest.fixture(scope="module")
def running(room: DemoNewsroom, collected: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """Yield an installation that serves: one for all tests that do not end it."""
    with SlackDouble() as slack, Warm(slack.tokens) as warm:
        more = 'channels = ["C1", "C2", "C3", "C4", "C5", "CARCHIVED"]\nadmins = ["UADMIN"]\nthread_follow_up = true'
        with stand(tmp_path_factory.mktemp("running"), slack, room, warm, collected, more) as made:
            made.start()
            yield made
            assert made.end() == 0, made.said()
            assert "Traceback" not in made.said()
            assert not [token for token in slack.tokens.values() if token in made.said()]


@pytest.fixture
def slack(running: Stand) -> SlackDouble:
    """Return the workspace that the running installation serves."""
    return running.slack


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    """Yield what the installations are started from that a test ends or kills."""
    with Warm(SlackDouble.tokens) as process:
        yield process


@pytest.fixture
def own(tmp_path: Path, room: DemoNewsroom, collected: Path, warm: Warm) -> Iterator[Stand]:
    """Yield an installation of a test's own, before its first start."""
    with SlackDouble() as slack, stand(tmp_path / "own", slack, room, warm, collected) as made:
        yield made


def answer_to(slack: SlackDouble, message: dict[str, Any], channel: str = "C1") -> dict[str, Any]:
    """Return the only reply in a message's thread, once it stands."""
    thread = message.get("thread_ts", message["ts"])
    found = wait_until(lambda: replies(slack, channel, thread, message["ts"]), what="an answer")
    return dict(found[0])


def replies(slack: SlackDouble, channel: str, thread: str, after: str = "0") -> list[dict[str, Any]]:
    """Return what the bot has said in a thread after a message."""
    said = [each for each in slack.workspace.from_bot(channel) if each.get("thread_ts") == thread]
    return [each for each in said if float(each["ts"]) > float(after)]


def whisper_to(slack: SlackDouble, user: str, count: int = 1) -> dict[str, Any]:
    """Return the latest of so many messages that only one member sees, once they are there."""
    mine = wait_until(
        lambda: found if len(found := [w for w in slack.workspace.whispers if w["user"] == user]) >= count else None,
        what=f"{count} whispers to {user}",
    )
    return dict(mine[-1])


def test_a_mention_is_answered_in_its_thread_with_sources(slack: SlackDouble) -> None:
    """The answer stands in the mention's thread, each statement with a number, each number with a linked source."""
    asked = slack.mentions("U1", "C1", ANSWERED)
    answer = answer_to(slack, asked)
    shown = texts(answer)
    assert SAYS in shown
    assert SAYS in answer["text"]
    numbers = set(re.findall(r"\[(\d)\]", shown))
    assert numbers
    assert all(re.search(rf"\[{number}\] <http://127\.0\.0\.1:\d+/\S+\|", shown) for number in numbers)
    assert "As of " in shown
    assert (answer["unfurl_links"], answer["unfurl_media"]) == (False, False)
    assert slack.workspace.called("assistant.threads.setStatus")[0].arguments["thread_ts"]


def test_a_bare_mention_gets_help(slack: SlackDouble) -> None:
    """Somebody who mentions the bot and asks nothing is told, alone, how to use it."""
    slack.mentions("UBARE", "C1", "")
    assert "/news" in texts(whisper_to(slack, "UBARE"))


def test_each_message_to_the_app_is_a_thread(slack: SlackDouble) -> None:
    """In the messages tab every top-level message is answered in a thread of its own."""
    first, second = (slack.writes_to_app("U2", text) for text in (ANSWERED, UNKNOWN))
    assert SAYS in texts(answer_to(slack, first, "DU2"))
    assert "Nothing found" in texts(answer_to(slack, second, "DU2"))


def test_opening_the_messages_tab_suggests_prompts(slack: SlackDouble) -> None:
    """Whoever opens the messages tab is offered one to four prompts, without a thread."""
    slack.opens_messages_tab("U3")
    call = wait_until(lambda: slack.workspace.called("assistant.threads.setSuggestedPrompts"))[0]
    assert call.answer["ok"], call


def test_a_thread_is_followed_up_without_a_mention_where_that_is_on(slack: SlackDouble) -> None:
    """In a thread where it has answered, the bot understands what follows from what came before."""
    asked = slack.mentions("U4", "C2", "How many jobs is Tessaline cutting?")
    answer_to(slack, asked, "C2")
    more = slack.says("U4", "C2", "And how much does it save?", asked["ts"])
    slack.deliver(slack.event({**more, "channel": "C2", "channel_type": "channel"}))
    assert "$54 million" in texts(answer_to(slack, more | {"thread_ts": asked["ts"]}, "C2"))


def test_talk_among_people_is_left_alone(slack: SlackDouble) -> None:
    """Messages outside its threads, of bots, of itself, and edits are acknowledged and not answered."""
    root = slack.says("U5", "C3", "What do you all think?")
    said = {**slack.says("U5", "C3", "Me, I like it.", root["ts"]), "channel": "C3", "channel_type": "channel"}
    mention = {**said, "type": "app_mention", "text": f"<@{BOT_USER}> {ANSWERED}"}
    events = [
        {**said, "channel": "C3"},
        {**mention, "ts": slack.workspace.timestamp(), "bot_id": "BOTHER"},
        {**mention, "ts": slack.workspace.timestamp(), "user": BOT_USER},
        {**said, "subtype": "message_changed", "message": mention},
        {**said, "subtype": "channel_join"},
        {"type": "team_join", "user": {"id": "UNEW"}},
    ]
    envelopes = [slack.event(event) for event in events]
    slack.deliver_all(envelopes)
    wait_until(lambda: all(envelope.acked for envelope in envelopes))
    last = slack.mentions("U5", "C3", UNKNOWN)
    answer_to(slack, last, "C3")
    assert len(slack.workspace.from_bot("C3")) == 1


def test_what_is_delivered_twice_is_answered_once(slack: SlackDouble) -> None:
    """The same event again, and the same message in another event, are acknowledged and bring no second answer."""
    message = slack.says("U6", "C4", f"<@{BOT_USER}> {UNKNOWN}")
    envelope, other = slack.mention(message, "C4"), slack.mention(message, "C4")
    slack.deliver_all([envelope, other])
    slack.redeliver(envelope)
    answer_to(slack, message, "C4")
    slack.redeliver(envelope)
    answer_to(slack, slack.mentions("U6", "C4", UNKNOWN), "C4")
    assert other.acked
    assert len(replies(slack, "C4", message["ts"])) == 1


def test_a_channel_that_is_not_allowed_is_told_so(slack: SlackDouble) -> None:
    """Where it is not set up to answer, the bot says so to the asker alone."""
    slack.mentions("UELSE", "C9", ANSWERED)
    assert "not set up" in texts(whisper_to(slack, "UELSE"))
    assert slack.workspace.from_bot("C9") == []


def test_a_search_is_paged_and_shared(slack: SlackDouble) -> None:
    """`/news WORDS` shows a page to its user alone; buttons turn it, and share it to the channel once."""
    slack.slash("U7", "C5", "Tessaline")
    first = whisper_to(slack, "U7")
    assert "Articles* on “Tessaline”" in texts(first)
    assert "\n1-5 of" in texts(first)
    slack.presses("U7", "C5", first, "page_next")
    second = wait_until(lambda: next((w for w in slack.workspace.whispers if "\n6-" in texts(w)), None))
    assert first["ts"] == second["ts"]
    for _ in range(2):
        slack.presses("U7", "C5", second, "share_page")
    shared = wait_until(lambda: slack.workspace.from_bot("C5"))
    wait_until(lambda: not [w for w in slack.workspace.whispers if w["user"] == "U7"])
    assert "Shared by u7" in texts(shared[0])
    assert len(slack.workspace.from_bot("C5")) == 1


def test_filters_latest_and_help(slack: SlackDouble) -> None:
    """Filters narrow a search, `latest` lists the newest first, and what is not understood brings help."""
    slack.slash("U8", "C1", "Tessaline kind:announcement")
    assert "kind announcement" in texts(whisper_to(slack, "U8"))
    slack.slash("U8", "C1", "latest")
    assert "Latest articles" in texts(whisper_to(slack, "U8", 2))
    slack.slash("U8", "C1", "Tessaline sinse:7d")
    assert "did you mean since" in texts(whisper_to(slack, "U8", 3))


def test_feeds_are_told_in_detail_to_admins_only(slack: SlackDouble) -> None:
    """`/news feeds` says how each feed is; addresses are for admins."""
    slack.slash("U9", "C1", "feeds")
    slack.slash("UADMIN", "C1", "feeds")
    assert "127.0.0.1" not in texts(whisper_to(slack, "U9"))
    assert "127.0.0.1" in texts(whisper_to(slack, "UADMIN"))


def test_a_private_answer_can_be_shared(slack: SlackDouble) -> None:
    """`/news ask` answers its user alone, until they share the answer to the channel."""
    slack.slash("U10", "C1", f"ask {ANSWERED}")
    private = whisper_to(slack, "U10")
    assert SAYS in texts(private)
    before = len(slack.workspace.from_bot("C1"))
    slack.presses("U10", "C1", private, "share_answer")
    wait_until(lambda: len(slack.workspace.from_bot("C1")) > before)
    assert any("Shared by u10" in texts(each) for each in slack.workspace.from_bot("C1"))


def test_votes_and_comments_are_kept(running: Stand, capsys: pytest.CaptureFixture[str]) -> None:
    """A vote counts at once, a comment in the window is kept with it, and `status` counts both."""
    slack = running.slack
    answer = answer_to(slack, slack.mentions("U11", "C1", ANSWERED))
    slack.presses("U11", "C1", answer, "feedback", "down")
    view = wait_until(lambda: slack.workspace.views)[-1]
    envelope = slack.submits("U11", view, "It forgot the year.")

    def counted() -> bool:
        assert main(["--config", str(running.folder / "config.toml"), "status", "--json"]) == 0
        return bool(json.loads(capsys.readouterr().out)["feedback"] == {"up": 0, "down": 1, "comments": 1})

    wait_until(counted)
    assert envelope.acked


def test_more_sources_are_shown_to_whoever_asks(slack: SlackDouble) -> None:
    """The button shows what was found and is not cited, to one member, in the thread."""
    asked = slack.mentions("U12", "C1", ANSWERED)
    slack.presses("U12", "C1", answer_to(slack, asked), "more_sources")
    told = whisper_to(slack, "U12")
    assert "not cited in the answer" in texts(told)
    assert told["thread_ts"] == asked["ts"]


def test_the_askers_zone_decides(slack: SlackDouble) -> None:
    """Times are said in the time zone of the asker's profile, which is asked for once."""
    slack.workspace.user("U13", "Asia/Tokyo")
    for _ in range(2):
        assert "JST" in texts(answer_to(slack, slack.mentions("U13", "C1", UNKNOWN)))
    assert len([call for call in slack.workspace.called("users.info") if call.arguments["user"] == "U13"]) == 1


def test_a_reaction_stands_in_for_a_status(slack: SlackDouble) -> None:
    """Where a status is refused, the question gets a reaction, which goes when the answer has come."""
    slack.fail("assistant.threads.setStatus", error="not_in_channel")
    asked = slack.mentions("U14", "C2", UNKNOWN)
    answer_to(slack, asked, "C2")
    wait_until(lambda: slack.workspace.called("reactions.remove"))
    assert ("C2", asked["ts"], "eyes") not in slack.workspace.reactions


def test_what_cannot_be_posted_is_told_elsewhere(slack: SlackDouble) -> None:
    """In an archived channel the asker learns in a direct message what happened."""
    slack.workspace.channel("CARCHIVED", "U15", archived=True)
    slack.mentions("U15", "CARCHIVED", ANSWERED)
    told = wait_until(lambda: slack.workspace.channels.get("DU15") and slack.workspace.from_bot("DU15"))
    assert "the channel is archived" in texts(told[0])


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_too_long", "msg_blocks_too_long"])
def test_an_answer_that_is_refused_for_its_form_comes_as_text(slack: SlackDouble, error: str) -> None:
    """If Slack does not take an answer's blocks, its text is posted alone: the asker gets the answer."""
    slack.fail("chat.postMessage", error=error)
    answer = answer_to(slack, slack.writes_to_app("U16", ANSWERED), "DU16")
    assert SAYS in answer["text"]
    assert "blocks" not in answer


@pytest.mark.parametrize("fault", [{"drop": "after"}, {"drop": "before"}, {"status": 502}, {"error": "fatal_error"}])
def test_a_lost_reply_does_not_post_twice(slack: SlackDouble, fault: dict[str, Any]) -> None:
    """If the connection is lost while posting, the bot looks whether its answer stands, and there is one answer."""
    slack.fail("chat.postMessage", **fault)
    asked = slack.writes_to_app("U17", UNKNOWN)
    answer_to(slack, asked, "DU17")
    time.sleep(1.0)
    assert len(replies(slack, "DU17", asked["ts"])) == 1


def test_a_rate_limit_is_waited_out(slack: SlackDouble) -> None:
    """HTTP 429 is honoured: the answer comes after the time that Slack names."""
    slack.fail("chat.postMessage", retry_after=2)
    asked = slack.writes_to_app("U18", UNKNOWN)
    answer_to(slack, asked, "DU18")
    calls = [call for call in slack.workspace.called("chat.postMessage") if call.arguments["channel"] == "DU18"]
    assert [call.answer["ok"] for call in calls] == [False, True]
    assert calls[1].at - calls[0].at >= 2


def test_an_abrupt_loss_is_mended_within_three_seconds(slack: SlackDouble) -> None:
    """After an abrupt loss a new connection stands within 3 s, and what was asked meanwhile is answered."""
    lost = time.monotonic()
    slack.drop_connections()
    asked = slack.mentions("U19", "C1", UNKNOWN)
    back = wait_until(lambda: next((at for at in slack.server.connected if at > lost), None))
    assert back - lost <= 3.0
    answer_to(slack, asked)


def test_a_wish_to_reconnect_is_followed(slack: SlackDouble) -> None:
    """When Slack asks for it, the connection is made anew, and what was asked meanwhile is answered."""
    before = len(slack.server.connected)
    slack.ask_to_reconnect()
    asked = slack.mentions("U20", "C1", UNKNOWN)
    wait_until(lambda: len(slack.server.connected) > before)
    answer_to(slack, asked)


def test_a_crash_between_intent_and_post_leads_to_one_answer(own: Stand) -> None:
    """Killed when the answer is stored and not yet posted, the next run posts it, once."""
    own.start()
    own.slack.fail("chat.postMessage", delay=30.0)
    asked = own.slack.mentions("U1", "C1", ANSWERED)
    wait_until(lambda: own.rows("SELECT 1 FROM deliveries WHERE state = 'intended'"))
    assert own.end(signal.SIGKILL) == -signal.SIGKILL
    own.start()
    assert SAYS in texts(answer_to(own.slack, asked))
    assert own.end() == 0
    assert len(replies(own.slack, "C1", asked["ts"])) == 1


def test_a_crash_after_the_post_leads_to_no_second_answer(own: Stand) -> None:
    """Killed when Slack has the answer and the bot does not know it yet, the next run finds it and stays silent."""
    own.start()
    own.slack.fail("chat.postMessage", drop="after")
    own.slack.fail("conversations.replies", times=10, status=503)
    asked = own.slack.mentions("U1", "C1", ANSWERED)
    answer_to(own.slack, asked)
    assert own.end(signal.SIGKILL) == -signal.SIGKILL
    own.slack.workspace.faults.clear()
    own.start()
    wait_until(lambda: own.rows("SELECT 1 FROM deliveries WHERE state = 'posted'"))
    assert len(replies(own.slack, "C1", asked["ts"])) == 1


def test_what_was_accepted_before_a_crash_is_answered_after_it(own: Stand) -> None:
    """Killed at once after the acknowledgement, the next run answers: no question is lost."""
    own.start()
    asked = [own.slack.mentions(f"U{number}", f"C{number}", UNKNOWN) for number in range(6)]
    wait_until(lambda: all(envelope.acked for envelope in own.slack.server.envelopes))
    assert own.end(signal.SIGKILL) == -signal.SIGKILL
    own.start()
    for number, message in enumerate(asked):
        answer_to(own.slack, message, f"C{number}")
        assert len(replies(own.slack, f"C{number}", message["ts"])) == 1


def test_a_stop_waits_for_the_questions_in_hand(own: Stand) -> None:
    """SIGTERM lets what was accepted be answered, within ten seconds, and ends with 0."""
    own.start()
    own.slack.fail("chat.postMessage", delay=1.0)
    asked = own.slack.mentions("U1", "C1", UNKNOWN)
    wait_until(lambda: own.slack.server.envelopes[-1].acked)
    started = time.monotonic()
    assert own.end() == 0
    assert time.monotonic() - started < 12
    assert len(replies(own.slack, "C1", asked["ts"])) == 1
    assert "Traceback" not in own.said()


def test_fifty_mentions_at_once_while_indexing(tmp_path: Path, room: DemoNewsroom, warm: Warm) -> None:
    """While it indexes, fifty mentions at once are each acknowledged within 500 ms and each answered once."""
    with SlackDouble() as slack, stand(tmp_path / "busy", slack, room, warm, None) as made:
        made.start()
        channels = [f"C{number}" for number in range(50)]
        asked = {channel: slack.says(f"U{channel}", channel, f"<@{BOT_USER}> {UNKNOWN}") for channel in channels}
        envelopes = [slack.mention(message, channel) for channel, message in asked.items()]
        slack.deliver_all(envelopes)
        wait_until(lambda: all(envelope.acked for envelope in envelopes))
        took = sorted(envelope.took or 9 for envelope in envelopes)
        assert took[-1] < ACK, took
        assert {len(envelope.sent) for envelope in envelopes} == {1}
        wait_until(lambda: len(slack.workspace.from_bot()) >= len(channels), 120)
        assert made.end() == 0, made.said()
        assert {len(replies(slack, channel, message["ts"])) for channel, message in asked.items()} == {1}


def test_http_mode_admits_only_what_slack_has_signed(own: Stand) -> None:
    """Over HTTP the same question is answered; a wrong signature or a time five minutes off is refused with 401."""
    config = own.folder / "config.toml"
    config.write_text(config.read_text(encoding="utf-8") + '\nmode = "http"\nport = 0\n', encoding="utf-8")
    own.start()
    found = re.search(r"listening on (\S+)", own.said())
    assert found
    base = f"http://{found[1]}"
    asked = own.slack.says("U1", "C1", f"<@{BOT_USER}> {UNKNOWN}")
    payload = own.slack.mention(asked, "C1").payload
    url = f"{base}/slack/events"
    assert own.slack.post(url, payload, secret="another")[0] == 401
    assert own.slack.post(url, payload, at=time.time() - 301)[0] == 401
    assert own.slack.post(url, {"type": "url_verification", "challenge": "c"})[:2] == (200, '{"challenge": "c"}')
    for _ in range(2):
        status, _, seconds = own.slack.post(url, payload)
        assert (status, seconds < ACK) == (200, True)
    answer_to(own.slack, asked)
    assert own.slack.post(url, own.slack.slash("U2", "C1", "latest").payload)[0] == 200
    page = whisper_to(own.slack, "U2")
    assert own.slack.post(url, own.slack.presses("U2", "C1", page, "page_next").payload)[0] == 200
    wait_until(lambda: any("\n6-" in texts(each) for each in own.slack.workspace.whispers))
    assert httpx.get(f"{base}/health").json() == {"status": "ok"}
    assert len(replies(own.slack, "C1", asked["ts"])) == 1


def test_a_missing_token_is_named(
    own: Stand, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a token in the environment `run` ends with 2, and names the variable."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.delenv("SLACK_APP_TOKEN", raising=False)
    assert main(["--config", str(own.folder / "config.toml"), "run"]) == 2
    said = capsys.readouterr().err
    assert "SLACK_APP_TOKEN" in said
    assert "xoxb-1" not in said


@pytest.mark.parametrize(
    ("error", "remedy"), [("token_revoked", "install the app anew"), ("invalid_auth", "holds no valid token")]
)
def test_a_token_that_slack_refuses_is_explained(own: Stand, error: str, remedy: str) -> None:
    """With a token that Slack does not take `run` ends with 1, and says what to do."""
    own.slack.workspace.token_error = error
    assert own.warm.run(own.log, "--config", str(own.folder / "config.toml"), "run") == 1
    assert remedy in own.said()
    assert "Traceback" not in own.said()


def test_an_uninstalled_app_goes_on_collecting(own: Stand) -> None:
    """When the app is uninstalled, that is said, Slack is left alone, and SIGTERM ends with 0."""
    own.start()
    own.slack.deliver(own.slack.event({"type": "app_uninstalled"}))
    wait_until(lambda: "Slack is served no longer" in own.said())
    wait_until(lambda: not own.slack.server.sockets)
    assert own.end() == 0
    assert "Traceback" not in own.said()


def test_doctor_names_a_missing_scope_and_a_wrong_token(
    own: Stand, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`doctor` says which scope a token lacks, and which variable holds a token of the wrong kind."""

    def findings() -> list[str]:
        main(["--config", str(own.folder / "config.toml"), "doctor", "--json"])
        checks = json.loads(capsys.readouterr().out)["checks"]
        return [f"{each['level']} {each['says']}" for each in checks if each["check"] == "slack"]

    for name, token in own.slack.tokens.items():
        monkeypatch.setenv(name, token)
    assert [said.split()[0] for said in findings()] == ["ok", "ok"]
    own.slack.workspace.scopes.discard("reactions:write")
    assert any("lacks the scope reactions:write" in said for said in findings())
    own.slack.workspace.token_error = "token_revoked"
    assert any("(token_revoked)" in said for said in findings())
    monkeypatch.setenv("SLACK_BOT_TOKEN", own.slack.tokens["SLACK_APP_TOKEN"])
    assert any("SLACK_BOT_TOKEN holds a token of the wrong kind" in said for said in findings())


def test_limits_are_told_and_kept(own: Stand) -> None:
    """A member who asks too much, and one who asks while too many wait, are told so; neither gets an answer later."""
    config = own.folder / "config.toml"
    limits = "per_user = '2/min'\nconcurrency = 1\nqueue = 1"
    config.write_text(config.read_text(encoding="utf-8").replace("per_user = '1000/min'", limits), encoding="utf-8")
    own.start()
    own.slack.fail("chat.postMessage", times=2, delay=1.5)
    asked = [own.slack.mentions(f"U{number}", f"C{number}", UNKNOWN) for number in range(3)]
    assert "I am busy" in texts(whisper_to(own.slack, "U2"))
    for number in range(2):
        answer_to(own.slack, asked[number], f"C{number}")
    for _ in range(2):
        own.slack.mentions("U0", "C0", UNKNOWN)
    assert "more than 2 in one minute" in texts(whisper_to(own.slack, "U0"))
    assert own.slack.workspace.from_bot("C2") == []


def test_slack_may_be_down_at_the_start(own: Stand) -> None:
    """If Slack cannot be reached when it starts, the bot says so and tries again."""
    own.slack.fail("auth.test", status=503)
    own.slack.fail("apps.connections.open", drop="before")
    own.start()
    assert own.said().count("Slack cannot be reached") == 2
    answer_to(own.slack, own.slack.mentions("U1", "C1", UNKNOWN))


def test_a_refused_connection_is_tried_with_a_new_address(own: Stand) -> None:
    """An address that has expired is not tried for ever, and the ticket in it is in no log."""
    own.start()
    own.slack.server.deaf = True
    own.slack.drop_connections()
    wait_until(lambda: len(own.slack.workspace.called("apps.connections.open")) >= 3)
    own.slack.server.deaf = False
    wait_until(lambda: own.slack.server.sockets, 10)
    assert "Failed to connect" in own.said()
    assert "ticket" not in own.said()


def test_a_question_outlives_a_revoked_token(own: Stand) -> None:
    """If the token is revoked before an answer is posted, the question is answered once there is a new one."""
    own.start()
    own.slack.fail("chat.postMessage", error="token_revoked")
    asked = own.slack.mentions("U1", "C1", UNKNOWN)
    wait_until(lambda: "Slack is served no longer" in own.said())
    assert own.end() == 0
    assert own.slack.workspace.from_bot() == []
    own.start()
    answer_to(own.slack, asked)


def test_a_correction_is_told_once_in_its_thread(tmp_path: Path, warm: Warm) -> None:
    """Below an answer whose cited sentence was corrected stands one note, also after a crash and further starts."""
    with DemoNewsroom() as room, SlackDouble() as slack, stand(tmp_path / "own", slack, room, warm, None) as own:
        config = str(own.folder / "config.toml")
        assert main(["--config", config, "index"]) == 0
        own.start()
        asked = slack.mentions("U1", "C1", "How many jobs is Tessaline cutting?")
        assert "310 jobs" in texts(answer_to(slack, asked))
        assert own.end() == 0
        room.publish_correction()
        assert main(["--config", config, "index"]) == 0
        own.start()
        wait_until(lambda: own.rows("SELECT 1 FROM deliveries WHERE note = 'closed'"), what="the note is stored")
        _, note = replies(slack, "C1", asked["ts"])
        assert all(said in texts(note) for said in ("310 jobs", "210 jobs", "Correction:"))
        assert own.end() == 0
        own.change("UPDATE deliveries SET note = 'intended'")  # as a crash would leave it that came after the post
        own.start()
        wait_until(lambda: own.rows("SELECT 1 FROM deliveries WHERE note = 'closed'"), what="the note is found")
        assert len(replies(slack, "C1", asked["ts"])) == 2
