"""From the feed of a newsletter to an answer that cites one item of an issue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.doubles.newsroom import item, rss
from tests.doubles.web_server import Stand

if TYPE_CHECKING:
    from tests.integration.conftest import CommandLine

MARKUP = (Path(__file__).parents[1] / "data" / "newsletters" / "list.html").read_text(encoding="utf-8")
ARTICLE = """<html><head><title>Pellworm cuts prices</title></head><body><article><h1>Pellworm cuts prices</h1>
<p>The translator of Pellworm costs half as much from today, the company said in Kiel on Tuesday. A million words were
80 cents before. Its head of sales, Jule Brodersen, named cheaper chips as the reason and promised that the quality
would stay as it is. Customers with a contract get the new price at the turn of the year.</p></article></body></html>"""
CONTENT = "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'><![CDATA[{}]]></content:encoded>"
DATED = "<pubDate>Tue, 24 Nov 2026 {}:00:00 GMT</pubDate>"
NOW = ("--now", "2026-11-25T12:00:00Z", "--json")


@pytest.mark.usefixtures("data")
def test_item_of_an_issue_is_cited_and_joins_the_story_that_it_links(byline: CommandLine) -> None:
    """The answer names item, issue and where the item leads; the linked article is its story's one origin."""
    with Stand() as press, Stand() as letter:
        news = press.say("/news/pellworm", ARTICLE.encode(), Content_Type="text/html")
        press.say("/feed", rss(item(news, "Pellworm cuts prices", more=DATED.format("08"))))
        markup = MARKUP.replace("https://pellworm.example/blog/new-prices", f"{news}?utm_source=tw")
        link = letter.url("/31")
        letter.say("/feed", rss(item(link, "Tiny Weights #31", more=DATED.format("10") + CONTENT.format(markup))))
        byline.config.write_text(
            f'[byline]\ndata_dir = "data"\n[indexer]\nallow_private_hosts = true\n'
            f'[[feeds]]\nurl = "{letter.url("/feed")}"\nname = "Tiny Weights"\nfull_text = false\n'
            f'[[feeds]]\nurl = "{press.url("/feed")}"\nname = "Kiel Post"\n',
            encoding="utf-8",
        )
        assert byline("index").code == 0
    question = "How many minutes a ship does the reader of bills of lading in Rotterdam save?"
    answer = byline("ask", question, *NOW).record()
    (source,) = answer["sources"]
    assert "90 minutes a ship" in answer["statements"][0]["text"]
    assert (source["title"], source["publisher"]) == ("Customs in Rotterdam read fewer papers.", "Tiny Weights")
    assert (source["url"], source["published"][:10], source["kind"]) == (link, "2026-11-24", "opinion")
    assert source["issue"] == {"title": "Tiny Weights #31", "place": 3}
    assert source["origin"]["url"] == "https://havenkrant.example/douane-model"
    assert "in Tiny Weights #31" in byline("ask", question, *NOW[:2]).out
    found = byline("search", "Pellworm price translator", *NOW).record()["results"]
    assert (found[0]["story"]["articles"], found[0]["story"]["origins"]) == (2, 1)
