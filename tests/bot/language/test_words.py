"""Wording: what stands in a sentence."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import datelines
from bot.language import words as wording


def test_terms_are_stems_of_content_words() -> None:
    """Inflections meet in one term, and words without content are left out."""
    assert wording.terms("Who is laying off the engineers?") == wording.terms("They laying engineer off")
    assert ("acm", "rais", "$5bn"[1:]) == wording.terms("Acme's raising of $5bn")


@pytest.mark.parametrize("country", ["US", "U.S.", "USA", "U.S.A.", "US's"])
def test_a_country_is_no_pronoun(country: str) -> None:
    """The country is one term however it is written, and says something, though the word in small letters does not."""
    assert wording.terms(f"the {country} government") == ("us", "govern")
    assert wording.terms(f"{country}-based labs")[-2:] == ("base", "lab")
    assert wording.terms("It told us.") == ()


def test_a_shortened_verb_adds_no_content() -> None:
    """What a question is made of says nothing of its subject, shortened or not."""
    assert (
        wording.terms("What's new with Acme?") == wording.terms("What\u2019s new with Acme?") == wording.terms("Acme")
    )


def test_compounds_are_found_by_their_halves() -> None:
    """A hyphenated word counts as itself and as its parts."""
    assert {"chip-mak", "chip"} <= {term[:8] for term in wording.terms("the chip-maker")} | {"chip-mak"}
    assert wording.stem("maker") in wording.terms("the chip-maker")


@pytest.mark.parametrize(
    "sentence",
    [
        "He said the chip would ship in May.",
        "But the plan failed.",
        "The company also cut prices.",
        "“We were wrong,” she told reporters.",
        "This followed a long dispute.",
        "There, nobody sings.",
        "Meanwhile, they cut prices.",
        "The deal fell through.",
        "It was sold in May.",
        "The share price follows from that one.",
        "Everything else follows from the price.",
        "Globex prefers the latter.",
    ],
)
def test_dangling_sentences(sentence: str) -> None:
    """A sentence that points back needs the one before it."""
    assert wording.is_dangling(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Acme said on Monday that it would hire 200 people.",
        "Theodora Lindqvist left Globex.",
        "Italy fined Globex.",
        "There were no birds in Oslo.",
        "Meanwhile, Globex cut prices.",
        "The deal with Globex fell through.",
        "This year Globex cut prices.",
        "Globex found that one in five had left.",
        "It is not known whether Globex cut prices.",
    ],
)
def test_self_contained_sentences(sentence: str) -> None:
    """A sentence that names what it speaks of stands alone."""
    assert not wording.is_dangling(sentence)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The mistakes likely involve hiring.", True),
        ("Two people familiar with the matter said talks continue.", True),
        ("I suspect the numbers are wrong.", True),
        ("Acme raised $40 million in May.", False),
    ],
)
def test_hedges(sentence: str, expected: bool) -> None:  # noqa: FBT001  a parameter of the table
    """A guess is recognised by its words."""
    assert expected == wording.is_hedged(sentence)


def test_owner_with_a_hyphen_is_one_word() -> None:
    """What belongs to the Merlin-9 is found under its name, and the letter of possession is no word."""
    assert wording.terms("the Merlin-9's draw") == ("merlin-9", "merlin", "9", "draw")


def test_names_do_not_begin_with_a_stopword() -> None:
    """The capital that begins a sentence makes no name of an ordinary word."""
    assert wording.names("The Acme board named Theodora Lindqvist.") == ["Acme", "Theodora Lindqvist"]


@pytest.mark.parametrize(
    "dateline",
    [
        "AUSTIN, Texas, Nov 4 (Meridian Wire) - ",
        "SAN FRANCISCO, Nov. 24 (Reuters) - ",
        "BEIJING/HONG KONG, March 3 (Reuters) - ",
        "PORT-AU-PRINCE, Haiti, May 3 (Reuters) \u2013 ",
        "LONDON, 24 November (Reuters) - ",
        "London, Nov 4 (Reuters) - ",
        "SEOUL, Nov. 24 (Yonhap) -- ",
        "BRUSSELS, Tuesday, Nov 4 \u2014 ",
        "Nov 4 (Reuters) - ",
        "(Reuters) - ",
        "(Bloomberg) -- ",
        "Washington (CNN) \u2014 ",
        "New Delhi (PTI): ",
        "PARIS (AFP) \u2013 ",
        "KYIV, Ukraine (AP) \u2014 ",
        "AUSTIN, Texas (Meridian Wire) - ",
        "LONDON \u2014 ",
        "LOS ANGELES\u2014",
        "ST. LOUIS \u2014 ",
        "S\u00c3O PAULO \u2014 ",
        "SALT LAKE CITY - ",
        "WASHINGTON, D.C. \u2014 ",
        "HSINCHU, Taiwan \u2014 ",
        "SAN FRANCISCO, Nov. 24, 2026 (GLOBE NEWSWIRE) -- ",
        "SANTA CLARA, Calif., Nov. 24, 2026 /PRNewswire/ -- ",
        "SAN JOSE, Calif.--(BUSINESS WIRE)--",
        "REDMOND, Wash. \u2014 Nov. 19, 2026 \u2014 ",
        "Nov. 24, 2026 \u2013 SAN JOSE, Calif. \u2013 ",
    ],
)
@pytest.mark.parametrize(
    "said",
    [
        "Ostrel said that it would build a plant.",
        "\u201cWe will build,\u201d Ostrel said.",
        "xAI said that it would.",
        "$40 million is what it cost.",
    ],
)
def test_a_dateline_is_no_part_of_a_sentence(dateline: str, said: str) -> None:
    """Place, date and agency before a report's first sentence are cut, and the sentence is left as it stands."""
    assert said == datelines.without_dateline(dateline + said)
    assert said == datelines.without_dateline(said)


