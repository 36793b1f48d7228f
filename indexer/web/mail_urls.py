"""The address of a mail that is nowhere on the web: a name for it, which leads nowhere (pure).

Its form is that of RFC 2392, but its left side is a digest: many senders make a Message-ID for each recipient, and it
would tell who reads the newsletter. Its right side is a domain that nobody can have (RFC 2606). So it is shown as text,
never as a link, and `indexer.web.urls.clean` refuses it as it does everything that is not http(s).
"""

from __future__ import annotations

import re

from indexer.web import urls

_HIDDEN = "https://click.byline.invalid/"
_MAIL = re.compile(r"mid:[0-9a-f]{20}@byline\.invalid")


def mail_url(message_id: str) -> str:
    """Return the address of the mail with a Message-ID."""
    return f"mid:{urls.digest(message_id)}@byline.invalid"


def is_mail(url: str) -> bool:
    """Tell whether an address is a mail's."""
    return bool(_MAIL.fullmatch(url))


def shown(url: str) -> str:
    """Return an address as it is kept and shown: a mail's as it is, else a clean http(s) one, "" if it is neither."""
    return url if is_mail(url) else urls.clean(url)


def hidden_link(number: int) -> str:
    """Return what stands in the place of a mail's link that may tell its reader: it differs, and leads nowhere."""
    return f"{_HIDDEN}{number}"


def is_hidden(url: str) -> bool:
    """Tell whether an address stands in the place of another one that is not told."""
    return url.startswith(_HIDDEN)
