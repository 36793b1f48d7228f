"""Edge: hands mails to an SMTP server (RFC 6409), by aiosmtplib.

What the server says before a mail's text leaves tells that nothing was done. Once the text is on its way only an
answer tells what became of it.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from bot.adapters.messages.formatting import cut, one_line
from indexer.errors import NotNow, PlaceGone, PlatformError, Refused, Unsure
from indexer.model.mails import MailTls

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Awaitable, Callable
    from email.message import EmailMessage

    from bot.config.sections import MailSettings

_TIMEOUT = 30.0  # seconds for each step
_DATA_TIMEOUT = 600.0  # seconds until a server has taken a mail's text (RFC 5321, 4.5.3.2.6)
_PAUSE = 300.0  # seconds; servers that want to see a mail again ("greylisting") take it after some minutes
_REST = 60.0  # seconds in which a server that could not be used is not tried
_LONG_PAUSE = 1_800.0  # seconds, where a person has to mend something
_SAID = 200  # characters of a server's words that a message repeats
_PERMANENT = 500
_NO_SUCH_MAILBOX = (550, 551, 553)  # RFC 5321, 4.2.3
_ENHANCED = re.compile(r"\s*5\.(?P<subject>[0-9]{1,3})\.[0-9]{1,3}\b")  # RFC 3463
_ADDRESSING = "1"


class Submission:
    """Hands over mails, each by a connection of its own: there are few."""

    def __init__(self, settings: MailSettings, password: str, tls: ssl.SSLContext | None = None) -> None:
        """Take the certificates that are trusted, if not the system's."""
        self._settings = settings
        self._password = password
        self._tls = tls
        self._rest = (0.0, "")  # until when, by the loop's clock, the server is left alone, and why

    async def submit(self, mail: EmailMessage, to: str, leaving: Callable[[], Awaitable[None]]) -> None:
        """Hand over a mail for an address; `leaving` is called just before its text leaves.

        Raises as `bot.subscriptions.ports.Destination` says.
        """
        async with self._session() as server:
            try:
                await server.mail(self._settings.from_)
                await server.rcpt(to)
            except SMTPRecipientRefused as error:
                raise _of_recipient(error) from error
            except (SMTPException, OSError) as error:
                raise self._of_server(error) from error
            await leaving()
            await self._data(server, mail)

    async def log_in(self) -> None:
        """Connect, encrypt and log in, and send nothing. Raises `NotNow` with what is wrong."""
        async with self._session():
            pass

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[SMTP]:
        given, now = self._settings, asyncio.get_running_loop().time()
        if now < self._rest[0]:
            raise NotNow(self._rest[1], self._rest[0] - now)
        server = SMTP(
            hostname=given.host,
            port=given.server_port,
            use_tls=given.tls is MailTls.IMPLICIT,
            start_tls=given.tls is MailTls.STARTTLS,
            tls_context=self._tls,
            local_hostname=given.from_.rpartition("@")[2],
            timeout=_TIMEOUT,
        )
        try:
            try:
                await server.connect()
                if given.user:
                    await server.login(given.user, self._password)
            except (SMTPException, OSError, ValueError) as error:
                raise self._leave_alone(self._of_server(error)) from error
            yield server
        finally:
            with suppress(SMTPException, OSError, asyncio.TimeoutError):
                await server.quit(timeout=1)
            server.close()

    async def _data(self, server: SMTP, mail: EmailMessage) -> None:
        try:
            await server.data(mail.as_bytes(), timeout=_DATA_TIMEOUT)
        except SMTPResponseException as error:
            if error.code >= _PERMANENT:
                raise Refused("the mail server", _said(error)) from error
            raise NotNow(f"the mail server: {_said(error)}", _PAUSE) from error
        except (SMTPServerDisconnected, SMTPTimeoutError, OSError) as error:
            raise Unsure(f"the mail server took a mail and did not say what becomes of it ({_said(error)})") from error

    def _of_server(self, error: Exception) -> NotNow:
        """Return the error for a server that is down, or that will not serve this installation: nothing is lost."""
        where = f"mail server {self._settings.host}:{self._settings.server_port}"
        if isinstance(error, SMTPAuthenticationError):
            return NotNow(f"{where} refuses the login of [mail] user: {_said(error)}", _LONG_PAUSE)
        lasting = isinstance(error, SMTPResponseException) and error.code >= _PERMANENT
        return NotNow(f"{where}: {_said(error)}", _LONG_PAUSE if lasting else _PAUSE)

    def _leave_alone(self, error: NotNow) -> NotNow:
        """Return an error, and let it hold for a while for all mails: one that waits in vain is enough."""
        self._rest = (asyncio.get_running_loop().time() + _REST, str(error).rpartition(": to be asked")[0])
        return error


def _of_recipient(error: SMTPRecipientRefused) -> PlatformError:
    if error.code < _PERMANENT:
        return NotNow(f"the mail server: {_said(error)}", _PAUSE)
    status = _ENHANCED.match(error.message)
    is_gone = status["subject"] == _ADDRESSING if status else error.code in _NO_SUCH_MAILBOX
    return (PlaceGone if is_gone else Refused)("the mail server", _said(error))


def _said(error: Exception) -> str:
    """Return an error in few words, on one line; with a response's code."""
    code = f"{error.code} " if isinstance(error, SMTPResponseException) else ""
    words = error.message if isinstance(error, SMTPException) else str(error)
    return code + (cut(one_line(words), _SAID) or type(error).__name__)
