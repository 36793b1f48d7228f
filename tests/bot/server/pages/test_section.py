"""The pages over HTTP: what they show, to whom, and what no form and no word of an article can do."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import httpx
import pytest
from lxml import html
from structlog.testing import capture_logs

from bot.config.loader import load
from tests.doubles.newsroom import item, rss
from tests.doubles.page_stand import ADMIN, HOSTILE, QUESTION, READER, UNKNOWN, PageStand

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGES = ("/", "/story/{}", "/feeds", "/questions", "/watches", "/quality", "/login", "/nothing/here")
BROWSER = {"Accept": "text/html,application/xhtml+xml"}
MOST = 40_960  # bytes of a page


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageStand]:
    """Yield pages that demand a token."""
    with PageStand(tmp_path_factory.mktemp("pages")) as opened:
        yield opened


@pytest.fixture
def browser(stand: PageStand) -> Iterator[httpx.Client]:
    """Yield a browser that nobody has signed in at."""
    with httpx.Client(base_url=stand.address, headers=BROWSER, follow_redirects=True, timeout=60) as client:
        yield client


def form_of(browser: httpx.Client, path: str, action: str) -> dict[str, str]:
    """Return the fields of a page's form that are filled in already."""
    (form,) = html.fromstring(browser.get(path).text).xpath(f"(//form[@action='{action}'])[1]")
    return {field.name: field.value or "" for field in form.xpath(".//input[@name]")}


def send(browser: httpx.Client, path: str, action: str, **fields: str) -> httpx.Response:
    """Fill in and send a form of a page."""
    return browser.post(action, data=form_of(browser, path, action) | fields)


def sign_in(browser: httpx.Client, token: str) -> httpx.Response:
    """Sign in."""
    return send(browser, "/login", "/login", token=token)


def words(response: httpx.Response) -> str:
    """Return what the content of a page says, on one line."""
    (main,) = html.fromstring(response.text).xpath("//main")
    return " ".join(main.text_content().split())


@pytest.mark.parametrize("path", PAGES)
def test_no_word_of_an_article_acts(stand: PageStand, browser: httpx.Client, path: str) -> None:
    """Pages are small, have no script but their own, no style and no handler within, and lead only to http(s)."""
    sign_in(browser, ADMIN)
    response = browser.get(path.format(stand.articles["first"].id))
    page = html.fromstring(response.text)
    assert response.status_code == (404 if "nothing" in path else 200)
    assert len(response.content) < MOST
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert [each.get("src", "").partition("?")[0] for each in page.xpath("//script")] in ([], ["/static/page.js"])
    assert [name for each in page.iter() for name in each.attrib if name.startswith("on") or name == "style"] == []
    links = [(each.get("href"), each.get("rel")) for each in page.xpath("//a")]
    outside = [(href, rel) for href, rel in links if not re.match(r"/(?!/)|#", href)]
    assert all(re.match(r"https?://", href) and rel == "noopener noreferrer nofollow" for href, rel in outside)
    assert [each.get("src") for each in page.xpath("//img") if not each.get("src", "").startswith("/static/")] == []


def test_news_show_stories_with_their_origins_and_corrections(stand: PageStand, browser: httpx.Client) -> None:
    """A story is told once, with its outlets and origins; a hostile headline is shown as it is written."""
    sign_in(browser, READER)
    said = words(browser.get("/"))
    assert said.count("The Amberly works") == 1
    assert "3 outlets, 2 origins" in said
    assert "Corrected by The Wire. It was Monday, not Sunday." in said
    assert "<script>window.hacked=1</script>" in said
    assert browser.get("/?after=nonsense").status_code == 400
    assert stand.articles["bad"].id in browser.get("/").text


def test_a_story_shows_what_differs_and_what_changed(stand: PageStand, browser: httpx.Client) -> None:
    """Reports stand in the order of time; other figures, copies and changed words are marked."""
    sign_in(browser, READER)
    response = browser.get(f"/story/{stand.articles['other'].id}")
    page, said = html.fromstring(response.text), words(response)
    assert re.findall(r"23 Nov 2026 \d\d:00 UTC(?= [A-Z])", said)[-3:] == [
        f"23 Nov 2026 {hour}:00 UTC" for hour in (16, 17, 18)
    ]
    assert [each.text_content() for each in page.xpath("//blockquote")] == [
        f"The Amberly works raised ${amount} million in a funding round that Harbour Capital led, Lorne said."
        for amount in (480, 520)
    ]
    assert "The same text as at The Wire." in said
    assert [each.text_content().strip() for each in page.xpath("//del | //ins")] == ["thirty", "forty"]
    assert browser.get("/story/unknown").status_code == 404


