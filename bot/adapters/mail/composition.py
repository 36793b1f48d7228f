"""A post as a mail: plain text, the same as HTML, and headers in which nothing from outside can act (pure)."""

from __future__ import annotations

import html
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.adapters.messages.documents import document_of, subscription_of

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from bot.subscriptions.records import Post

_NAME = "Byline"
_POLICY = SMTP.clone(cte_type="7bit")  # any server takes it
_PAGE = '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>\n<body>\n{body}\n'
_END = "</body></html>\n"


def mail_of(
    post: Post, *, to: str, sender: str, nonce: str, sent: datetime, zone: tzinfo, parent: str = ""
) -> EmailMessage:
    """Return the mail for a post; as a reply, if the id of an earlier mail is given.

    Titles come from pages: what stands in a header is one line without control characters, and the library encodes it.
    """
    document, subscription = document_of(post, zone), subscription_of(post)
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address(_NAME, addr_spec=sender)
    mail["To"] = Address(addr_spec=to)
    mail["Subject"] = document.title
    mail["Date"] = format_datetime(sent)
    mail["Message-ID"] = message_id(nonce, sender)
    if parent:
        mail["In-Reply-To"] = mail["References"] = parent
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no one's holiday note answers it
    mail["List-Unsubscribe"] = f"<mailto:{quote(sender, safe='@')}?subject=unsubscribe%20{subscription.id}>"
    why = f"Sent to {to} by {_NAME}. To stop it, write to {sender}: unsubscribe {subscription.id}"
    mail.set_content(f"{document.text}\n\n-- \n{why}\n")
    title, small = html.escape(document.title), html.escape(why)
    page = _PAGE.format(title=title, body=document.html) + f"<hr><p><small>{small}</small></p>\n{_END}"
    mail.add_alternative(page, subtype="html")
    mail.set_boundary(f"={nonce}=")  # the same mail each time
    return mail


def message_id(nonce: str, sender: str) -> str:
    """Return the id that a sending's mail has each time that it is made (RFC 5322, 3.6.4)."""
    return f"<{nonce}@{sender.rpartition('@')[2].lower()}>"
