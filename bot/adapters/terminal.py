"""The terminal: answers as plain text, and a prompt."""

from __future__ import annotations

import contextlib
import sys
import textwrap
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bot.adapters.messages.formatting import (
    as_of,
    correction,
    disagreements,
    facts,
    marked,
    nothing_found,
    numbered,
    place_of,
    story_counts,
)
from bot.log_reference import new_reference, referred
from bot.model import Question
from indexer.errors import BylineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import tzinfo
    from pathlib import Path

    from bot.adapters.messages.formatting import Story
    from bot.model import Answer, Result, ResultPage, Source, Statement
    from indexer.model import Article
    from indexer.ports import Clock

HELP = """\
Ask in plain words. Commands:
  /search WORDS   articles, best first
  /help           this text
  /quit           leave (also Ctrl-D)"""

_COMMANDS = ("/help", "/quit", "/search ")
_PROMPT = "byline> "


def answer_text(answer: Answer, width: int = 100) -> str:
    """Return an answer as text: statements, numbered sources, and as of when."""
    zone, stories = answer.question.zone, story_counts(answer.stories)
    if answer.found:
        said = textwrap.fill(" ".join(map(_statement, answer.statements)), width)
        parts = [
            said,
            *disagreements(answer),
            "Sources:\n" + "\n".join(_source(source, zone, stories) for source in answer.sources),
        ]
    else:
        parts = [nothing_found(answer)]
        if answer.nearest:
            near = "\n".join(f"  - {_named(article, zone, stories)}\n    {article.url}" for article in answer.nearest)
            parts.append("Nearest articles:\n" + near)
    return "\n\n".join([*parts, as_of(answer)])


def results_text(page: ResultPage, offset: int = 0, width: int = 100) -> str:
    """Return a page of search results as text."""
    if not page.results:
        return "No articles found."
    zone = page.question.zone
    shown = [_result(result, offset + place, zone, width) for place, result in enumerate(page.results, start=1)]
    return "\n\n".join([*shown, place_of(page, offset, len(shown))])


def _statement(said: Statement) -> str:
    return "".join((*marked(said), numbered(said.citations)))


def _source(source: Source, zone: tzinfo, stories: Mapping[str, Story]) -> str:
    return f"  [{source.number}] " + "\n      ".join(_source_lines(source, zone, stories))


def _source_lines(source: Source, zone: tzinfo, stories: Mapping[str, Story]) -> Iterator[str]:
    """Yield the lines of a source: where its news comes from first, if that was collected."""
    article = source.article
    if source.origin:
        yield f"original: {_named(source.origin, zone, stories)}"
        yield source.origin.url
        yield f"as told in: {_named(article, zone, stories)}"
    else:
        yield _named(article, zone, stories)
    yield article.url
    if noted := correction(article):
        yield noted


def _named(article: Article, zone: tzinfo, stories: Mapping[str, Story]) -> str:
    return f"{article.title or '(untitled)'} ({', '.join(facts(article, zone, stories.get(article.id)))})"


def _result(result: Result, place: int, zone: tzinfo, width: int) -> str:
    indent = " " * 4
    snippet = textwrap.fill(result.snippet, width, initial_indent=indent, subsequent_indent=indent)
    stories = story_counts({result.article.id: result.story} if result.story else {})
    return f"{place:>3} {_named(result.article, zone, stories)}\n{indent}{result.article.url}\n{snippet}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Functions that answer: those of `bot.answering.Answering`, or of the question service within its limits."""

    ask: Callable[[Question], Answer]
    search: Callable[..., ResultPage]


class Prompt:
    """Reads questions from a terminal until the end of input."""

    def __init__(self, *, answers: Answers, clock: Clock, zone: tzinfo, show: Callable[[str], None]) -> None:
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
            return results_text(self._answers.search(question))
        if not line or line.startswith("/"):
            return HELP
        return answer_text(self._answers.ask(question))


@contextlib.contextmanager
def _line_reader(history: Path | None) -> Iterator[Callable[[], str]]:
    """Yield the function that reads a line; raises `EOFError` where there are no more."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield partial(input, _PROMPT)
        return
    from bot.adapters.line_editor import line_editor

    with line_editor(_PROMPT, _COMMANDS, history) as read_line:
        yield read_line
