"""What members see of a running `byline run`, through Slack's own client library."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.messages import notices
from bot.adapters.slack.manifest import PROMPTS
from bot.commands.application import main
from bot.operations.log_reference import reference_of
from tests.doubles.slack.double import wait_until
from tests.doubles.slack.workspace import BOT_USER
from tests.integration.slack_stand import ANSWERED, SAYS, UNKNOWN, Stand, answer_to, texts, whisper_to

if TYPE_CHECKING:
    from tests.doubles.slack import SlackDouble


def test_a_question_can_be_followed_through_the_log(running: Stand, slack: SlackDouble) -> None:
    """From the event to the posted answer every line of the log names one reference, the question's own."""
    asked = slack.mentions("U1", "C1", ANSWERED)
    answer_to(slack, asked)
    lines = wait_until(lambda: running.told_of(asked["ts"]), what="the end of the question in the log")
    assert [line["event"] for line in lines] == ["accepted", "answered", "posted"]
    assert {line["reference"] for line in lines} == {reference_of(lines[0]["asked"])}


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


@pytest.mark.parametrize("prompt", [message for _, message in PROMPTS])
def test_what_is_suggested_can_be_answered(slack: SlackDouble, prompt: str) -> None:
    """Whoever takes up a suggestion gets an answer: it is the first that they see of the bot."""
    assert "*Sources*" in texts(answer_to(slack, slack.writes_to_app("U21", prompt), "DU21"))


def test_the_same_is_asked_of_another_name(slack: SlackDouble) -> None:
    """A name alone, in a thread, is asked what was asked before."""
    asked = slack.mentions("U22", "C2", "How many jobs is Calderwick cutting?")
    answer_to(slack, asked, "C2")
    more = slack.mentions("U22", "C2", "and Tessaline?", asked["ts"])
    assert "310 jobs" in texts(answer_to(slack, more, "C2"))


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


def test_a_channel_that_is_not_allowed_is_told_so(slack: SlackDouble) -> None:
    """Where it is not set up to answer, the bot says so to the asker alone."""
    slack.mentions("UELSE", "C9", ANSWERED)
    assert "not set up" in texts(whisper_to(slack, "UELSE"))
    assert slack.workspace.from_bot("C9") == []


def test_threads_in_other_channels_are_left_alone(slack: SlackDouble) -> None:
    """Where it is not set up to answer, the bot says nothing to those who do not mention it."""
    root = slack.says("UTHREAD", "C9", "What do you all think?")
    said = slack.says("UTHREAD", "C9", "Me, I like it.", root["ts"])
    slack.deliver(slack.event({**said, "channel": "C9", "channel_type": "channel"}))
    slack.mentions("UTHREAD", "C9", "")
    whisper_to(slack, "UTHREAD")
    assert len([each for each in slack.workspace.whispers if each["user"] == "UTHREAD"]) == 1


def test_a_search_is_paged_and_shared(slack: SlackDouble) -> None:
    """`/news WORDS` shows a page to its user alone; buttons turn it, and share it to the channel once."""
    slack.slash("U7", "C5", "new model")
    first = whisper_to(slack, "U7")
    assert "Articles* on “new model”" in texts(first)
    assert "\n1-5 of" in texts(first)
    slack.presses("U7", "C5", first, "page_next")
    second = wait_until(lambda: next((w for w in slack.workspace.whispers if "\n6-" in texts(w)), None))
    assert first["ts"] == second["ts"]
    for _ in range(2):
        slack.presses("U7", "C5", second, "share_page")
    shared = wait_until(lambda: slack.workspace.from_bot("C5"))
    wait_until(lambda: [texts(each) for each in _whispers(slack, "U7")] == [notices.SHARED], what="nothing but a word")
    assert "Shared by u7" in texts(shared[0])
    assert len(slack.workspace.from_bot("C5")) == 1


def _whispers(slack: SlackDouble, user: str) -> list[dict[str, Any]]:
    return [each for each in slack.workspace.whispers if each["user"] == user]


def test_filters_latest_and_help(slack: SlackDouble) -> None:
    """Filters narrow a search, `latest` lists the newest first, and what is not understood brings help."""
    slack.slash("U8", "C1", "Tessaline kind:announcement")
    assert "kind announcement" in texts(whisper_to(slack, "U8"))
    slack.slash("U8", "C1", "latest")
    assert "Latest articles" in texts(whisper_to(slack, "U8", 2))
    slack.slash("U8", "C1", "Tessaline sinse:7d")
    assert "did you mean since" in texts(whisper_to(slack, "U8", 3))
    slack.slash("U8", "C1", "zzzz qqqq")
    assert "No articles found" in texts(whisper_to(slack, "U8", 4))


def test_a_watch_is_previewed_on_what_was_collected(slack: SlackDouble) -> None:
    """A running installation previews a watch, starts it, and shows it; a digest of now tells what is there."""
    slack.slash("UWATCH", "C1", 'watch "Tessaline" kind:announcement')
    preview = whisper_to(slack, "UWATCH")
    assert "Watch* for “Tessaline”, kind announcement: " in texts(preview)
    slack.presses("UWATCH", "C1", preview, "watch_start")
    told = wait_until(lambda: [each for each in slack.workspace.from_bot("C1") if "Begun by" in texts(each)], what="it")
    assert "“Tessaline”, kind announcement. Begun by uwatch." in texts(told[0])
    slack.slash("UWATCH", "C1", "watches")
    wait_until(lambda: any("last sent never" in texts(each) for each in _whispers(slack, "UWATCH")), what="the list")
    slack.slash("UWATCH", "C1", "digest now")
    wait_until(lambda: any("As of" in texts(each) for each in _whispers(slack, "UWATCH")[-1:]), what="the digest")
    assert not any("Sorry" in texts(each) for each in _whispers(slack, "UWATCH"))


def test_feeds_are_told_in_detail_to_admins_only(slack: SlackDouble) -> None:
    """`/news feeds` says how each feed is; addresses are for admins."""
    slack.slash("U9", "C1", "feeds")
    slack.slash("UADMIN", "C1", "feeds")
    assert "127.0.0.1" not in texts(whisper_to(slack, "U9"))
    assert "127.0.0.1" in texts(whisper_to(slack, "UADMIN"))


def test_a_private_answer_can_be_shared(slack: SlackDouble) -> None:
    """`/news ask` answers its user alone, until they share the answer, with its question, to the channel."""
    slack.slash("U10", "C1", f"ask {ANSWERED}")
    private = whisper_to(slack, "U10")
    assert SAYS in texts(private)
    before = len(slack.workspace.from_bot("C1"))
    slack.presses("U10", "C1", private, "share_answer")
    wait_until(lambda: len(slack.workspace.from_bot("C1")) > before)
    shared = next(text for each in slack.workspace.from_bot("C1") if "Shared by u10" in (text := texts(each)))
    assert ANSWERED in shared
    assert SAYS in shared


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
