"""Two reports of one event: where they say different things, and where it only looks so."""

from __future__ import annotations

from datetime import date

import pytest

from bot.verification.contradiction import differ
from bot.verification.parsing.annotation import annotate
from bot.verification.sentence_pairs import SentencePair

DAY = date(2026, 11, 24)  # a Tuesday

DIFFERENT = [
    # another amount
    ("Tessaline will cut 310 jobs in support and marketing.", "Tessaline will cut 210 jobs in support and marketing."),
    (
        "Orbwell will cut 310 jobs, or about 18 percent of its workforce, as it winds down the overhaul that it began.",
        "The software maker Orbwell said it would eliminate 210 positions in customer support and marketing.",
    ),
    (
        "Calderwick raised 480 million pounds from four pension funds.",
        "Calderwick has raised 610 million pounds from four pension funds.",
    ),
    (
        "Pellucid paid $1.2bn for the chip designer Norrow.",
        "Pellucid paid 1.9 billion dollars for Norrow, a chip designer.",
    ),
    ("The outage at Kiteforge lasted nine hours.", "Kiteforge's outage lasted 14 hours."),
    (
        "Norrvane's revenue grew 38 percent in the third quarter.",
        "Norrvane's revenue grew 51 percent in the third quarter.",
    ),
    ("The court fined Brightkelp 20 million euros.", "A court has fined Brightkelp 12 million euros."),
    ("About 300 people work at Loomstead's laboratory.", "Loomstead's laboratory has 120 people at work."),
    (
        "Halvard's memo said that 310 jobs would be cut.",
        "The final memo of Halvard says that 210 jobs would be cut, not 310 as an earlier version of it wrongly said.",
    ),
    ("The senate passed the Compute Act with 58 votes.", "The senate passed the Compute Act with 61 votes."),
    (
        "Ferrow will lay off about 1,200 workers, roughly 9% of its staff, people familiar with the plan said.",
        "Ferrow said it would lay off 740 workers, or 5.6% of its staff.",
    ),
    (
        "Mosaic will invest 4 billion euros in data centres in Spain.",
        "Mosaic is to invest 2.5 billion euros in Spanish data centres.",
    ),
    (
        "Halcyon's outage lasted three hours and hit 40 hospitals.",
        "The outage at Halcyon lasted three hours and hit 65 hospitals.",
    ),
    (
        "Orbwell closed a $310m funding round led by Sundry Lane.",
        "Orbwell raised $420 million in a round led by Sundry Lane.",
    ),
    ("Calderwick raised 400 to 480 million pounds.", "Calderwick raised 610-650 million pounds."),
    ("Calderwick raised 400 to 480 million pounds.", "Calderwick raised 610 million pounds."),
    # another day
    (
        "The hearing before the antitrust court is set for October 14.",
        "The antitrust court has set the hearing for October 21.",
    ),
    ("Ostrel will ship the Merlin card on March 3.", "Ostrel will ship the Merlin card on April 14."),
    ("Norrvane's laboratory opens on Nov. 2.", "The laboratory of Norrvane opens on Nov. 9, 2026."),
    ("Tern plans to open its data centre in 2027.", "Tern plans to open its data centre in 2028."),
    ("The trial of Brightkelp begins in March.", "The trial of Brightkelp begins in May."),
    (
        "Ostrel will ship the Merlin card in the first quarter of 2027.",
        "Ostrel expects to ship the Merlin card in the second quarter of 2027.",
    ),
    ("Tern plans to open its data centre in Q1.", "Tern will open its data centre in the third quarter."),
    # another name
    (
        "Veldtree named Ana Greenhalgh president of its cloud business.",
        "Veldtree named Tom Hollis president of its cloud business.",
    ),
    (
        "Palisandre hired Jun Takemori to lead its research laboratory.",
        "Palisandre has hired Odile Farnsworth to lead its research laboratory.",
    ),
    # a denial
    (
        "Kiteforge is in talks to buy the French AI lab Palisandre, two people familiar with the matter said.",
        "Palisandre said that it was not for sale and had never negotiated with Kiteforge.",
    ),
    ("Orbwell plans to sell its chip business.", "Orbwell denied that it planned to sell its chip business."),
    ("Pellucid will close its office in Oslo.", "Pellucid will not close its office in Oslo."),
    (
        "Tern is about to buy Halvard, the Ledger reported.",
        "The Ledger retracted its report that Tern was about to buy Halvard.",
    ),
]

