"""Which articles are about somebody or something else than a question."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.language.words import stems, terms
from bot.model import Hit, Period, Query, Seek
from indexer.model import Article, Passage, PlacedPassage
from tests.doubles.evidence_records import evidence, excerpts

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def hit(number: int, text: str) -> Hit:
    """Return a hit on a short article of one passage."""
    article = Article(
        id=f"{number}", url=f"https://example.org/{number}", title="News", text=text, publisher="P", first_seen=NOW
    )
    passage = Passage(id=f"{number}-0", article_id=f"{number}", ordinal=0, start=0, end=len(text), text=text)
    placed = PlacedPassage(passage=passage, article=article, period="2026")
    return Hit(placed=placed, cosine=0.8, lexical=0.8, relevance=0.8, score=0.8, words=stems(text))


GLOBEX = "Globex gives Heron to 350,000 employees."
VANE = "Vane opens a school for Heron."
JAPAN = "Vane appoints Ada Berg as head of Japan."
ALL = "Vane appoints Jon Lorne as its head."


@pytest.mark.parametrize(
    ("question", "names", "texts", "read"),
    [
        ("How many Vane employees get Heron?", "Vane Heron", [GLOBEX, VANE, "Heron is out."], [VANE]),
        ("How many Vane employees get Heron?", "Vane Heron", [GLOBEX, "Heron is out."], []),
        ("How many employees get Heron?", "Heron", [GLOBEX, VANE], [GLOBEX, VANE]),
        ("Who leads Vane in Italy?", "Vane Italy", [JAPAN, ALL], [ALL]),
        ("Who leads Vane in Japan?", "Vane Japan", [JAPAN, ALL], [JAPAN, ALL]),
        ("Who leads Vane?", "Vane", [JAPAN, VANE], [JAPAN]),  # a school has no leader yet
    ],
)
def test_a_short_article_names_whom_others_name(question: str, names: str, texts: list[str], read: list[str]) -> None:
    """Without the name that fewest say it is on somebody else."""
    asked = Query(text=question, terms=terms(question), names=stems(names), seek=Seek.COUNT)
    weights = {"vane": 2.0, "heron": 1.0, "employe": 1.5}  # by how few say them
    found = evidence(asked, [hit(number, text) for number, text in enumerate(texts)], weights=weights)
    told = [[each.text for each in excerpt if not each.sentence.is_heading] for excerpt in excerpts(asked, found)]
    assert [text for excerpt in told for text in excerpt] == read


@pytest.mark.parametrize(
    ("question", "text", "is_read"),
    [
        ("How much did Vane raise in 2027?", "Vane raises $500 million.", False),
        ("How much did Vane raise in 2027?", "Vane is to raise $500 million in 2027.", True),
        ("How much did Vane raise in 2026?", "Vane raises $500 million.", True),
        ("How much will Vane raise in 2027?", "Vane raises $500 million.", True),
    ],
)
def test_what_was_reported_before_a_time_did_not_happen_in_it(question: str, text: str, *, is_read: bool) -> None:
    """Unless it speaks of that time; what is still to come is told ahead."""
    year = int(question.rstrip("?")[-4:])
    period = Period(first=date(year, 1, 1), last=date(year, 12, 31), firm=False)
    asked = Query(text=question, terms=terms(question), names=stems("Vane"), seek=Seek.MONEY, periods=(period,))
    assert bool(excerpts(asked, evidence(asked, [hit(1, text)]))) is is_read
