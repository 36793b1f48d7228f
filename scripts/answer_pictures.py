"""Pictures of answers and posts, as people see them: `python -m scripts.answer_pictures` draws them anew.

The answers are those of the sample newsroom, and what is drawn is what a terminal or a platform is given.
"""

from __future__ import annotations

import html
import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench.quality import sample_newsroom
from bot.adapters.discord import markup as discord
from bot.adapters.messages.answer import format_answer
from bot.adapters.messages.story_post import format_post
from bot.adapters.slack import markup as slack
from bot.demo import NOW
from bot.model import Question
from bot.model.chat import Place
from bot.subscriptions.catalogue_stories import CatalogueStories
from bot.subscriptions.due_stories import ranked
from bot.subscriptions.posts import PostMaker
from bot.subscriptions.records import Digest, Repeat, Schedule, StoryPost, Turn, TurnKind, TurnPost, Watch
from scripts import terminal_picture

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.adapters.slack.blocks import Block
    from bot.answering import Answering
    from bot.model import Answer
    from bot.subscriptions.records import NewsStory, Post
    from bot.wiring.installation import Engines

_SPAN = timedelta(days=30)
_CORRECTED = "Tessaline to cut"
_NOW_SAID = (  # as its corrected page does
    "Tessaline Inc. will cut 210 jobs, or about 12 percent of its workforce, as it winds down part of the AI overhaul "
    "that it began in the summer, the company told employees on Friday."
)

FOLDER = Path(__file__).parents[1] / "docs"

_WIDTH, _MARGIN, _LEFT = 760, 20, 72  # pixels; text begins at _LEFT, beside the writer's picture
_SIZE, _SMALL = 15, 12.5
_LINE, _GAP = 22, 10

# Widths of Helvetica's characters, in thousandths of the size (its AFM file); all others take 600.
_ADVANCES = {
    191: "'", 222: "ijl\u2018\u2019", 278: " !,./:;I[\\]ft", 333: "()-`r\u201c\u201d", 350: "\u2022", 500: "Jckvxyzs",
    556: "#$0123456789?L_abdeghnopqu", 584: "+<=>~", 611: "FTZ", 667: "&ABEKPSVXY", 722: "CDHNRUw", 778: "GOQ",
    833: "Mm", 889: "%", 944: "W", 1000: "\u21b3", 1015: "@",
}  # fmt: skip
_EMOJI = "\u2190"  # from here on no font agrees on widths
_ADVANCE = {character: width for width, characters in _ADVANCES.items() for character in characters}


class _Run(NamedTuple):
    """Words of one look."""

    text: str
    look: str = ""  # "", "strong" or "link"


class _Line(NamedTuple):
    """What stands on a line of its own, before it is broken to the width."""

    runs: tuple[_Run, ...]
    small: bool = False
    apart: bool = False  # there is a gap before it


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """The colours of a platform."""

    ground: str
    text: str
    faint: str
    link: str
    mention: str
    button: str
    edge: str
    card: str = ""  # colour of the card that an answer stands in, with a bar at its left; "": there is none
    bar: str = ""


_SLACK = _Look(
    ground="#ffffff", text="#1d1c1d", faint="#616061", link="#1264a3", mention="#e8f5fa", button="#ffffff",
    edge="#c9c9c9",
)  # fmt: skip
_DISCORD = _Look(
    ground="#313338", text="#dbdee1", faint="#949ba4", link="#00a8fc", mention="#3c4270", button="#4e5058",
    edge="#4e5058", card="#2b2d31", bar="#1f2a44",
)  # fmt: skip


class StoppedClock:
    """Stands at the time of the sample newsroom: a picture of it says the same whenever it is drawn."""

    def now(self) -> datetime:
        """Return that time."""
        return NOW


