"""Clicks on Slack, through slack_bolt's own client against the double on loopback."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from tests.contracts.chat_drivers import SlackTalk
from tests.doubles.chat_stage import WHO, chat_stage
from tests.doubles.slack.double import wait_until

if TYPE_CHECKING:
    from pathlib import Path


def test_a_vote_opens_its_window_without_asking_for_a_profile(tmp_path: Path) -> None:
    """A window has to open within three seconds of the click, which a profile that comes slowly would use up."""
    with ExitStack() as stack:
        stage = stack.enter_context(chat_stage(tmp_path))
        talk = SlackTalk(stage, stack)
        answer = talk.mention(WHO)
        talk.slack.presses("BOB", "C1", answer, "feedback", "up")
        wait_until(lambda: talk.slack.workspace.views, what="a window")
        asked = [call.arguments["user"] for call in talk.slack.workspace.called("users.info")]
        assert asked == ["ANN"]
        assert stage.journal.feedback() == {"up": 1, "down": 0, "comments": 0}
