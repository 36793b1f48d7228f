"""Replies to `ask` and `search`, as they are sent to where they are printed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.adapters.terminal import Answers
from bot.commands.enquiries import reply
from bot.model import Answer, Result, ResultPage, Source, Statement, StatementKind
from bot.server.control.output import Output
from bot.server.control.protocol import Enquiry, decode_order, encode_order
from indexer.model import Article

if TYPE_CHECKING:
    from bot.model import Question

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ARTICLE = Article(
    id="a", url="https://wire.example/a", title="Ann leads Acme", text="", publisher="Wire", first_seen=NOW
)


def ask(question: Question) -> Answer:
    """Answer everything with one statement."""
    said = Statement(text="Ann leads Acme.", kind=StatementKind.REPORTED, citations=(1,), span=(0, 3))
    return Answer(question=question, statements=(said,), sources=(Source(number=1, article=ARTICLE, passage=""),))


def search(question: Question, *, limit: int = 10, offset: int = 0) -> ResultPage:
    """Find one article."""
    found = (Result(article=ARTICLE, score=1.0, snippet="Ann"),)
    return ResultPage(question=question, results=found[offset:limit], total=1)


def said(enquiry: Enquiry) -> str:
    """Return what is put out for an enquiry that came from another process."""
    lines: list[str] = []
    output = Output(out=lines.append, note=lines.append, progress=lambda _what, _done, _total: None)
    assert reply(decode_order(Enquiry, encode_order(enquiry)), Answers(ask=ask, search=search), NOW, output)
    return "\n".join(lines)


@pytest.mark.parametrize("is_search", [False, True])
def test_only_a_terminal_is_sent_styles(is_search: bool) -> None:  # noqa: FBT001
    """Whoever asks says whether styles are shown; otherwise the text is plain, and JSON always is."""
    plain, styled = (said(Enquiry(text="Who?", search=is_search, styled=styled)) for styled in (False, True))
    assert "\x1b" not in plain
    assert "\x1b]8;id=" in styled
    assert ("\x1b[1mAnn\x1b[0m" in styled) is not is_search
    record = said(Enquiry(text="Who?", search=is_search, styled=True, as_json=True))
    assert "\\u001b" not in record
    assert "Ann" in json.dumps(json.loads(record))
