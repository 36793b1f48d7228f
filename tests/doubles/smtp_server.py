"""A real SMTP server on loopback, aiosmtpd, that keeps mails in memory and answers as a test wants."""

from __future__ import annotations

import asyncio
import email
import ssl
from contextlib import asynccontextmanager
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from typing_extensions import override

from bot.config.sections import MailSettings
from indexer.model.mails import MailTls

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from email.message import EmailMessage

USER, PASSWORD = "byline@corp.example", "pass-word-of-byline"
FROM = "news@corp.example"
HANGS_UP = "hangs up"
_CERTIFICATES = Path(__file__).parents[1] / "data" / "fetching"


class SmtpServer:
    """Takes mails, unless `answers` has another answer to RCPT or DATA; `HANGS_UP` takes it without an answer."""

    def __init__(self, answers: Mapping[str, str] | None = None) -> None:
        self.answers = dict(answers or {})
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.port = 0

    def settings(self, tls: MailTls = MailTls.NONE, **changes: Any) -> MailSettings:
        """Return the section of the config that leads here."""
        values: dict[str, Any] = {"host": "localhost", "port": self.port, "from_": FROM, "tls": tls}
        return MailSettings(**(values | changes))

    async def handle_RCPT(self, _server: SMTP, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802  aiosmtpd's name
        """Take a recipient."""
        if refusal := self.answers.get("RCPT"):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        """Take a mail."""
        answer = self.answers.get("DATA", "250 OK")
        if answer in ("250 OK", HANGS_UP):
            self.raw.append(envelope.content)
            self.mails.append(email.message_from_bytes(envelope.content, policy=default))
        if answer == HANGS_UP and isinstance(server, _Served):
            server.end()
        return answer

    @asynccontextmanager
    async def serving(self, *, encrypted: bool = False) -> AsyncIterator[SmtpServer]:
        """Serve until the block ends; an encrypted one wants STARTTLS and a login."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(_CERTIFICATES / "news.example.pem")
        given: dict[str, Any] = {}
        if encrypted:
            given = {"tls_context": context, "require_starttls": True, "authenticator": _login, "auth_required": True}
        loop = asyncio.get_running_loop()
        served: list[_Served] = []

        def protocol() -> SMTP:
            served.append(_Served(self, hostname="mx.corp.example", loop=loop, enable_SMTPUTF8=False, **given))
            return served[-1]

        async with await loop.create_server(protocol, "localhost", 0) as server:
            self.port = server.sockets[0].getsockname()[1]
            yield self
            for each in served:
                each.end()


def trusting() -> ssl.SSLContext:
    """Return what trusts the tests' own certificate, which is for another name than that of this computer."""
    context = ssl.create_default_context(cafile=_CERTIFICATES / "authority.pem")
    context.check_hostname = False
    return context


class _Served(SMTP):
    """One connection, which ends with the test."""

    def end(self) -> None:
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()

    @override
    async def handle_exception(self, error: Exception) -> str:
        raise error


def _login(_server: SMTP, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
    known = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=given == known, handled=given == known)
