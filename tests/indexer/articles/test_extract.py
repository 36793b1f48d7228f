"""Articles: what pages, entries and imported texts say."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections import Counter, defaultdict
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.articles import (
    FeedFacts,
    blocks,
    clutter,
    extract,
    extractor,
    find_address,
    from_entry,
    from_text,
    html_tree,
)
from indexer.errors import ParseError
from indexer.model import Article, Kind, Origin, Page, Quality
from indexer.model.feeds import Entry
from indexer.web import urls

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
URL = "https://weaver.example/2026/loom"
DATA = Path(__file__).parents[2] / "data/articles"
SHARED = Path(os.environ.get("BYLINE_SHARED", Path(__file__).parents[4] / "shared")) / "data"

# Made up, and each long enough to be told from a menu or notice.
LEAD = "A loom that is driven by nothing but the tide has woven its first bolt of cloth in the harbour, it was said."
MIDDLE = "The machine stands in the old lock and works for six hours out of every twelve, its builders explained."
END = "They mean to open the lock to visitors in summer, when the cloth of the whole spring can be laid out there."
BODY = (LEAD, MIDDLE, END)

# Each names English newspapers, and is in no English.
GERMAN = (
    "Laut The Information und The Verge verhandelt das Unternehmen mit zwei Geldgebern über eine weitere Runde. Der "
    "Gründer sagte am Dienstag, dass die Gespräche noch nicht abgeschlossen seien und dass niemand wisse, ob die "
    "Bewertung aus dem Frühjahr noch einmal erreicht werde."
)
DUTCH = (
    "Volgens The Information was het bedrijf al in mei in gesprek met twee beleggers. De oprichter zei dinsdag dat de "
    "onderhandelingen nog niet zijn afgerond en dat niemand weet of de waardering van het voorjaar opnieuw wordt "
    "gehaald, ook al is het model beter dan dat van de concurrent."
)

# One carries https://example.com/a/b, the other a token that only Google resolves.
OLD_GOOGLE_LINK = "https://news.google.com/rss/articles/CBMiF2h0dHBzOi8vZXhhbXBsZS5jb20vYS9i0gEA?oc=5"
NEW_GOOGLE_LINK = "https://news.google.com/rss/articles/CBMiCkFVX3lxTE5hYmM?oc=5"


def html(*paragraphs: str, head: str = "", title: str = "Tidal loom") -> bytes:
    """Make a page of paragraphs; one that begins with a tag stays as it is."""
    inner = "\n".join(part if part.startswith("<") else f"<p>{part}</p>" for part in paragraphs)
    start = f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head>"
    return f"{start}<body><article><h1>{title}</h1>{inner}</article></body></html>".encode()


def page(body: bytes, *, url: str = URL, final: str = "", content_type: str = "text/html", charset: str = "") -> Page:
    """Make a fetched page."""
    return Page(
        url=url,
        final_url=final or url,
        status=200,
        content_type=content_type,
        charset=charset,
        body=body,
        fetched=NOW,
    )


def read(
    *paragraphs: str, head: str = "", title: str = "Tidal loom", entry: Entry | None = None, url: str = URL
) -> Article:
    """Return the article of a page of paragraphs."""
    made = page(html(*paragraphs, head=head, title=title), url=url)
    return extract(made, entry or Entry(key=""), now=NOW)


def headline(entry: Entry) -> Article:
    """Return the article of an entry whose page was refused."""
    return from_entry(entry, url=URL, feed=FeedFacts(name="Looms"), now=NOW, reason="HTTP 403")


def paragraphs(article: Article) -> list[str]:
    """Return an article's paragraphs."""
    return article.text.split("\n\n")


def json_ld(**fields: object) -> str:
    """Make a script that describes a news article."""
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def test_says_what_the_page_says() -> None:
    """A page gives title, authors, publisher, time to the minute, language, origins, tags, and its text alone."""
    url = "https://weaver.example/2026/tidal-loom?ref=rss"
    entry = Entry(key="k", link=url, title="Loom", tags=("Cloth",))
    made = page((DATA / "article.html").read_bytes(), url=url)
    found = asdict(extract(made, entry, feed=FeedFacts(name="Feed", kind=Kind.REPORTED), now=NOW))
    expected = (DATA / "article.expected.json").read_text("utf-8")
    assert json.loads(expected) == json.loads(json.dumps(found, default=lambda when: when.isoformat()))


# --- identity -------------------------------------------------------------------------------------------------


def test_a_canonical_link_within_the_site_is_the_identity() -> None:
    """The address that was fetched is shown; the canonical one of the same site decides which article it is."""
    canonical = "https://www.weaver.example/loom"
    entry = Entry(key="", link="https://short.example/x?utm_source=rss")
    made = page(
        html(*BODY, head=f'<link rel="canonical" href="{canonical}">'), url="https://short.example/x", final=URL
    )
    article = extract(made, entry, now=NOW)
    assert (urls.article_id(canonical), URL) == (article.id, article.url)
    assert ("https://short.example/x", canonical) == article.aliases
    assert article.origins == ()


