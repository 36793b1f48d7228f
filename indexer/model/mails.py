"""The records of mailboxes that are collected, and of the mails in them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class MailTls(StrEnum):
    """How a connection to a mail server is encrypted."""

    IMPLICIT = "implicit"  # from the first byte (RFC 8314), port 993
    STARTTLS = "starttls"  # begun in the clear, before the login; port 143
    NONE = "none"  # to this computer alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A folder of a mailbox to which one publisher sends newsletters. The password stands in the environment."""

    host: str
    port: int
    user: str
    password_env: str
    folder: str = "INBOX"
    senders: tuple[str, ...] = ()  # addresses in lower case, or "@domain" for all of one; empty: any
    list_ids: tuple[str, ...] = ()  # likewise of lists (RFC 2919), without brackets
    tls: MailTls = MailTls.IMPLICIT
    authserv_id: str = ""  # as which the server signs Authentication-Results; empty: by a name of its host's domain


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPosition:
    """How far a folder has been read. A UID means something only together with the UIDVALIDITY (RFC 9051, 2.3.1.1)."""

    validity: int = 0  # 0: nothing was read yet
    uid: int = 0  # all mails up to it were taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail as a server gave it."""

    uid: int
    received: datetime | None  # INTERNALDATE
    body: bytes  # headers and all, cut where it is too long


@dataclass(frozen=True, slots=True, kw_only=True)
class MailBatch:
    """Some mails of a folder, in the order of their UIDs."""

    position: MailPosition  # once they are taken
    mails: tuple[Mail, ...] = ()
    left: int = 0  # that follow, in this poll or the next
