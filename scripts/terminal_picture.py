"""The picture of a session at a terminal: a question, a search and the state of the collection."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from bot.adapters.terminal import answer_text, results_text
from bot.commands.status import status_lines
from bot.demo import NOW
from bot.model import Question
from bot.operations.health import status_of
from indexer.feeds.schedule import add_jitter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from bot.operations.health import FeedHealth
    from bot.wiring.installation import Engines

_WIDTH = 134  # columns of the terminal; answers are wrapped before
_ASKED, _SOUGHT = "How many jobs is Tessaline cutting?", "Palisandre takeover"
_PORT = re.compile(r"(?<=//127\.0\.0\.1:)\d+")  # another one whenever the sample newsroom is served: one stands for all
_DARK, _LIGHT = (16, 18, 22), (235, 235, 235)
_THEME = TerminalTheme(_DARK, _LIGHT, [_DARK, *[_LIGHT] * 7])
# rich's own form loads a font from the web. The reader's own will do, as each text is stretched to its width.
_FORM = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: Helvetica, Arial, sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def drawing(opened: Engines) -> str:
    """Return the picture of what three commands print on an installation with the sample newsroom."""
    console = Console(record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    for line in _session(opened):
        text = Text.from_ansi(line)
        for part in text.divide(range(_WIDTH, len(text), _WIDTH)):  # as a terminal breaks it, wherever that is
            console.print(part, soft_wrap=True, highlight=False)
    drawn = console.export_svg(title="byline", theme=_THEME, code_format=_FORM, unique_id="terminal")
    return re.sub(r"[ \t]+$", "", drawn, flags=re.MULTILINE)


def _session(opened: Engines) -> Iterator[str]:
    """Yield the lines at the terminal, with the escape sequences of their styles."""
    answering = opened.answering()
    found = status_of(opened.catalogue, opened.settings.indexer.feeds, opened.journal.feedback(), now=NOW)
    wait = opened.settings.indexer.collector.poll_interval
    found = replace(found, feeds=tuple(_at_shown_address(feed, wait) for feed in found.feeds))
    asked, sought = (Question(text=text, now=NOW, zone=UTC) for text in (_ASKED, _SOUGHT))
    printed = {
        f'byline ask "{_ASKED}"': answer_text(answering.ask(asked), styled=True),
        f'byline search "{_SOUGHT}" --limit 2': results_text(answering.search(sought, limit=2), styled=True),
        "byline status": "\n".join(status_lines(found, UTC)),
    }
    for command, output in printed.items():
        yield f"\x1b[2m$\x1b[0m \x1b[1m{command}\x1b[0m"
        yield from _shown(output).split("\n")
        yield ""


def _shown(text: str) -> str:
    return _PORT.sub("36451", text)


def _at_shown_address(feed: FeedHealth, wait: timedelta) -> FeedHealth:
    """Return a feed with the next poll that it would have at the address that is shown: feeds drift apart by it."""
    last = feed.last_success or NOW
    return replace(feed, next_poll=last + add_jitter(wait, _shown(feed.url)))
