"""What is said on Discord: within every limit, linked, and harmless, whatever the articles hold."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.custom_ids import TEMPLATE, comment_id, custom_id, find_asked_id, parse_comment
from bot.adapters.discord.errors import explain, explain_close
from bot.adapters.discord.escaping import decode, escape
from bot.adapters.discord.invite import PERMISSIONS, invite, permissions
from bot.adapters.discord.markup import MARKDOWN, USAGE, DiscordMessage, render
from bot.adapters.discord.views import comment_form, view_of
from bot.adapters.messages import notices
from bot.adapters.messages.answer import Sharing, format_answer, format_more_sources
from bot.adapters.messages.message import CHOICES, DOWN, MORE, MORE_STORIES, SHARE_ANSWER, UP, Message
from bot.adapters.messages.search_page import format_search_page
from bot.adapters.messages.search_state import MAX_TEXT, Search
from bot.adapters.messages.story_post import format_post
from bot.adapters.messages.watch_preview import format_narrower, format_preview
from bot.model import (
    Answer,
    Clarification,
    Form,
    Instead,
    Question,
    Refusal,
    RefusalReason,
    Source,
    Statement,
    StatementKind,
)
from bot.model.chat import Filters, asked_id
from bot.subscriptions.narrower_watches import narrowings
from indexer.model import Article, Kind
from indexer.web import plaintext
from tests.doubles.chat_labels import LABELS, LEADS_TO
from tests.doubles.discord_payloads import assert_harmless, assert_sendable, links, shown
from tests.doubles.post_payloads import KEY, NONCE, posts, previews
from tests.doubles.slack_payloads import ANYTHING, LONG, SHORT, TIMES, URLS, ZONES, answers, articles, pages, units
from tests.doubles.subscriptions import watch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from bot.model import ResultPage
    from bot.subscriptions.previews import Preview
    from bot.subscriptions.records import Post

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LONGEST = asked_id("discord", *(str(2**63 - 1),) * 3)
"""A question's id: no server, channel or message has a longer one."""

QUESTION = Question(text="Who leads Acme?", now=NOW, zone=ZoneInfo("Europe/Berlin"))


