"""Mail servers on loopback: pymap, a real one, with its mails in memory; and one that answers as a test wants."""

from __future__ import annotations

import asyncio
import socketserver
import ssl
import threading
from argparse import Namespace
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer
from pysasl.hashing import Cleartext

from indexer.fetching import MailLimits
from indexer.fetching.imap import ImapReader
from indexer.model.mails import Mailbox, MailTls
from tests.doubles.web_server import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from imap_tools import BaseMailBox

    Answer = bytes | Callable[[socketserver.StreamRequestHandler], None]

USER, PASSWORD, VARIABLE = "reader@corp.example", "pass-word-of-the-reader", "MAIL_PASSWORD"
SENDER = "news@loom.example"
HOST = "news.example"  # what the certificate is for; the tests' DNS finds it at loopback
_CERTIFICATES = Path(__file__).parents[1] / "data" / "fetching"


def mailbox(port: int, tls: MailTls = MailTls.NONE, **settings: Any) -> Mailbox:
    """Return the settings of the reader's mailbox on a server of this module."""
    box = Mailbox(host=HOST, port=port, user=USER, password_env=VARIABLE, senders=(SENDER,), tls=tls)
    return replace(box, **settings)


@contextmanager
def reader(limits: MailLimits = MailLimits(), **passwords: str) -> Iterator[ImapReader]:  # noqa: B008  frozen
    """Yield a client whose DNS leads to loopback, and that trusts the tests' own certificate."""
    trusting = ssl.create_default_context(cafile=_CERTIFICATES / "authority.pem")
    known = passwords or {VARIABLE: PASSWORD}
    found = ImapReader(
        passwords=known, limits=limits, allow_private=True, resolve=lambda _host, _port: [LOOPBACK], tls=trusting
    )
    with closing(found):
        yield found


def mail(
    subject: str = "The Loom, issue 1",
    html: str = "",
    *,
    number: int = 1,
    sent: datetime | None = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Return a newsletter to the reader."""
    message = EmailMessage()
    message["From"] = f"The Loom <{SENDER}>"
    message["To"] = f"Rena Reader <{USER}>"
    message["Subject"] = subject
    message["Date"] = format_datetime(sent or datetime(2026, 11, 23, 10, tzinfo=UTC))
    message["Message-ID"] = f"<{number}.rena@loom.example>"
    for name, value in (headers or {}).items():
        del message[name]
        message[name] = value
    message.set_content("The text alone, for readers without pictures.")
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


class MailServer:
    """A real mail server with one mailbox, `USER`'s."""

    def __init__(self, tls: MailTls = MailTls.NONE) -> None:
        self.tls = tls
        self.port = 0
        self._ready = threading.Event()
        self._stop: Callable[[], object] = lambda: None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> Self:
        """Start to serve."""
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._stop()
        self._thread.join()

    async def _serve(self) -> None:
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        self._stop = lambda: loop.call_soon_threadsafe(ended.set)
        certificate = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        certificate.load_cert_chain(_CERTIFICATES / "news.example.pem")
        arguments = Namespace(
            host="127.0.0.1",
            port=0,
            debug=False,
            cert=None,
            key=None,
            tls=self.tls is MailTls.STARTTLS,
            passlib_cfg=None,
            proxy_protocol=None,
            demo_data=False,
            demo_user=USER,
            demo_password=PASSWORD,
        )
        backend, config = await DictBackend.init(
            arguments, ssl_context=certificate, hash_context=Cleartext(), invalid_user_sleep=0
        )
        config.apply_context()
        answering = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(backend.login, config))
        wrapped = certificate if self.tls is MailTls.IMPLICIT else None
        async with await asyncio.start_server(answering, "127.0.0.1", 0, ssl=wrapped) as server:
            self.port = server.sockets[0].getsockname()[1]
            self._ready.set()
            await ended.wait()

    @contextmanager
    def session(self) -> Iterator[BaseMailBox]:
        """Yield a mail program that is logged in."""
        trusting = ssl.create_default_context(cafile=_CERTIFICATES / "authority.pem")
        trusting.check_hostname = False  # it is asked under its number
        programs: dict[MailTls, Callable[[], BaseMailBox]] = {
            MailTls.NONE: lambda: MailBoxUnencrypted("127.0.0.1", self.port),
            MailTls.STARTTLS: lambda: MailBoxStartTls("127.0.0.1", self.port, ssl_context=trusting),
            MailTls.IMPLICIT: lambda: MailBox("127.0.0.1", self.port, ssl_context=trusting),
        }
        with programs[self.tls]().login(USER, PASSWORD) as opened:
            yield opened

    def deliver(self, *mails: bytes, received: datetime | None = None, folder: str = "INBOX") -> None:
        """Put mails into a folder, unread."""
        with self.session() as opened:
            for each in mails:
                opened.append(each, folder, dt=received or datetime(2026, 11, 23, 10, 1, tzinfo=UTC))

    def begin_anew(self, folder: str) -> None:
        """Make a folder, or an empty one in the place of one that is there: it gets another UIDVALIDITY."""
        with self.session() as opened:
            if opened.folder.exists(folder):
                opened.folder.delete(folder)
            opened.folder.create(folder)

    def flags(self, folder: str = "INBOX") -> list[tuple[str, ...]]:
        """Return what is marked on each mail."""
        with self.session() as opened:
            opened.folder.set(folder, readonly=True)
            return [tuple(flag for flag in each.flags if flag != "\\Recent") for each in opened.fetch(mark_seen=False)]


class ScriptedMailServer:
    """Answers each command as a test wants, right or wrong; else as a server with one mail, UID 1, in its folder.

    An answer is what follows the command, with {tag} in the place of its tag, or a function that writes it. It knows no
    more of IMAP than the client asks for: it is there for what no real server would do.
    """

    def __init__(self, answers: Mapping[str, Answer] | None = None, greeting: bytes = b"* OK ready\r\n") -> None:
        body = mail()
        usual: dict[str, Answer] = {
            "CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n",
            "LOGIN": b"{tag} OK in\r\n",
            "EXAMINE": b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n{tag} OK [READ-ONLY] done\r\n",
            "SEARCH": b"* SEARCH 1\r\n{tag} OK done\r\n",
            "FETCH": b"* 1 FETCH (UID 1 BODY[]<0> {%d}\r\n%s)\r\n{tag} OK done\r\n" % (len(body), body),
            "LOGOUT": b"* BYE\r\n{tag} OK out\r\n",
        }
        self.said: list[str] = []
        self._answers = usual | dict(answers or {})
        self._greeting = greeting
        handler = type("Bound", (_ScriptedHandler,), {"server_of": self})
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]

    def __enter__(self) -> Self:
        """Start to serve."""
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()

    def talk(self, to: socketserver.StreamRequestHandler) -> None:
        """Answer one client until it goes."""
        with suppress(OSError):
            to.wfile.write(self._greeting)
            while line := to.rfile.readline():
                tag, *words = line.split()
                command = (words[1] if words[0] == b"UID" else words[0]).decode()
                self.said.append(command)
                answer = self._answers.get(command, b"{tag} BAD unknown\r\n")
                if callable(answer):
                    answer(to)
                else:
                    to.wfile.write(answer.replace(b"{tag}", tag))


class _ScriptedHandler(socketserver.StreamRequestHandler):
    server_of: ScriptedMailServer

    def handle(self) -> None:
        """Talk as the script says."""
        self.server_of.talk(self)
