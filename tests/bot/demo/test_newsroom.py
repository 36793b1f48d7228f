"""The sample newsroom: real HTTP over loopback, and the golden questions against its pages."""

from __future__ import annotations

import base64
import calendar
import gzip
import json
import re
import tomllib
import urllib.request
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError

import feedparser
import pytest
import trafilatura
from trafilatura.settings import Document

from bot.demo import NOW, DemoNewsroom, sample_questions
from bot.demo.content import google_news_link, load_contents

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).parents[2] / "data"
CONTENTS = load_contents()
PAGES = [entry for entry in CONTENTS.entries if not entry.gone]
# Pages whose text is not to be had: what is known of them is their summary in the feed.
CONSENT = "veldtree-names-greenhalgh-president"
PAYWALL = "norrvane-weighs-stockholm-listing"
CORRECTED = "/2026/11/20/tessaline-job-cuts"
REAL_NAMES = re.compile(
    r"\b(OpenAI|Google|Gemini|Meta|Facebook|Anthropic|Claude|Microsoft|Azure|Nvidia|AMD|Intel|Apple|Amazon|AWS|xAI"
    r"|Mistral|Cohere|DeepMind|ChatGPT|Hugging Face|Samsung|TSMC|ASML|Reuters|Bloomberg|BBC|CNN|Guardian"
    r"|New York Times|Washington Post|TechCrunch|Wired|The Verge|Politico|Associated Press)\b"
)


class Answer:
    """What the server sent."""

    def __init__(self, url: str, **headers: str) -> None:
        """Ask for an address."""
        request = urllib.request.Request(url, headers=headers)  # noqa: S310  loopback, made by the test
        try:
            with urllib.request.urlopen(request, timeout=120) as reply:  # noqa: S310  same
                self.status, self.headers, self.body = reply.status, reply.headers, reply.read()
        except HTTPError as error:
            with error:
                self.status, self.headers, self.body = error.code, error.headers, error.read()

    @property
    def text(self) -> str:
        """The body as text."""
        return str(self.body.decode())


@pytest.fixture(scope="module")
def room() -> Iterator[DemoNewsroom]:
    """Serve the newsroom as it stands before the correction."""
    with DemoNewsroom() as newsroom:
        yield newsroom


def extracted(html: str) -> dict[str, Any]:
    """Return what trafilatura makes of a page; it gives up on references to control characters, so they go."""
    document = trafilatura.bare_extraction(re.sub(r"&#(7|8|27);", "", html), with_metadata=True, include_comments=False)
    assert isinstance(document, Document)
    fields: dict[str, Any] = document.as_dict()
    return fields


def questions() -> list[dict[str, Any]]:
    """Return the golden questions of both files."""
    files = [DATA / "golden.jsonl", DATA / "golden_holdout.jsonl"]
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def texts() -> dict[str, str]:
    """Return by path what can be known of each article: its page's text, else what the feed carries."""
    known = {}
    for entry in CONTENTS.entries:
        if entry.slug in (CONSENT, PAYWALL) or entry.gone:
            known[entry.path] = re.sub("<[^>]+>", " ", entry.content or entry.summary)
        else:
            known[entry.path] = str(extracted(entry.page())["text"])
    return known


def listed(room: DemoNewsroom) -> list[tuple[str, str]]:
    """Return title and address of everything that the three feeds list."""
    press, blogs, labs = (Answer(url).body for url in room.feed_urls)
    found = [(entry.title, entry.link) for feed in (press, blogs) for entry in feedparser.parse(feed).entries]
    return found + [(item["title"], item["url"]) for item in json.loads(labs)["items"]]


def test_feeds_are_well_formed(room: DemoNewsroom) -> None:
    """The press is RSS 2.0, the independent writers are Atom, the companies are JSON Feed 1.1."""
    press, blogs, labs = (Answer(url).body for url in room.feed_urls)
    parsed = [feedparser.parse(press), feedparser.parse(blogs)]
    assert [(feed.version, feed.bozo) for feed in parsed] == [("rss20", False), ("atom10", False)]
    assert json.loads(labs)["version"] == "https://jsonfeed.org/version/1.1"


def test_content_types(room: DemoNewsroom) -> None:
    """Everything is served as what it is."""
    addresses = [*room.feed_urls, room.url + PAGES[0].path, room.url + "/robots.txt"]
    assert [Answer(url).headers["Content-Type"].partition(";")[0] for url in addresses] == [
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "text/html",
        "text/plain",
    ]


def test_feeds_list_everything(room: DemoNewsroom) -> None:
    """Every entry of the catalogue is listed in one feed, under its title."""
    expected = [(entry.title, room.url + entry.path) for entry in CONTENTS.entries]
    assert sorted(expected) == sorted(listed(room))


def test_publishers_come_from_the_feeds(room: DemoNewsroom) -> None:
    """RSS and Atom entries name their publisher as source, with its address."""
    urls = {room.url + entry.path: entry.publisher for entry in CONTENTS.entries}
    entries = [entry for url in room.feed_urls[:2] for entry in feedparser.parse(Answer(url).body).entries]
    assert [urls[entry.link] for entry in entries] == [entry.source.title for entry in entries]