def pictures(opened: Engines) -> dict[str, str]:
    """Return the pictures of an installation that has collected the sample newsroom, by the names of their files."""
    answering = opened.answering()
    on_slack, on_discord = (
        "How much money did Calderwick raise, and who led the round?",
        "Is Kiteforge buying Palisandre?",
    )
    first = slack.render(format_answer(_asked(answering, on_slack), "q", slack.MRKDWN))
    second = discord.render(format_answer(_asked(answering, on_discord), "q", discord.MARKDOWN))
    over_slack, over_discord = "What has been going on at Tessaline?", "What's the latest on Norrvane?"
    third = slack.render(format_answer(_asked(answering, over_slack), "q", slack.MRKDWN))
    fourth = discord.render(format_answer(_asked(answering, over_discord), "q", discord.MARKDOWN))
    votes = ["👍", "👎"]
    labels = [each.text for each in second.buttons]
    stories = CatalogueStories(opened.catalogue)
    return {
        "slack-watch.svg": _watch_drawing(stories),
        "discord-digest.svg": _digest_drawing(stories),
        "slack-answer.svg": _drawing(_SLACK, on_slack, _of_blocks(first.blocks), [votes, _labels(first.blocks)]),
        "slack-overview.svg": _drawing(_SLACK, over_slack, _of_blocks(third.blocks), [votes, _labels(third.blocks)]),
        "discord-overview.svg": _drawing(
            _DISCORD, over_discord, _of_markdown(fourth.description), [votes + [each.text for each in fourth.buttons]]
        ),
        "terminal.svg": terminal_picture.drawing(opened),
        "discord-answer.svg": _drawing(_DISCORD, on_discord, _of_markdown(second.description), [votes + labels]),
    }


def _watch_drawing(stories: CatalogueStories) -> str:
    """Return the picture of a watch's post, with a correction in its thread."""
    told = (stories.tell(each, 2) for each in stories.stories_since(NOW - _SPAN) if _is_corrected(each))
    item = next(each for each in told if each and each.statements)
    place = Place(platform="slack", team="T", channel="C")
    watch = Watch(id="w", place=place, maker="U", query="job cuts", created=NOW)
    changed = replace(item.lead, updated=NOW)
    turn = Turn(id="t", kind=TurnKind.CORRECTION, article=changed, was=item.statements[0].text, now=_NOW_SAID)
    canvas = _Canvas(_SLACK)
    _draw_post(canvas, StoryPost(watch=watch, item=item))
    with canvas.thread("1 reply"):
        _draw_post(canvas, TurnPost(watch=watch, turn=turn))
    return canvas.drawn()


def _draw_post(canvas: _Canvas, post: Post) -> None:
    shown = slack.render(format_post(post, "", UTC, slack.MRKDWN))
    canvas.writer("B", "Byline", "#1f2a44", app=True)
    canvas.answer(_of_blocks(shown.blocks))
    canvas.buttons(_labels(shown.blocks))


def _is_corrected(story: NewsStory) -> bool:
    return any(_CORRECTED in article.title for article in story.articles)


def _digest_drawing(stories: CatalogueStories) -> str:
    """Return the picture of a digest."""
    place = Place(platform="discord", team="1", channel="2")
    schedule = Schedule(repeat=Repeat.MONTHLY, days=(24,), at=time(12), zone="UTC")
    digest = Digest(id="d", place=place, maker="1", schedule=schedule, created=NOW, last_covered=NOW - _SPAN)
    found = ranked(stories.stories_since(digest.last_covered))
    post = PostMaker(stories=stories, teller=stories).requested(digest, found, NOW)
    shown = discord.render(format_post(post, "", UTC, discord.MARKDOWN))
    canvas = _Canvas(_DISCORD)
    canvas.writer("B", "Byline", "#1f2a44", app=True)
    canvas.answer(_of_markdown(shown.description))
    canvas.buttons([each.text for each in shown.buttons])
    return canvas.drawn()


def _asked(answering: Answering, text: str) -> Answer:
    return answering.ask(Question(text=text, now=NOW, zone=UTC))


def _of_blocks(blocks: Iterable[Block]) -> Iterator[_Line]:
    """Yield the lines of Block Kit's sections and contexts."""
    token = re.compile(r"<(?P<url>https?://[^|>]+)\|(?P<link>[^>]+)>|\*(?P<strong>[^*]+)\*")
    for block in blocks:
        small = block["type"] == "context"
        if block["type"] == "section" or small:
            text = block["elements"][0]["text"] if small else block["text"]["text"]
            for number, line in enumerate(text.split("\n")):
                runs = tuple(_Run(html.unescape(run.text), run.look) for run in _runs(line, token))
                yield _Line(runs, small=small, apart=number == 0)


