"""What is written to the bot on Slack, and what it takes it for."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.chat.parsing import (
    AskCommand,
    Command,
    DigestCommand,
    FeedsCommand,
    HelpCommand,
    ScopeCommand,
    WatchCommand,
    WatchesCommand,
    parse_command,
    parse_mention,
    suggest_parts,
)
from bot.adapters.messages.search_state import (
    MAX_OFFSET,
    MAX_SOURCE,
    MAX_SOURCES,
    MAX_TAG,
    MAX_TEXT,
    Search,
    parse_search_state,
)
from bot.adapters.slack.escaping import decode
from bot.model.chat import Filters
from bot.model.tags import FeedTags
from indexer.model import Kind, Selection
from indexer.model.feeds import Feed
from indexer.web import plaintext
from tests.doubles.slack_payloads import ANYTHING, LONG, SHORT, TIMES, units

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
LONG_TAGS = ("policy", "chips", "labs", "newsletters", "research")
"""As many as a search may name, longer together than each may be."""


def wish(text: str) -> Command:
    """Return what the words behind the command mean to somebody in Berlin."""
    return parse_command(decode(text), now=NOW, zone=BERLIN)


def search(text: str, *, latest: bool = False, **filters: object) -> Search:
    """Return a search with filters."""
    return Search(text=text, now=NOW, selection=Selection(**filters), latest=latest)  # type: ignore[arg-type]


def watched(query: str, **filters: object) -> WatchCommand:
    """Return a watch with filters."""
    return WatchCommand(query=query, filters=Filters(**filters))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("open-weight models", search("open-weight models")),
        ("chips since:7d", search("chips", since=NOW - timedelta(days=7))),
        ("until:2026-01-31 chips", search("chips", until=datetime(2026, 1, 31, 23, tzinfo=UTC))),
        ("chips source:reuters KIND:Announcement", search("chips", sources=("reuters",), kinds=(Kind.ANNOUNCEMENT,))),
        ('chips source:"The Verge" deals', search("chips deals", sources=("The Verge",))),
        ("chips source:“The Verge” source:bbc.co.uk", search("chips", sources=("The Verge", "bbc.co.uk"))),
        ("source:https://www.theverge.com/ai AT&amp;T", search("AT&T", sources=("https://www.theverge.com/ai",))),
        ("chips tag:policy TAG:eu language:DE", search("chips", tags=("policy", "eu"), language="de")),
        ('chips tags:"Policy, eu  law,policy"', search("chips", tags=("policy", "eu law"))),
        ("chips kind:reported,opinion", search("chips", kinds=(Kind.REPORTED, Kind.OPINION))),
        (
            f'chips tags:"{", ".join(LONG_TAGS)}" source:"The  Verge"',
            search("chips", tags=LONG_TAGS, sources=("The Verge",)),
        ),
        (
            "ask kind:reported,opinion tag:eu,chips Who leads it?",
            AskCommand(text="Who leads it?", filters=Filters(kinds=("reported", "opinion"), tags=("eu", "chips"))),
        ),
        ('"re:Invent" keynotes', search('"re:Invent" keynotes')),
        ("at 10:30 https://example.org/x", search("at 10:30 https://example.org/x")),
        ("latest", search("", latest=True)),
        ("Latest chips source:wired", search("chips", latest=True, sources=("wired",))),
        ("latest since:1d", search("", latest=True, since=NOW - timedelta(days=1))),
        ("ask Who leads Acme?", AskCommand(text="Who leads Acme?")),
        (
            "ask tag:policy language:en Who leads it?",
            AskCommand(text="Who leads it?", filters=Filters(tags=("policy",), language="en")),
        ),
        (
            "ask since:7d Who leads it: Ann?",
            AskCommand(text="Who leads it: Ann?", filters=Filters(since="7d")),
        ),
        ("ask What is re:Invent?", AskCommand(text="What is re:Invent?")),
        ("feeds", FeedsCommand()),
        ("feeds for cattle", search("feeds for cattle")),
        ("", HelpCommand()),
        ("help", HelpCommand()),
        ("?", HelpCommand()),
        ("help wanted", search("help wanted")),
        ('watch "export controls" kind:reported,opinion', watched("export controls", kinds=("reported", "opinion"))),
        ("watch chips source:“The Verge” tag:Policy", watched("chips", sources=("The Verge",), tags=("policy",))),
        ('watch "export controls" chips language:EN', watched('"export controls" chips', language="en")),
        ("watches", WatchesCommand()),
        ("watches of Basel", search("watches of Basel")),
        (
            "digest weekdays 08:30 tags:chips,policy empty:silent zone:Europe/Berlin",
            DigestCommand(
                schedule="weekdays 08:30",
                filters=Filters(tags=("chips", "policy")),
                is_silent=True,
                zone="Europe/Berlin",
            ),
        ),
        ("digest now", DigestCommand(schedule="")),
        ("scope", ScopeCommand()),
        ("scope clear", ScopeCommand(is_cleared=True)),
        (f"scope tags:{','.join(LONG_TAGS)}", ScopeCommand(filters=Filters(tags=LONG_TAGS))),
        ("scope kind:reported,opinion without:reported", ScopeCommand(filters=Filters(kinds=("opinion",)))),
        (
            "scope tags:policy language:en without:opinion quiet:22:00-07:00",
            ScopeCommand(
                filters=Filters(
                    tags=("policy",), language="en", kinds=("reported", "announcement", "research", "unknown")
                ),
                quiet="22:00-07:00",
            ),
        ),
    ],
)
def test_words_of_the_command(written: str, expected: Command) -> None:
    """Searches with filters, questions, the latest, feeds and help are told apart."""
    assert wish(written) == expected


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("chips sinse:7d", "did you mean since:?"),
        ("re:Invent", 'put it in quotes: "re:Invent"'),
        ("chips since:soon", "'soon' is no time"),
        ("chips since:99999m", "is no time"),
        ("chips since:0001-01-01", "is no time"),
        ("chips since:0100-01-01", "no such time"),
        ("chips since:7d since:8d", "since: given twice"),
        ("chips since:7d until:30d", "is not before"),
        ("chips kind:reported,rumour", "kind: rumour is no kind"),
        ("ask kind:rumour Who?", "kind: rumour is no kind"),
        (f"chips tags:eu,{'x' * (MAX_TAG + 1)}", "tag: at most 5, of at most 40 characters each"),
        ("scope tags:,", "a filter without a value"),
        ("scope kind:reported without:reported", "without: leaves no kind"),
        ("scope without:reported,announcement,opinion,research,unknown", "without: leaves no kind"),
        ('chips source:""', "a filter without a value"),
        ("chips source: reuters", "needs its value right behind it"),
        ('chips source:"The Verge', "in two quotation marks"),
        (" ".join(f"source:s{number}" for number in range(MAX_SOURCES + 1)) + " chips", "at most 5"),
        (f"chips source:{'x' * (MAX_SOURCE + 1)}", "at most 5"),
        ("since:7d", "search for what?"),
        ("!!!", "search for what?"),
        ("ask", "ask what?"),
        ("ask ???", "ask what?"),
        ("watch", "watch for what?"),
        ("watch kind:reported", "watch for what?"),
        ("watch chips since:7d", "since: is no filter"),
        ("watch chips kind:rumour", "kind: rumour is no kind"),
        ("watch chips language:english", "two letters"),
        ("digest", "when is the digest to come?"),
        ("digest daily 08:30 empty:maybe", "empty: is silent or say"),
        ("digest daily 08:30 zone:UTC zone:UTC", "zone: given twice"),
        ("scope policy", "no words of its own"),
        (f"scope tags:{','.join('abcdef')}", "at most 5"),
    ],
)
def test_what_is_not_understood_gets_help(written: str, said: str) -> None:
    """A mistake is answered by help that names it."""
    found = wish(written)
    assert isinstance(found, HelpCommand)
    assert said in found.problem


def test_the_last_part_of_a_list_is_completed() -> None:
    """Tags are completed one after the other, and none is offered twice."""
    assert suggest_parts("ch", ["chips", "policy", "tech"]) == ["chips", "tech"]
    assert (
        suggest_parts("Chips, p", ["chips", "policy", "chips policy"]) == ["Chips, chips policy", "Chips, policy"][::-1]
    )
    assert suggest_parts("chips,", ["chips", "policy"]) == ["chips, policy"]


@ANYTHING
@given(LONG)
def test_any_words_mean_something(written: str) -> None:
    """Nothing that can be written fails, and a search that comes of it can be paged."""
    found = wish(written)
    if isinstance(found, Search):
        assert parse_search_state(found.value()) == found
    assert isinstance(parse_mention(decode(written)), AskCommand | HelpCommand)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<@U0BOT> who leads Acme?", "who leads Acme?"),
        ("who leads Acme, <@U0BOT|byline>?", "who leads Acme, ?"),
        ("what did <#C024BE91L|general> say", "what did #general say"),
        ("<#C024BE91L|> news", "news"),
        ("see <https://example.org/a?b=1&amp;c=2|the post>", "see the post"),
        ("see <https://example.org/a?b=1&amp;c=2>", "see https://example.org/a?b=1&c=2"),
        ("AT&amp;T &lt;3 &gt; &amp;lt;", "AT&T <3 > &lt;"),
        ("<!here> <!subteam^S1|@team> <!date^1^{date}|today>", "@team today"),
        ("one\n\ntwo\u202e", "one two"),
        ("a < b", "a < b"),
    ],
)
def test_slack_markup_is_read_as_plain_text(written: str, expected: str) -> None:
    """Mentions go, names, labels and addresses stay, and what was escaped is undone once."""
    assert decode(written) == expected


@pytest.mark.parametrize("written", ["<@U0BOT>", "<@U0BOT> help", "hello <@U0BOT>!", "<@U0BOT> ???", ""])
def test_bare_mention_gets_help(written: str) -> None:
    """A mention without a question gets help."""
    assert parse_mention(decode(written)) == HelpCommand()


def test_mention_with_a_question_asks() -> None:
    """What stands beside the mention is the question."""
    assert parse_mention(decode("<@U0BOT> and Google?")) == AskCommand(text="and Google?")


LINES = SHORT.map(lambda text: plaintext.to_line(text, MAX_TEXT) or "x")
SELECTIONS = st.builds(
    Selection,
    since=st.none() | TIMES,
    until=st.none() | TIMES,
    sources=st.lists(SHORT.map(lambda text: plaintext.to_line(text, MAX_SOURCE)), max_size=MAX_SOURCES).map(tuple),
    kinds=st.lists(st.sampled_from(Kind), unique=True).map(tuple),
)


@ANYTHING
@given(LINES, TIMES, SELECTIONS, st.integers(0, MAX_OFFSET), st.booleans())
def test_search_survives_the_way_through_a_button(
    text: str,
    now: datetime,
    selection: Selection,
    offset: int,
    latest: bool,  # noqa: FBT001
) -> None:
    """A search comes back from a button's value as it was, and the value is short enough."""
    sent = Search(text=text, now=now, selection=selection, offset=offset, latest=latest)
    assert parse_search_state(sent.value()) == sent
    assert units(sent.value()) <= 2_000


