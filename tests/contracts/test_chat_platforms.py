"""What every chat platform's adapter must say: the same conversations are held on each, and compared."""

from __future__ import annotations

import re
from contextlib import ExitStack
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.messages import notices
from indexer.model.feeds import FeedState
from tests.contracts.chat_drivers import DiscordTalk, SlackTalk
from tests.doubles.chat_stage import BROKEN, FEED, LOOMS, MEANT, NEWS, NOW, SAYS, UNKNOWN, VAGUE, WHO, chat_stage
from tests.doubles.slack.double import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.contracts.chat_drivers import Talk

PLATFORMS = (SlackTalk, DiscordTalk)


@pytest.fixture
def hold(tmp_path: Path) -> Callable[..., Any]:
    """Return what holds a conversation on every platform, with a newsroom of its own, and compares what is said."""

    def hold_everywhere(conversation: Callable[[Talk], Any], **limits: Any) -> Any:
        said = []
        for platform in PLATFORMS:
            folder = tmp_path / platform.__name__
            folder.mkdir()
            with ExitStack() as stack:
                stage = stack.enter_context(chat_stage(folder))
                said.append(conversation(platform(stage, stack, **limits)))
        first, *others = said
        for other in others:
            assert other == first
        return first

    return hold_everywhere


def test_a_mention_is_answered(hold: Callable[..., Any]) -> None:
    """The answer to a mention has the same statements, sources, facts and as-of line everywhere."""
    lines = hold(lambda talk: talk.read(talk.mention(WHO)))
    assert lines[0].startswith(SAYS)
    assert "Sources" in lines
    assert lines[-1].startswith("As of 25 Nov 2026 12:00 UTC.")


def test_a_conversation_is_followed_up(hold: Callable[..., Any]) -> None:
    """What is asked after an answer, where the platform has a place for that, is understood from what was before."""

    def conversation(talk: Talk) -> list[str]:
        return talk.read(talk.mention("And who will run it?", after=talk.mention(WHO)))

    assert any("Bo Quist will run the Amberly works" in line for line in hold(conversation))


def test_nothing_found_is_said(hold: Callable[..., Any]) -> None:
    """A question that nothing answers is told so, by mention and by command; no article has to do with it."""

    def conversation(talk: Talk) -> list[list[str]]:
        return [talk.read(talk.mention(UNKNOWN)), talk.read(talk.command("ask", UNKNOWN))]

    for lines in hold(conversation):
        assert lines[0] == f"Nothing found on \u201c{UNKNOWN}\u201d: the collected articles do not answer this."
        assert not any(line.startswith("Nearest: ") for line in lines)


def test_what_is_not_known_is_said_and_what_is_near(hold: Callable[..., Any]) -> None:
    """Which name no article mentions, and the article that is on the other one."""
    asked = "When did Zephyrine buy the bridge in Amberly?"
    for lines in hold(lambda talk: [talk.read(talk.mention(asked)), talk.read(talk.command("ask", asked))]):
        why = "no article that was searched mentions \u201cZephyrine\u201d."
        assert lines[0] == f"Nothing found on \u201c{asked}\u201d: {why}"
        assert lines[1].startswith("Nearest: ")


def test_an_error_becomes_an_apology(hold: Callable[..., Any]) -> None:
    """Where answering fails the asker is told so, with a reference to the log and without the reason."""

    def conversation(talk: Talk) -> list[list[str]]:
        said = [talk.read(talk.mention(BROKEN)), talk.read(talk.command("ask", BROKEN))]
        return [[re.sub("[0-9a-f]{8}", "0", line) for line in lines] for lines in said]

    apology = "Sorry, I could not answer this. Please ask again in a while. (Reference: 0)"
    assert hold(conversation) == [[apology]] * 2


def test_a_search_is_paged_and_shared(hold: Callable[..., Any]) -> None:
    """A search shows the same pages everywhere, turns them, and says by whom it was shared."""

    def conversation(talk: Talk) -> list[list[str]]:
        page = talk.command("search", LOOMS)
        first = talk.read(page)
        second = talk.press(page, "Next")
        read = talk.read(second)
        return [first, read, talk.read(talk.shared(second))[:-1]]

    first, second, shared = hold(conversation)
    assert first[0] == "Articles on “looms”"
    assert first[-1] == "1-5 of 8. As of 25 Nov 2026 12:00 UTC."
    assert second[-1] == "6-8 of 8. As of 25 Nov 2026 12:00 UTC."
    assert shared == second[:-1]


def test_filters_mean_the_same(hold: Callable[..., Any]) -> None:
    """Filters among the words of a search are understood everywhere, and mistakes are named in the same words."""

    def conversation(talk: Talk) -> list[str]:
        found = talk.read(talk.command("search", f"{LOOMS} since:2026-11-20 kind:unknown"))
        return [found[0], talk.read(talk.command("search", "sinse:7d looms"))[0]]

    heading, problem = hold(conversation)
    assert heading == "Articles on “looms”, since 20 Nov 2026 00:00 UTC, kind unknown"
    assert problem.startswith("I did not understand that: sinse: is no filter, those are since, until, source, kind, ")
    assert problem.endswith("; did you mean since:?.")


