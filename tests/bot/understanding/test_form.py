"""What form of answer a question wants."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Form
from bot.understanding import form as learned
from bot.understanding.form import WEIGHTS, form_model, form_of, next_form
from bot.understanding.form_features import asks_for_several

OVERVIEWS = """
    What happened at Acme this week?
    what did Acme ship in July?
    what's the latest on Acme
    Summarise the Hooli incident, please
    catch me up on acme, last two months or so
    how did the takeover fight over Globex develop?
    Where does Acme's Globex deal stand, how did it get there?
    what was that mess with acme and corvid 2 about?
    what's been going on at Acme since Corvid 5 came out
    timeline of the Hooli outage
    anything new on the Acme lawsuit?
    ok so what did I miss this week
    Acme?
    tell me more abt Acme
    news from Globex
"""
COMPARISONS = """
    Corvid 2 vs Plinth 4: price, context, licence?
    compare Acme with Globex
    How does Acme differ from Globex?
    Corvid 2 or Plinth 4 for reading contracts?
    what sets Acme apart from Globex?
    which of the two finds more bugs, and which is quicker?
"""
OPINIONS = """
    what do people think about Acme switching off old models?
    any criticism of how Acme handled its leak?
    what do ppl say abt corvid 2
    is Corvid 2 any good?
    reactions to the Acme ruling
    How was the launch of Corvid 2 received?
"""
LISTS = """
    which services had outages or leaks in July?
    who's suing whom over AI copying? july and august
    which AI companies raised money in august?
    who has cut jobs in july and august?
    list the models of this month
    Which countries have banned Corvid?
    open weights models released this month
"""
FACTS = """
    which company bought Acme?
    Is Acme cheaper than Globex?
    What is the latest version of Corvid?
    What did Acme's chief say about ads?
    What happened to the price of Corvid 2 after the launch?
    Why did Acme fall?
    Which investor led Acme's round?
    which lab makes Corvid
    Which four agents did Acme try?
    Who led the vote, and what happened then?
    Who said that Acme is the latest news sensation?
    In which countries is Corvid sold?
    What is Acme's opinion of the ban?
    What did Ana Torres do for the council?
    How many people reacted to the ban?
    According to the Acme report, what happened at Globex?
    skip the overview, just tell me what Corvid 2 costs
    what's going on with the context limit for Corvid, is it 128k or 256k
    price of Corvid 2 mini
    Which town features the largest museum?
    Acme v. Globex: who won?
    How does the Corvid-9's power draw compare with that of the Corvid-7?

    ...
