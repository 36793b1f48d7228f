"""What sort of text a page is, and where it says that its news comes from."""

from __future__ import annotations

import json

import pytest

from indexer.articles import extract, from_text
from indexer.model import Kind, Page
from indexer.model.feeds import Entry
from tests.indexer.collecting.test_store_article import NOW

THIRD = (
    "The mill by the river will cut 310 jobs, its owner said on Monday. The town had asked for it, according to a"
    " letter that was read out in the council. A spokeswoman declined to comment, and the mayor said that he had "
    "not known."
)
FIRST = (
    "I have sat by this river for years, and I do not believe a word of it. My neighbours tell me that the mill "
    "is done for. I think that they are right, and I would bet my boat on it, if anybody offered me a fair price "
    "for my boat."
)
OURS = (
    "Today we are announcing the third wheel of our mill. We built it with our partners on the river, and we are "
    "proud of what it can grind. Our customers can try it from Monday on, and we will publish our drawings for "
    "everyone to see."
)
MIXED = (
    "The mill will close, its owner said on Monday, and the mayor said that he had not known. I doubt it: I have seen "
    "the wheel turn at night. I put the odds at one in three, and I would be glad "
    "to be wrong."
)
ASKED = (
    "The mill will close, its owner said on Monday. The mayor said that he had not known. I asked him for a date. "
    "A spokeswoman said that there was none, and declined to comment further on the price that was reported."
)
QUOTED = (
    "The miller spoke for an hour. \u201cI am tired, I am old, and my knees hurt. I told my wife that I will sell"
    " my mill, and I meant it, whatever my sons may think of my plan,\u201d he said. The council said that it "
    "would buy, and a spokesman said that a price was agreed on, according to the minutes of the meeting."
)
PLAIN = (
    "The river is long and slow. It turns at the mill and again behind the church, and then it meets the sea in peace. "
)


def kind(text: str, url: str = "https://mill.example/a", head: str = "", author: str = "", title: str = "Mill") -> Kind:
    """Return the kind of a page with a text of some paragraphs."""
    body = "".join(f"<p>{text} Number {n} of them.</p>" for n in range(3))
    byline = f'<meta name="author" content="{author}">' if author else ""
    markup = (
        f"<html><head><title>{title}</title>{byline}{head}</head><body><article><h1>{title}</h1>{body}</article></body>"
    )
    page = Page(url=url, final_url=url, status=200, content_type="text/html", body=markup.encode(), fetched=NOW)
    return extract(page, Entry(key="k", link=url), now=NOW).kind


def typed(name: str, **more: str) -> str:
    """Return schema.org data of a type."""
    return f'<script type="application/ld+json">{json.dumps({"@type": name, "headline": "Mill", **more})}</script>'


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (Kind.OPINION, {"text": THIRD, "head": typed("OpinionNewsArticle")}),
        (Kind.OPINION, {"text": THIRD, "head": typed("NewsArticle", articleSection="Opinion")}),
        (Kind.OPINION, {"text": THIRD, "head": '<meta property="article:section" content="Guest Essays">'}),
        (Kind.OPINION, {"text": THIRD, "url": "https://mill.example/commentisfree/2026/mill"}),
        (Kind.OPINION, {"text": THIRD, "url": "https://mill.example/news/opinion/mill"}),
        (Kind.OPINION, {"text": THIRD, "title": "Opinion: the mill must go"}),
        (Kind.OPINION, {"text": THIRD, "author": "The Editorial Board"}),
        (Kind.OPINION, {"text": FIRST}),
        (Kind.OPINION, {"text": FIRST, "head": typed("BlogPosting")}),
        (Kind.OPINION, {"text": MIXED}),
        (Kind.OPINION, {"text": ASKED, "title": "Why I doubt that the mill will close"}),
        (Kind.REPORTED, {"text": ASKED}),
        (
            Kind.REPORTED,
            {"text": ASKED, "title": "\u201cI doubt that the mill will close\u201d: its owner on the price"},
        ),
        (Kind.REPORTED, {"text": ASKED, "title": "Phase I of the mill is to close"}),
        (Kind.REPORTED, {"text": THIRD, "title": "The mill of World War I will close"}),
        (Kind.RESEARCH, {"text": PLAIN, "head": typed("ScholarlyArticle")}),
        (Kind.RESEARCH, {"text": OURS, "url": "https://arxiv.org/abs/2611.01234"}),
        (Kind.ANNOUNCEMENT, {"text": OURS}),
        (Kind.ANNOUNCEMENT, {"text": OURS, "url": "https://mill.example/blog/wheel", "head": typed("BlogPosting")}),
        (Kind.ANNOUNCEMENT, {"text": PLAIN, "url": "https://www.prnewswire.com/mill-302.html"}),
        (Kind.ANNOUNCEMENT, {"text": PLAIN, "url": "https://mill.example/press-releases/wheel"}),
        (Kind.ANNOUNCEMENT, {"text": PLAIN, "head": '<meta property="article:section" content="Press Release">'}),
        (Kind.REPORTED, {"text": THIRD}),
        (Kind.REPORTED, {"text": QUOTED}),
        (Kind.REPORTED, {"text": PLAIN, "head": typed("NewsArticle")}),
        (Kind.REPORTED, {"text": PLAIN, "head": typed("ReportageNewsArticle")}),
        (Kind.REPORTED, {"text": PLAIN, "head": typed("Article", author="Reuters")}),
        (Kind.REPORTED, {"text": PLAIN, "head": '<meta property="article:section" content="News">'}),
        (Kind.REPORTED, {"text": OURS.replace("Today", "\u201cToday") + "\u201d", "head": typed("NewsArticle")}),
        (Kind.UNKNOWN, {"text": PLAIN}),
        (Kind.UNKNOWN, {"text": PLAIN, "head": typed("Article")}),
    ],
)
def test_the_kind_is_told_by_what_is_declared_and_how_it_is_written(expected: Kind, found: dict[str, str]) -> None:
    """Type, section, address, title, byline and the person in which it is written decide, in this order."""
    assert kind(**found) is expected