GOOD = {"q": "chips", "n": "2026-11-24T12:00:00+00:00", "o": 0}


@pytest.mark.parametrize(
    "value",
    [
        "",
        "null",
        "[]",
        "{",
        "[" * 1_999,
        "x" * 2_001,
        *(
            json.dumps(GOOD | change)
            for change in (
                {"q": None},
                {"q": "two\nlines"},
                {"q": "x" * (MAX_TEXT + 1)},
                {"q": "\ud800"},
                {"q": ""},
                {"n": "2026-11-24T12:00:00"},
                {"n": "0001-01-01T00:00:00+14:00"},
                {"n": 5},
                {"o": -1},
                {"o": MAX_OFFSET + 1},
                {"o": True},
                {"o": "0"},
                {"s": "soon"},
                {"s": 5},
                {"k": ["rumour"]},
                {"k": "opinion"},
                {"p": ["x"] * (MAX_SOURCES + 1)},
                {"p": [5]},
                {"p": ["two\nlines"]},
            )
        ),
    ],
)
def test_a_forged_value_is_no_search(value: str) -> None:
    """What this bot has not written is not searched for."""
    assert parse_search_state(json.dumps(GOOD)) == Search(text="chips", now=NOW)
    assert parse_search_state(value) is None


@ANYTHING
@given(st.text(max_size=200) | st.recursive(st.none() | st.text(max_size=5), st.lists).map(json.dumps))
def test_any_value_is_read_without_failing(value: str) -> None:
    """Whatever comes back with a click is a search or nothing."""
    assert parse_search_state(value) is None


@pytest.mark.parametrize("piece", ["“", '"', "<", "<a|", "since:“", 'x:"', "a:", "&lt;", "x "])
def test_a_pasted_document_is_read_at_once(piece: str) -> None:
    """However long and strange a text is, reading it takes no more than in proportion to its length."""
    text = piece * 200_000
    assert isinstance(parse_mention(text), AskCommand | HelpCommand)
    assert not isinstance(wish(text), FeedsCommand)
    assert not isinstance(wish(f"ask {text}"), FeedsCommand)


@pytest.mark.parametrize("text", ["chips tag:polcy", "latest tag:polcy", "ask tag:polcy Who?"])
def test_an_unknown_tag_is_help_with_the_known_ones(text: str) -> None:
    """A tag that no feed has is told before anything is searched."""
    tags = FeedTags(lambda: [Feed(url="https://a.example/feed", tags=("policy",))])
    problem = "tag: no feed has the tag 'polcy'; there are policy"
    assert parse_command(text, now=NOW, zone=BERLIN, tags=tags) == HelpCommand(problem=problem)
