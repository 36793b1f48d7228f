"""Pictures of the pages, as a browser shows them: `python -m scripts.page_pictures` draws them anew.

They show the sample newsroom, with a correction, questions, votes and watches made up for it. The browser is what
CHROMIUM names, else the system's; the extra `browser` brings what drives it. Fonts are those of this computer.
"""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bench.quality import sample_newsroom
from bot.config.sections import ServerSettings
from bot.config.values import Endpoint
from bot.config.watcher import LiveSettings
from bot.demo import NOW
from bot.model import Answer, Question, Refusal, RefusalReason, Statement, StatementKind
from bot.model.chat import Asked, Place, asked_id
from bot.server.access import Access, read_tokens
from bot.subscriptions.records import Digest, Repeat, Schedule, Watch
from bot.wiring.http_server import configured_server, newsroom_of, page_source_of, served_pages, server_workers
from indexer.model import Membership
from indexer.passages import split_article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from bot.wiring.installation import Engines
    from indexer.model import Article

_TOKEN = "a-token-for-pictures-only"  # noqa: S105  of a server that lives for a minute
_SIZES = {"desk": (1180, 860), "phone": (390, 844)}
_ASKED = "How much money did Calderwick raise, and who led the round?"
_UNKNOWN = (
    "When does Quillmark Robotics open its factory in Osaka?",
    "When will Quillmark open the Osaka factory?",
    "quillmark osaka factory opening date",
    "Which law firm advises Tessaline on its wind-down?",
    "What does Northlight pay its annotators?",
    "How much does Northlight pay annotators an hour?",
)
_WEEKS = ((9, 6), (14, 7), (16, 9), (22, 8), (25, 9), (31, 12), (30, 8), (38, 10), (41, 9), (46, 11), (44, 7), (52, 8))
_REASONS = tuple(RefusalReason)
_TEAM = Place(platform="slack", team="T024BE7LD", channel="C024BE91L")
_MAIL = Place(platform="mail", team="", channel="news@example.org")
_WATCHES = (
    (_TEAM, "Calderwick funding"),
    (Place(platform="atom", team="", channel="chips"), "chip works"),
    (_TEAM, "Tessaline"),
)
_PATHS = {name: f"/{name}" for name in ("feeds", "questions", "watches", "quality")} | {"news": "/"}
_SCHEMES = {"desk": ("light", "dark"), "phone": ("light", "dark")}


class _DemoClock:
    """Stands still at the time of the sample newsroom."""

    def now(self) -> datetime:
        """Return it."""
        return NOW


def main(folder: Path) -> None:
    """Draw all pictures into a folder."""
    from playwright.sync_api import sync_playwright

    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        sys.exit("no browser: install chromium, or name one by CHROMIUM")
    with _served() as (address, story), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for size, (width, height) in _SIZES.items():
            for scheme in _SCHEMES[size]:
                context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
                page = context.new_page()
                _sign_in(page, address)
                for name, path in (_PATHS | {"story": f"/story/{story}"}).items():
                    page.goto(address + path)
                    page.screenshot(path=folder / f"page-{name}-{size}-{scheme}.png")
                _ask(page, address)
                page.screenshot(path=folder / f"page-answer-{size}-{scheme}.png")
                context.close()
        browser.close()


def _sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/login")
    page.locator("#token").fill(_TOKEN)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")


