"""The terminal: answers as text, plain or styled, and a prompt."""

from __future__ import annotations

import contextlib
import io
import sys
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from rich.console import Console
from rich.style import Style
from rich.text import Text

from bot.adapters.messages.formatting import (
    ALSO_NEAR,
    NEAREST,
    as_of,
    correction,
    disagreements,
    facts,
    is_address,
    nothing_found,
    numbered,
    one_line,
    place_of,
    seen_on,
    story_counts,
)
from bot.adapters.messages.statements import shown_statements
from bot.log_reference import new_reference, referred
from bot.model import Question
from indexer.errors import BylineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import tzinfo
    from pathlib import Path

    from bot.adapters.messages.formatting import Story
    from bot.adapters.messages.statements import ShownStatement
    from bot.model import Answer, Result, ResultPage, Source
    from indexer.model import Article
    from indexer.ports import Clock

HELP = """\
Ask in plain words. Commands:
  /search WORDS   articles, best first
  /help           this text
  /quit           leave (also Ctrl-D)"""

_COMMANDS = ("/help", "/quit", "/search ")
_PROMPT = "byline> "


def answer_text(answer: Answer, width: int = 100, *, styled: bool = False) -> str:
    """Return an answer as text: statements, numbered sources, and as of when.

    With `styled` it is for a terminal: bold, dim, and titles that are links. Else it is plain, with the same words.
    """
    stories = story_counts(answer.stories)
    parts = list(_found(answer, stories, width) if answer.found else _not_found(answer, stories, width))
    parts.append([_in_style(one_line(as_of(answer)), "dim")])
    return _written(parts, styled=styled)


def results_text(page: ResultPage, offset: int = 0, width: int = 100, *, styled: bool = False) -> str:
    """Return a page of search results as text; see `answer_text`."""
    if not page.results:
        return "No articles found."
    zone = page.question.zone
    shown = [list(_result(result, offset + place, zone, width)) for place, result in enumerate(page.results, start=1)]
    return _written([*shown, [_in_style(place_of(page, offset, len(shown)), "dim")]], styled=styled)


def _found(answer: Answer, stories: Mapping[str, Story], width: int) -> Iterator[list[Text]]:
    """Yield the paragraphs of an answer."""
    said = shown_statements(answer)
    lines = [_statement(each) for each in said]
    is_list = any(each.date for each in said)
    yield list(chain.from_iterable(_wrapped(each, width) for each in (lines if is_list else [Text(" ").join(lines)])))
    for line in disagreements(answer):
        yield [Text(line)]
    sources = (_source(source, answer.question.zone, stories) for source in answer.sources)
    yield [Text("Sources:"), *chain.from_iterable(sources)]


def _not_found(answer: Answer, stories: Mapping[str, Story], width: int) -> Iterator[list[Text]]:
    """Yield the paragraphs that tell what was looked for, and the nearest that is known instead."""
    why = _wrapped(Text(nothing_found(answer)), width)
    zone, (first, others) = answer.question.zone, (answer.alternatives[:1], answer.alternatives[1:])
    named = [_article(each, zone, stories) for each in first]
    if answer.on_nearest_product:
        yield why
        yield [Text("Sources:"), *chain.from_iterable(_indented(_number(1), lines) for lines in named)]
    else:
        yield [*why, *chain.from_iterable(_indented(Text(NEAREST), lines, indent=2) for lines in named)]
    if others:
        listed = (_indented(Text("  - "), _article(each, zone, stories)) for each in others)
        yield [Text(f"{ALSO_NEAR}:"), *chain.from_iterable(listed)]


def _statement(said: ShownStatement) -> Text:
    shown = Text(said.lead + said.text)
    if said.span:
        shown.stylize("bold", *(len(said.lead) + edge for edge in said.span))
    return shown.append(numbered(said.citations), "dim")


def _source(source: Source, zone: tzinfo, stories: Mapping[str, Story]) -> Iterator[Text]:
    """Yield the lines of a source: where its news comes from first, if that was collected."""
    lines = _article(source.article, zone, stories)
    if source.origin:
        title, address = _article(source.origin, zone, stories)
        lines = [Text("original: ") + title, address, Text("as told in: ") + lines[0], *lines[1:]]
    if seen := seen_on(source):
        lines.append(_in_style("Seen on: " + ", ".join(f"{name} {one_line(url)}" for name, url in seen), "dim"))
    if noted := one_line(correction(source.article)):
        lines.append(Text(noted))
    return _indented(_number(source.number), lines)


