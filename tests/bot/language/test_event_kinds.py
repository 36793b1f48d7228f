"""Kinds of events: which a question asks for, and where a sentence tells one."""

from __future__ import annotations

import pytest

from bot.language.event_kinds import INCIDENTS, RELEASES, event_kinds, kind_asked

RAISED, SUED, CUT = "who raised money?", "who is suing whom?", "who has cut jobs?"
BOUGHT, RULED = "who bought whom?", "copyright cases and rulings"
BANNED, PRICED = "which ports banned boats?", "who has raised prices?"
FINED, DOWN, LISTED = "who was fined?", "which outages were there?", "list the IPOs"
OUT, CHEAPER, HOLES = "which new models came out?", "which prices came down?", "security holes in boats"
SIGNED = "which harbours signed with Acme?"
HURT = "incidents at Acme"
SEEKS, MOVED = "which firms are looking for fresh money?", "who has changed jobs at the top?"


@pytest.mark.parametrize(
    ("question", "sentence", "tells"),
    [
        (RAISED, "Acme, a maker of boats, has raised $85 million in seed funding.", True),
        (SIGNED, "Ostrel and Acme expand their partnership in the north.", True),
        (SIGNED, "Ostrel integrates Falcon into its docks in an alliance.", True),
        (SIGNED, "Ostrel will deploy Falcon in its docks.", True),
        (SIGNED, "The Port of Hull and Acme sign MOU on tides", True),
        (SIGNED, "Deploying Falcon across the docks", False),
        (SIGNED, "Collaborate with Falcon on your charts", False),
        (RAISED, "Globex raises its bid for Acme to $2.7 billion.", False),
        (RAISED, "Acme is in talks to raise $85 million.", False),
        (RAISED, "Acme raised $85 million on Monday, at a price that nobody will tell.", True),
        (RAISED, "Acme took $85 million from Ostrel Ventures.", True),
        (RAISED, "Acme took 85 sailors from Ostrel.", False),
        (RAISED, "Acme raises 1.7B\u20ac for its boats", True),
        (RAISED, "Acme adds $10m in a second close of its latest round", True),
        (LISTED, "Acme submits a draft S-1 to the regulator", True),
        (RAISED, "Acme, which checks the plans of harbours, raised $85 million.", True),
        (RAISED, "Acme plans a round, in which it raises $85 million.", False),
        (SUED, "Acme faces other suits, from Globex and Ostrel among others.", True),
        (RAISED, "The case is not over. Acme raised $85 million.", True),
        (RAISED, "Acme had raised $85 million by then.", False),
        (SUED, "Seven pilots have sued Acme over their pay.", True),
        (SUED, "Acme has denied that it would sue.", False),
        (CUT, "Acme is to let go of 290 employees.", True),
        (CUT, "Forty posts will go at the harbour.", True),
        (CUT, "Acme cut the price of its boats.", False),
        ("who let people go?", "Acme laid off 14 sailors.", True),
        (BOUGHT, "Acme is buying out the remaining owners of Globex.", True),
        (BOUGHT, "Acme has completed its takeover of Globex.", True),
        (BOUGHT, "Acme has agreed to be acquired by Globex.", True),
        (BOUGHT, "Acme is buying a stake of five percent in Globex.", False),
        (BOUGHT, "Acme will buy 24,000 of Globex's oars.", False),
        (BOUGHT, "Acme to buy Globex for $310 million", True),
        (BOUGHT, "Acme, Globex merge to make boats", True),
        (BOUGHT, "Acme plans to buy Globex.", False),
        (BOUGHT, "Acme raised $40 million to buy Ostrel's oars.", False),
        (BANNED, "Norway to ban loud boats from its ports", True),
        (BANNED, "Norway has criticised the ban.", False),
        (PRICED, "Acme to raise prices of masts in May", True),
        (MOVED, "Ada Berg to leave Acme in May", True),
        (RULED, "The court in Oslo ruled on Friday that Acme copied the songs.", True),
        (SEEKS, "Acme is in talks to raise $85 million.", True),
        (SEEKS, "Acme is not seeking to raise $85 million.", False),
        (MOVED, "Acme has named Ada Berg as its chief pilot.", True),
        (MOVED, "Ada Berg named the boat Falcon.", False),
        (FINED, "The harbour fined Acme 9 million kronor.", True),
        (FINED, "Fined 9 million kronor, Acme has no money to appeal.", True),
        (FINED, "The harbour, which no crew has liked, fined Acme.", True),
        (FINED, "No crew has been fined under the law.", False),
        (FINED, "None of the boats was fined.", False),
        (BOUGHT, "Crews that bought Falcon may have a refund.", False),
        (BOUGHT, "She advises harbours on the cost of buying Falcon.", False),
        (BOUGHT, "The bank is buying Globex.", True),
        (BOUGHT, "The bank that paints boats bought Globex.", True),
        (FINED, "Fines can reach 3 percent of sales.", False),
        (BOUGHT, "She advises harbours on buying AI.", False),
        (DOWN, "Requests to the harbour's bell failed for an hour.", True),
        (DOWN, "The crew's letters leaked.", False),
        (OUT, "Falcon 4 is out.", True),
        (OUT, "Falcon 4 will be published in May.", False),
        (CHEAPER, "Falcon 4: 3 / 12, down from 5 / 20.", True),
        (CHEAPER, "Falcon 4: 3 / 12.", False),
        (HOLES, "The harbour has disclosed a flaw in the bell of Acme.", True),
        (HOLES, "Bells and boats were vulnerable; both are patched.", True),
        (HOLES, "Flaws in a mast are seldom.", False),
        (HOLES, "Acme patches another zero-day in its bells", True),
        (HOLES, "Acme warns of CVE-2027-1234", True),
        (HOLES, "A new road bypasses the harbour.", False),
        (HURT, "Acme hit by a supply chain attack", True),
        (HURT, "Two boats of Acme were compromised by a worm.", True),
        (HURT, "Acme compromised on the price.", False),
        ("who got the sack?", "Acme lays off hundreds", True),
        ("who has shrunk its workforce?", "Acme slashes headcount by a tenth", True),
        ("which firms got fresh cash?", "Acme raised $85 million on Monday.", True),
        (FINED, "Fines of up to 9 million are foreseen.", False),
    ],
)
def test_a_verb_tells_an_event_with_its_object(question: str, sentence: str, tells: bool) -> None:  # noqa: FBT001
    """In one clause and as a fact: no denial, nothing that had been before, a plan only where plans are asked for."""
    kind = kind_asked(question)
    assert kind is not None
    assert (kind.place(sentence) is not None) is tells


