"""The port `MailReader` over IMAP (RFC 9051), by imap-tools: read only, within limits, under the address guard.

A folder is opened with EXAMINE and mails are fetched with BODY.PEEK, so that nothing is marked or moved. The library
is imap-tools, whose client is that of the standard library; its sockets are `network`'s instead, which obey guard and
deadline, and whatever the server sends is counted.
"""

from __future__ import annotations

import imaplib
import io
import re
import ssl
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpcore
from imap_tools import AND, OR, BaseMailBox, Header, ImapToolsError, UidRange
from imap_tools.errors import MailboxFolderSelectError, MailboxLoginError
from typing_extensions import override

from indexer.errors import AddressRefused, ConnectionFailed, FetchError, MailboxRefused, TimedOut, TooLarge
from indexer.fetching.address_guard import ForbiddenAddress, explain_host_refusal
from indexer.fetching.network import Deadline, GuardedBackend, system_addresses
from indexer.model.mails import Mail, MailBatch, MailPosition, MailTls
from indexer.web import plaintext

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence

    from indexer.fetching.limits import MailLimits
    from indexer.fetching.network import Resolve
    from indexer.model.mails import Mailbox

_LAST_UID = 2**32 - 1  # RFC 9051, 2.3.1.1
_UID = re.compile(rb"\bUID (\d{1,10})\b")
_RECEIVED = re.compile(rb'INTERNALDATE "([ \d]\d-[A-Za-z]{3}-\d{4} \d\d:\d\d:\d\d [+-]\d{4})"')
_LONGEST_LINE = 4_000_000  # bytes: the UIDs of 400,000 mails
_SAID = 200  # characters of a server's words that a message repeats


