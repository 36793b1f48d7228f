"""Slack's payloads, and what the bot takes from them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.adapters.chat.feed_alerts import FeedAlerts
from bot.adapters.slack.errors import explain, remedy
from bot.adapters.slack.events import Bot, follows_up, parse_click, parse_message
from bot.operations.health import FeedCondition, FeedHealth
from tests.doubles.slack_payloads import ANYTHING

BOT = Bot(team="T1", user="UBOT", bot="BBOT")
MENTION = {"type": "app_mention", "user": "U1", "text": "<@UBOT> who?", "ts": "2.0", "channel": "C1"}


def body(**event: Any) -> dict[str, Any]:
    """Return an event's payload."""
    return {"team_id": "T1", "event": {**MENTION, **event}}


def test_a_mention_begins_a_thread() -> None:
    """A mention outside a thread is answered in a thread of its own, and has the same id in each event about it."""
    said = parse_message(body(), BOT)
    again = parse_message(body(type="message", channel_type="channel"), BOT)
    assert said
    assert again
    assert (said.place.thread, said.place.channel, said.is_direct, said.is_addressed) == ("2.0", "C1", False, True)
    assert said.asked_id == again.asked_id == "slack:T1:C1:2.0"


def test_a_mention_in_a_thread_stays_there() -> None:
    """A mention in a thread is answered in that thread."""
    said = parse_message(body(thread_ts="1.0"), BOT)
    assert said
    assert said.place.thread == "1.0"


def test_a_direct_message_is_private_and_needs_no_mention() -> None:
    """What is written to the app alone is said to it."""
    said = parse_message(body(type="message", channel_type="im", channel="D1", text="who?"), BOT)
    assert said
    assert (said.is_direct, said.is_addressed) == (True, True)


@pytest.mark.parametrize(("thread", "follows"), [("1.0", True), ("2.0", False), ("", False)])
def test_only_replies_follow_up(thread: str, follows: bool) -> None:  # noqa: FBT001  a table's column
    """Without a mention, a reply in a thread may follow up; a message that begins one does not."""
    said = parse_message(body(type="message", channel_type="channel", text="and Google?", thread_ts=thread), BOT)
    assert said
    assert follows_up(said) is follows


def test_what_is_said_to_somebody_else_does_not_follow_up() -> None:
    """A reply that mentions another member is theirs to answer."""
    said = parse_message(body(type="message", channel_type="channel", text="<@U2> and Google?", thread_ts="1.0"), BOT)
    assert said
    assert not follows_up(said)


@pytest.mark.parametrize(
    "event",
    [
        {"user": "UBOT"},
        {"user": "USLACKBOT"},
        {"bot_id": "BOTHER"},
        {"bot_profile": {"id": "B"}},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"subtype": "bot_message"},
        {"hidden": True},
        {"user": None},
        {"ts": None},
        {"channel": None},
    ],
)
def test_what_is_no_members_new_message_is_not_heard(event: dict[str, Any]) -> None:
    """The bot's own words, those of bots, edits, joins and incomplete events are nothing said to it."""
    assert parse_message(body(**event), BOT) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)


@ANYTHING
@example({"user": "U2", "ts": "1.0", "channel": "C1", "subtype": []})
@given(st.dictionaries(st.sampled_from(["user", "ts", "channel", "text", "subtype", "thread_ts", "bot_id"]), JSON))
def test_no_event_is_too_strange(event: dict[str, Any]) -> None:
    """Whatever stands in an event, it is heard or not, and nothing is raised."""
    parse_message({"event": event}, BOT)


def test_a_pressed_button_is_read_with_or_without_a_message() -> None:
    """An ephemeral message is not part of the payload; its channel and its response URL are."""
    payload = {
        "user": {"id": "U1"},
        "team": {"id": "T1"},
        "container": {"channel_id": "C1", "is_ephemeral": True},
        "actions": [{"action_id": "page_next", "value": "v"}],
        "trigger_id": "t",
        "response_url": "https://hooks.slack.com/1",
    }
    click = parse_click(payload)
    assert click
    assert (click.channel, click.is_ephemeral, click.thread, click.value) == ("C1", True, "", "v")
    open_click = parse_click({**payload, "container": {}, "channel": {"id": "C2"}, "message": {"ts": "3.0"}})
    assert open_click
    assert (open_click.channel, open_click.is_ephemeral, open_click.thread) == ("C2", False, "3.0")
    assert parse_click({"actions": []}) is None


def feed(state: str) -> FeedHealth:
    """Return a feed in a state."""
    return FeedHealth(
        url="https://example.org/feed",
        name="Example",
        state=FeedCondition(state),
        error="",
        failures=0,
        problems=(),
        last_success=None,
        next_poll=None,
        articles=0,
        headlines=0,
        filtered=0,
        moved_to="",
    )


def test_admins_are_told_of_each_change_once() -> None:
    """A feed is told when it fails and when it recovers, not while it stays so, nor what was so at the start."""
    alerts = FeedAlerts([feed("failing")])
    found = []
    for state in ("failing", "failing", "ok", "ok", "waiting", "ok", "gone", "gone"):
        found.append(bool(alerts.changed([feed(state)])))
        alerts.remember([feed(state)])
    assert found == [*(False, False, True, False), *(False, False, True, False)]


def test_what_could_not_be_told_is_told_later() -> None:
    """A change counts as told only when it was: the admin channel may not take it just then."""
    alerts = FeedAlerts([feed("ok")])
    assert [bool(alerts.changed([feed("failing")])) for _ in range(2)] == [True, True]
    alerts.remember([feed("failing")])
    assert alerts.changed([feed("failing")]) == ()


def test_a_change_between_two_runs_is_told_once() -> None:
    """What changed while nobody watched is told by the next run, and not by the one after it."""
    alerts = FeedAlerts([feed("ok")])
    alerts.remember([feed("ok")])
    found = []
    for state in ("failing", "failing", "failing", "ok", "ok"):
        alerts = FeedAlerts([feed(state)], alerts.text)
        found.append(bool(alerts.changed([feed(state)])))
        alerts.remember([feed(state)])
    assert found == [True, False, False, True, False]


@pytest.mark.parametrize("kept", ["", "{", "[]", "1"])
def test_without_a_sound_memory_the_present_is_known(kept: str) -> None:
    """A first run, and one whose memory cannot be read, tells nothing of what was so when it began."""
    assert FeedAlerts([feed("failing")], kept).changed([feed("failing")]) == ()


def test_a_new_feed_that_fails_is_told() -> None:
    """A feed that was added while running is told when its first poll fails."""
    alerts = FeedAlerts([])
    assert alerts.changed([feed("new")]) == ()
    assert [each.state for each in alerts.changed([feed("failing")])] == ["failing"]


def test_refusals_are_put_into_words() -> None:
    """A member reads why, whoever runs the bot reads which variable and what to do; an unknown error keeps its name."""
    assert "the channel is archived" in explain("is_archived")
    assert "new_error" in explain("new_error")
    assert "SLACK_BOT_TOKEN" in remedy("account_inactive", "SLACK_BOT_TOKEN", "xoxb-")
    assert "new_error" in remedy("new_error", "SLACK_BOT_TOKEN", "xoxb-")
    assert "byline doctor" in remedy("missing_scope", "SLACK_BOT_TOKEN", "xoxb-")
    assert "connections:write" in remedy("missing_scope", "SLACK_APP_TOKEN", "xapp-")
