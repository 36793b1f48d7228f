"""Which headlines cannot be on one event, and which name one product."""

from __future__ import annotations

import pytest

from indexer.stories.headlines import exclude_each_other, headline, share_product


@pytest.mark.parametrize(
    ("one", "other", "same_site"),
    [
        ("Ostrel launches Corvid 5.3 Codex", "Ostrel launches Corvid 5.3 Codex Spark", False),
        ("Introducing GPT-5.4", "OpenAI launches smaller GPT-5.4 mini", False),
        ("Larkspur 3-70B is out", "Larkspur 3-8B: the little one", False),
        ("Claude Opus 4.6 is here", "Anthropic ships Claude Opus 4.7", False),
        ("v0.16.1", "v0.16.2", True),
        ("v0.16.1", "Tessera 4 is here", False),
        ("b7123", "b7124", True),
        ("v0.16.1", "v0.16.1", False),
        ("tessera v0.16.1", "Corvid 4 is here", False),
        ("Ostrel's cheapest Corvid 3 model is its quickest", "Introducing Corvid 4", False),
        ("The Builder saga continues, part 1", "The Builder saga continues, part 2", True),
        ("A year of chips, part one", "A year of chips, part two", True),
        ("Last Week in Models #337", "Ostrel launches Corvid 4", False),
        ("Corvid 4 \U0001f4c8, Ostrel sued \U0001f6a8, Tessera cuts \u2702", "Ostrel launches Corvid 4", False),
        ("Ostrel Day: Corvid 4, Smart Glasses and Everything Else Announced", "Ostrel launches Corvid 4", False),
        ("The biggest announcements of Ostrel Day", "Ostrel launches Corvid 4", False),
        ("Agents that trade; robots that sweep; a cheap benchmark", "Robots that sweep", False),
    ],
)
def test_headlines_that_exclude_each_other(one: str, other: str, same_site: bool) -> None:  # noqa: FBT001
    """Another version, variant or size, another part of a series, and a table of contents are of other events."""
    assert exclude_each_other(headline(one), headline(other), same_site=same_site)
    assert exclude_each_other(headline(other), headline(one), same_site=same_site)


@pytest.mark.parametrize(
    ("one", "other", "same_site"),
    [
        ("Ostrel launches Corvid 5.3 Codex", "Corvid 5.3 Codex is out", False),
        ("Ostrel raises $40 billion", "Ostrel closes a round of $41 billion", False),
        ("Corvid 4 beats Corvid 3", "Ostrel launches Corvid 4", False),
        ("Ostrel launches Corvid 4", "What developers make of Ostrel's new model", False),
        ("Kestrel cuts 300 jobs", "Kestrel cuts 300 jobs in Iowa", True),
        ("Ostrel's cheapest Corvid 3 model is its quickest", "Corvid 3.1 Lite is out", False),
        ("Ostrel launches cheaper Corvid 5.6 variants", "Corvid 5.6 mini and nano in the API", False),
        ("Corvid 5.2 tops Harbor Bench 2 but loses to Tessera 4 on maths", "Introducing Corvid 5.2", False),
        ("A day after Corvid 4, Ostrel ships the cheap version", "Corvid 4 Lite is here", False),
    ],
)
def test_headlines_that_may_be_on_one_event(one: str, other: str, same_site: bool) -> None:  # noqa: FBT001
    """The same product, other figures in other outlets, and headlines without a product say nothing against it."""
    assert not exclude_each_other(headline(one), headline(other), same_site=same_site)
    assert not exclude_each_other(headline(other), headline(one), same_site=same_site)


def test_a_product_is_shared_with_its_version() -> None:
    """Two headlines name one product if its version is the same, however it is written."""
    assert share_product(
        headline("Introducing Corvid-5.3").products, headline("Ostrel's Corvid 5.3 can use it").products
    )
    assert not share_product(headline("Corvid is popular").products, headline("Corvid is down").products)