def test_a_canonical_link_to_the_front_page_is_not_believed() -> None:
    """A site that calls its front page the address of everything does not make everything one article."""
    article = read(*BODY, head='<link rel="canonical" href="/"><meta property="og:url" content="/2026/loom-2">')
    assert urls.article_id("https://weaver.example/2026/loom-2") == article.id


def test_a_canonical_link_elsewhere_names_an_origin() -> None:
    """A copy of another publisher's article keeps its own address and names where it came from."""
    article = read(*BODY, head='<link rel="canonical" href="https://harbourwire.example/loom">')
    assert urls.article_id(URL) == article.id
    assert article.aliases == ()
    assert (Origin(name="harbourwire.example", url="https://harbourwire.example/loom"),) == article.origins


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("BBC News", "https://www.bbc.com/news/1"),
        ("The Weaver Times", "https://weavertimes.example/1"),
        ("Associated Press", "https://apnews.com/1"),
        ("Los Angeles Times", "https://www.latimes.com/1"),
        ("CNNMoney", "https://money.cnn.com/1"),
        ("Firefox Nightly News", "https://blog.nightly.mozilla.org/1"),
    ],
)
def test_a_canonical_link_of_the_same_publisher_is_no_origin(name: str, canonical: str) -> None:
    """A publisher's article that is served from elsewhere is no copy of itself."""
    head = f'<link rel="canonical" href="{canonical}"><meta property="og:site_name" content="{name}">'
    assert read(*BODY, head=head, url="http://127.0.0.1:8070/p/1").origins == ()


# --- names ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "head", "feed", "publisher"),
    [
        ("Wire", '<meta property="og:site_name" content="Post">', "Feed", "Wire"),
        ("", '<meta property="og:site_name" content="Post">', "Feed", "Post"),
        ("", json_ld(publisher={"name": "Group"}), "Feed", "Group"),
        ("", '<meta name="application-name" content="App">', "Feed", "App"),
        ("", f'<meta property="og:site_name" content="{"long " * 30}">', "Feed", "Feed"),
        ("", '<meta property="og:site_name" content="https://x.example/">', "Feed", "Feed"),
        ("", '<meta property="og:site_name" content="weaver.example">', "Feed", "Feed"),
        ("", '<meta property="og:site_name" content="Weaver.example">', "", "Weaver.example"),
        ("", "", "", "weaver.example"),
    ],
)
def test_the_publisher_is_named_by_entry_page_feed_or_host(source: str, head: str, feed: str, publisher: str) -> None:
    """The entry's source goes first, then the page's own names if they are names, then the feed's, then the host."""
    entry = Entry(key="", source=source)
    article = extract(page(html(*BODY, head=head)), entry, feed=FeedFacts(name=feed), now=NOW)
    assert publisher == article.publisher


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("", "Tidal loom"),
        (json_ld(headline="Tidal &amp; loom"), "Tidal & loom"),
        ('<meta property="og:title" content="Tidal loom - Weaver">', "Tidal loom"),
        ('<meta property="og:title" content="Other words">' + json_ld(headline="Tidal loom"), "Tidal loom"),
    ],
)
def test_the_title_is_the_one_that_is_agreed_on(head: str, title: str) -> None:
    """Two sources that agree decide; a site's name after a title is none of it."""
    assert title == read(*BODY, head=head).title


@pytest.mark.parametrize(
    ("names", "authors"),
    [
        (["By Ada Quay, Bea Hill and Cy Probe"], ("Ada Quay", "Bea Hill", "Cy Probe")),
        (["Ada Quay", "ADA QUAY", "ada-quay"], ("Ada Quay",)),
        (["https://x.example/ada", "Username", "Updated 3 March", "desk@x.example"], ()),
        (["Harbour, Wire and Sons"], ("Harbour, Wire and Sons",)),
    ],
)
def test_authors_are_names(names: list[str], authors: tuple[str, ...]) -> None:
    """A byline is taken apart into names, each once; addresses and stamps are no names."""
    assert authors == read(*BODY, head=json_ld(headline="Tidal loom", author=names)).authors


# --- time -----------------------------------------------------------------------------------------------------

ENTRY_TIME = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "entry", "published"),
    [
        (json_ld(datePublished="2026-03-02T08:15:00+02:00"), ENTRY_TIME, "2026-03-02T06:15:00+00:00"),
        (json_ld(datePublished="2026-03-02"), ENTRY_TIME, "2026-03-02T06:30:00+00:00"),
        (json_ld(datePublished="2026-02-02"), ENTRY_TIME, "2026-02-02T00:00:00+00:00"),
        ('<meta name="date" content="March 2, 2026">', None, "2026-03-02T00:00:00+00:00"),
        ('<meta name="pubdate" content="2026-03-02 08:15">', None, "2026-03-02T08:15:00+00:00"),
        (json_ld(datePublished="2027-01-01T00:00:00Z"), ENTRY_TIME, "2026-03-02T06:30:00+00:00"),
        (json_ld(datePublished="1970-01-01T00:00:00Z"), ENTRY_TIME, "2026-03-02T06:30:00+00:00"),
        ("", ENTRY_TIME, "2026-03-02T06:30:00+00:00"),
        ("", datetime(2100, 1, 1, tzinfo=UTC), None),
        ("", None, None),
    ],
)
def test_the_most_precise_believable_time_counts(head: str, entry: datetime | None, published: str | None) -> None:
    """The page decides on the day, the more precise of page and entry on the time; the future is not believed."""
    found = read(*BODY, head=head, entry=Entry(key="", published=entry)).published
    assert published == (found.isoformat() if found else None)


