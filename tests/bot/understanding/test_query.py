"""Understanding: question, zone and conversation -> query."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.model import Exchange, Form, Question, RefusalReason, Seek
from bot.understanding.decomposition import split_question
from bot.understanding.form import open_form
from bot.understanding.query import understand
from indexer.model import Selection

TUESDAY = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")


def ask(text: str, **more: object) -> Question:
    """Return a question asked late on Tuesday, 24 November 2026, in UTC."""
    return Question(**({"text": text, "now": TUESDAY} | more))  # type: ignore[arg-type]  # a test's shorthand


def test_question_word_says_what_is_sought() -> None:
    """The question word decides what an answer must hold, and without one anything may answer."""
    asked = understand(ask("How much did the round raise?")), understand(ask("Tell me about the launch"))
    assert [query.seek for query in asked] == [Seek.MONEY, Seek.ANYTHING]


@pytest.mark.parametrize("country", ["the US", "the us", "us"])
def test_a_country_is_asked_about_in_small_letters_too(country: str) -> None:
    """Who writes in small letters means the country where the word cannot stand; "tell us about" asks for nothing."""
    assert "us" in understand(ask(f"what did {country} government say to acme")).terms
    assert "us" not in understand(ask("tell us about acme, give us the government's view")).terms


def test_an_open_answer_stands_in_for_no_plain_fact() -> None:
    """What is hardly a question of fact may be told in the form next to it; not if a figure or an outlet is asked for.

    Taken for one of that form, its time is that of the news.
    """
    chip = understand(ask("Acme's Corvid 2 chip - from tape out until now"))
    assert open_form(chip) is Form.OVERVIEW
    assert open_form(understand(ask("Amberly works - opening, engineers, visitors in Ostrava"))) is Form.OVERVIEW
    rumours = ask("which of the rumours were denied this month")
    assert open_form(understand(rumours)) is Form.LIST
    assert understand(rumours, form=Form.LIST).selection.since == _utc("2026-11-01T00:00")
    assert open_form(understand(ask("How much did Acme pay for Globex?"))) is None
    harbour = understand(ask("What has the Harbour Post written about Acme?"), publishers=("Harbour Post",))
    assert open_form(harbour) is None


def test_who_holds_an_office_is_told_by_no_other_news() -> None:
    """An overview of a company does not answer who leads it."""
    for text in ("Who is Acme's CTO?", "Who is Acme's CEO?"):
        assert open_form(understand(ask(text))) is None


def test_what_bears_a_name_may_be_told_by_what_is_told_of_it() -> None:
    """Who or what bears a name is told in an overview where no sentence says it; nothing that is of it is."""
    for text in ("What is the Acme Institute?", "who's Ada Lorne", "So what is Corvid?"):
        for refused in (RefusalReason.UNLIKELY, RefusalReason.NO_QUOTABLE_SENTENCE):
            assert open_form(understand(ask(text)), refused) is Form.OVERVIEW
        assert open_form(understand(ask(text)), RefusalReason.OTHER_PRODUCT) is None
    for text in ("What is the price of Corvid?", "What is Acme's plan?", "Who is the head of Acme?"):
        assert open_form(understand(ask(text)), RefusalReason.NO_QUOTABLE_SENTENCE) is None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("How many of Acme's robots are recalled, and what was wrong with them?", Form.FACT),
        ("How much did Acme raise and what happened at Globex?", None),
    ],
)
def test_a_part_of_a_question_of_fact_is_one_too(text: str, form: Form | None) -> None:
    """What asks for more of the same stays a fact; what names something of its own is understood by itself."""
    _, part = split_question(ask(text))
    assert part.form is form
    assert understand(part.question, form=part.form).form is (form or Form.OVERVIEW)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("today", "2026-11-24T00:00", "2026-11-25T00:00"),
        ("yesterday", "2026-11-23T00:00", "2026-11-24T00:00"),
        ("this week", "2026-11-23T00:00", "2026-11-25T00:00"),
        ("last week", "2026-11-16T00:00", "2026-11-23T00:00"),
        ("this month", "2026-11-01T00:00", "2026-11-25T00:00"),
        ("last month", "2026-10-01T00:00", "2026-11-01T00:00"),
        ("in the past 3 days", "2026-11-21T00:00", "2026-11-25T00:00"),
    ],
)
def test_words_of_time_become_a_window(words: str, first: str, last: str) -> None:
    """Words that say when restrict the search to publications of that time."""
    expected = Selection(since=_utc(first), until=_utc(last))
    assert expected == understand(ask(f"What did Acme announce {words}?")).selection


def test_today_is_the_askers_day() -> None:
    """Late on Tuesday in UTC it is Wednesday in Tokyo."""
    expected = Selection(since=_utc("2026-11-24T15:00"), until=_utc("2026-11-25T15:00"))
    assert expected == understand(ask("What happened today?", zone=TOKYO)).selection


@pytest.mark.parametrize(
    ("published", "was_then"),
    [
        ("2026-11-19T14:59", False),  # Thursday in Tokyo, too
        ("2026-11-19T15:00", True),  # midnight in Tokyo
        ("2026-11-21T14:59", True),  # what happened late is told on Saturday
        ("2026-11-21T15:00", False),
    ],
)
def test_a_day_that_is_meant_is_the_askers(published: str, was_then: bool) -> None:  # noqa: FBT001  a table
    """What was published on a Friday in UTC may be none of the asker's Friday."""
    query = understand(ask("How much did Acme raise on Friday?", zone=TOKYO))
    assert bool(query.periods_at(_utc(published))) is was_then