def test_a_list_goes_on_from_a_place(stand: PageStand, browser: httpx.Client) -> None:
    """Whatever stands before it is left out, there is a way back to the start, and what is no place is refused."""
    sign_in(browser, ADMIN)
    later = browser.get(f"/story/{stand.articles['first'].id}?from=2")
    assert ("Later reports" in words(later), "What differs" in words(later)) == (True, False)
    assert len(html.fromstring(later.text).xpath("//ol[@class='line-of-time']/li")) == 1
    for path, entry in (
        ("/feeds", "//tbody/tr"),
        ("/watches", "//tbody/tr"),
        ("/questions", "//ul[@class='groups']/li"),
    ):
        every, but_first = (html.fromstring(browser.get(f"{path}{more}").text) for more in ("", "?from=1"))
        assert len(but_first.xpath(entry)) == len(every.xpath(entry)) - 1
        assert but_first.xpath("//p[@class='more']/a/@href") == [path]
        assert browser.get(f"{path}?from=999999").status_code == 200
        for nonsense in ("-1", "x", "1.5", "9999999", "\u0661"):
            assert browser.get(path, params={"from": nonsense}).status_code == 400


def test_what_was_asked_in_channels_is_for_admins(browser: httpx.Client) -> None:
    """Others see how many questions found nothing; private ones are shown to nobody."""
    sign_in(browser, READER)
    said = words(browser.get("/questions"))
    assert re.search(r"\d questions found nothing", said)
    assert "Quillmark" not in said
    assert "secret plans" not in browser.get("/watches").text
    sign_in(browser, ADMIN)
    told = words(browser.get("/questions"))
    assert "“" not in told  # quotation marks come from the page's style
    assert UNKNOWN in told
    assert "Asked 2 times" in told
    assert re.search(r"\d private questions? found nothing", told)
    assert "A private secret" not in told
    assert "secret plans" in browser.get("/watches").text
    assert "slack:T1/CSECRET" in browser.get("/watches").text


def test_quality_is_drawn_and_told_in_words(browser: httpx.Client) -> None:
    """What a picture shows stands beside it for who does not see it."""
    sign_in(browser, READER)
    response = browser.get("/quality")
    told = [
        each.get("aria-label") for each in html.fromstring(response.text).xpath("//*[local-name()='svg'][@role='img']")
    ]
    assert re.fullmatch(r"Share of questions answered by week: 23 Nov: \d+ % of \d+", told[0])
    assert re.fullmatch(r"Votes by week: 23 Nov: \d up, 1 down", told[1])
    assert "No article is likely to answer it 4" in words(response)


def test_a_token_is_typed_once(stand: PageStand, browser: httpx.Client) -> None:
    """A wrong one is slow; a right one begins a session that a script cannot read, and that signing out ends."""
    assert browser.get("/feeds").url.path == "/login"
    wrong = sign_in(browser, "no-token-of-this-server")
    assert (wrong.status_code, stand.waits[-1] > 0) == (401, True)
    assert "not known here" in words(wrong)
    entered = send(browser, "/login?to=/feeds", "/login", token=ADMIN)
    assert entered.url.path == "/feeds"
    (cookie,) = [each for each in entered.history[0].headers.get_list("Set-Cookie") if "byline_session" in each]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"))
    held = browser.cookies["byline_session"]
    send(browser, "/", "/logout")
    browser.cookies.set("byline_session", held)
    assert browser.get("/feeds").url.path == "/login"


@pytest.mark.parametrize(
    "to",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\n/x", f"/{'&' * 9_000}"],
)
def test_signing_in_leads_nowhere_else(browser: httpx.Client, to: str) -> None:
    """A link to the form cannot send who signs in to another site."""
    entered = send(browser, "/login", "/login", token=READER, to=to)
    assert (entered.url.path, entered.url.host) == ("/", "127.0.0.1")


