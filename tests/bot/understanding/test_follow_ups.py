"""What a follow-up means after an answer."""

from __future__ import annotations

import pytest

from bot.model import Exchange, Form, ToldStatement
from bot.understanding.follow_ups import WholeQuestion, complete, statements_of
from bot.understanding.question_text import plain_text
from bot.understanding.subjects import SubjectIndex
from indexer.language.known_subjects import KnownSubject

SAID = ("Acme opened an office in Seoul.", "Corvid 3 failed on Monday", "Globex sued Acme over the name.")
BEFORE = Exchange(question="What happened at Acme this week?", answer="\n".join(SAID))
INDEX = SubjectIndex((KnownSubject(name="Acme", products=("Corvid",)), KnownSubject(name="Globex")))


def meant(text: str, *conversation: Exchange) -> str:
    """Return the whole question that a text stands for."""
    return complete(text, conversation or (BEFORE,), lambda: INDEX).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("and globex?", "What happened at globex this week?"),
        ("and last month?", "What happened at Acme last month?"),
        ("and in July?", "What happened at Acme in July?"),
        ("the second one", "Tell me more about this: Corvid 3 failed on Monday"),
        ("tell me more abt the last", "Tell me more about this: Globex sued Acme over the name"),
        ("number 1", "Tell me more about this: Acme opened an office in Seoul"),
        ("more on the Seoul one", "Tell me more about this: Acme opened an office in Seoul"),
        ("is the second one free?", "is Corvid 3 free?"),
        ("the ninth one", "What happened at Acme this week? the ninth one"),
        ("why?", "Why? Acme opened an office in Seoul"),
        ("what do people think of it?", "what do people think of Acme?"),
    ],
)
def test_follow_up_of_an_overview_is_a_whole_question(text: str, expected: str) -> None:
    """Another name or time stands in the place of the one before, and a place in the answer for its statement."""
    assert meant(text) == expected


@pytest.mark.parametrize("text", ["more", "and more?", "show me the rest", "anything else?", "more please"])
def test_more_asks_again_for_what_was_not_told(text: str) -> None:
    """What all answers to the question said is not to be said again."""
    again = Exchange(question="more", answer="Acme hired ten people.")
    whole = complete(text, (BEFORE, again), lambda: INDEX)
    assert whole.text == BEFORE.question
    assert [each.text for each in whole.told] == [*SAID, "Acme hired ten people."]


TOLD = (
    ToldStatement(text="Acme opened an office in Seoul.", story="s1", articles=("a",)),
    ToldStatement(text="It has ten desks.", story="s1", articles=("b",), goes_on=True),
    ToldStatement(text="Globex sued Acme in May.", story="s2", articles=("c",)),
)
NEWS = Exchange(question="What happened at Acme this week?", answer="...", told=TOLD)


@pytest.mark.parametrize(
    ("text", "within"), [("the second one", ("c",)), ("the first", ("a",)), ("tell me more about the last", ("c",))]
)
def test_the_second_one_is_a_story(text: str, within: tuple[str, ...]) -> None:
    """What is counted are stories, each with what goes on with it, and it is told in its articles' words."""
    whole = complete(text, [NEWS], lambda: INDEX)
    assert (whole.form, whole.within, whole.told) == (Form.OVERVIEW, within, ())


def test_a_story_is_an_aside() -> None:
    """What follows it up changes the question before it, and "more" goes on with what that told."""
    aside = Exchange(
        question="the second one", answer="...", told=(ToldStatement(text="Globex wants a billion.", articles=("c",)),)
    )
    assert meant("and globex?", NEWS, aside) == "What happened at globex this week?"
    more = complete("more", [NEWS, aside], lambda: INDEX)
    assert (more.text, [each.text for each in more.told]) == (
        NEWS.question,
        [*(each.text for each in TOLD), "Globex wants a billion."],
    )


def test_why_is_asked_of_a_story() -> None:
    """The one that leads is meant by "why?" alone, another one by its place; its articles give the reason."""
    why = complete("why?", [NEWS], lambda: INDEX)
    assert (why.text, why.form, why.within) == ("Why? Acme opened an office in Seoul", Form.FACT, ("a",))
    other = complete("why did the second one do that", [NEWS], lambda: INDEX)
    assert (other.text, other.form, other.within) == ("why did Globex do that", Form.FACT, ("c",))


def test_more_of_a_fact_is_the_rest_of_its_articles() -> None:
    """Asked again it would only have the same answer."""
    fact = Exchange(question="Who runs Acme?", told=(ToldStatement(text="Ann runs Acme.", articles=("a",)),))
    more = complete("more", [fact], lambda: INDEX)
    assert (more.form, more.within, [each.text for each in more.told]) == (Form.OVERVIEW, ("a",), ["Ann runs Acme."])