def test_an_answer_is_shared_once(hold: Callable[..., Any]) -> None:
    """An answer that only its asker sees is shared as it was, with a word by whom."""

    def conversation(talk: Talk) -> list[list[str]]:
        answer = talk.command("ask", WHO)
        read = talk.read(answer)
        return [read, [line.casefold() for line in talk.read(talk.shared(answer))]]

    private, public = hold(conversation)
    assert public == [WHO.casefold(), *(line.casefold() for line in private), "shared by ann."]


def test_what_is_meant_is_chosen_and_the_rest_told(hold: Callable[..., Any]) -> None:
    """A choice is asked once, and told with its question; "more" goes on with the answer that its button is below."""

    def conversation(talk: Talk) -> list[list[str]]:
        back, news = talk.mention(VAGUE), talk.mention(NEWS)
        talk.stage.clock.advance(timedelta(seconds=1))
        chosen = talk.posted_by(lambda: talk.click(back, "choose_2"))
        more = talk.posted_by(lambda: talk.click(news, "More"))
        again = talk.told(back, "choose_2")
        return [talk.read(each) for each in (back, chosen, news, more, again)]

    back, chosen, news, more, again = hold(conversation)
    assert back == ["What is \u201cit\u201d? You may mean:"]
    assert chosen[:2] == [MEANT, f"{SAYS} [1]"]
    assert news[0] == "24 Nov: Told after []. [1]"
    assert "1 more story on this." in news
    assert more[0] == f"24 Nov: Told after ['{NEWS}']. [1]"
    assert again == [notices.ASKED]


def test_what_is_asked_alone_goes_on_alone(hold: Callable[..., Any]) -> None:
    """Below an answer that only its asker sees, what its button asks is answered to them alone."""

    def conversation(talk: Talk) -> tuple[list[str], list[list[str]]]:
        more = talk.told(talk.command("ask", NEWS), "More")
        return talk.read(more), talk.posted()

    more, posted = hold(conversation)
    assert more[0] == f"24 Nov: Told after ['{NEWS}']. [1]"
    assert posted == []


def test_more_sources_are_listed(hold: Callable[..., Any]) -> None:
    """What was found and is not cited is listed to whoever wants to know."""
    lines = hold(lambda talk: talk.read(talk.told(talk.mention(WHO), "More sources")))
    assert lines[0] == "More on this, not cited in the answer"


def test_feedback_is_counted(hold: Callable[..., Any]) -> None:
    """A vote with a comment is kept in the same way everywhere."""

    def conversation(talk: Talk) -> dict[str, int]:
        talk.vote(talk.mention(WHO), good=False, comment="It forgot the year.")
        wait_until(lambda: talk.stage.journal.feedback()["comments"], what="the comment")
        return dict(talk.stage.journal.feedback())

    assert hold(conversation) == {"up": 0, "down": 1, "comments": 1}


def test_busy_is_said_in_the_same_words(hold: Callable[..., Any]) -> None:
    """When too many wait, those beyond are told so."""
    said = hold(lambda talk: [lines[0] for lines in talk.busy([UNKNOWN] * 6)], concurrency=1, queue=0)
    assert "I am busy: too many questions are waiting. Please ask again in a minute." in said


def test_the_feeds_and_the_latest_are_told_alike(hold: Callable[..., Any]) -> None:
    """How the feeds are, and the newest articles, read alike."""
    feeds, latest = hold(lambda talk: [talk.read(talk.command("feeds")), talk.read(talk.command("latest"))])
    assert feeds[0] == "Feeds: 1, in trouble: 0"
    assert latest[0] == "Latest articles"


def test_trouble_with_a_feed_is_told_once(hold: Callable[..., Any]) -> None:
    """While it serves, admins are told once when a feed fails, also after a restart, and once when it is well again."""

    def conversation(talk: Talk) -> list[str]:
        record = talk.stage.catalogue.record_poll
        record(FeedState(url=FEED.url, failures=1, error="no connection"), [])
        wait_until(lambda: "failing" in talk.stage.journal.noted(f"feeds told on {talk.platform}"), what="an alert")
        talk.restart()
        seen = talk.stage.looks
        wait_until(lambda: talk.stage.looks > seen + 3, what="some rounds more")
        record(FeedState(url=FEED.url, last_success=NOW), [])
        wait_until(lambda: len(talk.messages()) > 1, what="another alert")
        return [talk.read(each)[1].partition(",")[0] for each in talk.messages()]

    assert hold(conversation, admin_channel="cadmin", pause=0.01) == ["\u2022 Example: failing", "\u2022 Example: ok"]
