"""`[[mailboxes]]`: a folder of a mailbox is a feed, whose entries are the mails of one publisher (pure)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from indexer.config.validation import Problem, format_place
from indexer.config.values import is_this_computer
from indexer.model.feeds import Feed, FeedSource
from indexer.model.mails import Mailbox, MailTls

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PORTS = {MailTls.IMPLICIT: 993, MailTls.STARTTLS: 143, MailTls.NONE: 143}


def mailbox_feed(table: Mapping[str, Any]) -> Feed:
    """Return the feed that a valid table stands for."""
    tls = table.get("tls", MailTls.IMPLICIT)
    box = Mailbox(
        host=table["host"],
        port=table.get("port", _PORTS[tls]),
        user=table["user"],
        password_env=table["password_env"],
        folder=table.get("folder", "INBOX"),
        senders=tuple(table.get("from", ())),
        list_ids=tuple(table.get("list_id", ())),
        tls=tls,
        authserv_id=table.get("authserv_id", ""),
    )
    shared = {key: table[key] for key in ("name", "kind", "tags", "enabled", "poll_interval") if key in table}
    return Feed(url=_address(box, table["name"]), source=FeedSource.MAILBOX, mailbox=box, **shared)


def _address(box: Mailbox, name: str) -> str:
    """Return what a mailbox is known by (after RFC 5092). People see it, so that the user is in it as a hash alone."""
    host = f"[{box.host}]" if ":" in box.host else box.host
    port = "" if box.port == _PORTS[MailTls.IMPLICIT] else f":{box.port}"
    mark = hashlib.sha256(f"{box.user}\0{name}".encode()).hexdigest()[:8]
    return f"imap://{host}{port}/{quote(box.folder)}#{mark}"


def problems_of(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with mailboxes beyond their single values."""
    tables = document.get("mailboxes")
    private = document.get("indexer")
    allowed = isinstance(private, dict) and private.get("allow_private_hosts") is True
    seen: dict[str, int] = {}
    for number, table in enumerate(tables if isinstance(tables, list) else ()):
        if not isinstance(table, dict):
            continue
        if not table.get("from") and not table.get("list_id"):
            yield Problem(
                format_place(["mailboxes", number]),
                'needs from = ["news@example.com"] or list_id = ["news.example.com"]: without one of them every mail '
                "in the folder, private ones too, would be shown to whoever asks",
            )
        if table.get("tls") == MailTls.NONE and not (allowed and is_this_computer(table.get("host"))):
            yield Problem(
                format_place(["mailboxes", number, "tls"]),
                "none sends the password in the clear: only for a host that is this computer (localhost, 127.0.0.1 or "
                "::1), with allow_private_hosts = true under [indexer]",
            )
        first = seen.setdefault(_key(table), number)
        if first != number:
            yield Problem(
                format_place(["mailboxes", number]),
                f"the same mailbox as {format_place(['mailboxes', first])}: put both lists of senders into one, or "
                "give it another name",
            )


def _key(table: Mapping[str, Any]) -> str:
    """Return what two tables of one mailbox and publisher have in common."""
    told = (table.get(key) for key in ("host", "port", "user", "name"))
    return repr([*told, table.get("folder", "INBOX")])