"""


@pytest.mark.parametrize("text", [line.strip() for line in FACTS.strip().splitlines()])
def test_question_of_fact_is_taken_for_one(text: str) -> None:
    """Words of news, opinion or comparison in a question do not make it an open one."""
    assert form_of(text) is Form.FACT


@pytest.mark.parametrize(
    ("form", "texts"),
    [
        (Form.OVERVIEW, OVERVIEWS),
        (Form.COMPARISON, COMPARISONS),
        (Form.OPINIONS, OPINIONS),
        (Form.LIST, LISTS),
    ],
)
def test_form_of_an_open_question(form: Form, texts: str) -> None:
    """Most of what leaves open what it wants is told by how it is asked; the rest is taken for a fact, and no other."""
    found = [form_of(line.strip()) for line in texts.strip().splitlines()]
    assert set(found) <= {form, Form.FACT}
    assert found.count(form) >= len(found) * 0.7


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Corvid 2 vs Plinth 4", Form.COMPARISON),
        ("which of the two is quicker", Form.COMPARISON),
        ("Acme lawsuit?", Form.OVERVIEW),
        ("where does the Acme merger stand", Form.OVERVIEW),
        ("how did the bidding for Acme play out?", Form.OVERVIEW),
        ("where do Acme's data centre plans stand?", Form.OVERVIEW),
        ("whats the latest on the acme petition", Form.OVERVIEW),
        ("recap of the acme leak", Form.OVERVIEW),
        ("summarise the acme settlement", Form.OVERVIEW),
        ("recap the Acme sale please", Form.OVERVIEW),
        ("what did acme announce in august?", Form.OVERVIEW),
        ("What has Acme Robotics released this year?", Form.OVERVIEW),
        ("what did Acme unveil at its conference", Form.OVERVIEW),
        ("what did Acme announce about its factory in Oslo?", Form.FACT),
        ("who leads Acme Superintelligence Labs?", Form.FACT),
        ("who runs acme robotics labs", Form.FACT),
        ("summarise the plot of Bleak House", Form.FACT),
        ("reactions to the acme penalty", Form.OPINIONS),
        ("what is the latest version of Corvid?", Form.FACT),
        ("compare murmura and voxlet: how they pay voices", Form.COMPARISON),
        ('list the "why we sail" posts, please', Form.LIST),
        ("please list the posts of the why we sail series", Form.LIST),
        ("which services had outages or leaks in July?", Form.LIST),
        ("who has been sued in 2026?", Form.LIST),
        ("which CEOs were sacked in July?", Form.LIST),
        ("who got fired or ousted this autumn", Form.LIST),
        ("please list the outages in July", Form.LIST),
        ("price changes in November", Form.LIST),
        ("layoffs since july", Form.LIST),
        ("list the price of Falcon in July", Form.FACT),
        ("the outage in July, how long was it?", Form.FACT),
        ("who was fired at Globex over the leak in July?", Form.FACT),
        ("who thinks prices will fall and who doesnt", Form.OPINIONS),
        ("who believes that open weights are safe?", Form.OPINIONS),
        ("lawsuits filed against AI companies in october, list pls", Form.LIST),
        ("what do the villagers in Lome say about the mine?", Form.OPINIONS),
        ("What happened with the Acme ferry from Bergen to Oslo?", Form.OVERVIEW),
        ("protests of residents against data centres", Form.OPINIONS),
        ("backlash against data centres", Form.OPINIONS),
        ("how was the Acme merger seen?", Form.OPINIONS),
        ("how has the Corvid licence been received by teachers", Form.OPINIONS),
        ("was it wise of Acme to sell its ships? views", Form.OPINIONS),
        ("should one join Globex? who says what", Form.OPINIONS),
        ("what do columnists want done on cloned voices", Form.OPINIONS),
        ("how many views has the clip of Acme?", Form.FACT),
        ("when was the payment of Acme received?", Form.FACT),
        ("what bonus do the unions want at Globex?", Form.FACT),
        ("Corvid 2 against Plinth 4", Form.COMPARISON),
        ("who sued Acme's landlord in 2026?", Form.FACT),
        ("In its article on Acme, The Verge says what?", Form.FACT),
        ("catch me up on the musical chairs at the top of acme", Form.OVERVIEW),
        ("can someone fill me in on what Globex did about its masts?", Form.OVERVIEW),
        ("did Acme really rent boats from Globex?? what do we know about that", Form.OVERVIEW),
        ("how did Acme's fight with Globex wrap up?", Form.OVERVIEW),
        ("Which news agency supplies Acme's chat with news?", Form.FACT),
        ("What newspaper is suing Acme?", Form.FACT),
        ("Which news agencies supply Acme's chat with news?", Form.LIST),
        ("What deal do Acme and Globex Marine have?", Form.OVERVIEW),
        ("what chip contracts did Acme and Globex sign?", Form.OVERVIEW),
    ],
)
def test_what_is_exact_is_a_rule(text: str, form: Form) -> None:
    """Two sides with "vs" are a comparison, a name alone an overview, who was sued a list, an outlet's words a fact."""
    assert form_of(text) is form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Acme's Corvid 2 chip - from tape out until now", Form.OVERVIEW),
        ("which of the rumours were denied this month", Form.LIST),
        ("How much did Acme pay for Globex?", None),
        ("Did Acme buy Globex?", None),
        ("yesterday", None),
    ],
)
def test_what_may_be_told_in_another_form(text: str, form: Form | None) -> None:
    """What is nearly no question of fact may be told in another form where nothing answers it; a plain one may not."""
    assert form_of(text) is Form.FACT
    assert next_form(text) is form


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("which tools have Corvid built in?", True),
        ("which compute deals did Acme make this spring?", True),
        ("Which Office apps does Corvid work in?", True),
        ("what apps have Corvid built in", True),
        ("Which people run Acme?", True),
        ("which model serves Acme", False),
        ("which body deals with theft", False),
        ("which investor put in most", False),
        ("what makes Corvid quick", False),
        ("what does Corvid cost", False),
        ("what share of sales did Acme get", False),
        ("Which four agents did Acme try?", False),
    ],
)
def test_a_plural_asks_for_several(text: str, *, several: bool) -> None:
    """Not a verb of one, nor a number that says how many."""
    assert asks_for_several(text) is several


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("what did Acme release in march 2026?", Form.OVERVIEW),
        ("which fonts did Acme release in march 2026?", Form.LIST),
        ("which boats have Corvid built in?", Form.LIST),
        ("where is Acme opening offices this autumn?", Form.LIST),
        ("what does Ada Berg think, will boats take the jobs?", Form.OPINIONS),
        ("where does Acme stand on chip exports?", Form.OPINIONS),
        ("where is Acme based?", Form.FACT),
        ("what did Ada Berg say about the date of Corvid 3?", Form.FACT),
    ],
)
def test_all_of_several_and_views_are_asked_for(text: str, form: Form) -> None:
    """A plural, or what came out in some time, wants all of them; where somebody stands is a view."""
    assert form_of(text) is form


