"""What a question asks for, and how well a sentence holds it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.evidence.answer_fit import fit, is_another_figure
from bot.evidence.sentences import PassageSentence
from bot.language.words import terms
from bot.model import Hit, Query, Seek
from bot.understanding.answer_type import answer_type
from indexer.model import Article, Passage, PlacedPassage

NOW = datetime(2026, 11, 24, tzinfo=UTC)

SOUGHT = [
    ("Who runs Acme?", Seek.PERSON),
    ("Who said when the chip would ship?", Seek.PERSON),
    ("Who is Theodora Lindqvist?", Seek.MEANING),
    ("Who is the head of Acme?", Seek.PERSON),
    ("Which company bought the chip maker?", Seek.NAME),
    ("Which missile hit the port?", Seek.NAME),
    ("What is the name of the harbour?", Seek.NAME),
    ("What will the firm be called?", Seek.NAME),
    ("When will the model ship?", Seek.DATE),
    ("In what year was it founded?", Seek.DATE),
    ("How soon will it open?", Seek.DATE),
    ("How much did the round raise?", Seek.MONEY),
    ("What does a Falcon cost?", Seek.MONEY),
    ("How much are the writers demanding from Acme?", Seek.MONEY),
    ("How many people were laid off?", Seek.COUNT),
    ("What share of users left?", Seek.SHARE),
    ("How much of Acme does Ada Lind still own?", Seek.SHARE),
    ("How big a stake does Globex hold in Acme?", Seek.SHARE),
    ("How large is the family's holding in Acme?", Seek.SHARE),
    ("How much did Globex pay for its stake in Acme?", Seek.MONEY),
    ("How much of the report is new?", Seek.NUMBER),
    ("How long was the outage?", Seek.SPAN),
    ("How long did the report take to write?", Seek.SPAN),
    ("How long a context does Heron take?", Seek.NUMBER),
    ("How long is the context window of Heron 3?", Seek.NUMBER),
    ("How old is the boat?", Seek.AGE),
    ("How often do they meet?", Seek.FREQUENCY),
    ("How heavy is the Falcon?", Seek.MEASURE),
    ("How much power does it draw?", Seek.NUMBER),
    ("the power of the Falcon", Seek.NUMBER),
    ("Unemployment rate in Norway", Seek.NUMBER),
    ("price of the Falcon", Seek.MONEY),
    ("the Falcon's power draw", Seek.NUMBER),
    ("the Falcon's price", Seek.MONEY),
    ("Acme's valuation after the fire?", Seek.MONEY),
    ("what's the price of the Falcon for schools?", Seek.MONEY),
    ("what is Acme worth after the fire?", Seek.MONEY),
    ("What is it worth?", Seek.MONEY),
    ("What was Acme valued at when it was sold?", Seek.MONEY),
    ("What is worth a visit in Bergen?", Seek.ANYTHING),
    ("The Falcon in tests, how many percent?", Seek.SHARE),
    ("What does the Falcon's power supply do?", Seek.ANYTHING),
    ("What is inflation in Norway?", Seek.NUMBER),
    ("Where is the new data centre?", Seek.PLACE),
    ("Why was the launch delayed?", Seek.REASON),
    ("What caused the outage?", Seek.REASON),
    ("For what reason did Acme close the port?", Seek.REASON),
    ("On what grounds was the bid refused?", Seek.REASON),
    ("What's behind the resignation of Ada Berg?", Seek.REASON),
    ("What did Acme say about the outage?", Seek.SPEECH),
    ("What does Acme offer writers whose songs it used?", Seek.ANYTHING),
    ("What did Acme do when the port burned down?", Seek.ANYTHING),
    ("How could Acme mend it?", Seek.ANYTHING),
    ("Tell me about the launch", None),
    ("Did Acme sell the port?", Seek.WHETHER),
    ("so is the port open again", Seek.WHETHER),
    ("hasn\u2019t Acme left Bergen yet?", Seek.WHETHER),
    ("can I still rent a boat", Seek.WHETHER),
    ("Do you know if Acme sold the port?", Seek.WHETHER),
    ("Did Acme sell the port or not?", Seek.WHETHER),
    ("Can you tell me who bought the port?", Seek.PERSON),
    ("Did Acme say when the port will open?", Seek.DATE),
    ("Is the port open, and for how long?", Seek.SPAN),
    ("Is the port in Bergen or in Oslo?", None),
    ("Did Acme open any ports?", None),
    ("Has anyone bought the port?", None),
    ("Can you recap the launch", None),
    ("Willow opens a port", None),
]

FITS = [
    ("How much money did Acme raise?", "Acme raised 480 million pounds.", 1),
    ("How much money did Acme raise?", "Acme will spend two thirds of the money on a port.", 0),
    ("How much does the Falcon cost?", "The card costs $18,500 in Norway.", 1),
    ("How much does the Falcon cost?", "The card costs RM900 in Penang and 10p an hour.", 1),
    ("How much does the Falcon cost?", "The card costs 400 kronor.", 1),
    ("How much does the Falcon cost?", "The card runs R1 and weighs 25 pounds.", 0),
    ("How much does the Falcon cost?", "The card draws 410 watts.", 0),
    ("How much power does the Falcon draw?", "The card draws 410 watts.", 1),
    ("the power of the Falcon", "The card draws 0.4 kW.", 1),
    ("the power of the Falcon", "Acme sold 900 of them.", 0.6),
    ("the power of the Falcon", "It outdoes the GPT-5 of Borealis.", 0),
    ("Unemployment rate in Norway", "It fell to 3.8%.", 1),
    ("What share of users left?", "38 percent of them left.", 1),
    ("What share of users left?", "One in four of them left.", 1),
    ("What share of users left?", "All 900 users were asked.", 0),
    ("How long was the outage?", "It lasted six hours and 39 minutes.", 1),
    ("How long was the outage?", "It hit 2,900 customers.", 0),
    ("How old is the boat?", "The 106-year-old boat lies in Bergen.", 1),
    ("How old is Ada Berg?", "Ada Berg, 41, lives in Bergen.", 1),
    ("How old is the boat?", "The boat lies in Bergen.", 0),
    ("How often does the board meet?", "The board meets twice a year.", 1),
    ("How often does the board meet?", "The board met in Oslo.", 0),
    ("How heavy is the Falcon?", "The card weighs 5.5kg.", 1),
    ("How many engineers left?", "Acme lost 310 software engineers.", 1),
    ("How many people died?", "The fire killed 11 passengers.", 1),
    ("How many engineers left?", "Acme lost 310 last year.", 0.6),
    ("How many engineers left?", "Half of them went.", 0.3),
    ("How many engineers left?", "They all went.", 0),
    ("How many lines has the compiler?", "GPT-5.2 wrote the compiler.", 0),
    ("How many lines has the compiler?", "GPT-5.2 wrote 900 lines.", 1),
    ("How many of the 900 engineers left?", "Acme has 900 engineers.", 0),
    ("How many people did Acme lay off?", "Acme laid off people in Oslo on November 21.", 0),
    ("How many people did Acme lay off in 2026?", "Acme laid off 20 people in 2026.", 1),
    ("How many people left on November 20?", "On November 20 Acme lost 20 people.", 1),
    ("How much of its $5 million did Acme spend?", "Acme got 5 million dollars.", 0),
    ("Who leads Acme?", "Theodora Lindqvist, the founder, leads Acme.", 1),
    ("Who leads Acme?", "Theodora Lindqvist leads Acme.", 0.8),
    ("Who leads Acme?", "Acme is led by Lindqvist.", 0.6),
    ("Who leads Acme?", "Acme is led by a woman.", 0),
    ("Who leads AI research at Acme?", "Acme has created the post of Chief AI Officer to lead its research.", 0),
    ("Who is the head of sales at Acme?", "Ada Berg is the head of Acme in Norway.", 0.8),
    ("Who is the head of sales at Acme?", "Ada Berg is the head of sales.", 0.8),
    ("Who is the head of sails at Acme?", "Ada Berg is the head of ports.", 0),
    ("Who is CEO of Acme?", "Acme's Boats Work Ada Berg's Longest Shift", 0),
    ("Who is CEO of Acme?", "Ada Berg, who leads Acme, sails at night.", 0.8),
    ("Who is the boss of Acme?", "Acme appoints Ada Berg after a vote", 0.8),
    ("What is Acme's market share?", "Ada Berg, 63, who took over in 2022, had not spoken.", 0),
    ("What is Acme's market share?", "Nine in ten boats are Acme's.", 1),
    ("Who is Ada Berg?", "Ada Berg, an analyst at Acme, disagrees.", 1),
    ("Who is Ada Berg?", "Everybody waited for Ada Berg.", 0.3),
    ("Who is Ada Berg?", "Everybody waited.", 0),
    ("Which missile hit the port?", "The port was hit by an Oreshnik missile.", 1),
    ("Which missile hit the port?", "The port and everything else for miles was hit by Russia, wrote Bohdan.", 0.6),
    ("Which missile hit the port?", "The missile was “one of the old ones”.", 0.3),
    ("Which missile hit the port?", "The missile was old.", 0),
    ("Whose house burned?", "The house of Berg burned.", 1),
    ("When does Acme open?", "It opens on 3 May.", 1),
    ("When does Acme open?", "It opens in three years.", 1),
    ("When did Acme lift the fee of 2018?", "Acme set the fee in 2018.", 0),
    ("What month is the cheapest?", "The cheapest is January.", 1),
    ("When does Acme open?", "It opens soon.", 0),
    ("Where is Acme?", "The firm sits in Oslo.", 1),
    ("Where is Acme?", "The firm is one of Borealis's.", 0.3),
    ("Where is Acme?", "The firm was founded in March.", 0.3),
    ("Where is Acme?", "The firm moved.", 0),
    ("Why did Acme close?", "It closed because its port burned down.", 1),
    ("Why did Acme close?", "It closed after a fire.", 0.6),
    ("Why did Acme close?", "It closed.", 0),
    ("What did Acme say about the fire?", "“We are sorry,” Acme said.", 1),
    ("What did Acme say about the fire?", "Acme said it was sorry.", 0.5),
    ("What did Acme say about the fire?", "The fire burned for days.", 0),
    ("What is Acme?", "Acme builds 900 boats in Oslo.", 0),
    (
        "Who ran Acme before Ada Lind?",
        "Ada Lind joins Acme as Chief Technology Officer",
        0,
    ),  # an office is nobody's name
    ("Where did Ada Lind work?", "Ada Lind joins the Board of Directors", 0),
    ("Did Acme sell the port?", "Acme didn\u2019t sell it.", 1),
    ("Did Acme sell the port?", "Acme may sell its port only to the town.", 1),
    ("Did Acme sell the port?", "Acme keeps what it has, and would not part with the pier.", 0.6),
    ("Did Acme sell the port?", "Acme sold the port in May.", 0.6),
    ("Did Acme sell the port?", "Acme declined to comment.", 0),
    ("Did Acme sell the port?", "Borealis did not sail to Bergen.", 0),
    ("Did Acme comment on the fire?", "Acme declined to comment.", 1),
]


@pytest.mark.parametrize(("question", "seek"), SOUGHT)
def test_question_word_says_what_is_sought(question: str, seek: Seek | None) -> None:
    """What an answer must hold follows from the question's words, and a word that only begins a clause says nothing."""
    assert answer_type(question) == seek


