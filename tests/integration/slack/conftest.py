"""What the tests on Slack share: installations in front of the double."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.doubles.slack import SlackDouble
from tests.integration.slack_stand import Stand, stand

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.demo import DemoNewsroom
    from tests.integration.warm import Warm


@pytest.fixture(scope="session")
def running(
    room: DemoNewsroom, collected: Path, warm: Warm, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stand]:
    """Yield an installation that serves: one for all tests that do not end it."""
    with SlackDouble() as slack:
        more = 'channels = ["C1", "C2", "C3", "C4", "C5", "CARCHIVED"]\nadmins = ["UADMIN"]\nthread_follow_up = true'
        with stand(tmp_path_factory.mktemp("running"), slack, room, warm, collected, more) as made:
            made.log_json()
            made.start()
            yield made
            assert made.end() == 0, made.said()
            assert "Traceback" not in made.said()
            assert not [token for token in slack.tokens.values() if token in made.said()]


@pytest.fixture
def slack(running: Stand) -> SlackDouble:
    """Return the workspace that the running installation serves."""
    return running.slack


@pytest.fixture
def own(tmp_path: Path, room: DemoNewsroom, collected: Path, warm: Warm) -> Iterator[Stand]:
    """Yield an installation of a test's own, before its first start."""
    with SlackDouble() as slack, stand(tmp_path / "own", slack, room, warm, collected) as made:
        yield made
