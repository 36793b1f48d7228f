"""Mails: MIME bytes -> an entry as of a feed (pure). To be called where hostile bytes are read.

A mail counts as its mailbox's publisher's because the folder, a sender and a list were configured, not because of what
it says of itself. RFC 5322, 2045, 2047; RFC 8601 for what the server found out about the sender.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header
from email.utils import getaddresses
from typing import TYPE_CHECKING

from indexer.articles import html_tree
from indexer.errors import ParseError
from indexer.feeds import mail_markup
from indexer.model.feeds import Entry
from indexer.web import dates, mail_urls, plaintext, urls

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

    from indexer.feeds.mail_markup import MailMarkup
    from indexer.model.mails import Mail, Mailbox

MAX_BYTES = 5_000_000
"""Bytes of a mail that are read; pictures and files that are attached come last."""

_MAX_HEADER = 10_000  # characters of one that are looked at
_MAX_PARTS = 200
_MAX_MARKUP = 500_000  # characters of a body, as of a feed's entry
_MOST_VIEWS = 3  # addresses that are said to show it: each is fetched, most often several times
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(hours=1)  # how far the clocks of sender and server may differ
_ON_ITS_WAY = timedelta(days=7)  # how long a mail may take; one that is older says what is not so
# Servers that sign with a domain other than that of the host which mails are fetched from.
_SIGN_AS = {"gmail.com": "google.com", "office365.com": "outlook.com", "me.com": "icloud.com"}
_DMARC_FAILED = re.compile(r"\bdmarc\s*=\s*fail\b", re.IGNORECASE)
_BRACKETED = re.compile(r"<([^<>]*)>")
_WEB_ADDRESS = re.compile(r"<(https?://[^<>\s]+)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedMail:
    """A mail as it was read."""

    entry: Entry  # its key is the mail's address; without a link
    readers: tuple[str, ...] = ()  # the addresses that it was sent to, in lower case
    views: tuple[str, ...] = ()  # where it is said to stand on the web, as written: the address may name the reader
    wanted: bool = True  # from one of the senders and lists that are configured
    refused: str = ""  # in words: why it cannot be from whom it says


def parse(mail: Mail, box: Mailbox, *, now: datetime) -> ParsedMail:
    """Return what a mail says. Raises `ParseError` for one that cannot be read."""
    try:
        return _parse(mail, box, now)
    except (MessageError, RecursionError, LookupError, ValueError, TypeError, AttributeError) as error:
        # What the library raises in its own code on headers and parts that no mail has.
        raise ParseError(f"cannot be read ({type(error).__name__})") from error


def _parse(mail: Mail, box: Mailbox, now: datetime) -> ParsedMail:
    message = message_from_bytes(mail.body, policy=policy.compat32)
    key = mail_urls.mail_url(_header(message, "Message-ID") or urls.digest(mail.body.decode("latin-1")))
    if not _is_wanted(message, box):
        return ParsedMail(entry=Entry(key=key), wanted=False)
    if refused := _spoofed(message, box):
        return ParsedMail(entry=Entry(key=key, title=_subject(message)), refused=refused)
    people = [*getaddresses(_headers(message, "To", "Delivered-To", "X-Original-To")), ("", box.user)]
    readers = tuple(dict.fromkeys(address.lower() for _, address in people if "@" in address))
    names = {name.lower() for person, _ in people for name in person.split()}
    body = _body(message, readers, names)
    archived = [found for text in _headers(message, "Archived-At") for found in _WEB_ADDRESS.findall(text)]
    return ParsedMail(
        entry=Entry(key=key, title=_subject(message), published=_sent(message, mail.received, now), content=body.html),
        readers=readers,
        views=tuple(dict.fromkeys((*archived, *body.views)))[:_MOST_VIEWS],
    )


def _is_wanted(message: Message, box: Mailbox) -> bool:
    """Tell whether a mail is from one of the senders, and of one of the lists, that are configured."""
    senders = [address.lower() for _, address in getaddresses(_headers(message, "From"))]
    lists = [found.strip().lower() for text in _headers(message, "List-Id") for found in _BRACKETED.findall(text)[-1:]]
    sent = any(each in box.senders or f"@{each.rpartition('@')[2]}" in box.senders for each in senders[:1])
    return (sent or not box.senders) and (not box.list_ids or any(each in box.list_ids for each in lists))


def _spoofed(message: Message, box: Mailbox) -> str:
    """Return in words that the mail's own server found it not to be from its sender's domain; "" if it did not.

    What carries another server's name than the own one's came with the mail and is passed over; Microsoft's has none.
    """
    for text in _headers(message, "Authentication-Results"):
        named, _, found = text.partition(";")
        name = "" if "=" in named else (named.split() or [""])[0].lower()
        if (not name or _is_own(name, box)) and _DMARC_FAILED.search(found if name else text):
            return "the server found it not to be from its sender's domain (dmarc=fail)"
    return ""


def _is_own(name: str, box: Mailbox) -> bool:
    if box.authserv_id:
        return name == box.authserv_id.lower()
    own = urls.domain(box.host) or box.host
    return any(name == each or name.endswith(f".{each}") for each in (own, _SIGN_AS.get(own, own)))


def _sent(message: Message, received: datetime | None, now: datetime) -> datetime | None:
    """Return when a mail was sent: what it says, if that fits when it was received, else that."""
    came = received if received and _EARLIEST <= received <= now + _AHEAD else None
    latest = came or now
    said = dates.parse(_header(message, "Date"))
    if said is None:
        return came
    earliest = came - _ON_ITS_WAY if came else _EARLIEST
    return said.when if earliest <= said.when <= latest + _AHEAD else came


def _subject(message: Message) -> str:
    return plaintext.from_markup(_header(message, "Subject"))


def _body(message: Message, readers: tuple[str, ...], names: set[str]) -> MailMarkup:
    """Return the longest part in HTML, or of plain text if there is none."""
    texts: dict[str, str] = {}
    for part in _texts(message):
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            kind = part.get_content_subtype()
            text = html_tree.decode(payload, str(part.get_content_charset() or ""))[:_MAX_MARKUP]
            texts[kind] = max(texts.get(kind, ""), text, key=len)
    if texts.get("html", "").strip():
        return mail_markup.clean_markup(texts["html"], readers, names)
    return mail_markup.from_plain(texts.get("plain", ""), readers, names)


def _texts(message: Message) -> Iterator[Message]:
    """Yield the parts that are the mail's own text, without attachments and mails within it."""
    waiting: list[Message] = [message]
    for _ in range(_MAX_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        children = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(children, list):
            waiting += [child for child in reversed(children) if not isinstance(child, str)]
        elif part.get_content_type() in ("text/html", "text/plain") and part.get_content_disposition() != "attachment":
            yield part


def _header(message: Message, name: str) -> str:
    return next(iter(_headers(message, name)), "")


def _headers(message: Message, *names: str) -> list[str]:
    """Return the values of headers, uppermost first, each as one line, decoded."""
    values = (value for name in names for value in message.get_all(name, ())[:_MAX_PARTS])
    return [_decoded(str(value)[:_MAX_HEADER]) for value in values]


def _decoded(value: str) -> str:
    pieces = []
    for piece, charset in decode_header(" ".join(value.split())):
        pieces.append(piece if isinstance(piece, str) else html_tree.decode(piece, charset or ""))
    return "".join(pieces).strip()