def article(number: int) -> Article:
    """Return an article by its number."""
    return Article(
        id=f"a{number}",
        url=f"https://example.org/{number}_(a)?b=2",
        title=f"Title {number}",
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


def sendable(told: Message) -> DiscordMessage:
    """Return a message, which must be one that Discord takes."""

    async def check() -> DiscordMessage:  # buttons are made inside an event loop
        message = render(told)
        await assert_sendable(message)
        return message

    return asyncio.run(check())


def test_an_answer_reads_well_on_a_phone() -> None:
    """Statements with marks stand before numbered, linked sources, dated in each reader's own zone, and as of when."""
    told = format_answer(
        answer(said("Ann leads Acme.", 1, 2), said("Bob may follow.", 2, kind=StatementKind.HEDGED)), LONGEST, MARKDOWN
    )
    message = sendable(told)
    day = int((NOW - timedelta(days=1)).timestamp())
    assert shown(message).splitlines() == [
        "Ann leads Acme. [1, 2]",
        "Unconfirmed: Bob may follow. [2]",
        "",
        "**Sources**",
        f"[1] Title 1 (Paper 1, <t:{day}:D>, reported)",
        f"[2] Title 2 (Paper 2, <t:{day - 86_400}:D>, reported)",
        "",
        f"-# As of <t:{int(NOW.timestamp())}:f>. Newest article searched: <t:{int(NOW.timestamp())}:D>.",
    ]
    assert links(message) == [(f"https://example.org/{n}_%28a%29?b=2", f"Title {n}") for n in (1, 2)]


def test_an_answer_has_the_buttons_that_make_sense() -> None:
    """Every answer can be rated; more sources are offered if there are any, sharing if only the asker sees it."""
    full = format_answer(answer(said("Ann leads.", 1), further=[article(3)]), LONGEST, MARKDOWN, share=True)
    message = sendable(full)
    assert message.rated == LONGEST
    assert [each.action for each in message.buttons] == [MORE, SHARE_ANSWER]


def test_a_comparison_stands_in_fields_that_fit() -> None:
    """The sides are fields beside each other, then come the sources and the time; all is one text where one is long."""
    sides = [replace(said(text, 1), subject=name) for text, name in (("2 dollars.", "A*"), ("9 layers.", "@everyone"))]
    compared = replace(answer(*sides), form=Form.COMPARISON)
    message = sendable(format_answer(compared, LONGEST, MARKDOWN))
    assert [(each.name, each.inline) for each in message.fields] == [
        (r"**A\***", True),
        ("**@\u200beveryone**", True),
        ("**Sources**", False),
        ("\u200b", False),
    ]
    assert message.description == ""
    assert message.content.startswith("**A\\***\n2 dollars. \\[1\\]\n\n**@")
    wide = replace(compared, statements=(*sides, *(replace(sides[0], text="x. " * 300),) * 2))
    long = sendable(format_answer(wide, LONGEST, MARKDOWN))
    assert long.fields == ()
    assert long.description.startswith(r"**A\***")


@ANYTHING
@given(answers(), st.booleans())
def test_any_answer_can_be_sent(given_answer: Answer, share: bool) -> None:  # noqa: FBT001
    """Whatever the articles hold, an answer keeps Discord's limits, and is live in its own links only."""
    sendable(format_answer(given_answer, LONGEST, MARKDOWN, share=share))
    sendable(
        format_answer(given_answer, LONGEST, MARKDOWN, sharing=Sharing(question="# Who? " * 90, by="@everyone" * 30))
    )
    sendable(format_more_sources(given_answer, MARKDOWN))


@ANYTHING
@given(pages(), SHORT, TIMES, st.integers(0, 1_000))
def test_any_page_can_be_sent(page: ResultPage, text: str, now: datetime, offset: int) -> None:
    """Whatever was searched for and found, a page keeps Discord's limits."""
    search = Search(text=plaintext.to_line(text, MAX_TEXT), now=now, offset=offset, latest=True)
    for by in (None, "<@!1> ](x)"):
        sendable(
            format_search_page(page, search, MARKDOWN, value=lambda each: f"{'f' * 16}:{each.offset}", shared_by=by)
        )


@ANYTHING
@given(posts(), previews(), LONG, ZONES)
def test_any_post_can_be_sent(post: Post, preview: Preview, query: str, zone: tzinfo) -> None:
    """Whatever the articles and the watch hold, posts and previews keep Discord's limits, and nothing in them pings."""
    message = sendable(format_post(post, NONCE, zone, MARKDOWN))
    assert [button.value.endswith(NONCE) for button in message.buttons].count(True) == 1
    sendable(format_preview(watch(query=query), preview, KEY, zone, MARKDOWN))
    ways = [(way, f"{number}{KEY}") for number, way in enumerate(narrowings(Filters(), preview))]
    sendable(format_narrower(watch(query=query), ways, KEY, MARKDOWN))


@ANYTHING
@given(LONG)
def test_whatever_else_is_said_can_be_sent(text: str) -> None:
    """Help and notices keep Discord's limits, whatever they quote."""
    sendable(notices.format_help(USAGE, MARKDOWN, text))
    sendable(notices.format_undelivered("1234", text or "?", MARKDOWN))
    sendable(notices.format_undelivered(text, "?", MARKDOWN))
    sendable(notices.format_notice(f"Noted. {text}", MARKDOWN))


@ANYTHING
@given(LONG, st.integers(10, 2_000))
def test_any_text_is_shown_as_it_is(text: str, limit: int) -> None:
    """Text acts as no markup, and fits where it is cut."""
    assert_harmless(escape(text))
    assert_harmless(MARKDOWN.cut(text, limit))
    assert units(MARKDOWN.cut(text, limit)) <= limit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("snake_case and *stars*", r"snake\_case and \*stars\*"),
        ("[good](https://evil.example)", r"\[good\]\(https\://evil.example\)"),
        ("# a heading", r"\# a heading"),
        ("- a list", r"\- a list"),
        ("1. a list", r"1\. a list"),
        ("> a quotation", r"\> a quotation"),
        ("||hidden|| ~~gone~~ `code`", r"\|\|hidden\|\| \~\~gone\~\~ \`code\`"),
        ("@everyone and <@123456789012345678>", "@\u200beveryone and \\<@\u200b123456789012345678\\>"),
        ("<t:0:R> <:a:1> </ask:1>", r"\<t:0:R\> \<:a:1\> \</ask:1\>"),
        ("2026 - a year", "2026 - a year"),
    ],
)
def test_markup_in_a_text_is_escaped(text: str, expected: str) -> None:
    """What would be markup stands there as it was written."""
    assert escape(text) == expected


@ANYTHING
@given(URLS, LONG, st.integers(20, 500))
def test_no_link_lies(url: str, label: str, limit: int) -> None:
    """A link leads to an http(s) address without anything that ends it, and its label is no address."""
    shown_link = MARKDOWN.link(url, label, limit)
    assert shown_link
    assert_harmless(shown_link)
    assert shown_link.startswith("[") == MARKDOWN.is_linkable(url) or label.startswith("[")


@pytest.mark.parametrize(("label", "shown"), LABELS)
def test_a_label_that_is_an_address_tells_where_it_leads(label: str, shown: str) -> None:
    """A title that is an address, or holds one, cannot make a link look as if it led there."""
    escaped = shown.replace("(", r"\(").replace(")", r"\)")
    assert MARKDOWN.link(LEADS_TO, label, 100) == f"[{escaped}]({LEADS_TO})"


def test_an_invitation_is_no_card() -> None:
    """What Discord would make an invitation of stands there as text."""
    assert escape("Join discord.gg/abc") == r"Join discord\.gg/abc"
    assert escape("Join discordapp.com/invite/abc at 9.30") == r"Join discordapp\.com/invite/abc at 9.30"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<@1234> Who leads <@!77> Acme?", "Who leads Acme?"),
        ("<@&5> and <#6>\nGoogle? <a:wave:9>", "and Google?"),
        ("see <https://example.org/a> in </ask:12>", "see https://example.org/a in /ask"),
        ("a < b > c", "a < b > c"),
    ],
)
def test_what_members_write_is_read_as_plain_text(written: str, expected: str) -> None:
    """Mentions and emoji of a server's own are left out of a question."""
    assert decode(written) == expected


