"""What a mail says, and what of it is its reader's own."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from indexer.errors import ParseError
from indexer.feeds import mail_links, mails
from indexer.model.mails import Mail
from indexer.web import mail_urls, urls
from tests.doubles.mail_server import SENDER, USER, mail, mailbox

if TYPE_CHECKING:
    from indexer.feeds.mails import ParsedMail

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
CAME = datetime(2026, 11, 23, 10, 1, tzinfo=UTC)
SECRET = hashlib.sha256(b"a reader").hexdigest()
ISSUE = f"""
<html><head><title>The Loom</title><style>p {{ color: red }}</style></head><body>
<div style="display: none">hidden preview</div>
<!--[if mso]><p>for Outlook</p><![endif]-->
<table><tr><td><a href="https://click.loom.example/{SECRET}">View this email in your browser</a></td></tr>
<tr><td><p>Hi Rena,</p>
<h2>Kiteforge opens a hall</h2>
<p>Kiteforge opened
<a href="https://t.example/CL0/https:%2F%2Fkite.example%2Fhall%3Futm_source=loom/1/{SECRET}">a hall</a> in
<a href="https://maps.example/?q=sunderland&amp;sub=81c2d9">Sunderland</a> and
<a href="https://kite.example/jobs?sub=81c2d9">hires</a>.</p>
<p>More at <a href="https://click.loom.example/?qs={SECRET}">our site</a>, https://click.loom.example/{SECRET}.</p>
</td></tr><tr><td>Sent to {USER}. <a href="https://loom.example/leave?u=1">Unsubscribe</a></td></tr></table>
<img src="https://click.loom.example/open/{SECRET}.gif"></body></html>
"""


def parse(body: bytes, received: datetime | None = CAME, **settings: Any) -> ParsedMail:
    """Read a mail."""
    return mails.parse(Mail(uid=1, received=received, body=body), mailbox(993, **settings), now=NOW)


def test_issue_without_its_readers_own() -> None:
    """Text and links of the issue stay; greeting, footer, preview, counters and the reader's number do not."""
    found = parse(mail("Loom =?utf-8?q?=E2=80=94?= 1", ISSUE))
    assert (found.entry.title, found.entry.published) == ("Loom \N{EM DASH} 1", CAME - timedelta(minutes=1))
    for kept in ("Kiteforge opens a hall", '"https://kite.example/hall"', '"https://maps.example/?q=sunderland"'):
        assert kept in found.entry.content
    for gone in (SECRET, "81c2d9", "Rena", USER, "nsubscribe", "hidden", "Outlook", "<img", "style"):
        assert gone not in found.entry.content
    assert found.views == (f"https://click.loom.example/{SECRET}",)
    assert (found.entry.link, found.readers) == ("", (USER,))


@pytest.mark.parametrize(
    "attributes",
    [
        'style="display:none"',
        'style="DISPLAY : none; color: red"',
        'style="visibility:hidden"',
        'style="max-height:0;overflow:hidden"',
        'style="font-size:0px"',
        'style="font-size: 1px; line-height: 1px"',
        "hidden",
    ],
)
def test_what_is_not_shown_is_left_out(attributes: str) -> None:
    """Words for the list of mails alone are no part of the issue, however they are hidden."""
    found = parse(mail("Loom", f"<div {attributes}>A preview</div><p>Kiteforge opens a hall.</p>")).entry.content
    assert ("preview" in found, "Kiteforge opens a hall." in found) == (False, True)


@pytest.mark.parametrize("style", ["font-size:0px", "font-size:10px", "max-height:0.5em", "max-height:100%"])
def test_what_is_shown_stays(style: str) -> None:
    """A mail is laid out with parts that have no size, or little height; what stands in them has its own."""
    part = f'<td style="direction:ltr;{style}"> <div style="font-size:13px">Kiteforge opens a hall.</div></td>'
    assert "Kiteforge opens a hall." in parse(mail("Loom", f"<table><tr>{part}</tr></table>")).entry.content