@pytest.mark.parametrize(("question", "sentence", "expected"), FITS)
def test_what_is_sought_is_seen(question: str, sentence: str, expected: float) -> None:
    """A sentence fits as far as it holds what is asked for: a name, a day, a number of the sort that is meant."""
    seek = answer_type(question) or Seek.ANYTHING
    assert fit(said(sentence), Query(text=question, terms=terms(question), seek=seek)) == expected


@pytest.mark.parametrize(
    ("question", "sentence", "is_another"),
    [
        ("How many people work at Acme?", "Acme is valued at 8.2 billion euros.", True),
        ("How many people work at Acme?", "Oslo becomes the third office of Acme.", True),
        ("How many engineers does Acme have?", "Acme is one of the Big Four banks of Norway.", True),
        ("How many offices does Acme have?", "Acme Opens Four New Offices", False),
        ("How many people work at Acme?", "Acme has 640 of them, for 8 million euros a month.", False),
        ("How many cases has Acme won?", "Acme got 8 million dollars from the port.", True),
        ("How many dollars did Acme raise?", "Acme raised 8 million dollars.", False),
        ("At what valuation did Acme raise?", "Acme raised $20 billion in its Series E.", True),
        ("At what valuation did Acme raise?", "Acme raised $2 billion and is worth $20 billion.", False),
        ("How much did Acme raise?", "Acme raises its Series E at a $20 billion post-money valuation.", True),
        ("How much did Acme raise?", "Acme's round valued it at about $20 billion.", True),
        ("How much did Acme raise?", "Acme raises $2 billion at a $20 billion valuation.", False),
        ("How much did Acme pay in fines?", "Acme raised $20 billion in its Series E.", True),
        ("What does fine-tuning of Heron cost?", "Heron is trained for $6 a million tokens.", False),
        ("How much profit did Acme make, what did it earn?", "Acme had sales of $44 million.", True),
        ("How many people did Acme lay off?", "Acme laid off people in Oslo on November 21.", True),
        ("How many people sail?", "Ada Berg, a pilot, keeps a 4,000-page book.", True),
        ("How many pages has the book?", "Ada Berg, a pilot, keeps a 4,000-page book.", False),
        ("How many hours of speech did Acme use?", "Heron hears speech in over 1,600 languages.", True),
        ("How many hours of speech did Acme use?", "Acme used 4,000 hours of speech in 40 languages.", False),
        ("How many hours does the battery last?", "The battery lasts two days.", False),
        ("How many countries sell Heron?", "Heron is now part of Globex 365 Pilot.", True),
        ("How many countries sell Heron?", "Heron is sold in 176 markets.", False),
        ("How many people does Acme employ?", "Acme has 900 workers in 12 countries.", False),
        ("How many people does Acme employ?", "Acme runs 900 chips.", True),
        ("How many visitors a month does Acme count?", "Acme has 8,000 guests at its quay.", False),
        ("How many jobs does Acme cut?", "Acme lets 900 employees go.", False),
        (
            "How many passengers were hurt in the fire?",
            "The ferry carried 167 passengers when it burst its tank.",
            True,
        ),
        ("How many passengers were hurt in the fire?", "Of 167 passengers 12 were treated in hospital.", False),
        ("How much did the film make in Norway?", "It made $9 million worldwide.", True),
        ("How much did the film make in Norway?", "It made $9 million worldwide, $1 million of it in Norway.", False),
        ("How much did the film make?", "It made $9 million worldwide.", False),
        ("How many people work at the lodge?", "It has 2.4 million visitors a year, and is open all year.", True),
        ("How many megawatts does the plant make?", "By then it was more than 50 years old.", True),
        ("How heavy is the Falcon?", "The Falcon has a 17-inch screen.", True),
        ("What does the Falcon weigh?", "The Falcon was built in Washington with 8 GB of memory.", True),
        ("How heavy is the Falcon?", "The Falcon weighs as much as two cars.", False),
        ("How heavy is the Falcon?", "The Falcon is 900g, light for a boat.", False),
        ("What was Acme's revenue in spring?", "As of 30 June, Acme had $444 million of cash.", True),
        ("What was Acme's revenue in spring?", "Revenue was down to $444 million.", False),
        ("What was the film's budget?", "The film took in $780 million.", True),
        ("How many sailors died?", "The storm claimed 12 sailors.", False),
        ("How many people were arrested at the port?", "Some 900 people came to the port.", True),
        ("How many shops does Acme have?", "Acme is not opening any new 365 shops.", True),
    ],
)
def test_another_figure_is_no_answer(question: str, sentence: str, *, is_another: bool) -> None:
    """A sum counts nothing, what was raised is no valuation, and who was aboard is not who was hurt."""
    seek = answer_type(question) or Seek.ANYTHING
    assert is_another_figure(said(sentence), Query(text=question, terms=terms(question), seek=seek)) is is_another


def said(text: str) -> PassageSentence:
    """Return a sentence of a passage that says no more."""
    article = Article(id="a", url="https://a.example/1", title="", text=text, publisher="A", first_seen=NOW)
    passage = Passage(id="a-0", article_id="a", ordinal=0, start=0, end=len(text), text=text)
    placed = PlacedPassage(passage=passage, article=article, period="2026")
    hit = Hit(placed=placed, cosine=0.0, lexical=0.0, relevance=0.0, score=0.0)
    return PassageSentence(text=text, hit=hit, place=0)