SUED = Exchange(
    question="who did acme sue in july",
    told=(
        ToldStatement(
            text="Acme sued an engineer, Rutger Vandaele, on Monday.", articles=("a",), words="Rutger Vandaele"
        ),
    ),
)
BOUGHT = Exchange(
    question="How much did Acme pay for Corvid this autumn?", told=(ToldStatement(text="$3 million.", articles=("b",)),)
)
COSTS = Exchange(question="What does Corvid V4.1 Lite cost?")


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        (SUED, "what is he accused of?", "what is Rutger Vandaele accused of?"),
        (SUED, "who's his lawyer", "who's Rutger Vandaele's lawyer"),
        (SUED, "who told him to go?", "who told Rutger Vandaele to go?"),
        (BOUGHT, "who led it", "who led it Acme Corvid"),
        (BOUGHT, "and what is its revenue?", "what is Acme's revenue?"),
        (BOUGHT, "what does Globex say?", "what does Globex say? Acme Corvid"),
        (BOUGHT, "why is Globex suing it over a patent", "why is Globex suing it over a patent"),
        (BOUGHT, "and when?", "How much did Acme pay for Corvid this autumn? when?"),
        (COSTS, "under which licence", "under which licence Corvid V4.1 Lite"),
        (COSTS, "and V4.5, when is it due?", "when is Corvid V4.5 due?"),
        (COSTS, "Globex Nova 3: who made it?", "who made Globex Nova 3?"),
        (COSTS, "Globex Nova 3: Who made it?", "Who made Globex Nova 3?"),
        (BOUGHT, "Could they appeal the ruling?", "Could they appeal the ruling? Acme Corvid"),
        (BOUGHT, "When?", "How much did Acme pay for Corvid this autumn? When?"),
        (
            BOUGHT,
            "Which regulator fined Globex Robotics over its data?",
            "Which regulator fined Globex Robotics over its data?",
        ),
    ],
)
def test_question_of_fact_gets_what_the_conversation_is_on(before: Exchange, text: str, expected: str) -> None:
    """It is asked by itself: the question before it is not asked again, unless it says nothing without that one."""
    assert meant(text, before) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Which startups raised money this week?",
        "Which companies that make chips raised money?",
        "What are the rules that Norway passed for chatbots?",
        "Is there a new law on deepfakes in schools?",
    ],
)
def test_question_that_says_what_it_is_on_stands_alone(text: str) -> None:
    """In a thread it gets nothing of the question before it."""
    assert complete(text, (COSTS,), lambda: INDEX) == WholeQuestion(text)


def test_later_question_of_fact_is_on_the_same() -> None:
    """Each is asked by itself, looked for in what the conversation cites, too, and in the time that was stated."""
    turns = (BOUGHT, Exchange(question="who led it"), Exchange(question="how many people work there?"))
    whole = complete("and when is the decision due", turns, lambda: INDEX)
    assert (whole.text, whole.heard) == ("when is the decision due Acme Corvid", ("b",))


def test_earlier_question_is_read_no_further_than_one_alone() -> None:
    """What stands behind that is no part of the conversation."""
    turn = Exchange(question="Who runs Acme? " + "They build boats in Oslo. " * 60 + "So does Globex.")
    assert "Globex" not in meant("and what is its revenue?", turn)
    assert complete("more", [turn], lambda: INDEX).text == plain_text(turn.question)


def test_it_is_what_only_the_answer_named() -> None:
    """A question that names nobody is explained by the subject of its answer."""
    asked = Exchange(question="what's this about a harbour paying twice?", answer="Acme paid its sailors twice.")
    whole = complete("and how did that end? any update this week", [asked], lambda: INDEX)
    assert whole.text == "and how did Acme end? any update this week"


def test_they_are_whom_a_product_is_of() -> None:
    """And "it" is the product."""
    asked = Exchange(question="who made Pica Code, the agent at Acme?", answer="Two sailors made it.")
    assert complete("where do things stand with them now?", [asked], lambda: INDEX).text.endswith("with Acme now?")
    assert complete("what do people think of it?", [asked], lambda: INDEX).text.endswith("of Pica Code?")


def test_thanks_are_no_subject() -> None:
    """What is only polite is not what a later question follows up."""
    thanks = Exchange(question="thanks!", answer="")
    assert meant("and globex?", BEFORE, thanks) == "What happened at globex this week?"
    assert meant("Who runs Globex?", thanks) == "Who runs Globex?"


def test_both_are_those_named_before() -> None:
    """A question of "the two" is on what was named before it."""
    before = Exchange(question="what are corvid 2 and globex?")
    assert meant("which of the two is cheaper?", before) == "which of the two is cheaper? corvid 2, Globex"
    assert meant("Both?", before) == "Both? corvid 2, Globex"


def test_statements_of_an_answer_in_one_text() -> None:
    """An answer that comes as one text has its sentences for statements."""
    assert statements_of("Acme rose. Globex fell.") == (
        ToldStatement(text="Acme rose."),
        ToldStatement(text="Globex fell."),
    )
    assert statements_of("") == ()