class ImapReader:
    """Reads mailboxes; for one thread at a time.

    `passwords` are the variables of the environment. With `allow_private` servers may lie on private addresses, too.
    `resolve` stands for the DNS, and `tls` for the certificates that are trusted, if not the system's.
    """

    def __init__(
        self,
        *,
        passwords: Mapping[str, str],
        limits: MailLimits,
        allow_private: bool = False,
        resolve: Resolve = system_addresses,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._passwords = passwords
        self._limits = limits
        self._allow_private = allow_private
        self._tls = tls
        self._deadline = Deadline()
        self._backend = GuardedBackend(self._deadline, allow_private=allow_private, resolve=resolve)

    def close(self) -> None:
        """End what is under way."""
        self._backend.hang_up()

    def read(self, url: str, box: Mailbox, after: MailPosition, since: datetime) -> Generator[MailBatch, None, None]:
        password = self._passwords.get(box.password_env, "").strip()
        if not password or not password.isprintable():
            wrong = "holds control characters" if password else "is not set"
            raise MailboxRefused(url, f"the environment variable {box.password_env}, its password, {wrong}")
        with _translated(url, box):
            if reason := explain_host_refusal(box.host, allow_private=self._allow_private):
                raise ForbiddenAddress(reason)
            yield from self._batches(box, password, after, since)

    def _batches(self, box: Mailbox, password: str, after: MailPosition, since: datetime) -> Iterator[MailBatch]:
        limits, budget = self._limits, _Budget(self._deadline, self._limits)
        with ExitStack() as stack:
            with budget.turn():
                session = _Session(
                    lambda: _Client(box, self._backend, budget, self._tls or ssl.create_default_context())
                )
                stack.callback(session.client.shutdown)
                validity = _open(session, box, password)
                start = after.uid if after.validity == validity else 0
                uids = _search(session, box, start, None if start else since)
            yield MailBatch(position=MailPosition(validity=validity, uid=start), left=len(uids))
            for at in range(0, min(len(uids), limits.mails), limits.batch):
                if budget.is_short:
                    return
                some = uids[at : at + limits.batch]
                with budget.turn():
                    mails = tuple(mail for uid in some if (mail := _fetch(session, uid, limits.mail_bytes)))
                position = MailPosition(validity=validity, uid=some[-1])
                yield MailBatch(position=position, mails=mails, left=len(uids) - at - len(some))
            with budget.turn():
                session.client.logout()


def _open(session: _Session, box: Mailbox, password: str) -> int:
    """Log in and open the folder to be read only; return its UIDVALIDITY."""
    client = session.client
    if "LOGINDISABLED" in client.capabilities:
        raise _Nonsense("takes no password on this connection: see tls")
    plain = box.user.isascii() and password.isascii()
    (session.login if plain else session.login_utf8)(box.user, password, initial_folder=None)
    session.folder.set(box.folder, readonly=True)
    told = client.untagged_responses.get("UIDVALIDITY", [b""])[-1]
    if not isinstance(told, bytes) or not told.isdigit() or not 0 < int(told) <= _LAST_UID:
        raise _Nonsense("gives the folder no UIDVALIDITY, so that mails could not be told apart")
    return int(told)


def _search(session: _Session, box: Mailbox, after: int, since: datetime | None) -> list[int]:
    """Return the UIDs of the mails that may be wanted, ascending; since a day, or all that follow a UID."""
    terms: list[AND | OR] = [AND(uid=UidRange(str(after + 1), "*"))]
    if box.senders:
        terms.append(_any([AND(from_=sender) for sender in box.senders]))
    if box.list_ids:
        terms.append(_any([AND(header=Header("List-Id", each)) for each in box.list_ids]))
    if since:
        terms.append(AND(date_gte=since.date()))
    found = {int(uid) for uid in session.uids(AND(*terms), charset=None)}
    return sorted(uid for uid in found if after < uid <= _LAST_UID)  # "9:*" is the last mail, whatever its number


def _any(terms: Sequence[AND]) -> AND | OR:
    return OR(*terms) if len(terms) > 1 else terms[0]


def _fetch(session: _Session, uid: int, most: int) -> Mail | None:
    """Return a mail, as far as it is read; None if it is not there any more."""
    kind, said = session.client.uid("FETCH", str(uid), f"(UID INTERNALDATE BODY.PEEK[]<0.{most}>)")
    if kind != "OK":
        raise _Nonsense(f"does not give mail {uid}: {_words(said)}")
    told = b" ".join(each[0] if isinstance(each, tuple) else each for each in said if each)
    bodies = [each[1] for each in said if isinstance(each, tuple) and b"BODY[" in each[0].upper()]
    uids = {int(found) for found in _UID.findall(told)}
    if not bodies:
        return None
    if uids != {uid} or len(bodies) > 1:
        raise _Nonsense(f"gives other mails than the one it was asked for ({uid})")
    return Mail(uid=uid, received=_received(told), body=bodies[0])


def _received(told: bytes) -> datetime | None:
    found = _RECEIVED.search(told)
    try:
        return datetime.strptime(found[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC) if found else None
    except (ValueError, OverflowError):  # the thirtieth of February
        return None


class _Nonsense(Exception):
    """A server's answer that makes no sense; the message says what the server does."""


@contextmanager
def _translated(url: str, box: Mailbox) -> Iterator[None]:
    """Raise for what may go wrong the errors of this program."""
    try:
        yield
    except _EXPECTED as error:
        raise _error(error, url, box) from error


def _error(error: Exception, url: str, box: Mailbox) -> FetchError:  # noqa: PLR0911  one for each that may happen
    """Return what went wrong as an error of this program, in words."""
    place = f"{box.host}:{box.port}"
    match error:
        case ForbiddenAddress():
            return AddressRefused(url, str(error))
        case TimeoutError() | httpcore.TimeoutException():
            return TimedOut(url, f"{place} takes too long to answer")
        case _TooMuch():
            return TooLarge(url, f"{place} sends more than it was asked for")
        case httpcore.NetworkError() | OSError():
            hint = '; where TLS begins later, tls = "starttls" is right' * ("WRONG_VERSION" in str(error))
            return ConnectionFailed(url, f"the connection to {place} failed: {_line(error)}{hint}")
        case imaplib.IMAP4.abort() if "socket error" in str(error):
            return ConnectionFailed(url, f"{place} hung up in the middle of an answer")
        case MailboxLoginError():
            what = f"refuses the login of its user with the password in {box.password_env}"
            return MailboxRefused(url, f"{place} {what}: {_words(error.command_result[1])}")
        case MailboxFolderSelectError():
            what = f"has no folder {box.folder!r}, or does not let it be read"
            return MailboxRefused(url, f"{place} {what}: {_words(error.command_result[1])}")
        case _Nonsense():
            return MailboxRefused(url, f"{place} {error}")
        case imaplib.IMAP4.error() | ImapToolsError():
            return MailboxRefused(url, f"{place} did not do as it was asked: {_line(error)}")
    return MailboxRefused(url, f"{place} gives answers that are no IMAP ({type(error).__name__})")


def _words(said: Sequence[object]) -> str:
    told = b" ".join(part for part in said if isinstance(part, bytes)).decode("utf-8", "replace")
    return plaintext.to_line(told, _SAID) or "it does not say why"


def _line(error: Exception) -> str:
    return plaintext.to_line(str(error), _SAID) or type(error).__name__


class _TooMuch(Exception):
    """The server sends more than it was asked for."""


_EXPECTED = (
    *(ForbiddenAddress, TimeoutError, httpcore.TimeoutException, httpcore.NetworkError, OSError, _TooMuch, _Nonsense),
    *(imaplib.IMAP4.error, ImapToolsError),
    *(ValueError, TypeError, LookupError, AttributeError),  # in the libraries' own code, on answers that are none
)


class _Budget:
    """What a server may take of one poll: the time that is spent waiting for it, and the bytes of each turn."""

    def __init__(self, deadline: Deadline, limits: MailLimits) -> None:
        self.limits = limits
        self._deadline = deadline
        self._seconds = limits.total
        self._bytes = 0

    @property
    def is_short(self) -> bool:
        """Whether so little time is left that another turn would hardly come to its end."""
        return self._seconds < self.limits.total / 10

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Let the block speak with the server; what happens between two turns does not count."""
        begun, self._bytes = time.monotonic(), (self.limits.batch + 4) * self.limits.mail_bytes
        with self._deadline.within(self._seconds):
            try:
                yield
            finally:
                self._seconds -= time.monotonic() - begun

    def spend(self, count: int) -> None:
        """Count bytes. Raises `_TooMuch`."""
        self._bytes -= count
        if self._bytes < 0:
            raise _TooMuch


class _Wire(io.RawIOBase):
    """A connection as a file to read from."""

    def __init__(self, stream: httpcore.NetworkStream, budget: _Budget) -> None:
        self.stream = stream
        self._budget = budget

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: Any) -> int:
        found = self.stream.read(len(buffer), self._budget.limits.read)
        buffer[: len(found)] = found
        self._budget.spend(len(found))
        return len(found)


class _Session(BaseMailBox):
    """imap-tools on a client that it is given."""

    def __init__(self, connect: Callable[[], _Client]) -> None:
        self._connect = connect
        super().__init__()

    @override
    def _get_mailbox_client(self) -> _Client:
        return self._connect()


class _Client(imaplib.IMAP4):
    """imaplib's client on a guarded connection. What of it touches a socket is replaced, as in its `IMAP4_stream`."""

    def __init__(self, box: Mailbox, backend: GuardedBackend, budget: _Budget, tls: ssl.SSLContext) -> None:
        self._box = box
        self._backend = backend
        self._budget = budget
        self._limits = budget.limits
        self._tls = tls
        super().__init__(box.host, box.port)
        if box.tls is MailTls.STARTTLS:
            try:
                self._begin_tls()
            except BaseException:  # nobody has it yet who would close it
                self.shutdown()
                raise

    @override
    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        self.host, self.port = host, port
        stream = self._backend.connect_tcp(host, port, self._limits.connect)
        if self._box.tls is MailTls.IMPLICIT:
            stream = stream.start_tls(self._tls, host, self._limits.connect)
        self._take(stream)

    def _take(self, stream: httpcore.NetworkStream) -> None:
        self.wire = _Wire(stream, self._budget)
        self._lines = io.BufferedReader(self.wire)

    def _begin_tls(self) -> None:
        """Go over to TLS. What the server has sent in the clear beyond its answer is forgotten (RFC 9051, 11.1)."""
        kind, said = self._simple_command("STARTTLS")
        if kind != "OK":
            raise _Nonsense(f"offers no STARTTLS: {_words(said)}")
        self._take(self.wire.stream.start_tls(self._tls, self.host, self._limits.connect))
        self.untagged_responses = {}
        self._get_capabilities()

    @override
    def read(self, size: int) -> bytes:
        if size > self._limits.mail_bytes + 1_000:
            raise _TooMuch
        return self._lines.read(size)

    @override
    def readline(self) -> bytes:
        return self._lines.readline(_LONGEST_LINE)

    @override
    def send(self, data: Any) -> None:
        self.wire.stream.write(bytes(data), self._limits.read)

    @override
    def shutdown(self) -> None:
        self.wire.stream.close()