def test_feed_dates(room: DemoNewsroom) -> None:
    """Feeds give the time of publication to the second, in UTC."""
    urls = {room.url + entry.path: entry.published for entry in CONTENTS.entries}
    entries = [entry for url in room.feed_urls[:2] for entry in feedparser.parse(Answer(url).body).entries]
    dates = [datetime.fromtimestamp(calendar.timegm(entry.published_parsed), tz=UTC) for entry in entries]
    assert [urls[entry.link] for entry in entries] == dates


def test_hostile_summary_survives_the_feed(room: DemoNewsroom) -> None:
    """Markup characters in a summary arrive as characters, not as markup."""
    entries = feedparser.parse(Answer(room.feed_urls[0]).body).entries
    (summary,) = [entry.summary for entry in entries if "loomstead" in entry.link]
    assert "&lt;!channel&gt;" in summary


def test_pages_are_served(room: DemoNewsroom) -> None:
    """Every listed page is there, but for the one whose text only the feed carries."""
    missing = [url for _, url in listed(room) if Answer(url).status != HTTPStatus.OK]
    assert missing == [f"{room.url}/2026/11/17/ostrel-names-sollberger"]


def test_no_placeholder_is_left(room: DemoNewsroom) -> None:
    """What is served names the server's own address in place of the placeholders."""
    left = [url for _, url in listed(room) if "{{" in Answer(url).text]
    assert left == []


@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
def test_conditional_get(room: DemoNewsroom, header: str) -> None:
    """A feed or page that the reader has already is not sent again."""
    condition = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[header]
    for url in (*room.feed_urls, room.url + PAGES[0].path):
        again = Answer(url, **{condition: Answer(url).headers[header]})
        assert (again.status, again.body) == (HTTPStatus.NOT_MODIFIED, b"")


def test_etag_overrides_date(room: DemoNewsroom) -> None:
    """Where both validators are given, the date does not count."""
    url = room.url + PAGES[0].path
    headers = {"If-None-Match": '"other"', "If-Modified-Since": Answer(url).headers["Last-Modified"]}
    assert Answer(url, **headers).status == HTTPStatus.OK


def test_unreadable_date_is_ignored(room: DemoNewsroom) -> None:
    """A condition that makes no sense is answered with the page."""
    assert Answer(room.url + PAGES[0].path, **{"If-Modified-Since": "yesterday"}).status == HTTPStatus.OK


def test_gzip(room: DemoNewsroom) -> None:
    """Readers that can unpack get the packed form of the same bytes."""
    url = room.url + PAGES[0].path
    packed = Answer(url, **{"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == Answer(url).body


def test_head(room: DemoNewsroom) -> None:
    """HEAD gives the headers of GET without its body."""
    url = room.url + PAGES[0].path
    with urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=120) as reply:  # noqa: S310  loopback
        assert (reply.headers["Content-Length"], reply.read()) == (str(len(Answer(url).body)), b"")


def test_front_page_names_the_feeds(room: DemoNewsroom) -> None:
    """A program that looks for feeds finds all three on the front page."""
    paths = re.findall(r'<link rel="alternate" href="([^"]+)"', Answer(room.url + "/").text)
    assert list(room.feed_urls) == [room.url + path for path in paths]


def test_correction() -> None:
    """A published correction changes page, title, and the time of change in the feed, and nothing else."""
    with DemoNewsroom() as room:
        before, feed = Answer(room.url + CORRECTED), Answer(room.feed_urls[0])
        room.publish_correction()
        after = Answer(room.url + CORRECTED, **{"If-None-Match": before.headers["ETag"]})
        feed_after = Answer(room.feed_urls[0], **{"If-Modified-Since": feed.headers["Last-Modified"]})
        entries = {entry.link: entry for entry in feedparser.parse(feed_after.body).entries}
        changed = entries[room.url + CORRECTED]
        others = [Answer(url, **{"If-None-Match": Answer(url).headers["ETag"]}).status for url in room.feed_urls[1:]]
    assert ("will cut 310 jobs" in before.text, "Correction:" in before.text) == (True, False)
    assert ("will cut 210 jobs" in after.text, "Correction:" in after.text) == (True, True)
    assert changed.title == "Tessaline to cut 210 jobs as it winds down AI overhaul"
    assert changed.updated == "2026-11-23T09:10:00Z"
    assert others == [HTTPStatus.NOT_MODIFIED] * 2


def test_google_news_link(room: DemoNewsroom) -> None:
    """The blogger's Google News link carries the address of the agency's report."""
    page = Answer(room.url + "/2026/11/06/what-tessalines-confession-leaves-out").text
    (code,) = re.findall(r'href="https://news\.google\.com/rss/articles/(CBMi[\w-]+)\?oc=5">as reported by', page)
    payload = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))
    report = f"{room.url}/2026/11/04/tessaline-chief-says-overhaul-was-rushed"
    assert payload == b"\x08\x13\x22" + bytes([len(report)]) + report.encode() + b"\xd2\x01\x00"
    assert Answer(report).status == HTTPStatus.OK