def test_a_time_element_makes_a_day_more_precise() -> None:
    """Where the page's data give the day alone, a <time> of that day gives the hour."""
    shown = '<time datetime="2026-03-01T10:00:00Z">1</time> <time datetime="2026-03-02T10:00:00Z">2</time>'
    article = read(shown, *BODY, head='<meta name="date" content="2026-03-02">')
    assert datetime(2026, 3, 2, 10, tzinfo=UTC) == article.published


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Ada Quay, who founded the mill in 2024, opened it.", None),
        ("The mill was sold in March 2024.", None),
        ("Weaver, 14 March 2024", "2024-03-14T00:00:00+00:00"),
    ],
)
def test_year_or_month_in_the_text_is_no_day(text: str, published: str | None) -> None:
    """A page without a date stays undated if its text names a year, and takes a whole date that it shows."""
    found = read(*BODY, f"<p>{text}</p>").published
    assert published == (found.isoformat() if found else None)


# --- text -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "noise",
    [
        "Advertisement",
        "ADVERTISEMENT",
        "Share this article",
        "Sign up for our weekly newsletter",
        "Read more: The wool that was spun by the wind",
        "Photo: Ada Quay / Harbour Wire",
        "Image credit: Harbour Wire",
        "All rights reserved.",
        "\u00a9 Harbour Wire",
        "Copyright (c) 2026 Harbour Wire. All rights reserved.",
        "(c) 2026 Harbour Wire",
        "Copyright \u00a9 2026 Harbour Wire",
        "Follow us on Facebook and Twitter",
        "Already a subscriber? Log in to continue reading.",
        "We use cookies to make this site better.",
    ],
)
def test_boilerplate_is_no_text(noise: str) -> None:
    """Lines that say nothing of the news are taken out, and the article stays a full one."""
    article = read(*BODY, noise)
    assert (list(BODY), Quality.FULL) == (paragraphs(article), article.quality)


def test_forms_are_no_text() -> None:
    """What forums and feeds put around a text goes, links keep their places, and marks of lists part paragraphs."""
    markup = (
        "<p>(Activity: 85): The loom of <a href='https://mill.example/x'>Amberly</a> is open to everybody."
        " Read more →</p>"
        "<p>submitted by <a href='https://forum.example/u'>/u/weaver</a> <a href='#'>[link]</a> [comments]</p>"
        "<p>• It is red. • It weaves by night.</p>"
    )
    found = from_entry(
        Entry(key="1", title="Loom", content=markup), url=URL, feed=FeedFacts(name="F"), now=NOW, reason="-"
    )
    assert paragraphs(found) == ["The loom of Amberly is open to everybody.", "It is red.", "It weaves by night."]


def test_form_alone_is_a_headline() -> None:
    """An entry whose summary is a form has no text: its title is all that there is."""
    form = "Article URL: https://a.example/x Comments URL: https://forum.example/1 Points: 3 # Comments: 0"
    found = from_entry(
        Entry(key="1", title="Loom opens", summary=f"<p>{form}</p>"),
        url=URL,
        feed=FeedFacts(name="F"),
        now=NOW,
        reason="-",
    )
    assert (found.text, found.quality) == ("", Quality.HEADLINE)


def test_a_body_without_tags_has_lines() -> None:
    """In what a feed carries as plain text each item of a list stands alone, and lines of form go."""
    body = "Two things are new &amp; free:\n- The loom weaves by night.\n- It asks before it stops.\nPoints: 140"
    found = from_entry(
        Entry(key="1", title="Loom", summary=body), url=URL, feed=FeedFacts(name="F"), now=NOW, reason="-"
    )
    assert paragraphs(found) == ["Two things are new & free:", "The loom weaves by night.", "It asks before it stops."]


def test_a_link_keeps_its_label_where_a_form_is_cut() -> None:
    """The label of a link is found where it stands once what is before it is gone."""
    tree = html_tree.parse_fragment(
        "<p>@weaver: As reported by <a href='https://wire.example/1'>The Wire</a>, it is open.</p>"
    )
    (whole,) = blocks.read_paragraphs(tree)
    (kept,), _ = clutter.clean([whole], "Loom")
    assert [kept.text[each.start : each.end] for each in kept.links] == ["The Wire"]


@pytest.mark.parametrize(
    "line",
    [
        "The advertisement was seen by nine million people, said the builders of the loom, who had paid for it.",
        "Read more about it, she said, and you will see that the loom was never meant to be driven by the wind.",
        "Copyright holders may claim damages of up to 150,000 crowns a loom, the judge wrote.",
        "Copyright suits against the builders of the loom go on.",
        "(c) the copies of the loom that the builders had made for the harbour of Amberly.",
        "A photo: that was all they had brought back from the harbour, and it did not even show the loom.\n"
        + "x " * 150,
    ],
)
def test_sentences_that_resemble_boilerplate_are_text(line: str) -> None:
    """Only whole lines of boilerplate go; a sentence about such things is news."""
    assert " ".join(line.split()) in paragraphs(read(LEAD, line, MIDDLE, END))


