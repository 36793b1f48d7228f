"""Every question is acknowledged in time and ends in one answer, whatever fails on the way."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING, Any

import pytest

from bot.commands.application import main
from bot.demo import DemoNewsroom
from tests.doubles.slack import SlackDouble
from tests.doubles.slack.double import wait_until
from tests.doubles.slack.workspace import BOT_USER
from tests.integration.slack_stand import ANSWERED, SAYS, UNKNOWN, Stand, answer_to, replies, stand, texts, whisper_to

if TYPE_CHECKING:
    from pathlib import Path

    from tests.integration.warm import Warm


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


def test_what_cannot_be_posted_is_told_elsewhere(slack: SlackDouble) -> None:
    """In an archived channel the asker learns in a direct message what happened."""
    slack.workspace.channel("CARCHIVED", "U15", archived=True)
    slack.mentions("U15", "CARCHIVED", ANSWERED)
    told = wait_until(lambda: slack.workspace.channels.get("DU15") and slack.workspace.from_bot("DU15"))
    assert "the channel is archived" in texts(told[0])


def test_an_abrupt_loss_is_mended(slack: SlackDouble) -> None:
    """After an abrupt loss a new connection is made, and what was asked meanwhile is answered."""
    before = len(slack.server.connected)
    slack.drop_connections()
    asked = slack.mentions("U19", "C1", UNKNOWN)
    wait_until(lambda: len(slack.server.connected) > before)
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
    own.slack.fail("chat.postMessage", times=9, delay=600.0)
    asked = own.slack.mentions("U1", "C1", ANSWERED)
    wait_until(lambda: own.rows("SELECT 1 FROM deliveries WHERE state = 'intended'"))
    assert own.end(signal.SIGKILL) == -signal.SIGKILL
    own.slack.workspace.faults.clear()
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
    """SIGTERM lets what was accepted be answered, and ends with 0."""
    own.start()
    answer_to(own.slack, own.slack.mentions("U1", "C2", UNKNOWN), "C2")  # from now on an answer takes no ten seconds
    own.slack.fail("chat.postMessage", delay=1.0)
    asked = own.slack.mentions("U1", "C1", UNKNOWN)
    wait_until(lambda: own.slack.server.envelopes[-1].acked)
    assert own.end() == 0
    assert len(replies(own.slack, "C1", asked["ts"])) == 1
    assert "Traceback" not in own.said()


def test_fifty_mentions_at_once_while_indexing(tmp_path: Path, room: DemoNewsroom, warm: Warm) -> None:
    """While it indexes, fifty mentions at once are acknowledged before many are answered, and each is answered once."""
    with SlackDouble() as slack, stand(tmp_path / "busy", slack, room, warm, None) as made:
        made.start()
        channels = [f"C{number}" for number in range(50)]
        asked = {channel: slack.says(f"U{channel}", channel, f"<@{BOT_USER}> {UNKNOWN}") for channel in channels}
        envelopes = [slack.mention(message, channel) for channel, message in asked.items()]
        slack.deliver_all(envelopes)
        wait_until(lambda: all(envelope.acked for envelope in envelopes))
        assert len(slack.workspace.from_bot()) < len(channels) / 2
        assert {len(envelope.sent) for envelope in envelopes} == {1}
        wait_until(lambda: len(slack.workspace.from_bot()) >= len(channels), 300)
        assert made.end() == 0, made.said()
        assert {len(replies(slack, channel, message["ts"])) for channel, message in asked.items()} == {1}


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


def test_a_refused_connection_is_tried_with_a_new_address(own: Stand) -> None:
    """An address that has expired is not tried for ever, and the ticket in it is in no log."""
    own.start()
    own.slack.server.deaf = True
    own.slack.drop_connections()
    wait_until(lambda: len(own.slack.workspace.called("apps.connections.open")) >= 3)
    own.slack.server.deaf = False
    wait_until(lambda: own.slack.server.sockets)
    assert "Failed to connect" in own.said()
    assert "ticket" not in own.said()


def test_what_is_delivered_again_after_a_restart_is_not_answered_again(own: Stand) -> None:
    """The same event, the same command, delivered to the next run: nothing more is said."""
    own.start()
    asked = own.slack.mentions("U1", "C1", UNKNOWN)
    first = own.slack.server.envelopes[-1]
    answer_to(own.slack, asked)
    command = own.slack.slash("U2", "C1", f"ask {UNKNOWN}")
    whisper_to(own.slack, "U2")
    assert own.end() == 0
    own.start()
    for envelope in (first, command):
        own.slack.redeliver(envelope)
    answer_to(own.slack, own.slack.mentions("U1", "C2", UNKNOWN), "C2")
    assert len(replies(own.slack, "C1", asked["ts"])) == 1
    assert len([each for each in own.slack.workspace.whispers if each["user"] == "U2"]) == 1


def test_a_command_that_was_accepted_before_a_crash_keeps_its_filters(own: Stand) -> None:
    """Killed after the acknowledgement, the next run answers the question that was asked, within its filters."""
    own.start()
    envelope = own.slack.slash("U1", "C1", f"ask source:nowhere {ANSWERED}")
    wait_until(lambda: envelope.acked)
    assert own.end(signal.SIGKILL) == -signal.SIGKILL
    own.start()
    assert "Nothing found" in texts(whisper_to(own.slack, "U1"))
    wait_until(lambda: own.rows("SELECT 1 FROM deliveries WHERE state IN ('posted', 'failed')"))
    assert len(own.slack.workspace.whispers) == 1
    assert own.rows("SELECT question, filters FROM deliveries") == [("", "")]


def test_a_correction_is_told_once_below_each_answer(tmp_path: Path, warm: Warm) -> None:
    """Below an answer whose cited sentence was corrected, public or shared, stands one note, also after a crash."""
    with DemoNewsroom() as room, SlackDouble() as slack, stand(tmp_path / "own", slack, room, warm, None) as own:
        config = str(own.folder / "config.toml")
        assert main(["--config", config, "index"]) == 0
        own.start()
        asked = slack.mentions("U1", "C1", "How many jobs is Tessaline cutting?")
        assert "310 jobs" in texts(answer_to(slack, asked))
        slack.slash("U2", "C2", "ask How many jobs is Tessaline cutting?")
        slack.presses("U2", "C2", whisper_to(slack, "U2"), "share_answer")
        (shared,) = wait_until(lambda: slack.workspace.from_bot("C2"), what="it is shared")
        wait_until(lambda: len(own.rows("SELECT 1 FROM deliveries WHERE NOT private")) == 2, what="that is stored")
        assert own.end() == 0
        room.publish_correction()
        assert main(["--config", config, "index"]) == 0
        closed = "SELECT 1 FROM deliveries WHERE note = 'closed'"
        for _ in range(2):
            own.start()
            wait_until(lambda: len(own.rows(closed)) == 2, what="the notes are stored")
            (below_shared,) = replies(slack, "C2", shared["ts"])
            _, below_answer = replies(slack, "C1", asked["ts"])
            for note in (below_shared, below_answer):
                assert all(said in texts(note) for said in ("310 jobs", "210 jobs", "Correction:"))
            assert own.end() == 0
            assert len(own.rows(closed)) == 2
            own.change("UPDATE deliveries SET note = 'intended'")  # as a crash would leave it that came after the post
