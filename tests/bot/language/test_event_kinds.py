"""Kinds of events: which a question asks for, and where a sentence tells one."""

from __future__ import annotations

import pytest

from bot.language.event_kinds import INCIDENTS, RELEASES, event_kinds, kind_asked

RAISED, SUED, CUT = "who raised money?", "who is suing whom?", "who has cut jobs?"
BOUGHT, RULED = "who bought whom?", "copyright cases and rulings"
BANNED, PRICED = "which ports banned boats?", "who has raised prices?"
FINED, DOWN, LISTED = "who was fined?", "which outages were there?", "list the IPOs"
SEEKS, MOVED = "which firms are looking for fresh money?", "who has changed jobs at the top?"


@pytest.mark.parametrize(
    ("question", "sentence", "tells"),
    [
        (RAISED, "Acme, a maker of boats, has raised $85 million in seed funding.", True),
        (RAISED, "Globex raises its bid for Acme to $2.7 billion.", False),
        (RAISED, "Acme is in talks to raise $85 million.", False),
        (RAISED, "Acme raised $85 million on Monday, at a price that nobody will tell.", True),
        (RAISED, "Acme took $85 million from Ostrel Ventures.", True),
        (RAISED, "Acme took 85 sailors from Ostrel.", False),
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
