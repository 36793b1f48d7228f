"""What an open question is on."""

from __future__ import annotations

import pytest

from bot.language.words import terms
from bot.model import Form, Query, Subject
from bot.retrieval.aim import aim_of

ACME = Subject(name="Acme", aliases=("Acme Rocket Yards", "Acme Cloud", "Skiff"))


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("What do critics say about Acme's rocket yard?", "rocket yard"),
        ("What do critics say about Acme Rocket Yards?", ""),
        ("What do critics say about acme cloud prices?", "prices"),
        ("What do critics say about Acme's prices?", "prices"),
    ],
)
def test_a_word_of_a_name_that_is_not_said_may_be_the_topic(text: str, topic: str) -> None:
    """Names that stand in the question are no topic, those that only stand for its subject as well are not in it."""
    assert aim_of(Query(text=text, terms=terms(text), form=Form.OPINIONS, subjects=(ACME,))).topic == topic


@pytest.mark.parametrize(
    ("text", "is_between", "is_as_one"),
    [
        ("What goes on between Acme and Globex on boats?", True, True),
        ("What deal do Acme and Globex have?", True, True),
        ("What happened at Acme and Globex between May and June?", False, False),
        ("What happened to the Acme suit on Globex, and to the boats?", False, True),
    ],
)
def test_several_subjects_may_be_one(text: str, *, is_between: bool, is_as_one: bool) -> None:
    """What stands between them says so, whatever else is asked for."""
    subjects = (Subject(name="Acme"), Subject(name="Globex"))
    aim = aim_of(Query(text=text, terms=terms(text), form=Form.OVERVIEW, subjects=subjects))
    assert (aim.is_between, aim.is_as_one) == (is_between, is_as_one)


@pytest.mark.parametrize(
    ("text", "topic", "is_activity"),
    [
        ("Give me an overview of Acme's fundraising and takeovers", "", True),
        ("Give me an overview of the Acme takeover", "takeover", False),
        ("Give me an overview of Acme's takeovers of ports", "takeovers ports", False),
    ],
)
def test_whatever_there_was_of_some_events_is_asked_for(text: str, topic: str, *, is_activity: bool) -> None:
    """If nothing but that is asked for, and no single one of them."""
    aim = aim_of(Query(text=text, terms=terms(text), form=Form.OVERVIEW, subjects=(ACME,)))
    assert (aim.topic, aim.is_activity) == (topic, is_activity)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Which chips were released in May?", ""),
        ("Which new AI chips were released in May?", ""),
        ("Which companies released chips for cars in May?", "chips cars"),
    ],
)
def test_the_entries_of_a_list_are_no_topic(text: str, topic: str) -> None:
    """What they did something with is one."""
    found = aim_of(Query(text=text, terms=terms(text), form=Form.LIST))
    assert found.event is not None
    assert found.topic == topic


@pytest.mark.parametrize(
    ("text", "is_of_owner"),
    [
        ("Which docks use Acme's FALCON sails?", True),
        ("Which docks use Acme and FALCON?", False),
        ("Which docks use Acme's sails?", False),
    ],
)
def test_a_list_may_be_on_what_a_subject_has(text: str, is_of_owner: bool) -> None:  # noqa: FBT001
    """Not on the rest of what it has."""
    subjects = (ACME, Subject(name="FALCON")) if "FALCON" in text else (ACME,)
    assert aim_of(Query(text=text, terms=terms(text), form=Form.LIST, subjects=subjects)).is_of_owner is is_of_owner


@pytest.mark.parametrize(
    ("text", "said", "unsaid"),
    [
        ("What has Acme done in Japan?", "a Japanese port", "a port in Norway"),
        ("What do critics make of Acme in Norway?", "Norway's ports", "Japan's ports"),
        ("What has Acme done in Britain?", "the United Kingdom", "the United States"),
        ("Which American ports has Acme built?", "the United States", "it tells us of ports"),
    ],
)
def test_a_country_beside_a_name_is_where_it_is_asked_for(text: str, said: str, unsaid: str) -> None:
    """It is named by itself or by its people; without a name, or a country, anywhere is meant."""
    aim = aim_of(Query(text=text, terms=terms(text), form=Form.OVERVIEW, subjects=(ACME,)))
    assert aim.places.is_in(said)
    assert not aim.places.is_in(unsaid)
    alone = "What is new on boats in Japan?"
    assert not aim_of(Query(text=alone, terms=terms(alone), form=Form.OVERVIEW)).places.names