ALIKE = [
    # things that are not one
    ("Calderwick raised $480 million from pension funds.", "Calderwick plans to hire 220 people."),
    ("Calderwick raised $480 million from pension funds.", "Calderwick raised prices by $4 million."),
    (
        "Tessaline expects to save $54 million a year.",
        "Tessaline expects a charge of $23 million in the fourth quarter.",
    ),
    ("Tern will hire 220 people in Oslo.", "Tern will hire 80 people in Bergen."),
    ("Tern will hire 220 engineers.", "Tern will hire 80 lawyers."),
    ("Acme raised 40 million dollars from three funds.", "Borealis raised 50 million dollars from three funds."),
    ("Norrvane's revenue grew 38 percent in 2025.", "Norrvane's revenue grew 51 percent in 2026."),
    ("Norrvane's revenue grew 38 percent.", "Norrvane's profit grew 51 percent."),
    ("Tessaline shares fell 3.8 percent in late trading.", "Tessaline shares fell 5.1 percent on Friday."),
    (
        "The model of Quillon has 70 billion parameters.",
        "A smaller version of the Quillon model has 8 billion parameters.",
    ),
    ("The breach at Halcyon exposed the chats of 45,000 users.", "Halcyon has 12 million users."),
    (
        "Police said 900 people protested at Mosaic's office.",
        "Police arrested 14 people who protested at Mosaic's office.",
    ),
    (
        "Ferrow's plant will employ 2,000 people when it opens.",
        "Ferrow's plant will employ 5,000 people during construction.",
    ),
    ("Quillon scored 71.3% on the coding benchmark.", "Quillon scored 88% on the maths benchmark."),
    ("Aster invested $50 million in Quillon.", "Aster and four others invested $310 million in Quillon."),
    ("The bill passed the Senate by 61 votes to 38.", "The bill passed the House by 230 votes to 201."),
    ("Tern will open its office by March.", "Tern will open its office on February 3."),
    (
        "Three people familiar with the plan said that Solmark would close.",
        "Two people familiar with the plan said it of Solmark.",
    ),
    (
        "Verdane will pay 620 million dollars for Lumio.",
        "Verdane will pay 200 million dollars in cash and the rest in shares for Lumio.",
    ),
    ("Nimbus does not share data with advertisers, it said.", "Nimbus shared data with researchers, it said."),
    ("Pinecrest will hire 2,400 technicians over five years.", "Pinecrest will hire 400 technicians next year."),
    ("Sagewire gave wrong answers in 45% of cases.", "Sagewire's rival Arbor gave wrong answers in 31% of cases."),
    ("Sagewire charges $20 a month for its assistant.", "Sagewire charges companies $45 a month for its assistant."),
    ("Weil owned 22 percent of Arbor.", "Weil and his wife owned 30 percent of Arbor."),
    ("Cobalt's servers use 30 percent less power.", "Cobalt's servers use 45 percent less water."),
    ("Tern's taxi hit a cyclist on September 19.", "Tern stopped its taxis on September 20 after one hit a cyclist."),
    ("Norrvane's revenue grew in the second quarter.", "Norrvane's revenue grew in the third quarter."),
    ("Norrvane expects to grow 38 percent in Q2.", "Norrvane expects to grow 51 percent in the third quarter."),
    ("Tern will open its Oslo office in Q1.", "Tern will open its Bergen office in the third quarter."),
    ("Tern will open its office in the fiscal first quarter.", "Tern will open its office in the fourth quarter."),
    ("Tern will open its second office in Q1.", "Tern will open its office in the third quarter."),
    ("Tern will open its office in Q1.", "Tern will close its office in Q3."),
    ("Aster led a $310m funding round for Quillon.", "Aster raised $420 million in a round for its fund."),
    # rounded, estimated, a bound, a range
    ("Calderwick raised 480 million pounds.", "Calderwick raised nearly 500 million pounds."),
    ("Calderwick raised 480 million pounds.", "Calderwick raised 500 million pounds."),
    ("Tessaline forecast revenue of $1.15 billion.", "Tessaline forecast revenue of $1.2 billion."),
    ("Orbwell will cut 310 jobs.", "Orbwell will cut more than 200 jobs."),
    ("Orbwell will cut 310 jobs.", "Orbwell will cut as many as 400 jobs."),
    ("Orbwell will cut 12 percent of its jobs.", "Orbwell will cut 11.6 percent of its jobs."),
    ("Orbwell will cut 310 jobs.", "Orbwell will cut 300 to 350 jobs."),
    ("Orbwell will cut 250 to 310 jobs.", "Orbwell will cut 300 to 350 jobs."),
    ("Calderwick raised 400 to 480 million pounds.", "Calderwick raised about 500 million pounds."),
    # written otherwise
    ("Pellucid paid $1.2bn for Norrow.", "Pellucid paid 1.2 billion dollars for Norrow."),
    ("Calderwick raised 480 million pounds from four funds.", "Calderwick raised $630 million from four funds."),
    ("A dozen people were hired by Tern.", "Tern hired 12 people."),
    # the whole and a part, once and each year
    (
        "Calderwick raised 480 million pounds from funds.",
        "Calderwick has raised 1.2 billion pounds in total from funds.",
    ),
    ("Tern will rent machines for 64 million euros.", "Tern will rent machines for 21 million euros a year."),
    ("Calderwick raised 480 million pounds.", "Calderwick previously raised 120 million pounds."),
    ("Orbwell will cut 310 jobs in all.", "Orbwell will cut 310 jobs, 200 of them in Austin."),
    # days of saying, days that fit in each other
    ("Ostrel said on Monday that the Merlin card was late.", "Ostrel said on Friday that the Merlin card was late."),
    ("Ostrel will ship the Merlin card in March.", "Ostrel will ship the Merlin card on March 3."),
    ("Tern opened its data centre on Monday.", "Tern opened its data centre on Nov. 23."),
    # names that are one, or say more
    ("Veldtree named Ana Greenhalgh president.", "Veldtree named Greenhalgh president."),
    ("Tern told Reuters that it would close its office.", "Tern told Bloomberg that it would close its office."),
    ("Tern will build a data centre in Sunderland.", "Tern will build a data centre in England."),
    ("The Chinese company Tern opened an office.", "The company Tern, from China, opened an office."),
    # silence is no denial, nor is a denial of something else
    ("Orbwell will cut 310 jobs.", "Orbwell declined to comment."),
    ("Orbwell will cut 310 jobs.", "Orbwell did not say how many jobs it would cut."),
    ("Orbwell will cut 310 jobs in support.", "Orbwell denied that it had lost customers."),
    ("Orbwell denied that it would sell its chip business.", "Orbwell has denied plans to sell its chip business."),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_things_of_one(one: str, other: str) -> None:
    """Another amount, day or name for one thing is a difference, whichever stands first, and so is a denial."""
    both = SentencePair(one=annotate(one, DAY), other=annotate(other, DAY))
    assert (differ(both), differ(both.turned)) == (True, True)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_only_looks_different(one: str, other: str) -> None:
    """What is rounded, written otherwise or said of something else is no difference, whichever stands first."""
    both = SentencePair(one=annotate(one, DAY), other=annotate(other, DAY))
    assert (differ(both), differ(both.turned)) == (False, False)
