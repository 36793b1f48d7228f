"""What is learned of names from a collection."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.understanding.name_associations import associations, log_likelihood_ratio
from indexer.model import Lead

NOW = datetime(2026, 8, 1, tzinfo=UTC)


def leads(*texts: str) -> tuple[Lead, ...]:
    """Return articles of these first sentences, a day apart, among others on something else."""
    others = [f"The harbour of Port {chr(65 + n)} was closed on day {n}." for n in range(26) for _ in "123"]
    return tuple(
        Lead(title="", text=text, when=NOW - timedelta(days=day)) for day, text in enumerate((*texts, *others))
    )


def test_products_and_people_belong_to_their_company() -> None:
    """What is named as a company's, by several articles, belongs to it, and each version is one product."""
    found = associations(
        leads(
            "On Monday Acme's Corvid 3 came out.",
            "It was Acme's Corvid 2 that failed.",
            "Acme chief executive Ana Torres said no.",
            "The board of Acme met, and Ana Torres, chief executive of Acme, left.",
        )
    )
    assert found.owners == {"corvid": "acme", "ana torres": "acme"}
    assert set(found.belongings["acme"]) == {"Corvid", "Ana Torres"}
    assert found.people == {"ana torres"}
    assert found.employers == {"acme"}
    assert found.told["corvid"].latest == "Corvid 3"


@pytest.mark.parametrize(
    "texts",
    [
        ["On Monday Acme's rival Globex rose.", "Then Acme's rival Globex fell.", "So Acme and Globex met."],
        ["See Acme's Corvid 3.", "See Globex's Corvid 3.", "See Acme's Corvid 2.", "See Globex's Corvid 2."],
        ["On Monday Acme's Corvid 3 came out."],
        ["Read Acme's Harbour Post.", "Read Acme's Harbour Post again."],
        ["News of Acme's Germany.", "More of Acme's Germany."],
    ],
    ids=["rival", "shared", "once", "outlet", "place"],
)
def test_what_is_often_named_with_a_company_need_not_belong_to_it(texts: list[str]) -> None:
    """A rival, what several share, what is told once, an outlet and a place belong to nobody."""
    assert not associations(leads(*texts), ["Harbour Post"]).owners


def test_log_likelihood_ratio_is_dunnings() -> None:
    """Names that stand together as often as chance has it give nothing; those that always do give much."""
    assert log_likelihood_ratio(25, 50, 50, 100) == pytest.approx(0)
    assert log_likelihood_ratio(50, 50, 50, 100) == pytest.approx(138.629, abs=0.001)


def test_a_headline_in_title_case_names_nothing_by_ordinary_words() -> None:
    """Its capitals tell no names, so that one is known by it only if no word of it is written small elsewhere."""
    text = "The boats that we may sell are old, and so is each update of them."
    titles = (
        "Lorne Wants to Sell Acme Now",
        "Hooli Pulls a Corvid Update Over Leaks",
        "River Crews to Back Ana Torres",
    )
    told = associations(
        tuple(Lead(title=title, text=text, when=NOW) for title in titles)
        + leads("On Monday Acme and Corvid met.", "Then Hooli left Acme.", "So did Lorne, of Hooli.")
    ).told
    assert {"acme", "corvid", "hooli", "lorne"} <= told.keys()
    assert "back ana torres" in told
    assert not {"sell acme", "sell acme now", "corvid update"} & told.keys()