@pytest.mark.parametrize(
    ("question", "title", "tells"),
    [
        (DOWN, "Harbour outage: cooling, not code", True),
        (DOWN, "Acme was down for an hour", True),
        (DOWN, "Acme denies an outage", False),
        (DOWN, "Acme opens a harbour", False),
        (LISTED, "Acme cuts the price of its IPO", True),
        (LISTED, "No IPO may come before May", False),
        (RAISED, "Money for boats", False),
    ],
)
def test_a_title_tells_an_event_by_a_word_of_the_question(question: str, title: str, tells: bool) -> None:  # noqa: FBT001
    """It has no verb then."""
    kind = kind_asked(question)
    assert kind is not None
    assert kind.is_titled(title) is tells


def test_a_word_that_needs_its_particle_titles_nothing_without_it() -> None:
    """A crew's team has teamed up with nobody."""
    kind = kind_asked("which harbours teamed up with Acme?")
    assert kind is not None
    assert kind.is_titled("Ostrel teams up with Acme")
    assert not kind.is_titled("How the sales team of Acme works")
    assert kind.beside("harbours teamed", "which harbours teamed up with Acme?") == "harbours"


@pytest.mark.parametrize(
    ("question", "heading", "heads"),
    [
        (DOWN, "Outages", True),
        (DOWN, "Boats", False),
        (RAISED, "Money", True),
        (RAISED, "Funding", True),
        ("which boats are being switched off?", "Deprecations", True),
        ("which senior people moved this autumn?", "People", True),
        (DOWN, "", False),
    ],
)
def test_a_heading_announces_events(question: str, heading: str, heads: bool) -> None:  # noqa: FBT001
    """By the name of their kind, or by nothing but words of the question for them."""
    kind = kind_asked(question)
    assert kind is not None
    assert kind.heads(heading) is heads


def test_what_a_heading_announces_may_be_denied() -> None:
    """Then the item below it tells no such event."""
    kind = kind_asked(DOWN)
    assert kind is not None
    assert kind.is_denied("None this week, and no rain.")
    assert kind.is_denied("Acme did not go down, whatever you read.")
    assert not kind.is_denied("Acme's bell was slow for an hour.")


@pytest.mark.parametrize(
    ("sentence", "behind"),
    [
        ("The harbour of Oslo fined Acme 9 million kronor.", "Acme 9 million kronor."),
        ("The harbour has ordered Acme to pay 9 million.", "Acme to pay 9 million."),
        ("Acme was fined by the harbour.", ""),
        ("Acme has been heavily fined by Oslo.", ""),
        ("The harbour fined a dozen crews.", ""),
    ],
)
def test_who_is_fined_stands_behind_the_verb(sentence: str, behind: str) -> None:
    """Unless it is passive, or names nobody there."""
    kind = kind_asked(FINED)
    assert kind is not None
    assert sentence[kind.begins_behind(sentence) :].strip() == (behind or sentence)


def test_a_question_may_ask_for_no_kind() -> None:
    """Then likeness has to do."""
    assert kind_asked("which harbours are deep?") is None


def test_the_words_that_ask_are_no_topic() -> None:
    """What is left of a topic says what the events are on."""
    assert event_kinds()[RELEASES].without("release boats") == "boats"
    assert event_kinds()[INCIDENTS].without("outage") == ""
    ruled = kind_asked(RULED)
    assert ruled is not None
    assert ruled.without("copyright cases") == "copyright"


@pytest.mark.parametrize(
    ("title", "is_release"),
    [
        ("Acme brings Falcon charts to mobile", True),
        ("Acme brings suit to Norway's highest court", False),
        ("Falcon comes to Norway", True),
        ("Acme and Globex came to terms in May", False),
        ("Acme expands night sailing to all of its boats", True),
        ("Acme expands its fleet", False),
        ("Falcon can now read charts", True),
        ("Falcon now supports tides", True),
        ("Acme adds a night mode", True),
        ("Acme adds forty sailors", False),
    ],
)
def test_what_outlets_say_of_releases(title: str, *, is_release: bool) -> None:
    """They say it by what the maker does for whom, too, and seldom that it is released."""
    assert (event_kinds()[RELEASES].place(title) is not None) is is_release


def test_the_sort_of_thing_titles_no_event() -> None:
    """Where new models are asked for, "Choosing a model" tells of none."""
    kind = kind_asked("Which new models came out in July?")
    assert kind is not None
    assert kind.is_titled("Globex releases a model")
    assert not kind.is_titled("Choosing a model")