def _number(number: int) -> Text:
    return _in_style(f"  [{number}] ", "dim")


def _indented(first: Text, lines: Iterable[Text], indent: int | None = None) -> Iterator[Text]:
    """Yield lines, the first behind a mark and the others indented, if not told otherwise as far as that."""
    rest = Text(" " * (len(first) if indent is None else indent))
    for place, line in enumerate(lines):
        yield (rest if place else first) + line


def _article(article: Article, zone: tzinfo, stories: Mapping[str, Story]) -> list[Text]:
    """Return two lines: an article's title, which is a link, with the facts to judge it by, and its address."""
    link = Style(link=article.url) if is_address(article.url) else Style()
    said = ", ".join(facts(article, zone, stories.get(article.id), shown=one_line))
    title = _in_style(one_line(article.title) or "(untitled)", link).append(f" ({said})", "dim")
    return [title, _in_style(one_line(article.url), Style(dim=True) + link)]


def _result(result: Result, place: int, zone: tzinfo, width: int) -> Iterator[Text]:
    indent = " " * 4
    stories = story_counts({result.article.id: result.story} if result.story else {})
    yield from _indented(Text(f"{place:>3} "), _article(result.article, zone, stories), len(indent))
    snippet = _wrapped(Text(one_line(result.snippet)), width - len(indent))
    yield from (Text(indent) + line for line in snippet)


def _in_style(text: str, style: str | Style) -> Text:
    """Return a text whose style ends with it, whatever is put behind it."""
    return Text().append(text, style)


def _wrapped(text: Text, width: int) -> list[Text]:
    """Return a text in lines of at most a width."""
    lines = list(text.wrap(_console(), width))
    for line in lines:
        line.rstrip()
    return lines


def _written(parts: Iterable[Iterable[Text]], *, styled: bool) -> str:
    """Return paragraphs of lines, with a blank line between them.

    The words of articles come here on clean lines, without control characters: all escape sequences are rich's.
    """
    if not styled:
        return "\n\n".join("\n".join(line.plain for line in lines) for lines in parts)
    console = _console()
    with console.capture() as captured:
        for place, lines in enumerate(parts):
            for line in chain([Text()] if place else [], lines):
                console.print(line, soft_wrap=True)
    return captured.get().removesuffix("\n")


def _console() -> Console:
    """Return what writes for a terminal, of which it need not know more."""
    return Console(file=io.StringIO(), force_terminal=True, color_system="standard", legacy_windows=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Functions that answer: those of `bot.answering.Answering`, or of the question service within its limits."""

    ask: Callable[[Question], Answer]
    search: Callable[..., ResultPage]


class Prompt:
    """Reads questions from a terminal until the end of input."""

    def __init__(
        self, *, answers: Answers, clock: Clock, zone: tzinfo, show: Callable[[str], None], styled: bool = False
    ) -> None:
        """Take what shows a text, and whether it may be styled: see `answer_text`."""
        self._styled = styled
        self._answers = answers
        self._clock = clock
        self._zone = zone
        self._show = show

    def serve(self, history: Path | None = None) -> None:
        """Answer until /quit or Ctrl-D; an expected failure is shown and costs one question."""
        self._show(HELP + "\n")
        with _line_reader(history) as read_line, contextlib.suppress(EOFError):
            while (line := read_line().strip()) != "/quit":
                with referred(new_reference()):
                    try:
                        self._show(self._reply(line) + "\n")
                    except BylineError as error:
                        self._show(f"That failed: {error}\n")

    def _reply(self, line: str) -> str:
        command, _, rest = line.partition(" ")
        question = Question(text=rest if command == "/search" else line, now=self._clock.now(), zone=self._zone)
        if command == "/search" and rest.strip():
            return results_text(self._answers.search(question), styled=self._styled)
        if not line or line.startswith("/"):
            return HELP
        return answer_text(self._answers.ask(question), styled=self._styled)


@contextlib.contextmanager
def _line_reader(history: Path | None) -> Iterator[Callable[[], str]]:
    """Yield the function that reads a line; raises `EOFError` where there are no more."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield partial(input, _PROMPT)
        return
    from bot.adapters.line_editor import line_editor

    with line_editor(_PROMPT, _COMMANDS, history) as read_line:
        yield read_line
