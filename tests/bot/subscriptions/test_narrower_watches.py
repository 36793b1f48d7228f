"""What would make a watch send less."""

from __future__ import annotations

from bot.model.chat import Filters
from bot.subscriptions.narrower_watches import narrowings
from bot.subscriptions.previews import Preview
from indexer.model import Kind
from tests.doubles.catalogue_records import article

ARTICLES = tuple(
    article(
        f"n{number}",
        kind=Kind.REPORTED if number else Kind.OPINION,
        publisher="Mill Times" if number > 1 else "Wire",
    )
    for number in range(4)
)


def test_a_watch_is_narrowed_by_what_was_found() -> None:
    """Filters that would let through some and not all are offered, beside those that are there."""
    found = narrowings(Filters(), Preview(articles=ARTICLES))
    assert [(each.filters, each.what, len(each.preview.articles)) for each in found] == [
        (Filters(kinds=("reported",)), "kind reported", 3),
        (Filters(sources=("Mill Times",)), "from Mill Times", 2),
        (Filters(sources=("Wire",)), "from Wire", 2),
    ]
    given = Filters(kinds=("reported",))
    assert [each.what for each in narrowings(given, Preview(articles=ARTICLES))] == ["from Mill Times", "from Wire"]
    assert narrowings(given, Preview(articles=ARTICLES[:1])) == []