def test_stated_time_beats_words() -> None:
    """A window that the asker states as a filter is not narrowed by words of the question."""
    stated = Selection(since=_utc("2026-01-01T00:00"))
    assert stated == understand(ask("What happened today?", selection=stated)).selection


def test_news_of_a_month_on_no_topic_is_that_months() -> None:
    """Where nothing but a month is asked for, the search is restricted to it; with a topic it is only preferred."""
    query = understand(ask("What happened in October?"))
    assert query.selection == Selection(since=_utc("2026-10-01T00:00"), until=_utc("2026-11-01T00:00"))
    about = understand(ask("What happened to the prices of Acme in October?"))
    assert (about.selection, [period.firm for period in about.periods]) == (Selection(), [False])


def test_month_name_is_no_filter() -> None:
    """A word that may be a month, or a plan for a year, does not restrict the search."""
    asked = understand(ask("May Acme release its 2027 model?"))
    assert Selection() == asked.selection


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("How much did Acme raise this autumn?", "How much did Acme raise?"),
        ("What caused the Globex outage in May?", "What caused the Globex outage?"),
        ("Since 3 May, what has Acme released?", "what has Acme released?"),
        ("Between 3 May and 10 June, what did Acme buy?", "what did Acme buy?"),
        ("Who joined Acme in late October, and why?", "Who joined Acme, and why?"),
        ("Whom did Acme hire in 2026?", "Whom did Acme hire?"),
    ],
)
def test_a_time_that_was_read_is_no_word(text: str, left: str) -> None:
    """What articles are dated by is not looked for in what they say, and is no name."""
    query = understand(ask(text))
    assert (query.content, query.names & {"may", "june", "octob"}) == (left, frozenset())


@pytest.mark.parametrize(
    "text",
    [
        "What did May Habib say?",
        "Who won the 2024 election?",
        "What was Acme's revenue in the third quarter?",
        "How much did Acme raise in 2024?",
        "What was Acme worth in August 2024?",
        "black friday discount for Acme Plus",
        "Will Acme's chip ship by March 2027?",
        "Why did Acme fall after Friday's vote?",
        "When was the Black Friday sale?",
        "What happened in May?",
    ],
)
def test_a_time_that_texts_say_stays(text: str) -> None:
    """Names, quarters, years that are over and times of no period are words like others; so is all that there is."""
    assert understand(ask(text)).content == text


def test_a_time_that_is_only_preferred_is_still_asked_for() -> None:
    """What may be the event's time is a term of the question, which the date of an article says, too."""
    query = understand(ask("What did Acme buy in May 2026?"))
    assert {"may", "2026"} == query.dated
    assert query.dated < set(query.terms)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("@byline how much did Acme raise?", "how much did Acme raise?"),
        ("@news.bot @ana: who leads Acme?", "who leads Acme?"),
        ("Who is @acme?", "Who is @acme?"),
        ("@acme", "@acme"),
    ],
)
def test_whom_a_question_is_addressed_to_is_no_part_of_it(text: str, left: str) -> None:
    """A mention that was typed as text is cut off where it begins a question."""
    assert understand(ask(text)).text == left


