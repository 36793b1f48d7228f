"""The pages in a real browser: every one at the widths of a phone and a desk, light and dark. See `make browser`."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.doubles.page_stand import ADMIN, HOSTILE, QUESTION, UNKNOWN, PageStand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/story/{}",
    "/story/{}?from=2",
    "/feeds",
    "/feeds?from=1",
    "/feeds?for=chips",
    "/questions",
    "/watches",
    "/quality",
    "/login",
    "/nothing",
)
WIDTHS = {"phone": (360, 740), "desk": (1280, 900)}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageStand]:
    """Yield the pages."""
    with PageStand(tmp_path_factory.mktemp("pages")) as opened:
        yield opened


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Yield the browser: what CHROMIUM names, else the system's."""
    from playwright.sync_api import sync_playwright

    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert program, "no browser: install Debian's chromium, or name one by CHROMIUM"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visitor:
    """Somebody with a browser, who notes what goes wrong in it."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.address = address
        self.faults: list[str] = []
        self.page.on(
            "console", lambda said: self.faults.append(said.text) if said.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", self._note_stranger)
        self.page.on("dialog", lambda dialog: self.faults.append(f"dialog {dialog.message}"))

    def _note_stranger(self, request: object) -> None:
        url = str(getattr(request, "url", ""))
        if not url.startswith((self.address, "data:")):
            self.faults.append(f"asked elsewhere: {url}")

    def open(self, path: str) -> None:
        """Open a page, which may be one that says that there is none."""
        self.page.goto(self.address + path)

    def sign_in(self) -> None:
        """Sign in as an admin, by the keyboard."""
        self.open("/login")
        self.page.locator("#token").press_sequentially(ADMIN)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"{self.address}/")


@pytest.fixture(params=[(width, scheme) for width in WIDTHS for scheme in ("light", "dark")], ids="-".join)
def visitor(request: pytest.FixtureRequest, chromium: Browser, stand: PageStand) -> Iterator[Visitor]:
    """Yield an admin at each width, in each scheme."""
    width, scheme = request.param
    size = WIDTHS[width]
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, has_touch=width == "phone"
    )
    made = Visitor(context, stand.address)
    made.sign_in()
    yield made
    context.close()


def found_by_axe(page: Page) -> list[str]:
    """Return the violations that axe-core finds, with where they are."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


def test_every_page_is_sound(visitor: Visitor, stand: PageStand) -> None:
    """Nothing is reported on the console, axe-core finds nothing, no word acts, and nothing reaches over the edge."""
    for path in PAGES:
        visitor.open(path.format(stand.articles["first"].id))
        visitor.faults = [each for each in visitor.faults if not ("404" in each and path == "/nothing")]
        assert (path, found_by_axe(visitor.page)) == (path, [])
        assert (path, visitor.page.evaluate("window.hacked === undefined")) == (path, True)
        width = visitor.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert (path, width[0]) == (path, width[1])
    assert visitor.faults == []


def test_asking_by_the_keyboard(visitor: Visitor) -> None:
    """From the top of the page to the box, and with the answer the focus is where it begins; then a vote."""
    visitor.open("/")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("document.activeElement.className") == "skip"
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("document.activeElement.id") == "question"
    visitor.page.keyboard.type(QUESTION)
    visitor.page.keyboard.press("Enter")
    visitor.page.locator("#asked").wait_for()
    assert "raised $480 million" in visitor.page.locator("#answer").inner_text()
    assert visitor.page.evaluate("document.activeElement.id") == "asked"
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("document.activeElement.getAttribute('href')") == "#source-1"
    assert visitor.page.url.partition("#")[0] == f"{visitor.address}/"
    assert found_by_axe(visitor.page) == []
    visitor.page.get_by_role("button", name="Yes").press("Enter")
    visitor.page.get_by_text("Thank you.").wait_for()
    assert visitor.faults == []


def test_what_is_not_known_and_hostile_questions(visitor: Visitor) -> None:
    """The answer says so; a question full of markup is shown as it was written."""
    for question in (UNKNOWN, HOSTILE):
        visitor.open("/")
        visitor.page.locator("#question").fill(question)
        visitor.page.get_by_role("button", name="Ask").click()
        visitor.page.locator("#asked").wait_for()
        assert visitor.page.locator("#asked").inner_text() == question
        assert visitor.page.evaluate("window.hacked === undefined")
        assert found_by_axe(visitor.page) == []
    assert visitor.faults == []


def test_asking_without_a_script(chromium: Browser, stand: PageStand) -> None:
    """The same answer comes as a page."""
    context = chromium.new_context(java_script_enabled=False)
    visitor = Visitor(context, stand.address)
    visitor.sign_in()
    visitor.page.locator("#question").fill(QUESTION)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(f"{stand.address}/ask")
    assert "raised $480 million" in visitor.page.locator("#answer").inner_text()
    assert visitor.page.locator("#question").input_value() == QUESTION
    assert visitor.faults == []
    context.close()


def test_a_form_of_another_site_is_refused(chromium: Browser, stand: PageStand) -> None:
    """A page elsewhere, open beside a session, changes nothing."""
    context = chromium.new_context()
    visitor = Visitor(context, stand.address)
    visitor.sign_in()
    before = stand.config.read_text(encoding="utf-8")
    other = context.new_page()
    action = f"{stand.address}/feeds/add"
    other.set_content(f"<form method=post action='{action}'><input name=url value='https://a.example/feed'></form>")
    with other.expect_navigation():
        other.evaluate("document.forms[0].submit()")
    assert "Added" not in other.content()
    assert stand.config.read_text(encoding="utf-8") == before
    context.close()