def test_a_line_of_keywords_makes_tags() -> None:
    """Keywords at the end, or at the start, are tags and no text."""
    article = read("Tags: cloth", *BODY, "Keywords: looms, Tides; Weaving.")
    assert (list(BODY), ("cloth", "looms", "Tides", "Weaving")) == (paragraphs(article), article.tags)


def test_what_is_said_twice_is_kept_once() -> None:
    """A paragraph that is repeated, and a lead that only announces a later beginning, appear once."""
    teaser = LEAD[:70].rsplit(" ", 1)[0] + " ..."
    assert list(BODY) == paragraphs(read(teaser, LEAD, MIDDLE, LEAD, END))


def test_a_gallery_is_no_text() -> None:
    """Numbered slides and their captions are left out."""
    slides = [part for n in "123" for part in (f"{n}/3 A view of the loom", f"Caption {n} of a view of the harbour")]
    assert list(BODY) == paragraphs(read(*BODY, *slides))


@pytest.mark.parametrize(
    "starts",
    [
        ("3/12 the", "5/12 the", "9/12 the"),
        ("1/12: the", "2/12: the", "3/12: the"),
        ("1/2 a bolt of", "1/2 a yard of", "1/2 an ell of"),
        ("1/2 the", "2/2 the", "3/2 the"),
        ("2/5 the", "3/5 the", "4/5 the"),
    ],
)
def test_dates_and_fractions_make_no_gallery(starts: tuple[str, ...]) -> None:
    """Numbers that are no run from the first slide on, or that a colon parts from what happened then, are text."""
    days = [f"{start} cloth of the harbour's {place} loom was sold" for place, start in enumerate(starts)]
    assert [LEAD, *days, END] == paragraphs(read(LEAD, *days, END))


def test_text_is_plain_and_bounded() -> None:
    """Text holds neither controls nor direction marks, is composed, and is cut at a paragraph."""
    article = read(LEAD + " e\u0301\u202e\u200b\u00ad end", *BODY[1:])
    assert f"{LEAD} \u00e9 end" == paragraphs(article)[0]
    long = from_text(url=URL, title="T", text="\n\n".join(f"{n} {LEAD}" for n in range(3_000)), now=NOW)
    assert 199_000 < len(long.text) <= 200_000
    assert long.text.endswith("it was said.")


@pytest.mark.parametrize(
    ("charset", "declared", "real"),
    [
        ("", "", "utf-8"),
        ("iso-8859-1", "", "utf-8"),
        ("iso-8859-1", "", "windows-1252"),
        ("", "windows-1252", "windows-1252"),
        ("nonsense", "windows-1252", "windows-1252"),
        ("", "", "utf-16"),
    ],
)
def test_finds_the_encoding(charset: str, declared: str, real: str) -> None:
    """A page is read by its byte order mark, as UTF-8 if it is, else as header or page declare."""
    word = "\u00e9toffe \u2013 caf\u00e9"
    head = f'<meta charset="{declared}">' if declared else ""
    body = html(*BODY, word, head=head).decode().encode(real)
    assert word in extract(page(body, charset=charset), Entry(key=""), now=NOW).text


def test_detects_an_encoding_that_nobody_declares() -> None:
    """A page in an old encoding without a word about it is read all the same."""
    made = page((DATA / "undeclared.html").read_bytes())
    article = extract(made, Entry(key=""), now=NOW)
    assert (DATA / "undeclared.expected.txt").read_text("utf-8").strip() == article.text
    assert article.language == "ru"


@pytest.mark.parametrize(
    ("lang", "text", "language"),
    [
        ("en-GB", "", "en"),
        ("fr", "", "en"),  # detection is sure
        ("", "", "en"),
        ("de", "Kurz.", "de"),
        ("", "Kurz.", ""),
        ("nonsense", "Kurz.", ""),
        ("en", GERMAN, "de"),  # as a template left it
        ("en-US", DUTCH, "nl"),
        ("", GERMAN, "de"),
        ("", DUTCH, "nl"),
    ],
)
def test_language_is_detected_or_declared(lang: str, text: str, language: str) -> None:
    """Long texts are in the language that they are found to be in, short ones in the one that their page declares."""
    made = page(html(*([text] if text else BODY)).replace(b"<html>", f'<html lang="{lang}">'.encode()))
    assert language == extract(made, Entry(key=""), now=NOW).language


