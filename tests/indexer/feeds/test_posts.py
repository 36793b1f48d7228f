"""Posts of communities, in the forms in which their feeds give them: what is an entry on which page."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

import pytest

from indexer import feeds
from indexer.articles import from_entry
from indexer.feeds.links import find_discussions, has_page
from indexer.model import Kind
from indexer.model.feeds import Feed
from tests.doubles.catalogue_records import NOW

if TYPE_CHECKING:
    from indexer.model.feeds import Entry

PAGE = "https://loomgazette.example/2026/tessaline"
HN = "https://news.ycombinator.com/item?id=41"
THREAD = "https://www.reddit.com/r/LocalLLaMA/comments/1abc/tessaline_cuts_jobs/"
MEME = "https://www.techmeme.com/261123/p7#a261123p7"
SELF = "We run a hotline in four languages and would like to hear which speech model others use for it."
AUTHORED = '<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">mina</dc:creator>'


def hnrss(text: str, page: str) -> str:
    """Return the description that hnrss gives."""
    named = f'<p>Article URL: <a href="{page}">{page}</a></p>' if page else ""
    counts = "<p>Points: 212</p><p># Comments: 97</p>"
    return f'{text}{"<hr>" * bool(text)}{named}<p>Comments URL: <a href="{HN}">{HN}</a></p>{counts}'


def rss(title: str, link: str, description: str, more: str = "", home: str = "https://news.ycombinator.com/") -> bytes:
    """Return an RSS feed of one item."""
    item = f"<title>{escape(title)}</title><link>{link}</link><description>{escape(description)}</description>{more}"
    return f'<rss version="2.0"><channel><link>{home}</link><item>{item}</item></channel></rss>'.encode()


def commented(post: str) -> str:
    """Return the element that names the discussion."""
    return f"<comments>{post}</comments>"


def reddit(target: str, text: str = "") -> bytes:
    """Return a feed of Reddit's with one post."""
    body = f'<!-- SC_OFF --><div class="md"><p>{text}</p></div><!-- SC_ON -->' if text else ""
    links = f'<span><a href="{target}">[link]</a></span> &#32; <span><a href="{THREAD}">[comments]</a></span>'
    by = ' &#32; submitted by &#32; <a href="https://www.reddit.com/user/mina"> /u/mina </a> <br/> '
    shown = f'<a href="{THREAD}"> <img src="https://b.thumbs.redditmedia.com/x.jpg" alt="x" /> </a>'
    content = f"<table> <tr><td> {shown} </td><td>{by}{links}</td></tr></table>" if not text else body + by + links
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://www.reddit.com/r/LocalLLaMA/"/><entry>'
        f'<author><name>/u/mina</name></author><content type="html">{escape(content)}</content><id>t3_1abc</id>'
        f'<link href="{THREAD}"/><updated>2026-11-23T10:00:00+00:00</updated><title>Tessaline cuts jobs</title>'
        "</entry></feed>"
    ).encode()


def techmeme(link: str = MEME) -> bytes:
    """Return a feed of Techmeme's with one headline."""
    title = "Tessaline cuts jobs, its chief says (it is the second time)"
    description = (
        f'<A HREF="{PAGE}"><IMG SRC="http://www.techmeme.com/261123/i7.jpg"></A>\n<P><A HREF="{MEME}" TITLE="Techmeme '
        'permalink"><IMG WIDTH=11 SRC="http://www.techmeme.com/img/pml.png"></A> Mina Okafor / <A HREF="https://'
        f'loomgazette.example/">Loom Gazette</A>:<BR><SPAN STYLE="font-size:1.3em;"><B><A HREF="{PAGE}">{title}</A></B>'
        "</SPAN>&nbsp; &mdash;&nbsp; Tessaline Inc. will cut 210 jobs as it winds down part of its overhaul.</P>"
    )
    return rss(f"{title} (Mina Okafor/Loom Gazette)", link, description, home="https://www.techmeme.com/")


def json_feed() -> bytes:
    """Return hnrss's JSON Feed, in which `external_url` is the post."""
    item = {"id": HN, "title": "Tessaline cuts jobs", "url": PAGE, "external_url": HN, "author": {"name": "mina"}}
    feed = {"version": "https://jsonfeed.org/version/1", "home_page_url": "https://news.ycombinator.com/newest"}
    return json.dumps(feed | {"items": [item | {"content_html": hnrss("", PAGE)}]}).encode()


def only(body: bytes, url: str = "https://feeds.example/f") -> Entry:
    """Return the entry of a feed that has one."""
    (entry,) = feeds.parse(body, url=url).entries
    return entry