def test_plain_text() -> None:
    """A mail without HTML is read by its paragraphs; the address that shows it may stand below the words."""
    text = (
        f"View online:\nhttps://loom.example/1?e={SECRET}\n\nKiteforge opened a hall.\n\nUnsubscribe: https://l.example"
    )
    found = parse(mail().replace(b"The text alone, for readers without pictures.", text.encode()))
    assert found.views == (f"https://loom.example/1?e={SECRET}",)
    assert "Kiteforge opened a hall." in found.entry.content
    assert SECRET not in found.entry.content
    assert "nsubscribe" not in found.entry.content


def test_few_addresses_are_taken_for_the_mails_page() -> None:
    """Its headers come before its body, and however many they name, some few are looked at."""
    headers = {"Archived-At": " ".join(f"<https://loom.example/{number}>" for number in range(250))}
    body = "".join(f'<p><a href="https://click.loom.example/{number}">View online</a></p>' for number in range(250))
    assert parse(mail(html=body)).views == tuple(f"https://click.loom.example/{number}" for number in range(3))
    found = parse(mail(html=body, headers={"Archived-At": "<https://loom.example/p/1>"})).views
    assert found == ("https://loom.example/p/1", "https://click.loom.example/0", "https://click.loom.example/1")
    assert parse(mail(headers=headers)).views == tuple(f"https://loom.example/{number}" for number in range(3))


def test_address_of_a_mail_tells_nobody() -> None:
    """It is the same each time, differs from mail to mail, leads nowhere, and does not hold the Message-ID."""
    one, two = parse(mail(number=1)).entry.key, parse(mail(number=2)).entry.key
    unnamed = parse(mail(headers={"Message-ID": " "})).entry.key
    assert one == parse(mail(number=1)).entry.key
    assert len({one, two, unnamed}) == 3
    for key in (one, two, unnamed):
        assert mail_urls.is_mail(key)
        assert "rena" not in key
        assert urls.clean(key) == ""
    assert [mail_urls.shown(text) for text in (one, "mid:<!here>@x", "https://A.example")] == [
        one,
        "",
        "https://a.example/",
    ]


@pytest.mark.parametrize(
    ("date", "received", "published"),
    [
        ("Mon, 23 Nov 2026 09:59:00 +0000", CAME, CAME - timedelta(minutes=2)),
        ("Mon, 23 Nov 2026 18:59:00 +0900", CAME, CAME - timedelta(minutes=2)),
        ("Mon, 23 Nov 2026 18:59:00 JST", CAME, CAME - timedelta(minutes=2)),
        ("Mon, 23 Nov 2026 10:59:00 CET", CAME, CAME - timedelta(minutes=2)),
        ("Fri, 01 Jan 2027 00:00:00 +0000", CAME, CAME),
        ("Thu, 01 Jan 2015 00:00:00 +0000", CAME, CAME),
        ("yesterday", CAME, CAME),
        ("Mon, 23 Nov 99999 09:59:00 +0000", CAME, CAME),
        ("Mon, 23 Nov 2026 09:59:00 +0000", None, CAME - timedelta(minutes=2)),
        ("Fri, 01 Jan 2027 00:00:00 +0000", None, None),
        ("Fri, 01 Jan 2027 00:00:00 +0000", NOW + timedelta(days=40), None),
    ],
)
def test_date_is_believed_within_reason(date: str, received: datetime | None, published: datetime | None) -> None:
    """What a mail says of its time counts only near the time at which the server received it."""
    body = mail().replace(b"Date: Mon, 23 Nov 2026 10:00:00 +0000", f"Date: {date}".encode())
    assert parse(body, received).entry.published == published


@pytest.mark.parametrize(
    ("headers", "settings", "wanted"),
    [
        ({}, {}, True),
        ({"From": f"OpenAI <x@evil.example>, {SENDER}"}, {}, False),
        ({"From": f'"{SENDER}" <x@evil.example>'}, {}, False),
        ({"From": "x@sub.loom.example"}, {"senders": ("@loom.example",)}, False),
        ({"From": "anyone@LOOM.example"}, {"senders": ("@loom.example",)}, True),
        ({"List-Id": "The <b> Loom <news.loom.example>"}, {"list_ids": ("news.loom.example",)}, True),
        ({"List-Id": "news.loom.example <other.example>"}, {"list_ids": ("news.loom.example",)}, False),
        ({}, {"list_ids": ("news.loom.example",)}, False),
    ],
)
def test_senders_are_compared_whole(headers: dict[str, str], settings: dict[str, Any], wanted: bool) -> None:  # noqa: FBT001  a case
    """A server finds parts of names; here the first address of From and the id of the list itself must be the ones."""
    assert parse(mail(headers=headers), **settings).wanted is wanted