# --- origins --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "origins"),
    [
        ("It works, as reported by Harbour Wire on Monday.", [("Harbour Wire", "")]),
        ("It works, as first reported by The New Post's Ada Quay.", [("New Post", "")]),
        ("The news was first reported by 9to5Loom.", [("9to5Loom", "")]),
        ("It works, according to a report by the Institute of Cloth.", [("Institute of Cloth", "")]),
        ("It works, according to a Harbour Wire report.", [("Harbour Wire", "")]),
        (
            'It works, as reported by <a href="https://wire.example/1">Harbour Wire</a>.',
            [("Harbour Wire", "https://wire.example/1")],
        ),
        (
            'It works, according to <a href="https://wire.example/1">people who have seen it</a>.',
            [("wire.example", "https://wire.example/1")],
        ),
        (
            'Harbour Wire <a href="https://wire.example/1">reported</a> that it works.',
            [("Harbour Wire", "https://wire.example/1")],
        ),
        (
            f'It works, as reported by <a href="{OLD_GOOGLE_LINK}">Harbour Wire</a>.',
            [("Harbour Wire", "https://example.com/a/b")],
        ),
        (
            f'It works, according to <a href="{OLD_GOOGLE_LINK}">people who have seen it</a>.',
            [("example.com", "https://example.com/a/b")],
        ),
        (
            f'It works, as reported by <a href="{NEW_GOOGLE_LINK}">Harbour Wire</a>.',
            [("Harbour Wire", NEW_GOOGLE_LINK.removesuffix("?oc=5"))],
        ),
        (f'It works, according to <a href="{NEW_GOOGLE_LINK}">people who have seen it</a>.', []),
        ('It works, as reported by <a href="/earlier">Weaver</a>.', [("Weaver", "")]),
        ("CNET reported on Monday that it works.", [("CNET", "")]),
        ("It works, she told ZDNET.", [("ZDNET", "")]),
        ("It works, according to Al Jazeera.", [("Al Jazeera", "")]),
        ("Fox Business has learned that it works.", [("Fox Business", "")]),
        ("It works, she told The Block.", [("The Block", "")]),
        ("Thomson Reuters reported a loss.", []),
        ("Fox reported that its den is warm.", []),
        ("Ten deaths reported by Harbour Wire readers were none.", []),
        ("It works, according to its builders.", []),
        ('It was <a href="https://wire.example/1">reported</a> that it works.', []),
        ("It works, as reported by The Weaver Post.", []),
        ("It works, as reported by the company.", []),
    ],
)
def test_an_origin_is_named_in_so_many_words(sentence: str, origins: list[tuple[str, str]]) -> None:
    """Only a source that the text names as one, by name or by a link to another site, is an origin."""
    head = '<meta property="og:site_name" content="Weaver Post">'
    assert origins == [(origin.name, origin.url) for origin in read(*BODY, sentence, head=head).origins]


# --- pages that are no articles -------------------------------------------------------------------------------

CARRIED = "".join(f"<p>{part}</p>" for part in BODY)
ENTRY = Entry(key="k", link=URL, title="Loom of the entry", summary="<p>A loom, driven by the tide.</p>")


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (page(b"%PDF-1.7", content_type="application/pdf"), "not an HTML page but application/pdf"),
        (page(b"\0\1\2\3"), "not an HTML page but binary data"),
        (page(b"  "), "an empty page"),
        (page(b"<!-- nothing -->"), "no HTML that can be read"),
        (page(html("<p>a" * 60_000)), "more than 20,000 elements on the page"),
        (page(html("The loom works.")), "too short: 15 characters of text on the page"),
        (
            page(html("Verify you are human by completing the action below.", title="Just a moment...")),
            "a bot check in place of the article",
        ),
        (
            page(html("Please enable JavaScript and cookies to continue.", title="weaver.example")),
            "a bot check in place of the article",
        ),
        (
            page(html("We value your privacy", "We and our 800 partners use cookies.", "Accept all", title="Weaver")),
            "a consent page in place of the article",
        ),
        (
            page(
                html("We use cookies and data to measure how long our pages are read. " * 8 + "Manage your settings.")
            ),
            "a consent page in place of the article",
        ),
        (
            page(html("Mit Werbung weiterlesen", "Wir verwenden Cookies, um Anzeigen zu zeigen. " * 6, title="Weber")),
            "a consent page in place of the article",
        ),
        (
            page(html("Nous et nos 12 partenaires utilisons des cookies. " * 4, "Continuer sans accepter")),
            "a consent page in place of the article",
        ),
        (
            page(html("Read with advertising and tracking, or without tracking for 3 euros a month. " * 4)),
            "a consent page in place of the article",
        ),
        (
            page(html("You come from a country belonging to the European Economic Area, which we do not serve. " * 4)),
            "a regional block in place of the article",
        ),
        (
            page(html("The page you are looking for was taken away. " * 7, title="Page not found")),
            "an error page in place of the article",
        ),
        (page(html(LEAD, "Subscribe to continue reading.")), "behind a paywall"),
        (page(html(*BODY, head=json_ld(isAccessibleForFree="False"))), "behind a paywall"),
    ],
)
def test_a_page_that_is_no_article_leaves_the_entry(made: Page, reason: str) -> None:
    """Where a page is no article, the feed's own body takes its place, or the summary, and the reason is said."""
    article = extract(made, ENTRY, now=NOW)
    assert (Quality.HEADLINE, reason) == (article.quality, article.reason)
    assert article.text
    full = extract(made, replace(ENTRY, content=CARRIED * 2), now=NOW)
    assert (Quality.PARTIAL, reason, list(BODY)) == (full.quality, full.reason, paragraphs(full))