@pytest.mark.parametrize(
    ("text", "seek"),
    [
        ("whos the ceo of Acme", Seek.PERSON),
        ("Who is Globex's CEO?", Seek.PERSON),
        ("who is the CFO of Acme", Seek.PERSON),
        ("Who was the CTO of ACME", Seek.PERSON),
        ("Who is Acme's chief scientist?", Seek.PERSON),
        ("Who is Ana Torres?", Seek.MEANING),
        ("who are Globex Systems?", Seek.MEANING),
        ("Who is Jo O'Neill?", Seek.MEANING),
    ],
)
def test_who_holds_an_office_is_a_person(text: str, seek: Seek) -> None:
    """Only a bare name asks who somebody is."""
    assert understand(ask(text)).seek is seek


@pytest.mark.parametrize(
    ("text", "seek"),
    [
        ("how much did Acme save?", Seek.NUMBER),
        ("how much did Acme pay?", Seek.MONEY),
        ("whats acme worth these days, after all that?", Seek.MONEY),
    ],
)
def test_what_is_saved_may_be_a_share(text: str, seek: Seek) -> None:
    """What is paid or worth is a sum, in the shorthand of chats, too."""
    assert understand(ask(text)).seek is seek


@pytest.mark.parametrize(
    ("earlier", "text", "meant"),
    [
        (["How much did Acme raise?"], "and Globex?", "How much did Globex raise?"),
        (["How much did Acme raise?", "and Globex?"], "What about Initech AI?", "How much did Initech AI raise?"),
        (["How much did Acme raise?", "and when?"], "and Globex?", "How much did Globex raise? when?"),
        (["Did Acme sue Globex?"], "and Initech?", "Did Acme sue Globex? Initech?"),
        (["How much did Acme raise?"], "and in May?", "How much did Acme raise? in May?"),
        (["Who leads Acme?", "Which chips does Globex make?"], "and why?", "Which chips does Globex make? why?"),
    ],
)
def test_follow_up_asks_the_same_of_another_name(earlier: list[str], text: str, meant: str) -> None:
    """A name alone is asked what was asked of the one before; where that is not clear, both are searched together."""
    conversation = tuple(Exchange(question=question) for question in earlier)
    assert understand(ask(text, conversation=conversation)).text == meant


@pytest.mark.parametrize(
    ("before", "text", "meant"),
    [
        ("How much did Acme raise?", "and when?", "How much did Acme raise? when?"),
        ("What is Acme's revenue?", "What about Globex?", "What is Globex's revenue?"),
        ("When did Ana Torres join Acme?", "Why did she leave?", "Why did Ana Torres leave?"),
    ],
)
def test_follow_up_is_completed_by_the_question_before(before: str, text: str, meant: str) -> None:
    """A follow-up that lacks its subject is searched together with what was asked, or with whom it was about."""
    assert understand(ask(text, conversation=(Exchange(question=before),))).text == meant


@pytest.mark.parametrize(
    "question",
    [
        "Who reported the mistakes at Meta?",
        "Who first reported the mistakes at Meta?",
        "Who was first to report the mistakes at Meta?",
        "Which outlet first reported the mistakes at Meta?",
        "What newspaper reported the mistakes at Meta?",
    ],
)
def test_who_reported_is_no_word_of_what_was_reported(question: str) -> None:
    """Whoever asks for the source of a report seeks articles on what was reported, not on outlets or on firsts."""
    assert set(understand(ask(question)).terms) == {"mistak", "meta"}


def test_follow_up_keeps_what_was_sought_and_when() -> None:
    """What kind of answer is wanted, and of which time, holds on for what follows up, unless that says otherwise."""
    before = (Exchange(question="How much did Acme raise last week, and is it the latest?"),)
    first, other, when, today = (
        understand(text)
        for text in (
            ask(before[0].question),
            *(ask(text, conversation=before) for text in ("and Globex?", "and when?", "and today?")),
        )
    )
    assert (other.seek, other.latest, other.selection) == (first.seek, first.latest, first.selection)
    assert (when.seek, when.selection) == (Seek.DATE, first.selection)
    assert today.selection == understand(ask("What happened today?")).selection


def test_question_of_its_own_is_left_alone() -> None:
    """A whole question in a conversation does not drag the one before along."""
    before = (Exchange(question="How much did Acme raise?"),)
    whole = "Which regulator fined Globex Robotics over training data?"
    assert whole == understand(ask(whole, conversation=before)).text


def test_named_publishers_are_found_whatever_their_case() -> None:
    """A known publisher that the question cites as its source is preferred."""
    known = ["Harbour Post", "Wire", "Chipletter"]
    assert understand(ask("What did the Harbour Post report?"), known).publishers == ("Harbour Post",)
    assert understand(ask("according to chipletter, who left?"), known).publishers == ("Chipletter",)
    assert understand(ask("Did they wire the money?"), known).publishers == ()


