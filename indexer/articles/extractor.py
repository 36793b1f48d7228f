"""trafilatura, the only part that knows it: main text, head of a page, parsing, guessing an encoding."""

from __future__ import annotations

import logging
import warnings
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from indexer.errors import ParseError

if TYPE_CHECKING:
    from datetime import datetime

# Posts of others that a page shows in a frame of their own: they are not what the article says.
_PRUNED = ["//blockquote[contains(@class, 'twitter-tweet') or contains(@class, 'instagram-media')]"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadGuess:
    """Trafilatura's guesses, for a page whose head does not say it plainly."""

    title: str = ""
    authors: tuple[str, ...] = ()
    site: str = ""
    day: str = ""  # ISO 8601


def parse_tree(markup: str) -> Any | None:
    """Return a document's root (an `lxml.html.HtmlElement`), or None if there is nothing in it."""
    return _library().load_html(markup)


def guess_encodings(body: bytes) -> list[str]:
    """Return the names of the encodings that some bytes may be in, likeliest first."""
    return [str(name) for name in _library().utils.detect_encoding(body)]


def extract_text(root: Any, url: str) -> Any | None:
    """Return the tree of a page's main text, in trafilatura's own tags, or None. Raises `ParseError`.

    The extractor is asked for text without links: when it keeps them, it takes many for a sign of a menu. Its
    `deduplicate` is off, as it remembers what other pages said.
    """
    try:
        document = _library().bare_extraction(root, url=url, include_comments=False, prune_xpath=_PRUNED)
    except Exception as error:  # a hostile page can make it fail in any way; that costs this page, no more
        raise ParseError(f"the text cannot be told from the page ({type(error).__name__})") from error
    return None if document is None else document.body


def extract_metadata(root: Any, url: str, now: datetime, *, guessing: bool) -> HeadGuess:
    """Return what can be made of a page's head; with `guessing`, a day is looked for in its text too.

    Of a bare year or month in a text ("founded in 2024") the library makes its first day: that is none.
    """
    latest = (now + timedelta(days=1)).strftime("%Y-%m-%d")
    how = {"original_date": True, "extensive_search": guessing, "max_date": latest}
    try:
        found = _library().extract_metadata(root, default_url=url, date_config=how)
    except Exception:  # noqa: BLE001  as above; a page can be an article without this
        return HeadGuess()
    authors = tuple((found.author or "").split(";"))
    day = found.date or ""
    if guessing and day.endswith("-01"):
        day = extract_metadata(root, url, now, guessing=False).day
    return HeadGuess(title=found.title or "", authors=authors, site=found.sitename or "", day=day)


@cache
def _library() -> Any:
    """Return trafilatura, which takes a second to import. Its warnings are silenced: failures become reasons."""
    with warnings.catch_warnings():
        # It looks for SOCKS support on import, and urllib3 warns where there is none. Nothing is fetched with it.
        warnings.filterwarnings("ignore", message="SOCKS support")
        import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    return trafilatura
