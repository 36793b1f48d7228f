"""Fields of news, by what tells of them."""

from __future__ import annotations

import pytest

from bot.model.known_fields import KnownField
from bot.subscriptions.fields import FieldIndex, known_fields, shares_of

FISHERY = KnownField(
    name="fishery",
    also=("fishing", "AI fishing fleets"),
    words=("trawler", "fishing boat", "universal net"),
    hints=("net", "harbour", "cod"),
)
INDEX = FieldIndex([FISHERY])


@pytest.mark.parametrize(
    ("watch", "expected"),
    [
        ("AI in fishing", ["fishing"]),
        ("Fishing-fleets of Peru", ["Fishing-fleets"]),
        ("trawlers", []),  # who asks for one thing does not ask for all of them
        ("", []),
    ],
)
def test_a_watch_asks_for_a_field_by_its_names(watch: str, expected: list[str]) -> None:
    """Any of its names will do, with and without "AI"."""
    assert list(INDEX.asked(watch).values()) == expected


def test_words_for_one_field_belong_together() -> None:
    """Names of one field ask for it once, and "AI" before a longer name is no part of a shorter one."""
    known = known_fields()
    assert list(known.asked("benchmarks and leaderboards").values()) == ["benchmarks, leaderboards"]
    assert list(known.asked("AI video generation").values()) == ["video generation"]


def test_a_narrower_field_tells_of_the_wider_one() -> None:
    """What tells of cod tells of fishery, too, and not the other way round."""
    index = FieldIndex([FISHERY, KnownField(name="cod trade", words=("cod auction",), part_of=("fishery",))])
    asked = [key for watch in ("fishery", "cod trade") for key in index.asked(watch)]
    assert [key in index.told("Cod auctions open", "") for key in asked] == [True, True]
    assert [key in index.told("Trawlers sink", "") for key in asked] == [True, False]
    assert "cod auction" in index.phrases(asked[0])[0]


def test_the_longer_name_wins() -> None:
    """Laws on AI are not what AI does in law."""
    known = known_fields()
    assert [list(known.asked(watch)) for watch in ("AI laws", "AI in law")] == [
        list(known.asked("regulation")),
        list(known.asked("legal profession")),
    ]


@pytest.mark.parametrize(
    ("title", "lead", "phrases", "is_told"),
    [
        ("Two trawlers sink", "", ("trawler",), True),
        ("Fishing-boats sink", "", ("fishing boat",), True),
        ("A universe of nets", "", ("net",), False),  # one hint
        ("Nets are dear", "So the harbour's people say.", ("net", "harbour"), True),
        ("Nets of the net", "Net by net.", ("net",), False),  # the same hint
    ],
)
def test_an_article_tells_of_a_field(title: str, lead: str, phrases: tuple[str, ...], is_told: bool) -> None:  # noqa: FBT001  a case's outcome
    """One word or phrase of a field tells of it, or two different hints, in whatever number."""
    (found,) = INDEX.told(title, lead).values()
    assert (found.phrases, found.is_told) == (phrases, is_told)


def test_what_stands_further_down_is_only_counted() -> None:
    """The rest of a text tells of no field by itself."""
    assert INDEX.told("Rain", "It rains.", "Trawlers stay in.") == {}
    (found,) = INDEX.told("Cod", "", "Cod is landed by trawlers.").values()
    assert (found.lead, found.count) == ((), 3)


def test_shares_of_few_articles_prove_little() -> None:
    """Of a handful of articles each may name a trawler, and it is still a rare word."""
    told, phrases = shares_of([INDEX.told("A trawler", ""), INDEX.told("A net", "")])
    ((concept, share),) = told.items()
    assert share == 0.5
    assert phrases[concept]["trawler"] == pytest.approx(1 / 300)
    assert shares_of([]) == ({}, {})