@pytest.mark.parametrize("dateline", ["MONS \u2014 ", "ST. PAUL \u2014 ", "SWIFT CURRENT - ", "ICHEON -- "])
def test_an_unknown_place_is_one_where_it_opens_a_text(dateline: str) -> None:
    """Capitals before a dash are a dateline at the beginning of a text, if nothing is inserted there."""
    said = ("Ostrel built a plant.", "It is open.")
    assert said == datelines.clean_sentences(f"{dateline}{' '.join(said)}")
    later = f"It is open. {dateline}Ostrel built a plant."
    assert datelines.clean_sentences(later)[-1] != said[0]
    assert datelines.clean_sentences("AMD \u2014 Shares rose.") == ("AMD \u2014 Shares rose.",)
    inserted = "OSTREL \u2014 Maker of ovens \u2014 built a plant."
    assert datelines.clean_sentences(inserted) == (inserted,)


def test_an_item_of_a_list_is_told_without_its_bullet() -> None:
    """Bullets and numbers are no part of a sentence."""
    assert datelines.clean_sentences("\u00b7 Ostrel has 3 plants.") == ("Ostrel has 3 plants.",)
    assert datelines.clean_sentences("2. Ostrel has 3 plants.") == ("Ostrel has 3 plants.",)


def test_opening_sentences_are_the_first_of_all() -> None:
    """What is left out as form counts as none of them."""
    text = "PARIS (AFP) \u2013 Ostrel has 3 plants.\n\nRead more\n\nTwo are new. One is for sale.\n\nIt hires."
    assert datelines.opening_sentences(text, 3) == datelines.clean_sentences(text)[:3]
    assert datelines.opening_sentences(text, 3) == ("Ostrel has 3 plants.", "Two are new.", "One is for sale.")
    assert datelines.opening_sentences(text, 9) == datelines.clean_sentences(text)


@pytest.mark.parametrize(
    "sentence",
    [
        "AI - the next wave - is here.",
        "OpenAI (the maker of ChatGPT) - said that it would.",
        "NVIDIA (NVDA) - Shares rose 3%.",
        "AMD (Advanced Micro Devices) \u2014 Intel's rival \u2014 fell.",
        "IBM \u2014 Big Blue to its friends \u2014 cut jobs.",
        "CHATGPT PLUS \u2014 OpenAI's paid tier \u2014 costs $20.",
        "GPT-5 \u2014 OpenAI's newest \u2014 is out.",
        "The Associated Press (AP) \u2014 a news agency \u2014 said so.",
        "CEO (Chief Executive) - Anna Sol resigned.",
        "NASA, ESA \u2014 Partners for years \u2014 agreed.",
        "WASHINGTON \u2014 the state, not the city \u2014 sued.",
        "London - Paris trains were late.",
        "Nov 4 \u2014 Ostrel announces a plant.",
        "In London on Nov 4 (Tuesday) - Acme met.",
        "Sources told Axios (on Friday) - Ostrel denied it.",
        "LONDON is where Ostrel sits.",
        "LONDON \u2014 ",
        "",
    ],
)
def test_an_ordinary_sentence_has_no_dateline(sentence: str) -> None:
    """Dashes, capitals and parentheses alone make no dateline."""
    assert sentence == datelines.without_dateline(sentence)


@given(
    st.text() | st.lists(st.sampled_from(["LONDON", "Nov 4", " - ", "(AP)", ", ", "Ostrel said.", "--"])).map("".join)
)
def test_only_the_beginning_of_a_sentence_is_cut(sentence: str) -> None:
    """Whatever is cut stood at the beginning, and something is left."""
    left = datelines.without_dateline(sentence)
    assert sentence.endswith(left)
    assert bool(left) == bool(sentence)


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    """No text makes the readers fail, and terms are unique."""
    found = wording.terms(text)
    assert len(set(found)) == len(found)
    assert isinstance(wording.is_dangling(text), bool)
    assert all(name for name in wording.names(text))


@given(
    st.text()
    | st.lists(st.sampled_from(["Acme's", "chip-maker", "U.S.", "(AP)", " ", "\u2014", "$5bn", "'"])).map("".join)
)
def test_no_word_reaches_across_a_space(text: str) -> None:
    """A text's stems are those of its words, though they are looked up by what stands between two spaces."""
    by_word = frozenset[str]().union(*map(wording.terms, wording.words(text)))
    assert wording.stems(text) == frozenset(wording.terms(text)) == by_word


def test_threads_stem_beside_each_other() -> None:
    """Words have the same stems when several threads ask at the same time."""
    endings = ("ations", "ively", "nesses", "ement", "ing", "edly", "ality", "ers")
    words = [
        f"{chr(97 + one)}{chr(97 + two)}rel{ending}" for one in range(26) for two in range(26) for ending in endings
    ]
    alone = [wording.stem(word) for word in words]
    wording.stem.cache_clear()
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(lambda _: [wording.stem(word) for word in words], range(4)))
    finally:
        sys.setswitchinterval(interval)
    assert [stems == alone for stems in found] == [True] * 4
