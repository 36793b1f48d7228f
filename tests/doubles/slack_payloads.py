"""What everything that is sent to Slack must keep to, and strategies for what may have to be sent."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from bot.adapters.messages import notices
from bot.adapters.messages.answer import format_answer, format_more_sources
from bot.adapters.messages.search_page import format_search_page
from bot.adapters.messages.search_state import Search
from bot.adapters.slack.markup import MRKDWN, render
from bot.model import (
    Answer,
    Clarification,
    Form,
    Instead,
    Question,
    Refusal,
    RefusalReason,
    Result,
    ResultPage,
    Source,
    Statement,
    StatementKind,
)
from indexer.model import Article, Kind, Origin, Quality, Selection
from tests.doubles.slack.limits import message_problem, view_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.adapters.slack.blocks import SlackMessage

TOTAL = 13_000
"""Characters of all strings in a message's blocks, names of fields included: less than Slack was seen to refuse."""

_LINK = re.compile(r"<(https?://[^\s<>|]+)\|([^<>|\n]+)>")
_CHANNEL = re.compile(r"<#[CGD][A-Z0-9]+>")
_ENTITY = re.compile(r"&(?!(amp|lt|gt);)")


def answer_message(answer: Answer, asked_id: str, **more: Any) -> SlackMessage:
    """Return the message for an answer."""
    return render(format_answer(answer, asked_id, MRKDWN, **more))


def further_message(answer: Answer) -> SlackMessage:
    """Return the message behind "More sources"."""
    return render(format_more_sources(answer, MRKDWN))


def page_message(page: ResultPage, search: Search, **more: Any) -> SlackMessage:
    """Return the message for a page of search results."""
    return render(format_search_page(page, search, MRKDWN, value=Search.value, **more))


def notice(text: str) -> SlackMessage:
    """Return the message for a line."""
    return render(notices.format_notice(text, MRKDWN))


def assert_sendable(message: SlackMessage) -> None:
    """Assert that Slack takes a message, posted or updated, and that nothing in it pings, spoofs or is lost."""
    payload = message.payload
    assert set(payload) == {"text", "blocks"}
    assert message_problem(payload) is None
    assert message_problem(payload, update=True) is None
    assert 0 < units(payload["text"]) < 4_000
    assert_harmless(payload["text"])
    assert sum(units(text) for text in _strings(payload["blocks"])) < TOTAL
    _assert_texts(payload)


def assert_openable(view: dict[str, Any]) -> None:
    """Assert that Slack opens a view."""
    assert view_problem(view) is None
    _assert_texts(view)


def assert_harmless(markup: str) -> None:
    """Assert that mrkdwn holds no control sequence but links to http(s) addresses (and channels' names)."""
    rest = _CHANNEL.sub("", _LINK.sub("", markup))
    assert "<" not in rest
    assert ">" not in rest
    assert not _ENTITY.search(markup)
    assert all("`" not in label for _, label in _LINK.findall(markup))


def links(message: SlackMessage) -> list[tuple[str, str]]:
    """Return the addresses and labels that the blocks link, as a reader has them."""
    found = [link for text in _markup(message.payload["blocks"]) for link in _LINK.findall(text)]
    return [(html.unescape(url), html.unescape(label)) for url, label in found]


def shown(message: SlackMessage) -> str:
    """Return what a reader sees of the blocks: links are their labels."""
    return html.unescape("\n".join(_LINK.sub(r"\2", text) for text in _markup(message.payload["blocks"])))


def buttons(message: SlackMessage) -> dict[str, str]:
    """Return the values of the buttons by their action."""
    rows = [block for block in message.payload["blocks"] if block["type"] == "actions"]
    return {button["action_id"]: button["value"] for row in rows for button in row["elements"]}


def units(text: str) -> int:
    """Return a text's UTF-16 code units, which JavaScript counts."""
    return len(text.encode("utf-16-le")) // 2


def _assert_texts(payload: dict[str, Any]) -> None:
    json.dumps(payload, ensure_ascii=False).encode()  # raises for half of a surrogate pair
    for part in _objects(payload):
        if part.get("type") == "mrkdwn":
            assert part["verbatim"] is True
            assert 0 < units(part["text"]) <= 3_000
            assert_harmless(part["text"])
        elif part.get("type") == "plain_text":
            assert 0 < units(part["text"]) <= 75
        assert units(str(part.get("value", ""))) <= 2_000