def test_publishers_are_known_in_other_capitals() -> None:
    """A publisher is named in whatever capitals, as long as a reader takes it for a name."""
    known = ("Cnbc | Business", "The Verge", "Markets.com", "Wired")
    assert understand(ask("What did the Verge and CNBC report?"), known).publishers == ("Cnbc | Business", "The Verge")
    assert understand(ask("Does Markets.com see an end of it?"), known).publishers == ("Markets.com",)
    assert understand(ask("What did they say on the verge of a wired war?"), known).publishers == ()
    assert understand(ask("Was the harbour built in wired blocks?"), known).publishers == ()
    assert understand(ask("Was that in Wired?"), known).publishers == ("Wired",)


def test_latest_is_an_intent() -> None:
    """Whoever asks for the latest wants newer before better matching."""
    assert understand(ask("What is the latest on Acme?")).latest
    assert not understand(ask("Who runs Acme?")).latest


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "What's new?",
        "what is new in AI",
        "What happened last week?",
        "Any news today?",
        "headlines of this month",
        "What are the latest AI stories?",
        "What was reported 3 days ago?",
        "yesterday's headlines",
        "Give me the news of the last fortnight.",
        "What was the AI news last quarter?",
        "What came out in early November?",
        "Any headlines since the start of the month?",
    ],
)
def test_news_on_no_topic_are_an_overview_of_everything(text: str) -> None:
    """Whoever asks for news of a time, or the latest, without saying on what, wants whatever is newest."""
    query = understand(ask(text))
    assert (query.form, query.subjects) == (Form.OVERVIEW, ())


@pytest.mark.parametrize(
    "text", ["What happened to Acme?", "What is the latest on Acme Robotics?", "any news about Acme today"]
)
def test_news_on_nothing_but_names_are_an_overview_of_them(text: str) -> None:
    """Whoever asks what is new about a company, and nothing else of it, wants how the newest articles on it begin."""
    query = understand(ask(text))
    assert query.form is Form.OVERVIEW
    assert [each.name.split()[0] for each in query.subjects] == ["Acme"]
    assert understand(ask("What happened to the prices of Acme?")).form is Form.FACT


@pytest.mark.parametrize(
    "text",
    [
        "What's new at Acme?",
        "What happened to Acme last week?",
        "Who is new on the board?",
        "today",
    ],
)
def test_news_on_a_topic_are_no_overview_of_everything(text: str) -> None:
    """A question with a topic, or one that asks for no news, is searched for."""
    query = understand(ask(text))
    assert query.form is Form.FACT or query.subjects


def test_a_publishers_name_says_no_time() -> None:
    """A name such as "USA Today" or "Latest Markets" neither restricts the search to a day nor asks for the latest."""
    query = understand(ask("What did USA Today report on the merger?"), ["USA Today"])
    assert query.publishers == ("USA Today",)
    assert query.selection == Selection()
    assert not understand(ask("Did Latest Markets report on the merger?"), ["Latest Markets"]).latest


def test_recently_in_a_question_on_several_facts_is_said_of_one_of_them() -> None:
    """A question that names the sources of several facts asks for these, not for the newest articles."""
    text = (
        "Which company, recently criticised by The Wire for its prices, is also accused by The Ledger of hiding costs?"
    )
    assert not understand(ask(text), ["The Wire", "The Ledger"]).latest
    assert understand(ask("What did Acme recently announce?"), ["The Wire"]).latest


def test_side_of_a_comparison_stands_alone() -> None:
    """A side is no follow-up of the other, nor of what was said before, unless it points back; each knows the other."""
    before = (Exchange(question="Who runs Globex?"),)
    named = split_question(ask("Compare Acme with Borealis", conversation=before))
    assert [(part.question.text, part.beside, part.question.conversation) for part in named] == [
        ("Acme", "Borealis", ()),
        ("Borealis", "Acme", ()),
    ]
    pointing = split_question(ask("Compare it with Borealis", conversation=before))
    assert [part.question.conversation for part in pointing] == [before, ()]


def test_later_question_follows_the_first() -> None:
    """Of two questions in one message the later one is understood after the first."""
    first, later = split_question(ask("How much did Acme raise and who led the round?"))
    assert first.question.conversation == ()
    assert later.question.conversation == (Exchange(question="How much did Acme raise?"),)
    assert split_question(ask("Who runs Acme?")) == ()
