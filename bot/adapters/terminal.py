"""The terminal: answers as text, plain or styled, and a prompt."""

from __future__ import annotations

import contextlib
import io
import sys
from collections import deque
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text

from bot.adapters.messages import labels
from bot.adapters.messages.answer_words import (
    ALSO_NEAR,
    MOST_CHOICES,
    as_of,
    asking_back,
    choices,
    disagreements,
    missing,
    nearest_lead,
    nearest_quote,
    nothing_found,
    untold,
)
from bot.adapters.messages.formatting import is_address, numbered, one_line, place_of
from bot.adapters.messages.source_facts import correction, facts, seen_on, story_counts
from bot.adapters.messages.statements import by_side, entries, shown_statements
from bot.conversation.history import turn_of
from bot.model import Form, Question
from bot.operations.log_reference import new_reference, referred
from indexer.errors import BylineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import tzinfo
    from pathlib import Path

    from bot.adapters.messages.source_facts import Story
    from bot.adapters.messages.statements import ShownStatement
    from bot.model import Answer, Clarification, Exchange, Result, ResultPage, Source
    from indexer.model import Article
    from indexer.ports import Clock

HELP = """\
Ask in plain words; "and Google?" or "more" follow up. Commands:
  /search WORDS   articles, best first
  /help           this text
  /quit           leave (also Ctrl-D)"""

_COMMANDS = ("/help", "/quit", "/search ")
_PROMPT = "byline> "
_TURNS = 10  # questions that make the conversation before the next one
_HANGING = "    "
_COLUMNS = 3  # sides of a comparison up to which it is a table


def answer_text(answer: Answer, width: int = 100, *, styled: bool = False, at_prompt: bool = False) -> str:
    """Return an answer as text: statements, numbered sources, and as of when; or what is asked back.

    With `styled` it is for a terminal: bold, dim, titles that are links, and a comparison as a table. Else it is plain,
    with the same words. `at_prompt` says what to type for more.
    """
    if answer.clarification:
        return _written(_asked_back(answer.clarification, width, at_prompt=at_prompt), styled=styled)
    stories = story_counts(answer.stories)
    if answer.found:
        parts = [*_told(answer, width, styled=styled), *_found(answer, stories, at_prompt=at_prompt)]
    else:
        parts = list(_not_found(answer, stories, width))
    parts.append([_in_style(one_line(as_of(answer)), "dim")])
    return _written(parts, styled=styled)


def results_text(page: ResultPage, offset: int = 0, width: int = 100, *, styled: bool = False) -> str:
    """Return a page of search results as text; see `answer_text`."""
    if not page.results:
        return "No articles found."
    zone = page.question.zone
    shown = [list(_result(result, offset + place, zone, width)) for place, result in enumerate(page.results, start=1)]
    return _written([*shown, [_in_style(place_of(page, offset, len(shown)), "dim")]], styled=styled)


def _told(answer: Answer, width: int, *, styled: bool) -> Iterator[list[Text]]:
    """Yield the paragraphs of what an answer says; one to a question of fact is running text."""
    told = shown_statements(answer)
    if answer.form is Form.FACT:
        yield _wrapped(Text(" ").join(map(_statement, told)), width)
        return
    if not told:
        return
    if answer.form is not Form.COMPARISON:
        yield [line for each in told for line in _hanging(_statement(each), width)]
        return
    sides = by_side((each, each) for each in told)
    if styled and len(sides) <= _COLUMNS:
        yield _table(list(sides), told, width)
    else:
        yield [line for side in sides.values() for each in side for line in _hanging(_statement(each), width)]
    if nothing := missing(answer):
        yield [Text(nothing)]


def _found(answer: Answer, stories: Mapping[str, Story], *, at_prompt: bool) -> Iterator[list[Text]]:
    """Yield the paragraphs below what an answer says."""
    told = shown_statements(answer)
    cited = {number for each in told for number in each.citations}
    shown = [source for source in answer.sources if answer.form is Form.FACT or source.number in cited]
    for line in disagreements(answer, {source.number for source in shown}):
        yield [Text(line)]
    sources = (_source(source, answer.question.zone, stories) for source in shown)
    yield [Text("Sources:"), *chain.from_iterable(sources)]
    if more := untold(answer, entries(told)):
        yield [Text(more + (f" Type \u201c{labels.ASK_MORE}\u201d to read on." if at_prompt and answer.untold else ""))]


