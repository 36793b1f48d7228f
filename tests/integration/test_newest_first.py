"""`byline index` on a long feed with slow pages: one can ask at once."""

from __future__ import annotations

import os
import signal
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from typing import TYPE_CHECKING

from tests.doubles.newsroom import html, item, rss
from tests.doubles.web_server import Stand, answer

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    from tests.integration.warm import Warm

QUESTION = "With how many engineers did the Brightkelp kiln works in Amberly open?"
ENTRIES = 800
AT_ONCE = 8  # pages that come; all others wait until there is an answer


def test_a_question_is_answered_while_index_collects(warm: Warm, tmp_path: Path) -> None:
    """Today's article answers a question of another shell while `index` waits for hundreds of older pages."""
    fetched, answered, began = threading.Event(), threading.Event(), datetime.now(UTC)

    def page(number: int) -> bytes:
        return html(f"loom {number}") if number else html("Brightkelp kiln", "sixty")

    def serve(number: int, to: BaseHTTPRequestHandler) -> None:
        fetched.set()
        if number >= AT_ONCE:
            answered.wait(240)
        body = page(number)
        answer(to, 200, {"Content-Length": str(len(body)), "Content-Type": "text/html"}, body)

    with Stand() as stand:
        items = [
            item(
                stand.do(f"/{number}", partial(serve, number)),
                f"Loom {number}",
                more=f"<pubDate>{format_datetime(began - timedelta(hours=number + 1))}</pubDate>",
            )
            for number in range(ENTRIES)
        ]
        feed = stand.say("/feed", rss(*reversed(items)), Content_Type="application/rss+xml")
        config = tmp_path / "config.toml"
        config.write_text(
            f"byline.data_dir = '{tmp_path}/data'\nindexer.allow_private_hosts = true\n[[feeds]]\nurl = '{feed}'\n"
        )
        indexing = warm.start(tmp_path / "index.log", "--config", str(config), "index")
        try:
            said, deadline = "", time.monotonic() + 240
            while not fetched.wait(0.1):  # before, `ask` might own the data directory
                assert time.monotonic() < deadline
            while "sixty" not in said and time.monotonic() < deadline:
                warm.run(tmp_path / "ask.log", "--config", str(config), "ask", QUESTION)
                said = (tmp_path / "ask.log").read_text(encoding="utf-8")
            asked = [path for path in stand.paths if path[1:].isdigit()]
        finally:
            os.kill(indexing.pid, signal.SIGKILL)
            answered.set()
            warm.wait(indexing)
    assert "sixty" in said, (tmp_path / "index.log").read_text(encoding="utf-8")
    assert "/0" in asked[:AT_ONCE]  # two are asked for at a time, and the server may note them in any order
    assert len(asked) < ENTRIES - 700