def test_a_bot_check_says_nothing_of_the_article() -> None:
    """Title, address and origin of a page that stands in the way are not the article's."""
    head = '<link rel="canonical" href="https://check.example/x">'
    body = html("Verify you are human by completing the action below.", head=head, title="Just a moment...")
    article = extract(page(body, final="https://check.example/y"), ENTRY, now=NOW)
    assert (article.title, article.url, article.origins) == ("Loom of the entry", URL, ())


def test_an_article_that_ends_with_an_invitation_is_a_full_one() -> None:
    """It is the share of the text that makes a paywall, not that one is mentioned."""
    article = read(*BODY, "Subscribe to the Weaver and join 300 members: start your free trial.", "Accept cookies")
    assert (Quality.FULL, list(BODY)) == (article.quality, paragraphs(article))


@pytest.mark.parametrize(
    "notice",
    [
        "Subscribe to continue reading.",
        "Subscribe now for \u20ac2 to unlock this article",
        "Want to read more? Choose a plan.",
        "To continue reading, log in.",
        "This post is for paying subscribers only",
        "You\u2019ve reached your limit of free articles.",
        "Keep reading with a 7-day free trial",
        "Create a free account to read this article.",
        "The remaining 62% of this article is for members.",
    ],
)
def test_an_article_that_says_it_goes_on_is_not_a_full_one(notice: str) -> None:
    """However much of it is shown, what ends with the notice that there is more for subscribers is a headline."""
    for article in (
        read(*BODY, notice, "Cancel anytime."),
        read(*BODY, f"<div class='offer'><p>{notice}</p></div>"),
        read(*(f"{part} {number}" for number in range(9) for part in BODY), notice),
    ):
        assert (article.reason, article.quality) == ("behind a paywall", Quality.HEADLINE)
        assert article.text.startswith(LEAD)
        assert notice not in article.text


def test_a_report_on_cookies_and_paywalls_is_an_article() -> None:
    """An article that quotes the words of consent pages and paywalls is not taken for one."""
    report = (
        "The regulator of Weaverland fined the Tidal Post for its \u201cwe value your privacy\u201d, it said.",
        "Its order says that a button to reject all must be as large as the one that accepts.",
        *(f"{part} {number}" for number in range(3) for part in BODY),
        "The paper means to make its readers subscribe to continue reading from May on, its editor told the court.",
    )
    assert (read(*report).quality, read(*report).reason) == (Quality.FULL, "")


@pytest.mark.parametrize("reference", ["&#27;", "&#x1b;", "&#7", "&#xFFFE;", "&#0011;", "\x1b"])
def test_control_characters_are_dropped_wherever_they_stand(reference: str) -> None:
    """A reference to a control character, in title, head or text, neither gets through nor costs the article."""
    head = json_ld(headline=f"Tidal {reference}loom", author={"name": "Ann\x1b Bo"})
    first, *rest = BODY
    article = read(f"{first[:9]}{reference}{first[9:]}", *rest, head=head, title=f"Tidal {reference}loom")
    assert (article.quality, article.title, article.authors) == (Quality.FULL, "Tidal loom", ("Ann Bo",))
    assert list(BODY) == paragraphs(article)


def test_what_a_dropped_reference_parts_is_no_reference() -> None:
    """Nobody can make a reference to a control character out of two."""
    assert read(f"{LEAD} &#&#27;27;", MIDDLE, END).quality == Quality.FULL