def _labels(blocks: Iterable[Block]) -> list[str]:
    """Return the labels of Block Kit's own buttons."""
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    return [button["text"]["text"] for row in rows for button in row]


def _of_markdown(description: str) -> Iterator[_Line]:
    """Yield the lines of an embed's description, with dates as an English reader sees them."""
    token = re.compile(r"(?<!\\)\[(?P<link>(?:\\.|[^\]\\])+)\]\((?P<url>[^)]+)\)|\*\*(?P<strong>.+?)\*\*")
    text = re.sub(r"<t:(\d+):([Df])>", lambda match: _dated(int(match[1]), match[2]), description)
    for paragraph in text.split("\n\n"):
        for number, line in enumerate(paragraph.split("\n")):
            runs = _runs(line.removeprefix("-# "), token)
            shown = tuple(_Run(re.sub(r"\\(.)", r"\1", run.text), run.look) for run in runs)
            yield _Line(shown, small=line.startswith("-# "), apart=number == 0)


def _dated(seconds: int, style: str) -> str:
    when = datetime.fromtimestamp(seconds, UTC)
    return f"{when.day} {when:%B %Y}" + (f" {when:%H:%M}" if style == "f" else "")


def _runs(line: str, token: re.Pattern[str]) -> Iterator[_Run]:
    """Yield what stands between the tokens, links and bold words, in order."""
    end = 0
    for match in token.finditer(line):
        if match.start() > end:
            yield _Run(line[end : match.start()])
        yield _Run(match["link"], "link") if match["link"] else _Run(match["strong"], "strong")
        end = match.end()
    if end < len(line):
        yield _Run(line[end:])


def _drawing(look: _Look, question: str, lines: Iterable[_Line], rows: Iterable[list[str]]) -> str:
    """Return the picture of a question and of its answer with rows of buttons."""
    canvas = _Canvas(look)
    canvas.writer("M", "Mina", "#7b8aa0")
    canvas.mention("@Byline", question)
    canvas.y += 2 * _GAP
    canvas.writer("B", "Byline", "#1f2a44", app=True)
    canvas.answer(lines)
    for row in rows:
        canvas.buttons(row)
    return canvas.drawn()