TITLE = "Tessaline cuts jobs"
ATOM = (
    f'<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://news.ycombinator.com/"/><entry><title>{TITLE}</title>'
    f'<link href="{PAGE}"/><id>{HN}</id><author><name>mina</name></author>'
    f'<content type="html">{escape(hnrss("", PAGE))}</content></entry></feed>'
).encode()
LEMMY = "https://lemmy.example/post/7"
LEMMY_TEXT = (
    f'submitted by <a href="https://lemmy.example/u/mina">mina</a><br>21 points | <a href="{LEMMY}">3 comments</a>'
)
LOBSTERS = "https://lobste.rs/s/abcdef/tessaline"


@pytest.mark.parametrize(
    ("body", "discussion"),
    [
        (rss(TITLE, PAGE, f'<a href="{HN}">Comments</a>', commented(HN)), HN),
        (rss(TITLE, PAGE, hnrss("", PAGE), commented(HN) + AUTHORED), HN),
        (rss(TITLE, HN, hnrss("", PAGE), commented(HN) + AUTHORED), HN),  # hnrss with link=comments
        (rss(f"{TITLE} [pdf]", PAGE, hnrss(f"<p>{SELF}</p>", PAGE), commented(HN) + AUTHORED), HN),
        (ATOM, HN),
        (json_feed(), HN),
        (rss(TITLE, PAGE, f'<p><a href="{LOBSTERS}">Comments</a></p>', commented(LOBSTERS)), LOBSTERS),
        (rss(TITLE, PAGE, LEMMY_TEXT, commented(LEMMY), home="https://lemmy.example/c/news"), LEMMY),
        (reddit(PAGE), THREAD),
        (reddit(PAGE, "What do you think of this?"), THREAD),
        (reddit(f"https://out.reddit.com/t3_1abc?url={PAGE}"), THREAD),
    ],
)
def test_a_post_that_links_elsewhere_is_an_entry_on_that_page(body: bytes, discussion: str) -> None:
    """Link and title are the page's, the post is its discussion; its author, words and counters are not the page's."""
    entry = only(body)
    assert (entry.link, entry.title, entry.discussion) == (PAGE, TITLE, discussion)
    assert (entry.authors, entry.summary, entry.content) == ((), "", "")
    key = PAGE.removeprefix("https://")
    assert find_discussions(Feed(url="https://feeds.example/f"), [entry, entry]) == [(key, discussion)]


@pytest.mark.parametrize(
    ("body", "link"),
    [
        (rss("Ask HN: Which model?", HN, hnrss(f"<p>{SELF}</p>", ""), commented(HN) + AUTHORED), HN),
        (reddit(THREAD, SELF), THREAD),
        (reddit("https://i.redd.it/x1.png", SELF), THREAD),
        (reddit("https://i.imgur.example/x1.jpeg", SELF), THREAD),
        (reddit("https://www.reddit.com/gallery/1abc", SELF), THREAD),
    ],
)
def test_a_post_by_itself_is_an_opinion(body: bytes, link: str) -> None:
    """It stands under its own link with its own words; the page, which holds what others answered, is not fetched."""
    entry = only(body)
    assert (entry.link, entry.discussion, has_page(entry)) == (link, "", False)
    article = from_entry(entry, url=entry.link, now=NOW, reason="no page")
    assert (article.text, article.kind, article.url) == (SELF, Kind.OPINION, link)


def test_an_aggregator_credits_outlet_and_author() -> None:
    """The entry is the article's, with title, outlet, author and the words that are quoted of it."""
    entry = only(techmeme())
    assert (entry.link, entry.discussion) == (PAGE, MEME.partition("#")[0])
    assert entry.title == "Tessaline cuts jobs, its chief says (it is the second time)"
    assert (entry.source, entry.authors) == ("Loom Gazette", ("Mina Okafor",))
    assert entry.summary == "<p>Tessaline Inc. will cut 210 jobs as it winds down part of its overhaul.</p>"


@pytest.mark.parametrize(
    ("link", "comments"),
    [
        (PAGE, f"{PAGE}#respond"),  # a blog's own comments
        (PAGE, HN),  # a blog that is discussed elsewhere
        (PAGE, "javascript:alert(1)"),
        (PAGE, ""),
    ],
)
def test_what_is_discussed_is_no_post_for_that(link: str, comments: str) -> None:
    """A site's own entry keeps author and words, wherever it is discussed."""
    body = rss(TITLE, link, f"<p>{SELF}</p>", commented(comments) + AUTHORED, home="https://loomgazette.example/")
    entry = only(body, "https://loomgazette.example/feed")
    assert (entry.link, entry.discussion, entry.authors) == (link, "", ("mina",))
    assert SELF in entry.summary


def test_a_link_in_a_text_is_no_submission() -> None:
    """Of a post with words of its own the links in these are not what it submits."""
    text = f'<p>{SELF} <a href="{PAGE}">Tessaline</a></p>'
    entry = only(rss("Ask HN: Which model?", HN, hnrss(text, ""), commented(HN)))
    assert (entry.link, entry.discussion) == (HN, "")