def test_the_feed_has_the_last_word() -> None:
    """What the config says of a feed, or an import of an article, counts before everything else."""
    made = from_text(url="https://mill.example/opinion/a", text=FIRST, kind=Kind.RESEARCH, now=NOW)
    assert made.kind is Kind.RESEARCH


def origins(text: str, publisher: str = "A blog", url: str = "https://blog.example/x") -> list[tuple[str, str]]:
    """Return the origins that a text names."""
    made = from_text(url=url, title="T", text=text, publisher=publisher, now=NOW)
    return [(origin.name, origin.url) for origin in made.origins]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It will cut jobs, as reported by Reuters.", [("Reuters", "")]),
        ("According to a Bloomberg report on Monday, it will.", [("Bloomberg", "")]),
        ("The move was first reported by The Information.", [("The Information", "")]),
        ("Its chief told the Financial Times that it was fine.", [("Financial Times", "")]),
        ("Sources told Reuters on Monday that it was.", [("Reuters", "")]),
        ("It will close, by a memo obtained by The Information.", [("The Information", "")]),
        ("Documents seen by Reuters say so.", [("Reuters", "")]),
        ("Messages reviewed by the Wall Street Journal show it.", [("Wall Street Journal", "")]),
        ("The company confirmed to TechCrunch that it is.", [("TechCrunch", "")]),
        ("Slides shared with Axios list the prices.", [("Axios", "")]),
        ("Wired has learned that the tool is late.", [("Wired", "")]),
        ("The plant was seen by Ada Lovelace and reviewed by Parliament.", []),
        ("The Wall Street Journal reported on Friday that it would.", [("Wall Street Journal", "")]),
        ("Bloomberg News first reported the talks.", [("Bloomberg News", "")]),
        ("He said in an interview with CNBC on Tuesday that it is.", [("CNBC", "")]),
        ("It will be sold, the paper said, citing a report by Nikkei Asia.", [("Nikkei Asia", "")]),
        ("According to the New York Times, it is so.", [("New York Times", "")]),
        ("A Reuters investigation found that out.", [("Reuters", "")]),
        ("He told [The Verge](https://www.theverge.com/x) that it is.", [("The Verge", "https://www.theverge.com/x")]),
        (
            "So it is, as reported by [Reuters](https://www.google.com/url?q=https://www.reuters.com/x&sa=1).",
            [("Reuters", "https://www.reuters.com/x")],
        ),
        (
            "So it is, according to [it](https://www.google.com/amp/s/www.reuters.com/x).",
            [("reuters.com", "https://www.reuters.com/x")],
        ),
        (
            "So it is, [as first reported by the Harbour Wire](https://www.harbourwire.example/x).",
            [("Harbour Wire", "https://www.harbourwire.example/x")],
        ),
        ("He told Congress that it was. He told Sam Altman so.", []),
        ("She told Reporters Without Borders that it was.", []),
        ("According to the Ministry of Defence, it was.", []),
        ("Mexico reported twelve cases, and Apple told Wall Street so.", []),
        ("He told [the committee](https://parliament.example/x) that it was.", []),
        ("It is so, according to [this](https://t.co/abc).", []),
        ("Watch it via [Kanopy](https://kanopy.example/).", []),
    ],
)
def test_origins_are_named_in_many_ways(text: str, expected: list[tuple[str, str]]) -> None:
    """The source of the news is found with or without a link; people, ministries and companies are none."""
    assert origins(text) == expected


def test_a_publisher_is_no_origin_of_its_own() -> None:
    """A publisher that speaks of itself, in full or in short, names no origin."""
    own = "https://www.bbc.co.uk/news/x"
    assert origins("He told the BBC that it was.", "BBC News", own) == []
    assert origins("He told BBC News that it was.", "BBC", own) == []