@pytest.mark.parametrize(
    ("head", "address"),
    [
        ('<link rel="canonical" href="https://weaver.example/a?utm_source=x">', "https://weaver.example/a"),
        ('<link rel="canonical" href="/a"><meta property="og:url" content="https://weaver.example/b">',
         "https://weaver.example/b"),
        ('<link rel="canonical" href="https://weaver.example/">', ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_saved_page_names_its_own_address(head: str, address: str) -> None:
    """A page by itself names its address whole, or not at all; a front page is nobody's."""
    assert find_address(html(*BODY, head=head)) == address
    assert find_address(b"") == ""


def test_what_the_extractor_fails_at_costs_one_page() -> None:
    """Whatever goes wrong in the extractor is an error of this page, with its name; a head that fails is empty."""
    root = html_tree.parse_document(html(*BODY).decode())
    with pytest.raises(ParseError, match=r"the text cannot be told from the page \(AttributeError\)"):
        extractor.extract_text(root, 5)  # type: ignore[arg-type]  # something that it does not reckon with
    assert extractor.extract_text(None, URL) is None
    assert extractor.extract_metadata(object(), URL, NOW, guessing=False) == extractor.HeadGuess()


def test_data_without_end_is_read_to_a_limit() -> None:
    """Of the data that a page carries two thousand objects are looked at."""
    many = json_ld(author=[{"name": "Ann Bo", "x": [{}] * 3_000}], headline="Tidal loom")
    late = '<script type="application/ld+json">' + json.dumps([{}] * 3_000 + [{"@type": "Article"}])
    assert read(*BODY, head=many).authors == ("Ann Bo",)
    assert read(*BODY, head=late + "</script>").title == "Tidal loom"


def test_the_lead_before_a_paywall_is_kept() -> None:
    """What a publisher shows of a closed article is more than a summary."""
    article = extract(page(html(LEAD, "Subscribe to continue reading.")), ENTRY, now=NOW)
    assert article.text == LEAD


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 100_000 + b"deep",
        html("<table>" * 3_000 + "<tr><td>" * 3_000),
        html('<a href="http://[broken">x</a>', *BODY, head='<link rel="canonical" href="http://[broken">'),
        html(head='<script type="application/ld+json">' + "[" * 100_000 + "</script>"),
        html(*BODY, head=json_ld(author={"name": [[1]]}, publisher=7, datePublished=[None], headline={"a": 1})),
        html(LEAD * 50_000),
    ],
)
def test_hostile_pages_cost_no_more_than_themselves(body: bytes) -> None:
    """Deep nesting, data of the wrong type and text without end give an article, in seconds, and no error."""
    assert isinstance(extract(page(body), ENTRY, now=NOW), Article)


PARTS = ("<p>", "</p>", "<table>", "<!--", "<script>", "&#0;", "\u202e", "<a href='//['>", LEAD)


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=300)
    | st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<table>", "<!--", "<script>", "&#0;", "&#27;", "\u202e", LEAD, "<a href='//['>"]
        )
    )
    .map("".join)
    .map(str.encode)
)
def test_any_bytes_give_an_article(body: bytes) -> None:
    """Whatever a server sends, there is an article with a title and without control characters."""
    article = extract(page(body), ENTRY, now=NOW)
    assert article.title
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", article.title + article.text)


# --- entries --------------------------------------------------------------------------------------------------


def test_an_entry_with_a_body_makes_a_partial_article() -> None:
    """The body that the feed carried stands in for the page, with the reason why it had to."""
    article = headline(replace(ENTRY, content=CARRIED, authors=("Ada Quay",), published=ENTRY_TIME))
    assert (Quality.PARTIAL, "HTTP 403", list(BODY)) == (article.quality, article.reason, paragraphs(article))
    assert (
        article.publisher,
        article.authors,
        article.published,
        article.first_seen,
    ) == ("Looms", ("Ada Quay",), ENTRY_TIME, NOW)


@pytest.mark.parametrize(
    ("entry", "title", "text"),
    [
        (ENTRY, "Loom of the entry", "A loom, driven by the tide."),
        (replace(ENTRY, summary="Comments"), "Loom of the entry", ""),
        (replace(ENTRY, summary="<a>Loom of the entry</a> <i>Wire</i>"), "Loom of the entry", ""),
        (replace(ENTRY, summary=""), "Loom of the entry", ""),
        (replace(ENTRY, title=""), "A loom, driven by the tide.", "A loom, driven by the tide."),
        (replace(ENTRY, title="", summary=""), "weaver.example", ""),
    ],
)
def test_an_entry_without_a_body_makes_a_headline(entry: Entry, title: str, text: str) -> None:
    """Title and summary are never lost; a summary that says nothing is none."""
    article = headline(entry)
    assert (Quality.HEADLINE, title, text) == (article.quality, article.title, article.text)


def test_entries_without_links_are_articles_of_their_own() -> None:
    """Entries that have only the feed's address in common do not become one article."""
    one, other = (headline(Entry(key=key, title="T")).id for key in ("1", "2"))
    assert one != other


# --- imports --------------------------------------------------------------------------------------------------


def test_markdown_becomes_plain_text() -> None:
    """Headings and list items become paragraphs, links their labels, marks go; a link to a source names an origin."""
    text = (
        "# Tidal loom\n\nIt works, as *reported* by [Harbour **Wire**](https://wire.example/1).\n\n"
        "## What it weaves\n* **Linen:** two metres\n* Wool\n  of sheep\n\n> Well said.\n\n"
        "```\nrun 1_2_3\n```\n\n| Day | Metres |\n|---|---|\n| Mon | 12 |\n\n<b>Bold</b> &amp; ![alt](i.png) end\n\n"
        "Keywords: looms, tides"
    )
    article = from_text(url=URL, title="Tidal loom", text=text, now=NOW)
    assert paragraphs(article) == [
        "It works, as reported by Harbour Wire.",
        "What it weaves",
        "Linen: two metres",
        "Wool of sheep",
        "Well said.",
        "run 1_2_3",
        "Day Metres",
        "Mon 12",
        "Bold & end",
    ]
    assert (Origin(name="Harbour Wire", url="https://wire.example/1"),) == article.origins
    assert (article.tags, article.quality) == (("looms", "tides"), Quality.FULL)


@pytest.mark.parametrize("mark", ["", "**Mark**\n\n"])
def test_lines_are_paragraphs_unless_they_were_wrapped(mark: str) -> None:
    """Long lines are paragraphs of their own; lines that were broken by hand are joined."""
    unwrapped = from_text(url=URL, text=f"{mark}{LEAD} {LEAD}\n{MIDDLE}", now=NOW)
    assert [f"{LEAD} {LEAD}", MIDDLE] == paragraphs(unwrapped)[-2:]
    wrapped = from_text(url=URL, text=f"{mark}{LEAD[:50]}\n{LEAD[50:]}", now=NOW)
    assert " ".join(f"{LEAD[:50]} {LEAD[50:]}".split()) == paragraphs(wrapped)[-1]


