"""What is said on Slack: within every limit, linked, and harmless, whatever the articles hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.messages import notices
from bot.adapters.messages.answer import Sharing
from bot.adapters.messages.message import (
    CHOICES,
    MAX_COMMENT,
    MORE,
    MORE_STORIES,
    NEXT,
    PREVIOUS,
    SHARE_ANSWER,
    SHARE_PAGE,
    format_vote,
    parse_vote,
)
from bot.adapters.messages.search_state import MAX_SOURCE, MAX_SOURCES, MAX_TEXT, PAGE, Search, parse_search_state
from bot.adapters.messages.story_post import format_post
from bot.adapters.messages.watch_preview import format_narrower, format_preview
from bot.adapters.slack import views
from bot.adapters.slack.escaping import decode, escape
from bot.adapters.slack.markup import MRKDWN, render, usage
from bot.model import (
    Answer,
    Citation,
    Claim,
    Clarification,
    Form,
    Instead,
    Question,
    Refusal,
    RefusalReason,
    Result,
    ResultPage,
    Source,
    Statement,
    StatementKind,
)
from bot.model.chat import Filters, Rate
from bot.operations.health import FeedCondition, FeedHealth, Status
from bot.subscriptions.narrower_watches import narrowings
from bot.subscriptions.records import StoryItem, StoryPost
from indexer.model import Article, Kind, Origin, Selection, Story
from indexer.web import plaintext
from tests.doubles.chat_labels import LABELS, LEADS_TO
from tests.doubles.post_payloads import KEY, NONCE, posts, previews
from tests.doubles.slack_payloads import (
    ANYTHING,
    HOSTILE,
    LONG,
    SHORT,
    TIMES,
    URLS,
    ZONES,
    answer_message,
    answers,
    articles,
    assert_harmless,
    assert_openable,
    assert_sendable,
    buttons,
    further_message,
    links,
    notice,
    page_message,
    pages,
    shown,
)
from tests.doubles.subscriptions import story_of, watch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from bot.subscriptions.previews import Preview
    from bot.subscriptions.records import Post

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ID = "slack:T1:C1:1700000000.000100"
STORY = Story(id="s", articles=5, outlets=5, origins=1, first="a1")
QUESTION = Question(text="Who leads Acme?", now=NOW, zone=ZoneInfo("Europe/Berlin"))


def article(number: int, *, title: str = "", url: str = "") -> Article:
    """Return an article by its number."""
    return Article(
        id=f"a{number}",
        url=url or f"https://example.org/{number}?a=1&b=2",
        title=title or f"Title {number}",
        text="",
        publisher=f"Paper {number}",
        published=NOW - timedelta(days=number),
        first_seen=NOW,
        kind=Kind.REPORTED,
    )


def answer(*statements: Statement, sources: int = 2, further: Sequence[Article] = ()) -> Answer:
    """Return an answer that cites the first articles."""
    cited = tuple(Source(number=number, article=article(number), passage="") for number in range(1, sources + 1))
    return Answer(question=QUESTION, statements=statements, sources=cited, newest=NOW, further=tuple(further))


def said(text: str, *citations: int, kind: StatementKind = StatementKind.REPORTED) -> Statement:
    """Return a statement."""
    return Statement(text=text, kind=kind, citations=citations)


def results(number: int) -> tuple[Result, ...]:
    """Return results of a search."""
    return tuple(Result(article=article(n), score=1.0, snippet=f"Snippet {n}.") for n in range(1, number + 1))


def test_answer_reads_as_in_the_terminal() -> None:
    """Statements with marks stand before numbered, linked and dated sources, and as of when it holds."""
    message = answer_message(
        answer(said("Ann leads Acme.", 1, 2), said("Bob may follow.", 2, kind=StatementKind.HEDGED)), ID
    )
    assert_sendable(message)
    assert shown(message).splitlines() == [
        "Ann leads Acme. [1, 2]",
        "Unconfirmed: Bob may follow. [2]",
        "*Sources*",
        "[1] Title 1 (Paper 1, 23 Nov 2026, reported)",
        "[2] Title 2 (Paper 2, 22 Nov 2026, reported)",
        "As of 24 Nov 2026 13:00 CET. Newest article searched: 24 Nov 2026.",
    ]
    assert links(message) == [(f"https://example.org/{n}?a=1&b=2", f"Title {n}") for n in (1, 2)]
    assert message.text.startswith(
        "Ann leads Acme. [1, 2]\nUnconfirmed: Bob may follow. [2]\n[1] <https://example.org/1"
    )


def test_answer_counts_outlets_and_names_the_origin() -> None:
    """Copies are counted as what they are, and an article that follows another source says so."""
    followed = replace(article(1), origins=(Origin(name="Reuters"),))
    sources = (Source(number=1, article=followed, passage=""),)
    message = answer_message(replace(answer(said("Ann leads Acme.", 1)), sources=sources, stories={"a1": STORY}), ID)
    assert "(Paper 1, 23 Nov 2026, reported, 5 outlets, 1 origin, after Reuters)" in shown(message)


def test_answer_has_the_buttons_that_make_sense() -> None:
    """Every answer can be rated; more sources are offered if there are any, sharing if only the asker sees it."""
    plain = answer_message(answer(said("Ann leads Acme.", 1)), ID)
    full = answer_message(answer(said("Ann leads Acme.", 1), further=[article(3)]), ID, share=True)
    assert buttons(plain) == {}
    assert buttons(full) == {MORE: ID, SHARE_ANSWER: ID}
    rating = next(block for block in plain.blocks if block["type"] == "context_actions")["elements"][0]
    votes = [parse_vote(rating[name]["value"]) for name in ("positive_button", "negative_button")]
    assert votes == [(ID, 1), (ID, -1)]


@ANYTHING
@given(LONG, LONG)
def test_a_shared_answer_stands_with_its_question(question: str, name: str) -> None:
    """In a channel an answer that only its asker saw comes with the question and a name, whatever these hold."""
    given_answer = answer(said("Acme was fined by the court. " * 50, 1))
    assert_sendable(answer_message(given_answer, ID, sharing=Sharing(question=question, by=name)))
    assert answer_message(given_answer, ID, sharing=Sharing()) == answer_message(given_answer, ID)
    shared = answer_message(given_answer, ID, sharing=Sharing(question="Who leads <Acme>?", by="Ann"))
    assert shown(shared).startswith("*Who leads <Acme>?*\nAcme was fined")
    assert shown(shared).endswith("Shared by Ann.")
    assert shared.text.startswith("*Who leads &lt;Acme&gt;?*\nAcme was fined")


def test_nothing_found_shows_the_nearest() -> None:
    """Without an answer the nearest articles are linked, and it is said that nothing was found."""
    message = answer_message(Answer(question=QUESTION, nearest=(article(1), article(2))), ID)
    assert_sendable(message)
    assert shown(message).splitlines()[:4] == [
        "Nothing found on “Who leads Acme?”: the collected articles do not answer this.",
        "Nearest: Title 1 (Paper 1, 23 Nov 2026, reported)",
        "*Also near*",
        "• Title 2 (Paper 2, 22 Nov 2026, reported)",
    ]
    assert links(message) == [(f"https://example.org/{n}?a=1&b=2", f"Title {n}") for n in (1, 2)]
    erased = answer_message(Answer(question=replace(QUESTION, text="")), ID)
    assert shown(erased).startswith("Nothing found: the collected articles do not answer this.\n")


def test_another_product_is_named_with_its_source() -> None:
    """The nearest product is told of with the date and number of its article, which is listed as a source."""
    instead = Instead(product="Corvid <7>", nearest="Corvid 5", article=article(2))
    refusal = Refusal(reason=RefusalReason.OTHER_PRODUCT, detail="", instead=instead)
    message = answer_message(Answer(question=QUESTION, nearest=(article(1), article(2)), refusal=refusal), ID)
    assert_sendable(message)
    assert shown(message).splitlines()[:5] == [
        "Nothing on Corvid <7>. Newest of its kind here: Corvid 5, 22 Nov 2026 [1]",
        "*Sources*",
        "[1] Title 2 (Paper 2, 22 Nov 2026, reported)",
        "*Also near*",
        "• Title 1 (Paper 1, 23 Nov 2026, reported)",
    ]


def test_statement_without_a_source_is_not_said() -> None:
    """What cites nothing, or no source of the answer, is left out; if nothing is left, nothing was found."""
    message = answer_message(answer(said("Made up.", 7), said("Ann leads Acme.", 1), said("Nor this.")), ID)
    assert "Made up" not in shown(message)
    assert "Nor this" not in shown(message)
    assert "Nothing found" in shown(answer_message(answer(said("Made up.", 7)), ID))


def test_long_answer_is_cut_at_a_sentence_with_its_sources_whole() -> None:
    """A statement that is too long ends after a sentence, says so, and keeps its citation."""
    message = answer_message(answer(said("Acme was fined by the court. " * 200, 1)), ID)
    assert_sendable(message)
    assert shown(message).splitlines()[0].endswith("by the court. … [1]")
    assert "shortened" in shown(message)


def test_cited_sources_are_all_there_even_in_the_longest_answer() -> None:
    """Every number behind a statement is the number of a source that is shown, with its link."""
    statements = [said("Acme was fined by the court. " * 50, number) for number in range(1, 11)]
    long = answer(*statements, sources=10)
    wordy = [replace(source, article=replace(source.article, title="Acme & co. " * 40)) for source in long.sources]
    message = answer_message(replace(long, sources=tuple(wordy)), ID)
    assert_sendable(message)
    numbers = [line.split("]")[0][1:] for line in shown(message).splitlines() if line.startswith("[")]
    assert [f"https://example.org/{number}?a=1&b=2" for number in numbers] == [url for url, _ in links(message)]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert len(numbers) >= 3


def test_a_comparison_stands_in_fields_that_fit() -> None:
    """The sides stand beside each other, each below its name, and one after the other where one is too long."""
    sides = [replace(said(text, 1), subject=name) for text, name in (("2 dollars.", "A*"), ("9 layers.", "<!here>"))]
    compared = replace(answer(*sides), form=Form.COMPARISON, missing=("<!here> price",))
    message = answer_message(compared, ID)
    assert_sendable(message)
    (columns,) = [block["fields"] for block in message.blocks if "fields" in block]
    assert [each["text"] for each in columns] == [
        "*A\N{ASTERISK OPERATOR}*\n2 dollars. [1]",
        "*&lt;!here&gt;*\n9 layers. [1]",
    ]
    assert "Nothing was found on “<!here> price”." in shown(message)
    long = answer_message(replace(compared, statements=(*sides, *(replace(sides[0], text="x. " * 480),) * 2)), ID)
    assert_sendable(long)
    assert not any("fields" in block for block in long.blocks)
    assert shown(long).count("<!here>") == 2


def test_what_is_asked_back_has_a_button_for_each_choice() -> None:
    """A choice is a button with its words; one too long for it is a line, too; there is nothing to share or date."""
    wanted = Clarification(missing="<!here>", choices=("Who leads Acme?", "Who " * 30, "<@U1>", "Four?", "Five?"))
    message = answer_message(Answer(question=QUESTION, form=Form.CLARIFY, clarification=wanted), ID, share=True)
    assert_sendable(message)
    first, second = shown(message).splitlines()
    assert first == "What is “<!here>”? You may mean:"
    assert second.startswith("• Who Who ")
    assert buttons(message) == dict.fromkeys(CHOICES, ID)
    none = Answer(question=QUESTION, form=Form.CLARIFY, clarification=Clarification(missing=""))
    assert shown(answer_message(none, ID)) == "What is this about? Please ask again and name it."


def test_an_overview_offers_its_rest() -> None:
    """How many stories are left is said, with a button for them; an answer that tells all has neither."""
    told = replace(answer(said("Ann leads.", 1)), form=Form.OVERVIEW, untold=3)
    message = answer_message(told, ID)
    assert buttons(message) == {MORE_STORIES: ID}
    assert "3 more stories on this." in shown(message)
    assert buttons(answer_message(replace(told, untold=0), ID)) == {}


@ANYTHING
@given(answers(), st.booleans(), st.dictionaries(st.text("abc", min_size=1, max_size=3), st.just(STORY)))
def test_any_answer_can_be_sent(given_answer: Answer, share: bool, stories: dict[str, Story]) -> None:  # noqa: FBT001
    """Whatever an answer holds, Slack takes it whole and nothing in it pings."""
    assert_sendable(answer_message(replace(given_answer, stories=stories), ID, share=share))
    assert_sendable(further_message(given_answer))


def test_more_sources_are_those_not_cited() -> None:
    """Behind "More sources" is what was found beside; without any, it is said."""
    message = further_message(answer(said("Ann leads Acme.", 1), further=[article(8), article(9)]))
    assert [label for _, label in links(message)] == ["Title 8", "Title 9"]
    assert "no more sources" in shown(further_message(answer(said("Ann leads Acme.", 1))))


@ANYTHING
@given(LONG)
def test_escaped_text_reads_the_same(text: str) -> None:
    """Escaping is harmless and undone by reading, but for characters that only look the same."""
    markup = escape(text)
    assert_harmless(markup)
    plain = " ".join(plaintext.scrub(text).split())
    if not set(plain) & set("*_~`:>"):
        assert decode(markup) == plain


@ANYTHING
@given(URLS | SHORT, LONG)
def test_link_goes_to_its_address_or_nowhere(url: str, label: str) -> None:
    """A link is one control sequence with a clean label; what is no address is not linked."""
    markup = MRKDWN.link(url, label, 300)
    assert_harmless(markup)
    assert MRKDWN.is_linkable(url) == markup.startswith("<")


@pytest.mark.parametrize(("label", "shown"), LABELS)
def test_a_label_that_is_an_address_tells_where_it_leads(label: str, shown: str) -> None:
    """A title that is an address, or holds one, cannot make a link look as if it led there."""
    assert MRKDWN.link(LEADS_TO, label, 100) == f"<{LEADS_TO}|{shown}>"


def test_bare_addresses_do_not_become_links() -> None:
    """Addresses in an article's words, a publisher's name or a title are text: only the sources are linked."""
    paper = replace(article(1), title="Title of evil.example/x", publisher="reuters.com")
    quoting = replace(answer(said("Go to https://evil.example/x or evil.example, up 3.5%.", 1)), sources=())
    quoting = replace(quoting, sources=(Source(number=1, article=paper, passage=""),))
    message = answer_message(quoting, ID)
    texts = [block["text"] for block in message.payload["blocks"] if block["type"] == "section"]
    assert texts
    assert all(text["verbatim"] is True for text in texts)
    first, second = message.text.replace("\N{ONE DOT LEADER}", "[.]").splitlines()
    assert first == "Go to https\N{MODIFIER LETTER COLON}//evil[.]example/x or evil[.]example, up 3.5%. [1]"
    assert second.startswith("[1] <https://example.org/1?a=1&amp;b=2|Title of evil.example/x")
    assert "(reuters[.]com, " in second
    bold = replace(said("Go to (evil.example).", 1), span=(7, 11))
    message = answer_message(replace(quoting, statements=(bold,)), ID)
    assert message.text.startswith("Go to (*evil*\N{ONE DOT LEADER}example). [1]")


def test_markup_in_titles_shows_as_it_is() -> None:
    """Stars, strokes, backticks and emoji names of a title do not become markup."""
    same = {"*": "\N{ASTERISK OPERATOR}", "`": "\N{MODIFIER LETTER GRAVE ACCENT}", "~": "\N{TILDE OPERATOR}"}
    title = "*Wow* `rm` ~5%"
    assert escape(title) == "".join(same.get(character, character) for character in title)
    assert escape(":tada: at 10:30 in snake_case") == "\N{MODIFIER LETTER COLON}tada: at 10:30 in snake_case"
    assert not escape("> said").startswith(("&gt;", ">"))


@ANYTHING
@given(pages(), TIMES, st.integers(0, 500), SHORT.map(lambda text: plaintext.to_line(text, MAX_TEXT)))
def test_any_page_can_be_sent(page: ResultPage, now: datetime, offset: int, text: str) -> None:
    """Whatever was found, the page is taken, and its buttons lead to a search that is understood."""
    search = Search(text=text or "chips", now=now, offset=offset)
    for message in (page_message(page, search), page_message(page, search, shared_by="<!here>")):
        assert_sendable(message)
    assert all(parse_search_state(value) for value in buttons(page_message(page, search)).values())


def test_the_largest_search_still_fits() -> None:
    """A search as long as may be is paged by buttons of at most 2,000 characters, and leaves room for results."""
    sources = tuple(f'"{number}' + "🙂" * (MAX_SOURCE - 2) for number in range(MAX_SOURCES))
    selection = Selection(since=NOW, until=NOW, sources=sources, kinds=tuple(Kind))
    search = Search(text='"' * MAX_TEXT, now=NOW, selection=selection, offset=10)
    huge = [Result(article=article(n, title="&" * 300), score=1.0, snippet="& " * 300) for n in range(PAGE)]
    message = page_message(ResultPage(question=QUESTION, results=tuple(huge), total=50), search)
    assert_sendable(message)
    following = parse_search_state(buttons(message)[NEXT])
    assert following is not None
    assert following == search.page(10 + len(links(message)))
    assert 1 <= len(links(message)) <= PAGE


def test_what_does_not_fit_on_a_page_begins_the_next() -> None:
    """No article is lost between two pages, however much each takes."""
    search = Search(text="chips", now=NOW)
    url = "https://example.org/" + "x" * 1_600
    huge = [Result(article=article(n, url=f"{url}{n}"), score=1.0, snippet="Word " * 200) for n in range(10)]
    message = page_message(ResultPage(question=QUESTION, results=tuple(huge), total=10), search)
    assert_sendable(message)
    assert 1 <= len(links(message)) < 10
    assert parse_search_state(buttons(message)[NEXT]) == search.page(len(links(message)))


def test_page_says_what_and_where_it_is() -> None:
    """A page names the search and its filters, its place among all, and turns both ways."""
    selection = Selection(since=NOW - timedelta(days=7), sources=("Reuters",), kinds=(Kind.REPORTED,))
    search = Search(text="chips", now=NOW, selection=selection, offset=5)
    message = page_message(ResultPage(question=QUESTION, results=results(5), total=42), search)
    assert shown(message).splitlines()[:3] == [
        "*Articles* on “chips”, since 17 Nov 2026 13:00 CET, from Reuters, kind reported",
        "Title 1 (Paper 1, 23 Nov 2026, reported)",
        "Snippet 1.",
    ]
    assert "6-10 of 42. As of 24 Nov 2026 13:00 CET." in shown(message)
    turned = {action: parse_search_state(value) for action, value in buttons(message).items()}
    assert turned == {PREVIOUS: search.page(0), NEXT: search.page(10), SHARE_PAGE: search}


def test_a_page_of_more_than_were_counted_says_so() -> None:
    """Where only so many candidates were gone through, the number of articles is said to be a least one."""
    page = ResultPage(question=QUESTION, results=results(5), total=87, more=True)
    assert "1-5 of 87+. As of" in shown(page_message(page, Search(text="chips", now=NOW)))


def test_first_last_empty_and_shared_pages() -> None:
    """There is no way back from the first page, none on from the last, and a shared page has no buttons."""
    search = Search(text="chips", now=NOW)
    last = page_message(ResultPage(question=QUESTION, results=results(5), total=5), search)
    none = page_message(ResultPage(question=QUESTION), search)
    shared = page_message(ResultPage(question=QUESTION, results=results(5), total=42), search, shared_by="Ann & Co")
    assert set(buttons(last)) == {SHARE_PAGE}
    assert buttons(none) == {}
    assert "No articles found." in shown(none)
    assert buttons(shared) == {}
    assert "Shared by Ann & Co." in shown(shared)
    for message in (last, none, shared):
        assert_sendable(message)


FEEDS = st.builds(
    FeedHealth,
    url=LONG,
    name=LONG,
    state=st.sampled_from(FeedCondition),
    error=LONG,
    failures=st.integers(0, 99),
    problems=st.lists(LONG, max_size=4).map(tuple),
    last_success=st.none() | TIMES,
    next_poll=st.none() | TIMES,
    articles=st.integers(0, 9_999),
    headlines=st.integers(0, 9_999),
    filtered=st.integers(0, 9_999),
    moved_to=LONG,
)


def status(feeds: Sequence[FeedHealth]) -> Status:
    """Return the health of an installation with these feeds."""
    return Status(feeds=tuple(feeds), index={"articles": 7}, outstanding=0, newest=NOW, feedback={})


def feed(name: str, state: FeedCondition = FeedCondition.OK, error: str = "") -> FeedHealth:
    """Return the health of a feed."""
    return FeedHealth(
        url=f"https://{name}.example/rss", name=name, state=state, error=error, failures=3, problems=(), moved_to="",
        last_success=NOW, next_poll=NOW, articles=5, headlines=0, filtered=0,
    )  # fmt: skip


@ANYTHING
@given(st.lists(FEEDS, max_size=12), ZONES, st.booleans())
def test_any_state_of_the_feeds_can_be_sent(feeds: list[FeedHealth], zone: ZoneInfo, details: bool) -> None:  # noqa: FBT001
    """Whatever feeds are called and say, their state is taken by Slack."""
    assert_sendable(render(notices.format_feeds(status(feeds), zone, MRKDWN, details=details)))
    assert_sendable(render(notices.format_feed_alert(feeds, zone, MRKDWN)))


def test_feeds_in_trouble_come_first_and_admins_see_why() -> None:
    """Members see which feeds are in trouble; the reason and the address are for admins."""
    found = status([feed("fine"), feed("broken", FeedCondition.FAILING, "HTTP 500")])
    members, admins = (
        shown(render(notices.format_feeds(found, UTC, MRKDWN, details=details))) for details in (False, True)
    )
    assert members.index("broken") < members.index("fine")
    assert "HTTP 500" not in members
    assert "https://broken.example/rss" not in members
    assert "HTTP 500 (3 times in a row)" in admins


def test_a_hundred_feeds_are_summed_up() -> None:
    """More feeds than a message holds are counted."""
    message = render(notices.format_feeds(status([feed(f"feed{n}") for n in range(300)]), UTC, MRKDWN, details=True))
    assert_sendable(message)
    assert "more feeds" in shown(message)


@ANYTHING
@given(LONG)
def test_whatever_else_is_said_can_be_sent(reason: str) -> None:
    """Help, apologies and notices are taken by Slack, whatever reason they give."""
    assert_sendable(render(notices.format_help(usage("/news"), MRKDWN, reason)))
    assert_sendable(notice(notices.APOLOGY))
    for channel in ("C024BE91L", "G024BE91L", "D024BE91L"):  # public, private and direct
        assert_sendable(render(notices.format_undelivered(channel, reason or "?", MRKDWN)))
    assert_sendable(render(notices.format_undelivered(reason, "is_archived", MRKDWN)))
    assert_sendable(notice(f"Noted. {reason}"))
    assert_sendable(notice(notices.share_failed(reason)))
    for message in (
        notice(notices.BUSY),
        notice(notices.rate_limited(Rate(count=10, per=timedelta(minutes=1)))),
        notice(notices.channel_not_allowed(MRKDWN)),
        notice(notices.GONE),
        notice(notices.THANKS),
    ):
        assert_sendable(message)


def test_help_names_the_command_that_is_configured() -> None:
    """Help shows the command as it is called here, and what was not understood."""
    text = shown(render(notices.format_help(usage("/ai"), MRKDWN, "sinse: is no filter")))
    assert "/ai latest" in text
    assert "/news" not in text
    assert text.startswith("I did not understand that: sinse: is no filter.")


@ANYTHING
@given(st.sampled_from([1, -1]), LONG | st.none())
def test_comment_comes_back_with_its_vote(vote: int, written: str | None) -> None:
    """The window for a comment opens, and what is sent from it is known again, bounded and clean."""
    view = views.comment_view(ID, vote)
    assert_openable(view)
    sent = {**view, "state": {"values": {"comment": {"text": {"type": "plain_text_input", "value": written}}}}}
    known = views.parse_comment(sent)
    assert known is not None
    assert known[:2] == (ID, vote)
    assert len(known[2]) <= MAX_COMMENT
    assert "\ud800" not in known[2]


def test_foreign_values_are_known_as_such() -> None:
    """Votes and views that this bot has not written stand for nothing."""
    assert parse_vote("sideways x") is None
    assert parse_vote("up ") is None
    assert parse_vote(format_vote(ID, -1)) == (ID, -1)
    assert views.parse_comment({}) is None
    assert views.parse_comment({"private_metadata": format_vote(ID, 1), "state": {"values": None}}) == (ID, 1, "")


@ANYTHING
@given(articles(), st.sampled_from(HOSTILE))
def test_hostile_pieces_never_become_links_of_their_own(found: Article, piece: str) -> None:
    """The only links of an answer are to the addresses of its sources."""
    hostile = replace(found, title=f"{found.title}{piece}", publisher=piece)
    message = answer_message(
        replace(answer(said(f"Acme {piece} said.", 1)), sources=(Source(number=1, article=hostile, passage=""),)), ID
    )
    assert_sendable(message)
    assert {url for url, _ in links(message)} <= {hostile.url}


def test_long_addresses_behind_statements_fit_into_a_section() -> None:
    """An address may be three times as long once it is escaped: who said it is named without it then."""
    told = [
        replace(article(at, url=f"https://example.org/{at}" + "&a" * 262), publisher=f"Wire {at}") for at in range(6)
    ]
    claims = (
        Claim(text="Acme " * 290, kind=StatementKind.REPORTED, citations=(Citation(article=told[0], passage=""),)),
    )
    item = StoryItem(story=story_of(told, origins=6), lead=told[0], statements=claims, sources=tuple(told))
    message = render(format_post(StoryPost(watch=watch(), item=item), NONCE, UTC, MRKDWN))
    assert_sendable(message)
    assert [label for _, label in links(message) if "Wire" in label] == []
    assert "Also in Wire 1, Wire 2, Wire 3, Wire 4, Wire 5" in shown(message)


@ANYTHING
@given(posts(), previews(), LONG, ZONES)
def test_any_post_can_be_sent(post: Post, preview: Preview, query: str, zone: tzinfo) -> None:
    """Whatever the articles and the watch hold, posts and previews keep Slack's limits, and nothing in them pings."""
    assert_sendable(render(format_post(post, NONCE, zone, MRKDWN)))
    assert_sendable(render(format_preview(watch(query=query), preview, KEY, zone, MRKDWN)))
    ways = [(way, KEY) for way in narrowings(Filters(), preview)]
    assert_sendable(render(format_narrower(watch(query=query), ways, KEY, MRKDWN)))
