"""Sources are numbered in one place."""

from __future__ import annotations

from bot.composition.citations import cite
from bot.model import Citation, Claim, StatementKind
from tests.doubles.catalogue_records import article

ONE, TWO, THREE = (article(name) for name in ("one", "two", "three"))


def claim(text: str, *citations: Citation) -> Claim:
    """Return a claim that articles carry."""
    return Claim(text=text, kind=StatementKind.REPORTED, citations=citations)


def test_numbers_follow_the_order_in_which_articles_are_named() -> None:
    """An article is one source, however often it is cited, with all passages that it is cited for, each once."""
    first, again = Citation(article=ONE, passage="A."), Citation(article=ONE, passage="B.")
    other = Citation(article=TWO, passage="C.")
    statements, sources = cite([claim("a", first), claim("b", other, again), claim("c", first)], {})
    assert [each.citations for each in statements] == [(1,), (2, 1), (1,)]
    assert [(each.number, each.article.id, each.passage) for each in sources] == [
        (1, ONE.id, "A.\n\nB."),
        (2, TWO.id, "C."),
    ]


def test_an_origin_that_is_cited_comes_first() -> None:
    """What others say their news comes from is number one, if it is cited; else it is named with the source."""
    cited = [claim(each.id, Citation(article=each, passage="P.")) for each in (ONE, TWO)]
    statements, sources = cite(cited, {ONE.id: TWO, TWO.id: THREE})
    assert [(each.article.id, each.origin and each.origin.id) for each in sources] == [
        (TWO.id, THREE.id),
        (ONE.id, None),
    ]
    assert [each.citations for each in statements] == [(2,), (1,)]


def test_nothing_cites_nothing() -> None:
    """Without claims there are no sources."""
    assert cite([], {}) == ((), ())
