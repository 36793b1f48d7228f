"""The items of an issue as articles."""

from __future__ import annotations

from datetime import timedelta

from indexer.articles.newsletters import item_articles
from indexer.model import Article, IssueItem, Kind, Quality
from tests.doubles.catalogue_records import NOW, article

ISSUE = article("issue", title="Tiny Weights #31", publisher="Tiny Weights", kind=Kind.OPINION, quality=Quality.PARTIAL)
PRICES = IssueItem(
    title="Pellworm halves its price",
    text="A million words cost 40 cents, according to a report by Kiel Post.",
    links=("https://pellworm.example/blog/prices", "https://kielpost.example/news/1"),
)


def made(*items: IssueItem) -> list[Article]:
    """Return items as articles, an hour after they were published."""
    return list(item_articles(ISSUE, items, NOW + timedelta(hours=1)))


def test_item_takes_after_its_issue() -> None:
    """Address, publisher, time, kind and quality are the issue's; where it leads comes first among its origins."""
    (found,) = made(PRICES)
    assert (found.url, found.publisher, found.when) == (ISSUE.url, "Tiny Weights", NOW)
    assert (found.kind, found.quality, found.is_issue) == (Kind.OPINION, Quality.PARTIAL, False)
    assert [(origin.name, bool(origin.url)) for origin in found.origins] == [
        ("pellworm.example", True), ("kielpost.example", True), ("Kiel Post", False),
    ]  # fmt: skip


def test_item_keeps_its_id_by_its_link_else_by_its_title() -> None:
    """Edits of text and title, and tracking parameters, change no id; two items on one page have two."""
    first, second = made(
        PRICES, IssueItem(title="Pellworm, again", links=("https://www.pellworm.example/blog/prices/",))
    )
    (edited,) = made(IssueItem(title="Pellworm prices", links=("http://pellworm.example/blog/prices?utm_source=x",)))
    assert (first.id, first.id != second.id) == (edited.id, True)
    assert len({each.id for each in (*made(IssueItem(title="Fog ahead")), *made(IssueItem(title="FOG  ahead!")))}) == 1


def test_counter_of_a_mail_is_no_origin() -> None:
    """Its addresses say who got the mail: they are neither kept nor part of an id."""
    said = [
        made(IssueItem(title="A bank closes", links=(f"https://click.mail.example/c/{reader}/a1",)))[0]
        for reader in ("u81", "u82")
    ]
    assert (said[0], said[0].origins, said[0].quality) == (said[1], (), Quality.HEADLINE)