class _Canvas:
    """What was drawn so far, from top to bottom."""

    def __init__(self, look: _Look) -> None:
        self.y = float(_MARGIN)
        self._left = 0.0  # pixels by which a thread is moved to the right
        self._look = look
        self._inset = 14 if look.card else 0
        self._parts: list[str] = []

    @contextmanager
    def thread(self, label: str) -> Iterator[None]:
        """Draw what the block draws as a thread below what was drawn last, with a line at its left."""
        self.y += 2 * _GAP
        self._text(_LEFT, self.y + _GAP / 2, label, self._look.link, _SMALL, strong=True)
        self.y += 2 * _GAP
        top = self.y
        self._left = _LEFT - _MARGIN + 14
        yield
        self._left = 0.0
        self._parts.append(_rect(_LEFT, top, 3, self.y - top, self._look.edge))

    def writer(self, initial: str, name: str, colour: str, *, app: bool = False) -> None:
        """Draw who writes, and when."""
        look = self._look
        margin, left = _MARGIN + self._left, _LEFT + self._left
        self._parts.append(_rect(margin, self.y, 38, 38, colour, radius=8))
        self._text(margin + 13, self.y + 25, initial, "#ffffff", _SIZE, strong=True)
        x = left + self._text(left, self.y + 13, name, look.text, _SIZE, strong=True) + 8
        if app:
            self._parts.append(_rect(x, self.y + 1, 32, 15, look.button if look.card else "#e8e8e8", radius=3))
            x += 8 + self._text(x + 5, self.y + 12, "APP", look.text if look.card else look.faint, 10) + 8
        self._text(x, self.y + 13, "12:00", look.faint, _SMALL)
        self.y += _LINE

    def mention(self, name: str, text: str) -> None:
        """Draw a message that mentions somebody."""
        self.y += _LINE
        self._parts.append(_rect(_LEFT - 2, self.y - 16, _width(name, _SIZE) + 4, 20, self._look.mention, radius=3))
        width = self._text(_LEFT, self.y, name, self._look.link if not self._look.card else "#c9cdfb", _SIZE)
        self._text(_LEFT + width + 6, self.y, text, self._look.text, _SIZE)

    def answer(self, lines: Iterable[_Line]) -> None:
        """Draw an answer, in a card where the platform has one."""
        top, place = self.y, len(self._parts)
        self.y += _GAP / 2
        for number, line in enumerate(lines):
            self.y += _GAP * (line.apart and number > 0)
            for broken in _broken(line, _WIDTH - _LEFT - self._left - _MARGIN - 2 * self._inset):
                self.y += _LINE if not line.small else _LINE - 3
                self._line(broken, line)
        if self._look.card:
            self.y += _GAP + 2
            width = _WIDTH - _LEFT - _MARGIN
            card = [_rect(_LEFT, top, width, self.y - top, self._look.card, radius=4)]
            self._parts[place:place] = [*card, _rect(_LEFT, top, 4, self.y - top, self._look.bar)]

    def buttons(self, labels: Iterable[str]) -> None:
        """Draw a row of buttons."""
        self.y += _GAP + 2
        x = _LEFT + self._left
        for label in labels:
            width = _width(label, _SIZE - 1, strong=True) + 28
            self._parts.append(_rect(x, self.y, width, 30, self._look.button, radius=5, edge=self._look.edge))
            self._text(x + 14, self.y + 20, label, self._look.text, _SIZE - 1, strong=True)
            x += width + 8
        self.y += 30

    def drawn(self) -> str:
        """Return the picture."""
        height = round(self.y) + _MARGIN
        ground = _rect(0.5, 0.5, _WIDTH - 1, height - 1, self._look.ground, radius=8, edge=self._look.edge)
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}"'
        return "\n".join(
            [f'{head} font-family="Helvetica, Arial, sans-serif">', ground, *self._parts, "</svg>", ""],
        )

    def _line(self, runs: Iterable[_Run], line: _Line) -> None:
        colours = {"link": self._look.link, "strong": self._look.text}
        size, plain = (_SMALL, self._look.faint) if line.small else (_SIZE, self._look.text)
        x = _LEFT + self._left + self._inset
        for run in runs:
            x += self._text(x, self.y, run.text, colours.get(run.look, plain), size, strong=run.look == "strong")

    def _text(self, x: float, y: float, text: str, colour: str, size: float, *, strong: bool = False) -> float:
        """Draw words, stretched to the width that was counted on whatever the font is; return that width."""
        width = _width(text, size, strong=strong)
        weight = ' font-weight="bold"' * strong
        is_plain = bool(text.strip()) and all(each < _EMOJI or each in _ADVANCE for each in text)
        fitted = f' textLength="{width:.1f}" lengthAdjust="spacingAndGlyphs"' if is_plain else ""
        self._parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size:g}"{weight}{fitted} xml:space="preserve">'
            f"{html.escape(text, quote=False)}</text>"
        )
        return width


def _rect(x: float, y: float, width: float, height: float, fill: str, *, radius: int = 0, edge: str = "") -> str:
    stroke = f' stroke="{edge}"' if edge else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius}" fill="{fill}"{stroke}/>'
    )


def _width(text: str, size: float, *, strong: bool = False) -> float:
    """Return about how wide a text is, in pixels; bold letters are a little wider."""
    return sum(_ADVANCE.get(character, 600) for character in text) * size / 1_000 * (1.06 if strong else 1)


def _broken(line: _Line, room: float) -> Iterator[list[_Run]]:
    """Yield a line in as many as its words need, each with its runs."""
    size = _SMALL if line.small else _SIZE
    words = [_Run(word, run.look) for run in line.runs for word in re.findall(r"\s*\S+|\s+$", run.text)]
    shown: list[_Run] = []
    left = room
    for word in words:
        needed = _width(word.text, size, strong=word.look == "strong")
        if shown and needed > left:
            yield shown
            shown, left, word = [], room, _Run(word.text.lstrip(), word.look)  # noqa: PLW2901  it begins a line
        if shown and shown[-1].look == word.look:
            shown[-1] = _Run(shown[-1].text + word.text, word.look)
        else:
            shown.append(word)
        left -= needed
    yield shown


if __name__ == "__main__":
    with sample_newsroom(StoppedClock()) as opened:
        for name, drawn in pictures(opened).items():
            (FOLDER / name).write_text(drawn, encoding="utf-8")