def test_google_news_link_of_a_long_address() -> None:
    """An address of 128 bytes and more has a length of two bytes."""
    url = "https://meridian-wire.example/" + "a" * 270
    code = google_news_link(url).removeprefix("https://news.google.com/rss/articles/").removesuffix("?oc=5")
    payload = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))
    assert payload == b"\x08\x13\x22\xac\x02" + url.encode() + b"\xd2\x01\x00"


@pytest.mark.parametrize("entry", [page for page in PAGES if page.slug != CONSENT], ids=lambda entry: entry.slug)
def test_metadata(room: DemoNewsroom, entry: Any) -> None:
    """A page's own metadata agree with the feed on title, day and publisher."""
    page = extracted(Answer(room.url + entry.path).text)
    assert (page["title"], page["date"], page["sitename"]) == (
        entry.title,
        f"{entry.published:%Y-%m-%d}",
        entry.publisher,
    )


@pytest.mark.parametrize(
    "entry", [page for page in PAGES if page.slug not in (CONSENT, PAYWALL)], ids=lambda entry: entry.slug
)
def test_body(entry: Any) -> None:
    """A full page's body can be had whole, without navigation, related links, comments or cookie notices."""
    text = str(extracted(entry.page())["text"])
    assert 250 <= len(text.split()) <= 600
    furniture = r"[Cc]ookie|Sign in|Read next|Most read|More from|Also in the|newsletter|Keep reading|Five bits|©"
    assert re.findall(furniture, text) == []
    others = [page.title for page in PAGES if page.title != entry.title]
    assert [title for title in others if title in text] == []


def test_copies_of_the_wire_story() -> None:
    """One outlet carries the agency's text under its own headline and lead sentence, the other as it is."""
    wire, own_lead, same = (extracted(entry.page())["text"] for entry in CONTENTS.entries[:3])
    body = wire.partition("(Meridian Wire) - ")[2]
    publishers = [entry.publisher for entry in CONTENTS.entries[:3]]
    assert publishers == ["Meridian Wire", "Harbour Ledger", "The Copperline"]
    assert (same, own_lead.partition("\n")[2]) == (wire, body)
    assert CONTENTS.entries[0].title == CONTENTS.entries[2].title != CONTENTS.entries[1].title


def test_nothing_real_is_named() -> None:
    """No company, product or outlet of the real world occurs, but for the address of Google News."""
    sources = [json.dumps([entry.title, entry.summary, entry.content]) for entry in CONTENTS.entries]
    sources += [entry.page() for entry in PAGES] + list(sample_questions())
    sources += [entry.with_correction().page() for entry in PAGES]
    assert [REAL_NAMES.findall(text) for text in sources if REAL_NAMES.search(text)] == []


def test_config(room: DemoNewsroom) -> None:
    """The config text holds the three feeds, lets loopback through and survives any path."""
    config = tomllib.loads(room.config_text(Path('/tmp/a "b"\\ü')))  # noqa: S108  never opened
    assert config == {
        "byline": {"data_dir": '/tmp/a "b"\\ü'},  # noqa: S108  same
        "indexer": {"allow_private_hosts": True},
        "feeds": [
            {"url": room.feed_urls[0], "name": "Press review", "kind": "reported"},
            {"url": room.feed_urls[1], "name": "Independent writers", "kind": "opinion"},
            {"url": room.feed_urls[2], "name": "Company posts", "kind": "announcement"},
        ],
    }


def test_newsroom_stands_after_its_last_article() -> None:
    """The newsroom's time lies behind everything that it publishes, corrections included."""
    times = [entry.with_correction().modified for entry in CONTENTS.entries]
    assert (max(times) < NOW, min(times) >= datetime(2026, 9, 1, tzinfo=UTC)) == (True, True)


def test_golden_answers_stand_in_their_articles() -> None:
    """Every accepted answer can be read, word for word, in an article that the question names."""
    known = texts()
    absent = [
        (question["question"], answer)
        for question in questions()
        for answer in question["answers"]
        if not any(answer in known[path] for path in question["urls"])
    ]
    assert absent == []


def test_golden_articles_answer() -> None:
    """Every article that a question names holds one of its answers; what has no article has no answer."""
    known = texts()
    idle = [
        (question["question"], path)
        for question in questions()
        for path in question["urls"]
        if not any(answer in known[path] for answer in question["answers"])
    ]
    assert idle == []
    assert [q for q in questions() if bool(q["answers"]) != bool(q["urls"])] == []


def test_golden_answers_are_not_given_away() -> None:
    """No question contains its own answer, and none is asked twice."""
    asked = [question["question"] for question in questions()]
    given = [q["question"] for q in questions() for answer in q["answers"] if answer in q["question"]]
    assert (given, len(asked)) == ([], len(set(asked)))


def test_sample_questions() -> None:
    """The demonstration asks seven questions."""
    assert len(sample_questions()) == 7