def test_weights_are_small_and_complete() -> None:
    """What was learned has a weight for each form, and is quick to read."""
    model = form_model()
    assert {len(row) for row in (*model.marks.values(), *model.words.values(), model.bias)} == {len(Form)}
    assert Path(learned.__file__).with_name(WEIGHTS).stat().st_size < 100_000


def test_a_long_story_is_judged_by_what_it_asks() -> None:
    """What is told after the question does not change what it asks."""
    story = "I remember there was a big stake and then people left and some contracts got cancelled, but I lost track"
    assert form_of(f"Can someone explain what went down between Acme and Globex? {story}") is Form.OVERVIEW
    assert (
        form_of(f"{story} so who bought Acme in the end, and what is the latest on what was left of the whole of it?")
        is Form.FACT
    )


@given(st.text(max_size=300))
def test_every_text_has_a_form(text: str) -> None:
    """Whatever is asked, it has a form."""
    assert form_of(text) in Form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("what did acme show off last week", Form.OVERVIEW),
        ("what has hooli been cooking up since June", Form.OVERVIEW),
        ("is there anything new this month on watermarks", Form.OVERVIEW),
        ("drones in ports, what were the stories on that in June?", Form.OVERVIEW),
        ("how did the hearing on voice clones go in March?", Form.OVERVIEW),
        ("robots in hospitals, just a list of cases", Form.LIST),
        ("list what acme sells", Form.LIST),
        ("how do acme and globex stack up", Form.COMPARISON),
        ("do nurses want the bot? what's the mood", Form.OPINIONS),
        ("what did acme show off its robot doing", Form.FACT),
        ("what did acme put into globex", Form.FACT),
        ("how did my exam go", Form.FACT),
        ("how did the pub quiz go", Form.FACT),
        ("is there news on whether acme got bought?", Form.FACT),
        ("list price of the arm", Form.FACT),
        ("is acme on the list?", Form.FACT),
        ("who led the vote, and what was the news on that", Form.FACT),
    ],
)
def test_form_that_is_told_in_other_words(text: str, form: Form) -> None:
    """What is new, how something went, and a list are asked for in many words; what is narrower is one of fact."""
    assert form_of(text) is form