@pytest.mark.parametrize(
    "text", ["2 * 3 * 4 = 24 and snake_case_name", "1. First of all", "A <b> c", "#hashtag", "Vec<T> [1]"]
)
def test_plain_text_comes_back_unchanged(text: str) -> None:
    """What was exported is imported as it was."""
    assert text == from_text(url=URL, title="T", text=text, now=NOW).text


@pytest.mark.parametrize("body", [html(*BODY).decode(), CARRIED])
def test_html_is_imported_whole_or_in_pieces(body: str) -> None:
    """A document gives its main text, a fragment all of its text."""
    article = from_text(url=URL, title="Tidal loom", html=body, now=NOW)
    assert (list(BODY), "Tidal loom") == (paragraphs(article), article.title)


def test_what_is_imported_counts() -> None:
    """Fields that are given win over what the HTML says; those that are not are taken from it."""
    head = json_ld(headline="Of the page", datePublished="2026-03-02T08:15:00Z", author="Ada Quay")
    document = html(*BODY, head=head, title="Of the page").decode()
    given_all = from_text(
        url=URL + "?utm_source=x",
        title="Given",
        html=document,
        aliases=("https://a.example/1#x", "no address"),
        published=ENTRY_TIME,
        publisher="Publisher",
        authors=("Bea Hill",),
        kind=Kind.OPINION,
        now=NOW,
    )
    assert (
        given_all.url,
        given_all.title,
        given_all.published,
        given_all.publisher,
        given_all.authors,
        given_all.kind,
        given_all.aliases,
    ) == (URL, "Given", ENTRY_TIME, "Publisher", ("Bea Hill",), Kind.OPINION, ("https://a.example/1",))
    bare = from_text(url=URL, html=document, now=NOW)
    assert (
        bare.title,
        bare.published.isoformat() if bare.published else "",
        bare.authors,
        bare.kind,
    ) == ("Of the page", "2026-03-02T08:15:00+00:00", ("Ada Quay",), Kind.REPORTED)


def test_a_title_alone_is_imported_as_a_headline() -> None:
    """An article without text is one, but no more than a headline."""
    article = from_text(url=URL, title="Only a title", now=NOW)
    assert (article.quality, article.reason) == (Quality.HEADLINE, "imported without text")


@pytest.mark.parametrize(
    ("url", "title", "message"),
    [
        ("ftp://x", "T", "no usable http(s) address: 'ftp://x'"),
        (URL, "", "neither title nor text"),
    ],
)
def test_what_cannot_be_imported_is_refused(url: str, title: str, message: str) -> None:
    """An article needs an address, and a title or a text."""
    with pytest.raises(ParseError) as caught:
        from_text(url=url, title=title, now=NOW)
    assert message == str(caught.value)


# --- measured -------------------------------------------------------------------------------------------------


def _f1(found: str, gold: str) -> float:
    """Return the harmonic mean of precision and recall over words."""
    one, two = (Counter(re.findall(r"\w+", text.lower())) for text in (found, gold))
    shared = (one & two).total()
    return 2 * shared / (one.total() + two.total()) if shared else 0.0


def _folded(text: str) -> str:
    return " ".join(text.translate(str.maketrans("\u2018\u2019", "''")).split())


@pytest.mark.skipif(not SHARED.is_dir(), reason="the rehearsal pages are not there (BYLINE_SHARED names their place)")
def test_reads_the_rehearsal_pages_as_well_as_measured() -> None:
    """Text, titles and days of real pages are as good as they were, and no publisher's own page is called a copy."""
    cases = [json.loads(line) for line in (SHARED / "pages/gold.jsonl").read_text("utf-8").splitlines()]
    scores = defaultdict(list)
    titles = days = dated = 0
    copies = []
    for case in cases:
        body = gzip.decompress((SHARED / "pages" / case["file"]).read_bytes())
        local = f"http://127.0.0.1:8070/p/{Path(case['file']).stem}"
        now = datetime(2026, 11, 24, tzinfo=UTC)
        article = extract(page(body, url=local), Entry(key=""), feed=FeedFacts(name=case["publisher"]), now=now)
        gold = " ".join([*case["summary"], *case["headings"], *case["paragraphs"]])
        scores[case["set"]].append(_f1(article.text, gold))
        titles += _folded(article.title) == _folded(case["title"])
        if case["published"]:
            when = datetime.fromisoformat(case["published"])
            when = when.astimezone(UTC) if when.tzinfo else when
            dated += 1
            days += article.published is not None and article.published.date() == when.date()
        copies += [case["file"] for origin in article.origins if origin.name == urls.host(origin.url)]
    assert mean(scores["fundus"]) > 0.965
    assert mean(scores["readability"]) > 0.960
    assert titles >= 65
    assert days >= dated - 1
    assert copies == ["readability/msn.html.gz"]