@pytest.mark.parametrize(
    ("result", "settings", "refused"),
    [
        ("mx.news.example; spf=pass; dmarc=fail (p=REJECT) header.from=loom.example", {}, True),
        ("news.example 1; dmarc=pass header.from=loom.example", {}, False),
        ("mx.evil.example; dmarc=fail", {}, False),
        ("mx.google.com; dkim=fail; dmarc=fail", {"host": "imap.gmail.com"}, True),
        ("spf=fail; dmarc=fail action=none", {"host": "outlook.office365.com"}, True),
        ("filter7; dmarc=fail", {"authserv_id": "filter7"}, True),
        ("mx.news.example; dmarc=fail", {"authserv_id": "filter7"}, False),
    ],
)
def test_what_the_server_found_out_counts(result: str, settings: dict[str, Any], refused: bool) -> None:  # noqa: FBT001  a case
    """A mail is refused where its own server says that it is not from whom it says, whoever else says otherwise."""
    found = parse(mail(headers={"Authentication-Results": result}), **settings)
    assert bool(found.refused) is refused
    assert found.entry.title


def nested(depth: int) -> bytes:
    """Return a mail of parts within parts."""
    heads = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth))
    return f"From: {SENDER}\r\n".encode() + heads + b"\r\nx"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\xff" * 100,
        nested(20),
        nested(3_000),
        mail().replace(b"utf-8", b"no-such-charset"),
        mail(headers={"Subject": "=?utf-8?b?!!!!?= =?x?q?=ZZ?="}),
        mail().replace(b"The Loom <", b"(" * 5_000 + b"<"),
        mail(html="<div>" * 50_000 + "deep"),
        mail(html="<p " + "a=1 " * 2_000 + ">x"),
        mail().replace(b"Content-Transfer-Encoding: 7bit", b"Content-Transfer-Encoding: base64"),
    ],
)
def test_hostile_mails(body: bytes) -> None:
    """Whatever a mail holds, it is read or refused as one that cannot be."""
    with suppress(ParseError):
        assert mail_urls.is_mail(parse(body, senders=()).entry.key)


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("https://loom.example/p/gpt-5-4-pro-against-claude-4-6-in-2026-a-long-comparison", False),
        ("https://loom.example/SK-Hynix-Posts-Record-Profit-On-HBM4-In-2026", False),
        ("https://loom.example/p/sk-hynix-posts-record-profit", False),
        ("https://mailchi.example/3f1c2a9b7d10/issue-41", False),
        ("https://loom.example/?issue=41", False),
        (f"https://loom.example/{SECRET}", True),
        ("https://loom.example/view/550e8400-e29b-41d4-a716-446655440000", True),
        ("https://loom.example/?e=reader%40corp.example", True),
        ("https://loom.example/?e=" + hashlib.md5(USER.encode(), usedforsecurity=False).hexdigest(), True),
        ("https://loom.example/v/aZ3kQ9xY7bN2mW5tR8pL1cD4", True),
        ("https://loom.example/u/cmVhZGVyQGNvcnAuZXhhbXBsZQ", True),
    ],
)
def test_private_addresses(address: str, private: bool) -> None:  # noqa: FBT001  a case
    """Long random values and the reader's address in any coding are private; slugs, numbers and short ids are not."""
    assert mail_links.is_private(address, (USER,)) is private


def test_parameters_that_stay_are_as_written() -> None:
    """What is left of an address leads where it led, in whatever encoding it is."""
    address = "https://loom.example/s?title=caf%E9&a%26b&n=1&e=81c2d9"
    assert mail_links.without_parameters(address, {"e", "n"}) == "https://loom.example/s?title=caf%E9&a%26b"