def test_only_forms_of_this_server_are_taken(browser: httpx.Client, stand: PageStand) -> None:
    """A form without its mark, with another browser's, from another site or in another encoding is refused."""
    before_session = form_of(browser, "/login", "/login")
    sign_in(browser, ADMIN)
    own = form_of(browser, "/feeds", "/feeds/try")
    with httpx.Client(base_url=stand.address, headers=BROWSER) as other:
        foreign = form_of(other, "/login", "/login")
    before = stand.config.read_text(encoding="utf-8")
    for action in ("/feeds/try", "/feeds/add", "/ask", "/vote", "/logout"):
        fields = {"url": "https://a.example/feed", "question": QUESTION, "source": "feed"}
        assert browser.post(action, data=fields).status_code == 403
        for mark in (foreign["form"], before_session["form"], "é"):
            assert browser.post(action, data=fields | {"form": mark}).status_code == 403
        evil = {"Origin": "https://evil.example"}
        assert browser.post(action, data=own | fields, headers=evil).status_code == 403
        assert browser.post(action, data=own | fields, headers={"Sec-Fetch-Site": "same-site"}).status_code == 403
        assert browser.post(action, json=own | fields).status_code == 415
    assert stand.config.read_text(encoding="utf-8") == before


def test_a_reader_changes_nothing(browser: httpx.Client) -> None:
    """Who may read is not offered the forms of an admin, and cannot send them."""
    sign_in(browser, READER)
    assert "/feeds/try" not in browser.get("/feeds").text
    own = form_of(browser, "/", "/ask")
    for action in ("/feeds/try", "/feeds/add"):
        refused = browser.post(action, data=own | {"url": "https://a.example/feed"})
        assert refused.status_code == 403
        assert "scope admin" in words(refused)


def test_a_question_is_answered_as_a_page(browser: httpx.Client) -> None:
    """Without a script the answer comes as a page: the same words with their sources; or what is nearest."""
    sign_in(browser, READER)
    response = send(browser, "/", "/ask", question=QUESTION)
    page = html.fromstring(response.text)
    assert "raised $480 million" in words(response)
    assert page.xpath("//a[@class='cite']")[0].get("href") == "#source-1"
    assert page.xpath("//li[@id='source-1']//a")[0].get("href").startswith("https://www.example.com/news/")
    assert send(browser, "/", "/ask", question=" ").status_code == 400
    assert send(browser, "/", "/ask", question="x" * 1_001).status_code == 400
    echoed = send(browser, "/", "/ask", question=HOSTILE)
    assert html.fromstring(echoed.text).xpath("//input[@name='question']")[0].value == HOSTILE
    assert len(html.fromstring(echoed.text).xpath("//script")) == 1


def test_a_script_is_told_how_far_an_answer_is(browser: httpx.Client) -> None:
    """Progress comes line by line, and the answer as a whole at the end."""
    sign_in(browser, READER)
    fields = form_of(browser, "/", "/ask") | {"question": QUESTION}
    response = browser.post("/ask", data=fields, headers={"Accept": "application/x-ndjson"})
    *before, last = [json.loads(line) for line in response.text.splitlines()]
    assert [line["progress"].partition(" ")[0] for line in before] == ["Searching", "Checking"]
    assert "raised $480 million" in html.fromstring(last["html"]).text_content()
    assert "<html" not in last["html"]


def fails() -> None:
    """Fail as a fault in the program does."""
    raise KeyError("x")


def test_a_fault_while_a_script_waits_is_its_last_line(tmp_path: Path) -> None:
    """The answer has begun by then: its head stands once, and names no versions; the log has the cause."""
    with (
        capture_logs() as logs,
        PageStand(tmp_path, tokens="") as stand,
        httpx.Client(base_url=stand.address, headers=BROWSER, timeout=60) as browser,
    ):
        fields = form_of(browser, "/", "/ask") | {"question": QUESTION}
        stand.before_asking = fails
        told = browser.post("/ask", data=fields, headers={"Accept": "application/x-ndjson"})
    (line,) = [json.loads(line) for line in told.text.splitlines()]
    assert (told.status_code, told.headers["Server"]) == (200, "byline")
    assert line["problem"].startswith("a fault in the program (KeyError): see its log, reference ")
    assert [each["event"] for each in logs if each["log_level"] == "error"] == ["a request failed"]


def test_an_answer_can_be_rated(stand: PageStand, browser: httpx.Client) -> None:
    """Below each answer; a vote of somebody else's answer is refused."""
    sign_in(browser, READER)
    page = html.fromstring(send(browser, "/", "/ask", question=QUESTION).text)
    fields = {field.name: field.value for field in page.xpath("//form[@action='/vote']//input")}
    before = stand.journal.feedback()["up"]
    assert browser.post("/vote", data=fields | {"vote": "up"}).status_code == 200
    assert stand.journal.feedback()["up"] == before + 1
    assert browser.post("/vote", data=fields | {"vote": "sideways"}).status_code == 404
    assert browser.post("/vote", data=fields | {"vote": "up", "answer": "slack:T1:C1:5"}).status_code == 404