def test_plain_text_keeps_the_sources_of_what_it_says() -> None:
    """Where embeds are not allowed, a long answer loses statements, never the sources of those that are left."""
    long = answer(*(said(f"Statement {n}. " + "Acme said so again. " * 25, n) for n in range(1, 6)), sources=5)
    content = sendable(format_answer(long, LONGEST, MARKDOWN)).content
    cited = set(re.findall(r"\\\[(\d)\\\]$", content, re.MULTILINE))
    assert cited
    assert cited == set(re.findall(r"^\\\[(\d)\\\]", content, re.MULTILINE))


def test_a_long_refusal_in_plain_text_begins_with_what_was_asked_for() -> None:
    """Where embeds are not allowed, what does not fit is left out from the end: the last of the nearest articles."""
    near = [replace(article(number), url=f"https://example.org/{number}" + "x" * 840) for number in range(1, 4)]
    instead = Instead(product="Corvid 7", nearest="Corvid 5", article=near[0])
    refusal = Refusal(reason=RefusalReason.OTHER_PRODUCT, detail="", instead=instead)
    for reason, expected in ((None, "Nothing found on"), (refusal, "Nothing on Corvid 7. Newest of its kind here: ")):
        refused = Answer(question=QUESTION, nearest=tuple(near), refusal=reason)
        sharing = Sharing(question="Who leads Acme? " * 15)
        message = sendable(format_answer(refused, LONGEST, MARKDOWN, sharing=sharing))
        assert message.content != message.description
        assert message.content.splitlines()[1].startswith(expected)
        assert "https://example.org/1" in message.content


def test_what_is_asked_back_is_known_by_its_buttons() -> None:
    """A reply to what is asked back belongs to its question, whether there are choices or not."""

    async def known(wanted: Clarification) -> str:
        back = Answer(question=QUESTION, form=Form.CLARIFY, clarification=wanted)
        message = render(format_answer(back, LONGEST, MARKDOWN))
        await assert_sendable(message)
        return find_asked_id([view_of(message)])

    for choices in ((), ("Who leads Acme?", "@everyone " * 30)):
        assert asyncio.run(known(Clarification(missing="it", choices=choices))) == LONGEST


def test_custom_ids_come_back_as_what_they_stand_for() -> None:
    """Even the longest id of a question fits behind every button and window, and is read back."""
    for action in (UP, DOWN, MORE, MORE_STORIES, *CHOICES, SHARE_ANSWER):
        written = custom_id(action, LONGEST)
        found = re.fullmatch(TEMPLATE, written)
        assert found
        assert (found["action"], found["value"], len(written) <= 100) == (action, LONGEST, True)
    assert len(comment_id(LONGEST, -1)) <= 100
    assert parse_comment(comment_id(LONGEST, -1)) == (LONGEST, -1)
    assert parse_comment("something:else") is None


def test_the_window_for_a_comment_can_be_opened() -> None:
    """Title, label and length of the window are within Discord's limits."""

    async def window() -> dict[str, object]:
        return comment_form(LONGEST, 1).to_dict()

    made = asyncio.run(window())
    assert (len(str(made["title"])) <= 45, len(str(made["custom_id"])) <= 100) == (True, True)


def test_the_invitation_asks_for_what_is_needed_and_no_more() -> None:
    """The link names both scopes and the sum of the permissions, and none of them is one for administrators."""
    address = invite(123)
    assert "client_id=123" in address
    assert "scope=bot+applications.commands" in address
    assert f"permissions={permissions().value}" in address
    assert {name for name, held in permissions() if held} == (set(PERMISSIONS) | {"read_messages"}) - {"view_channel"}


def test_refusals_are_put_into_words() -> None:
    """Members and operators are told what a number of Discord's means."""
    assert explain("50013") == "I lack a permission there"
    assert "77777" in explain("77777")
    assert "DISCORD_TOKEN" in explain_close(4004, "DISCORD_TOKEN")
    assert "4014" in explain_close(4014, "DISCORD_TOKEN")
    assert "4013" in explain_close(4013, "DISCORD_TOKEN")


def test_an_article_without_an_address_names_its_host() -> None:
    """What may not be linked is shown without a link."""
    odd = replace(article(1), url="https://user@evil.example/")
    message = sendable(
        format_answer(
            replace(answer(said("Ann leads.", 1)), sources=(Source(number=1, article=odd, passage=""),)),
            LONGEST,
            MARKDOWN,
        )
    )
    assert links(message) == []


@ANYTHING
@given(articles())
def test_any_article_makes_one_line(one: Article) -> None:
    """A source is one line, whatever its title holds."""
    told = format_more_sources(replace(answer(said("Ann leads.", 1)), further=(one,)), MARKDOWN)
    assert len(told.parts[0].lines[0].splitlines()) <= 1