def _objects(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _objects(inner)


def _markup(blocks: Any) -> list[str]:
    return [part["text"] for part in _objects(blocks) if part.get("type") == "mrkdwn"]


def _strings(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            yield name
            yield from _strings(value)
    elif isinstance(part, list):
        for value in part:
            yield from _strings(value)
    else:
        yield str(part)


ANYTHING = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Of property-based tests: a machine that does other things, too, is no fault of the code."""

HOSTILE = (
    "<!channel>", "<!here>", "<@U012AB3CD>", "<!subteam^S012|@all>", "<https://evil.example|https://good.example>",
    "|", ">", "&", "&amp;lt;", "```", "`", "*bold*", "_", "~", ":tada:", "\n", "\r\n", "\u2028", "\u202e", "\x00",
    "\ud800", "🙂", "e\u0301", "\u0958", '"', "\\", "@everyone", "A sentence of a report. ", "word ", "x" * 400,
)  # fmt: skip
"""Pieces of text that have broken somebody's bot."""

ZONES = st.sampled_from([UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("America/Los_Angeles"), ZoneInfo("Asia/Kolkata")])
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  made aware
SHORT = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=20), max_size=6).map("".join)
LONG = SHORT | st.tuples(SHORT, st.integers(1, 300)).map(lambda pair: pair[0] * pair[1])
REASONS = st.sampled_from(RefusalReason)
URLS = (
    st.sampled_from(["https://example.org/a?b=1&c=2", "http://example.org", "javascript:alert(1)", "", "https://"])
    | st.sampled_from(["https://good.example@evil.example/", "https://[", "https://e.org/a|b", "https://e.org/<!here>"])
    | st.integers(1, 2_100).map(lambda size: "https://example.org/" + "&a" * (size // 2))
    | st.text(max_size=30).map(lambda text: "https://example.org/" + text)
)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Draw any article."""
    return Article(
        id=draw(st.text("abc", min_size=1, max_size=3)),
        url=draw(URLS),
        title=draw(LONG),
        text="",
        publisher=draw(LONG),
        published=draw(st.none() | TIMES),
        updated=draw(st.none() | TIMES),
        first_seen=draw(TIMES),
        kind=draw(st.sampled_from(Kind)),
        quality=draw(st.sampled_from(Quality)),
        origins=tuple(draw(st.lists(LONG.map(lambda name: Origin(name=name)), max_size=2))),
    )


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Draw any answer of up to ten statements and sources; a citation may lead nowhere."""
    found = draw(st.lists(articles(), max_size=10))
    kinds = st.sampled_from(StatementKind)
    numbers = st.lists(st.integers(1, 11), max_size=11).map(tuple)
    spans = st.none() | st.tuples(st.integers(0, 9), st.integers(1, 40))
    said = st.builds(
        Statement,
        text=LONG,
        kind=kinds,
        citations=numbers,
        span=spans,
        story=st.sampled_from(["", "s"]),
        date=st.none() | TIMES,
        subject=st.just("") | LONG,
    )
    statements = draw(st.lists(said, max_size=10))
    other = st.builds(Instead, product=LONG, nearest=LONG, article=articles())
    back = st.builds(Clarification, missing=LONG, choices=st.lists(LONG, max_size=6).map(tuple))
    places = st.integers(0, len(statements) - 1)
    pairs = st.lists(st.tuples(places, places), max_size=5) if statements else st.just([])
    return Answer(
        question=Question(text=draw(LONG), now=draw(TIMES), zone=draw(ZONES)),
        statements=tuple(statements),
        disagreements=tuple(draw(pairs)),
        sources=tuple(Source(number=number, article=article, passage="") for number, article in enumerate(found, 1)),
        nearest=tuple(draw(st.lists(articles(), max_size=3))),
        further=tuple(draw(st.lists(articles(), max_size=20))),
        newest=draw(st.none() | TIMES),
        form=draw(st.sampled_from(Form)),
        untold=draw(st.integers(0, 99)),
        missing=tuple(draw(st.lists(LONG, max_size=3))),
        searched=Selection(since=draw(st.none() | TIMES)),
        clarification=draw(st.none() | st.none() | st.none() | back),
        refusal=draw(st.none() | st.builds(Refusal, reason=REASONS, detail=LONG, instead=st.none() | other)),
    )


@st.composite
def pages(draw: st.DrawFn) -> ResultPage:
    """Draw any page of search results."""
    found = draw(st.lists(st.builds(Result, article=articles(), score=st.just(1.0), snippet=LONG), max_size=12))
    question = Question(text=draw(SHORT), now=draw(TIMES), zone=draw(ZONES))
    return ResultPage(question=question, results=tuple(found), total=draw(st.integers(0, 200)))
