"""The texts that a made model is measured on and compared by: invented news, long and short, plain and odd."""

_CALIBRATION = """
Ferrowick Labs said on Tuesday that its new language model needs a third less memory than the one before it, and that
it will publish the weights in March. The company, based in Rotterdam, has 140 employees. Analysts were divided: one
called the figures impressive, another said that no independent test had confirmed them yet.

The regulator opened an inquiry into how Quanterra trained its image generator. It wants to know by 14 June whether
photographs of minors were used.

Shares of the chip maker fell 8.4% after it cut its forecast for the year to between $3.1bn and $3.4bn.

Who leads the robotics division now?

In a paper of forty pages, researchers from three universities describe a method that finds errors in proofs. On a
benchmark of 2,400 problems it flagged 91 percent of the wrong steps, and mistook 3 percent of the right ones. The
code is free; the data set, which holds unpublished theses, is not. “We were asked not to,” said the first author,
Ilse Moravec, “and we think that is fair.” A follow-up with larger models is planned, if there is money for it.

Strike ends at the Pellworm data centre

The court in The Hague dismissed the claim: a headline of six words, it said, is no work of art.

OPINION: Stop asking machines whom to hire!

Halvorsen & Daughters raises EUR 40 million; the round was led by Nordlicht Ventures (with Basalt and two family
offices), the founders keep the majority, and the money goes into a plant for optical interconnects in Tartu.

Nobody was hurt when the delivery robot rolled into the canal, the fire brigade said.

How much did the city pay for the translation service last year, and who signed the contract?

The outage lasted from 03:12 to 07:45 UTC and hit customers in Chile, Kenya and South Korea. The provider blames a
certificate that had expired.

?
"""

_COMPARISON = """
The board of Marlow Semantics dismissed its chief executive on Friday, two weeks after the accounts were due.

A second vendor withdrew from the tender.

What did the ministry say about exports of accelerators?

Osterby AI and the Publishers' League settled out of court. Neither side named a sum. Under the agreement the company
may go on training on articles that are older than a year, pays for newer ones by the thousand, and shows a link with
each answer that leans on one of them. The League, which speaks for 62 newspapers in nine countries, had asked for
damages of 210 million crowns. Its chairwoman, Petra Lindqvist, spoke of a start; two of the largest members have not
joined and will go on with their own case, which is to be heard in Uppsala in the autumn.

Version 4.2 answers in 38 languages, among them Faroese, Quechua and Sámi, and costs $0.15 per million tokens.

Rain delayed the launch of both satellites by a day.

LEAKED MEMO: “NO MORE HIRING BEFORE Q3”

The model was trained on 6,000 processors for 54 days. According to the report it used 11 gigawatt-hours, about as
much as 3,000 households in a year; the cooling water came from the harbour and went back two degrees warmer. The
operator says that the next one will need half, since most of the experiments need not be repeated.

When does the second phase of the trial begin?

Dr. Adaeze Nwosu joins Kestrel Robotics from the University of Leeds, where she led the group for soft grippers.

Users of the app complain that the assistant apologises too often, “sorry” stood in 7 of 10 replies, and the maker
promises to mend it.

The union accepted the offer by 412 votes to 96: 5.2 percent more pay from January, and a say in which tasks are
handed to software. The company had first offered 3. Both sides thanked the mediator. Work starts again on Monday at
six in all four plants, though the one in Brescia, where the furnace was damaged in the spring, will run one shift
until the part from Japan has arrived.

Senators want answers.

数据中心 opens in Iceland; cooled by wind
"""


def calibration_texts() -> list[str]:
    """Return the texts by which the ranges of what flows through a model are found; the last is hardly one at all."""
    return _texts(_CALIBRATION)


def comparison_texts() -> list[str]:
    """Return the texts by which a made model is compared with the one it was made from: none of them was measured.

    The last two are odd on purpose: the largest of what flows through a model is found in texts that are hardly any.
    """
    return [*_texts(_COMPARISON), "", "word " * 3_000]


def _texts(paragraphs: str) -> list[str]:
    return [" ".join(paragraph.split()) for paragraph in paragraphs.strip().split("\n\n")]