def test_an_admin_tries_and_adds_a_feed(stand: PageStand, browser: httpx.Client) -> None:
    """It is fetched and shown; nothing is stored before it is added, and then the config file names it."""
    sign_in(browser, ADMIN)
    offered = words(browser.get("/feeds", params={"for": "news of NVIDIA chips"}))
    assert "NVIDIA" in offered
    assert "What Google News finds on it" in offered
    url = stand.room.stand.say("/new", rss(item(link="https://a.example/1", title=HOSTILE)), Content_Type="text/xml")
    before = stand.config.read_text(encoding="utf-8")
    tried = send(browser, "/feeds", "/feeds/try", url=url)
    assert "1 entry" in words(tried)
    assert stand.config.read_text(encoding="utf-8") == before
    (form,) = html.fromstring(tried.text).xpath("//form[@action='/feeds/add']")
    fields = {field.name: field.value or "" for field in form.xpath(".//input[@name] | .//select")}
    added = browser.post("/feeds/add", data=fields | {"name": 'New "Post"', "tags": "chips, labs", "kind": "reported"})
    assert "Added to the config file" in words(added)
    (feed,) = [each for each in load(stand.config).indexer.feeds if each.url == url]
    assert (feed.name, feed.tags, feed.kind) == ('New "Post"', ("chips", "labs"), "reported")
    assert "configured already" in words(browser.post("/feeds/add", data=fields))
    refused = send(browser, "/feeds", "/feeds/try", url="file:///etc/passwd")
    assert (refused.status_code, "not an http(s) address" in words(refused)) == (400, True)


def test_every_page_is_made_once_at_the_start(stand: PageStand) -> None:
    """All of them can be made for nobody, so that the first who asks need not wait for what a first time takes."""
    with capture_logs() as logged:
        stand.pages.warm_up(60)
    assert [each for each in logged if "beforehand" in each["event"]] == []


def test_errors_are_pages_for_people_only(stand: PageStand, browser: httpx.Client) -> None:
    """A program gets problem details; so does whoever comes by a name that is not this server's."""
    assert browser.get("/nothing").headers["Content-Type"] == "text/html; charset=utf-8"
    for headers in ({"Accept": "*/*"}, {"Host": "evil.example"}):
        told = browser.get("/nothing", headers=headers)
        assert told.headers["Content-Type"].startswith("application/problem+json")
    with httpx.Client(base_url=stand.address, headers={"Authorization": f"Bearer {READER}"}) as program:
        assert program.get("/quality").status_code == 200


def test_files_of_the_pages_are_kept_by_browsers(browser: httpx.Client) -> None:
    """For ever under the address that their content makes; nothing else of the folder can be had."""
    (style,) = html.fromstring(browser.get("/login").text).xpath("//link[@rel='stylesheet']/@href")
    assert "immutable" in browser.get(style).headers["Cache-Control"]
    assert browser.get("/static/style.css").headers["Cache-Control"] == "no-cache"
    for path in ("/static/other.css", "/static/..%2Fsection.py", "/static/%2e%2e/section.py", "/static/"):
        assert browser.get(path).status_code == 404


def test_without_tokens_everybody_here_may_read(tmp_path: Path) -> None:
    """On this computer no token is needed to read and to ask; too many questions are refused for a while."""
    with (
        PageStand(tmp_path, tokens="", per_user=1) as stand,
        httpx.Client(base_url=stand.address, headers=BROWSER, timeout=60) as browser,
    ):
        assert browser.get("/").status_code == 200
        assert send(browser, "/", "/ask", question=QUESTION).status_code == 200
        slowed = send(browser, "/", "/ask", question=QUESTION)
        assert (slowed.status_code, int(slowed.headers["Retry-After"]) > 0) == (429, True)
        fields = form_of(browser, "/", "/ask") | {"question": QUESTION}
        told = browser.post("/ask", data=fields, headers={"Accept": "application/x-ndjson"})
        assert "many questions" in json.loads(told.text.splitlines()[-1])["problem"]
        assert browser.post("/feeds/try", data=fields | {"url": "https://a.example"}).status_code == 401