def _ask(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#question").fill(_ASKED)
    page.keyboard.press("Enter")
    page.locator("#asked").wait_for()


@contextmanager
def _served() -> Iterator[tuple[str, str]]:
    """Yield the address of the pages, and the id of the story that is shown."""
    with ExitStack() as stack:
        opened = stack.enter_context(sample_newsroom(_DemoClock()))
        story = _corrected(opened)
        _fill(opened)
        live = LiveSettings(opened.settings, lambda _: None)
        service = opened.question_service()
        newsroom = newsroom_of(opened, live, lambda: service)
        access = Access(read_tokens(f"editor:admin:{_TOKEN}", "-"), [])
        source = page_source_of(opened, live)
        settings = replace(opened.settings, server=ServerSettings(listen=Endpoint(host="127.0.0.1", port=0)))
        workers = stack.enter_context(closing(server_workers(settings)))
        pages = served_pages(access, newsroom, source, workers)
        yield stack.enter_context(configured_server(settings, access, (), pages)), story


def _corrected(opened: Engines) -> str:
    """Let the report that a story began with be corrected, and another one say something else; return the story."""
    catalogue = opened.catalogue
    told = catalogue.reports_since(NOW - timedelta(days=400))
    story, reports = max(told, key=lambda each: len(each[1]))
    first = catalogue.article(reports[0].id)
    if first is None:
        sys.exit("the sample newsroom has no story")
    text = first.text.replace("in the north of England", "in the north-east of England")
    noted = "Correction: Sunderland is in the north-east of England; larger rounds were raised elsewhere in the north."
    later = first.when + timedelta(hours=9)
    _save(opened, replace(first, text=text, version=2, updated=later, correction=noted), story.id)
    other = replace(
        first,
        id="0" * 20,
        url="https://ledger.example/calderwick",
        publisher="The Northern Ledger",
        title="Calderwick said to have raised less than it hoped for",
        text="Calderwick AI has raised 430 million pounds in a funding round led by Sundry Lane Capital, people said.",
        published=first.when + timedelta(hours=30),
        version=1,
        updated=None,
        aliases=(),
    )
    _save(opened, other, story.id)
    opened.syncer.drain(lambda *_: None)
    return story.id


def _save(opened: Engines, article: Article, story: str) -> None:
    opened.catalogue.save(article, split_article(article, opened.embedder.count_tokens))
    opened.catalogue.add_membership(
        Membership(article_id=article.id, when=article.when, decided=story, text=article.id, sketch="")
    )


def _fill(opened: Engines) -> None:
    """Keep questions with what they came to, votes, watches and a digest."""
    for place, (answered, refused) in enumerate(_WEEKS):
        when = NOW - timedelta(weeks=len(_WEEKS) - 1 - place)
        for number in range(answered + refused):
            reason = None if number < answered else _REASONS[(number * 7 + place) % 12 % len(_REASONS)]
            asked = _keep(opened, f"{place}.{number}", "", when, reason)
            if number % 5 == 0:
                opened.journal.rate(asked, "U9", -1 if number % 25 == 0 else 1, "", when)
    for number, text in enumerate(_UNKNOWN):
        _keep(opened, f"q{number}", text, NOW - timedelta(hours=number), RefusalReason.UNLIKELY)
    for number, (place_, query) in enumerate(_WATCHES):
        sent = NOW - timedelta(days=number, hours=3)
        made = Watch(id=f"w{number}", place=place_, maker="", query=query, created=NOW, last_sent=sent)
        opened.subscriptions.add(made)
    schedule = Schedule(repeat=Repeat.WEEKDAYS, at=time(8, 30))
    sent = NOW - timedelta(hours=4)
    opened.subscriptions.add(
        Digest(id="d1", place=_MAIL, maker="", schedule=schedule, created=NOW, last_covered=NOW, last_sent=sent)
    )


def _keep(opened: Engines, message: str, text: str, when: datetime, reason: RefusalReason | None) -> str:
    """Keep a question with an answer, or with the reason why there is none, and return its id."""
    place = Place(platform="slack", team="T1", channel="C1", thread=message)
    asked = Asked(id=asked_id("slack", "T1", "C1", message), place=place, user="U1", text=text, received=when)
    refusal = Refusal(reason=reason, detail="") if reason else None
    said = () if reason else (Statement(text="It did.", kind=StatementKind.REPORTED, citations=()),)
    opened.journal.accept(asked)
    opened.journal.intend(asked, Answer(question=Question(text=text, now=when), statements=said, refusal=refusal))
    return asked.id


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "docs")