def _asked_back(wanted: Clarification, width: int, *, at_prompt: bool) -> Iterator[list[Text]]:
    """Yield the paragraphs of what is asked back."""
    asked, told = _wrapped(Text(asking_back(wanted)), width), choices(wanted)
    yield [*asked, *(Text(f"  {number}  {each}") for number, each in enumerate(told, start=1))]
    if told and at_prompt:
        yield [_in_style("Type its number, or ask anew.", "dim")]


def _not_found(answer: Answer, stories: Mapping[str, Story], width: int) -> Iterator[list[Text]]:
    """Yield the paragraphs that tell what was looked for, and the nearest that is known instead."""
    why = _wrapped(Text(nothing_found(answer)), width)
    zone, (first, others) = answer.question.zone, (answer.alternatives[:1], answer.alternatives[1:])
    named = [_article(each, zone, stories) for each in first]
    if answer.on_nearest_product:
        yield why
        yield [Text("Sources:"), *chain.from_iterable(_indented(_number(1), lines) for lines in named)]
    else:
        near = chain.from_iterable(_indented(Text(nearest_lead(answer)), lines, indent=2) for lines in named)
        said = _indented(Text("  "), _wrapped(Text(nearest_quote(answer)), width - 2))
        yield [*why, *near, *(said if answer.nearest_quote else ())]
    if others:
        listed = (_indented(Text("  - "), _article(each, zone, stories)) for each in others)
        yield [Text(f"{ALSO_NEAR}:"), *chain.from_iterable(listed)]


def _statement(said: ShownStatement) -> Text:
    shown = Text(said.opening + said.date)
    if said.subject:
        shown.append(said.subject, "bold").append(": ")
    shown.append(said.mark)
    start = len(shown)
    shown.append(said.text)
    if said.span:
        shown.stylize("bold", *(start + edge for edge in said.span))
    return shown.append(numbered(said.citations), "dim")


def _table(sides: Sequence[str], told: Sequence[ShownStatement], width: int) -> list[Text]:
    """Return the sides of a comparison beside each other, as lines."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, width=width)
    for name in sides:
        table.add_column(Text(name), ratio=1)
    for row in _rows(sides, told):
        table.add_row(*(_statement(replace(row[name], subject="")) if name in row else Text() for name in sides))
    console = _console()
    lines = console.render_lines(table, console.options.update(width=width), pad=False)
    shown = [Text.assemble(*((each.text, each.style or "") for each in line)) for line in lines]
    return [line for line in shown if line.plain.strip()]


def _rows(sides: Sequence[str], told: Iterable[ShownStatement]) -> list[dict[str, ShownStatement]]:
    """Return what is told of one aspect in a row: sides follow in their order, those without it are left out."""
    rows: list[dict[str, ShownStatement]] = []
    for said in told:
        if not rows or sides.index(said.subject) <= max(map(sides.index, rows[-1])):
            rows.append({})
        rows[-1][said.subject] = said
    return rows


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


def _hanging(text: Text, width: int) -> Iterator[Text]:
    """Yield a text in lines of at most a width, indented but for the first."""
    return _indented(Text(), _wrapped(text, width - len(_HANGING)), len(_HANGING))


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
        self._turns: deque[Exchange] = deque(maxlen=_TURNS)
        self._choices: tuple[str, ...] = ()  # that the last answer offers

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
        if command == "/search" and rest.strip():
            return results_text(self._answers.search(self._question(rest)), styled=self._styled)
        if not line or line.startswith("/"):
            return HELP
        return self._answer(self._chosen(line))

    def _answer(self, text: str) -> str:
        """Return the answer to a question, which becomes a turn of the conversation."""
        answer = self._answers.ask(replace(self._question(text), conversation=tuple(self._turns)))
        self._turns.append(turn_of(text, answer))
        self._choices = answer.clarification.choices[:MOST_CHOICES] if answer.clarification else ()
        return answer_text(answer, styled=self._styled, at_prompt=True)

    def _chosen(self, line: str) -> str:
        """Return the question that a number stands for, else the line."""
        numbers = {str(number): each for number, each in enumerate(self._choices, start=1)}
        return numbers.get(line.strip(" .)"), line)

    def _question(self, text: str) -> Question:
        return Question(text=text, now=self._clock.now(), zone=self._zone)


@contextlib.contextmanager
def _line_reader(history: Path | None) -> Iterator[Callable[[], str]]:
    """Yield the function that reads a line; raises `EOFError` where there are no more."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield partial(input, _PROMPT)
        return
    from bot.adapters.line_editor import line_editor

    with line_editor(_PROMPT, _COMMANDS, history) as read_line:
        yield read_line
