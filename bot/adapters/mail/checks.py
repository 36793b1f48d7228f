"""Checks for `doctor`: whether the mail server takes the login. Nothing is sent."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.adapters.mail.submission import Submission
from bot.operations.doctor import Finding, Severity
from indexer.errors import PlatformError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

    from bot.config.sections import MailSettings


def check(settings: MailSettings, password: str, tls: ssl.SSLContext | None = None) -> Iterator[Finding]:
    """Yield what becomes of a login, as each sending makes it."""
    where = f"{settings.host}:{settings.server_port}"
    try:
        asyncio.run(Submission(settings, password, tls).log_in())
    except PlatformError as error:
        remedy = "correct [mail] in the config, or the password in its variable; else see whether the server is up"
        yield Finding(check="mail", level=Severity.WARNING, says=str(error), remedy=remedy)
    else:
        how = "logged in" if settings.user else "reached, without a login"
        encryption = "not encrypted" if settings.tls.value == "none" else f"encrypted ({settings.tls.value})"
        yield Finding(check="mail", says=f"{where}: {how}, {encryption}; mails are from {settings.from_}")
