"""Where Slack's requests come in."""

from __future__ import annotations

import re
import socket
from contextlib import closing
from typing import TYPE_CHECKING

import httpx
import pytest

from bot.config.loader import load
from bot.wiring.slack_requests import slack_requests
from indexer.errors import BylineError
from tests.bot.server.test_platform_events import Receiver

if TYPE_CHECKING:
    from pathlib import Path

    from bot.wiring.slack_requests import SlackRequests


def requests(folder: Path, text: str) -> SlackRequests | None:
    """Return where a config wants them."""
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return slack_requests(load(folder / "config.toml"))


@pytest.mark.parametrize(
    ("text", "is_shared"),
    [
        ('[slack]\nmode = "http"\nport = 8080\n[server]\nlisten = "127.0.0.1:8080"\n', True),
        ('[slack]\nmode = "http"\n[server]\nlisten = "127.0.0.1:8080"\n', False),
        ('[slack]\nmode = "http"\n', False),
    ],
)
def test_one_address_has_one_listener(tmp_path: Path, text: str, is_shared: bool) -> None:  # noqa: FBT001
    """Where [slack] and [server] name the same address, Slack's routes are served with the others."""
    found = requests(tmp_path, text)
    assert found
    assert (found.is_shared, len(found.sections)) == (is_shared, int(is_shared))


def test_over_socket_mode_there_are_none(tmp_path: Path) -> None:
    """Nothing is listened on for Slack."""
    assert requests(tmp_path, "[slack]\n") is None
    assert requests(tmp_path, "") is None


def test_an_address_of_its_own_serves_slack_alone(tmp_path: Path) -> None:
    """It is listened on while somebody receives, and an address that is taken is named with its keys."""
    found = requests(tmp_path, '[slack]\nmode = "http"\nport = 0\n')
    assert found
    with found.received_by(Receiver()) as where:
        assert (place := re.fullmatch(r"listening on (127\.0\.0\.1:\d+)", where))
        assert httpx.get(f"http://{place[1]}/health").json() == {"status": "ok"}
        assert httpx.post(f"http://{place[1]}/slack/events", content=b"x").json() == {"bytes": 1}
        assert httpx.get(f"http://{place[1]}/v1/status").status_code == 404
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        other = requests(tmp_path, f'[slack]\nmode = "http"\nport = {port}\n')
        says = rf"^\[slack\] host, port: 127.0.0.1:{port} cannot be listened on"
        assert other
        with pytest.raises(BylineError, match=says), other.received_by(Receiver()):
            pass
