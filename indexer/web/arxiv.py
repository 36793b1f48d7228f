"""Papers at arXiv: one has many addresses, by version and by form (pure).

Identifiers: https://info.arxiv.org/help/arxiv_identifier.html
"""

from __future__ import annotations

import re

_PAPER = re.compile(
    r"https?://(?:(?:www|export|browse|m)\.)?arxiv\.org/(?:abs|pdf|html|format|ps)/"
    r"(?P<id>\d{4}\.\d{4,5}|[a-z-]{2,20}(?:\.[a-z]{2})?/\d{7})(?:v\d{1,3})?(?:\.pdf)?/?(?:[?#].*)?",
    re.IGNORECASE,
)


def abstract_page(url: str) -> str:
    """Return the address of a paper's abstract, whichever version and form an address leads to; "" if to no paper."""
    found = _PAPER.fullmatch(url)
    return f"https://arxiv.org/abs/{found['id']}" if found else ""
