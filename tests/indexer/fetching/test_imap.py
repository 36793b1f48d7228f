"""Mailboxes over IMAP: a real server, and one that does what none should."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from indexer.errors import AddressRefused, ConnectionFailed, FetchError, MailboxRefused, TimedOut, TooLarge
from indexer.fetching import MailLimits
from indexer.fetching.imap import ImapReader
from indexer.model.mails import MailPosition, MailTls
from tests.doubles.mail_server import PASSWORD, VARIABLE, MailServer, ScriptedMailServer, mail, mailbox, reader

if TYPE_CHECKING:
    import socketserver
    from collections.abc import Iterator

    from indexer.model.mails import Mail, MailBatch, Mailbox

URL = "imap://news.example/INBOX#1"
SINCE = datetime(2026, 9, 1, tzinfo=UTC)
BOUNDED = MailLimits(mail_bytes=10_000)
IMPATIENT = MailLimits(read=0.3, total=0.6)
"""For those servers alone that are slow on purpose: any other may be slow where the machine is busy."""


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    """Yield a mail server; a test that puts mails into it makes a folder of its own."""
    with MailServer() as running:
        yield running


def read(box: Mailbox, after: MailPosition = MailPosition(), limits: MailLimits = MailLimits()) -> list[MailBatch]:  # noqa: B008  frozen
    """Read a mailbox to its end."""
    with reader(limits) as client:
        return list(client.read(URL, box, after, SINCE))


def mails(batches: list[MailBatch]) -> list[Mail]:
    """Return the mails of all batches."""
    return [each for batch in batches for each in batch.mails]


@pytest.mark.parametrize("tls", list(MailTls))
def test_mails_are_read_and_nothing_is_marked(tls: MailTls) -> None:
    """With TLS from the start, begun later, or none, a mail comes with its bytes and its time, and stays unread."""
    with MailServer(tls) as server:
        server.deliver(mail())
        (found,) = mails(read(mailbox(server.port, tls)))
        assert b"Subject: The Loom, issue 1" in found.body
        assert found.received == datetime(2026, 11, 23, 10, 1, tzinfo=UTC)
        assert server.flags() == [()]


def test_only_configured_senders_and_lists_are_asked_for(server: MailServer) -> None:
    """The server is asked for senders, whole domains and lists, so that no other mail leaves it."""
    server.begin_anew("some")
    listed = {"From": "x@elsewhere.example", "List-Id": "The Loom <loom.list.example>"}
    server.deliver(
        mail(number=1),
        mail(number=2, headers={"From": "friend@home.example"}),
        mail(number=3, headers=listed),
        folder="some",
    )

    def found(**settings: Any) -> list[int]:
        return [each.uid - first for each in mails(read(mailbox(server.port, folder="some", **settings)))]

    first = min(each.uid for each in mails(read(mailbox(server.port, folder="some"))))
    assert found() == [0]
    assert found(senders=("@loom.example", "friend@home.example")) == [0, 1]
    assert found(senders=(), list_ids=("loom.list.example",)) == [2]
    assert found(list_ids=("loom.list.example",)) == []


def test_reading_goes_on_where_it_ended(server: MailServer) -> None:
    """What was read is not fetched again; old mails are left out at first; a folder made anew is read anew."""
    server.begin_anew("on")
    box = mailbox(server.port, folder="on")
    server.deliver(mail(number=1), folder="on", received=datetime(2026, 1, 1, tzinfo=UTC))
    server.deliver(*(mail(number=number) for number in (2, 3, 4)), folder="on")
    batches = read(box, limits=MailLimits(batch=2))
    assert [(len(batch.mails), batch.left) for batch in batches] == [(0, 3), (2, 1), (1, 0)]
    assert batches[-1].position.uid == mails(batches)[-1].uid
    assert mails(read(box, batches[-1].position)) == []
    assert mails(read(box, batches[1].position)) == mails(batches)[2:]
    bounded = read(box, limits=MailLimits(batch=2, mails=2))
    assert (len(mails(bounded)), bounded[-1].left) == (2, 1)
    server.begin_anew("on")
    server.deliver(mail(number=5), folder="on")
    assert [each.body.count(b"<5.rena") for each in mails(read(box, batches[-1].position))] == [1]


def test_long_mail_is_cut(server: MailServer) -> None:
    """Of a mail with a huge attachment only its beginning is fetched."""
    server.begin_anew("long")
    server.deliver(mail() + b"x" * 300_000, folder="long")
    (found,) = mails(read(mailbox(server.port, folder="long"), limits=MailLimits(mail_bytes=50_000)))
    assert len(found.body) == 50_000


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"user": "nobody"}, f"refuses the login of its user with the password in {VARIABLE}"),
        ({"folder": "Märchen"}, "has no folder 'Märchen', or does not let it be read"),
        ({"password_env": "UNSET"}, "the environment variable UNSET, its password, is not set"),
        ({"tls": MailTls.STARTTLS}, "offers no STARTTLS"),
    ],
)
def test_refusals_are_told(server: MailServer, settings: dict[str, Any], says: str) -> None:
    """A login, a folder or a variable that is wrong is told in words, and the password is not in them."""
    with pytest.raises(MailboxRefused) as raised:
        read(mailbox(server.port, **settings))
    assert says in raised.value.reason
    assert PASSWORD not in str(raised.value)


def test_server_without_tls_is_not_given_the_password(server: MailServer) -> None:
    """Where TLS was asked for, its failure ends the connection, and the message says what may be meant."""
    with pytest.raises(ConnectionFailed, match='tls = "starttls" is right'):
        read(mailbox(server.port, MailTls.IMPLICIT))
    with ScriptedMailServer({}, greeting=b"* PREAUTH welcome\r\n") as script:
        with pytest.raises(MailboxRefused):
            read(mailbox(script.port, MailTls.STARTTLS))
        assert "LOGIN" not in script.said
    with ScriptedMailServer({"CAPABILITY": b"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n{tag} OK done\r\n"}) as script:
        with pytest.raises(MailboxRefused, match="takes no password"):
            read(mailbox(script.port))
        assert "LOGIN" not in script.said


def endless(to: socketserver.StreamRequestHandler) -> None:
    """Send lines without end, until the client has gone."""
    while True:
        to.wfile.write(b"* 1 EXISTS\r\n" * 1_000)


def endless_line(to: socketserver.StreamRequestHandler) -> None:
    """Send one line without end, until the client has gone."""
    to.wfile.write(b"* SEARCH")
    while True:
        to.wfile.write(b" 1" * 1_000)


def silent(to: socketserver.StreamRequestHandler) -> None:
    """Say nothing, and wait for the client to go."""
    to.rfile.read(1)


def trickle(to: socketserver.StreamRequestHandler) -> None:
    """Send a byte often enough for any limit on one read, until the client has gone."""
    import time

    while True:
        to.wfile.write(b"*")
        time.sleep(0.05)


def hang_up(to: socketserver.StreamRequestHandler) -> None:
    """End the connection in the middle of a line."""
    to.wfile.write(b"* SEAR")
    to.connection.shutdown(2)


@pytest.mark.parametrize(
    ("command", "answer", "error"),
    [
        ("SEARCH", endless, TooLarge),
        ("SEARCH", endless_line, FetchError),
        ("SEARCH", silent, TimedOut),
        ("SEARCH", trickle, TimedOut),
        ("SEARCH", hang_up, ConnectionFailed),
        ("SEARCH", b"* SEARCH one two\r\n{tag} OK done\r\n", MailboxRefused),
        ("SEARCH", b"* SEARCH \xff\r\n{tag} OK done\r\n", MailboxRefused),
        ("SEARCH", b"\x00\x01\x02\r\n", FetchError),
        ("EXAMINE", b"* 1 EXISTS\r\n{tag} OK done\r\n", MailboxRefused),
        ("EXAMINE", b"* OK [UIDVALIDITY 99999999999] no\r\n{tag} OK done\r\n", MailboxRefused),
        ("FETCH", b"* 1 FETCH (UID 1 BODY[]<0> {999999999999}\r\n", TooLarge),
        ("FETCH", b"* 1 FETCH (UID 1 BODY[]<0> {" + b"9" * 5_000 + b"}\r\n", FetchError),
        ("FETCH", b"* 1 FETCH (UID 8 BODY[]<0> {1}\r\nx)\r\n{tag} OK done\r\n", MailboxRefused),
        ("FETCH", b"{tag} NO go away\r\n", MailboxRefused),
        ("LOGIN", b"{tag} NO \x1b[31m" + b"no " * 1_000 + b"\r\n", MailboxRefused),
    ],
)
def test_lies_are_bounded(command: str, answer: Any, error: type[FetchError]) -> None:
    """A server that lies, hangs or does not end costs this poll, in bounds, and the message is one line."""
    with ScriptedMailServer({command: answer}) as script, pytest.raises(error) as raised:
        read(mailbox(script.port), limits=IMPATIENT if answer in (silent, trickle) else BOUNDED)
    assert raised.value.url == URL
    assert raised.value.reason.isprintable()
    assert len(raised.value.reason) < 500


def test_odd_answers_are_taken() -> None:
    """A mail that has gone meanwhile, repeated and old UIDs, and news in between do no harm."""
    odd: dict[str, Any] = {
        "SEARCH": b"* SEARCH 3 3 9 4294967299\r\n* 5 EXISTS\r\n{tag} OK done\r\n",
        "FETCH": b"* 2 FETCH (FLAGS (\\Seen))\r\n{tag} OK done\r\n",
    }
    with ScriptedMailServer(odd) as script:
        batches = read(mailbox(script.port), MailPosition(validity=7, uid=3))
    assert (mails(batches), batches[-1].position) == ([], MailPosition(validity=7, uid=9))


def test_guard_holds_for_mail_servers() -> None:
    """Servers on private addresses are not asked, whether written so or found so by the DNS."""
    client = ImapReader(passwords={VARIABLE: PASSWORD}, limits=MailLimits())
    with closing(client):
        for host in ("127.0.0.1", "localhost", "169.254.169.254"):
            with pytest.raises(AddressRefused):
                list(client.read(URL, replace(mailbox(993), host=host), MailPosition(), SINCE))
