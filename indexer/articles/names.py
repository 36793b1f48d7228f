"""Names that pages give: of the article, of those who wrote it, and of who published it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from indexer.articles import publisher_names
from indexer.web import google_news, plaintext, urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PUBLISHER_LIMIT = 80
_AUTHOR_LIMIT = 60
_QUOTES = str.maketrans("\u2018\u2019\u201b\u201c\u201d", "'''\"\"")
_BY = re.compile(r"^(?:by|von|par|por)[\s:]+", re.IGNORECASE)
_NO_PERSON = re.compile(
    r"https?|www\.|@|\d{2}|[<>{}|/]|^(?:user ?name|admin(?:istrator)?|author|staff|editor)$|\b(?:updated|published)\b"
    r"|^\w+(?:-\w+)+$",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"\s*[;,]\s*(?:and\s+)?|\s+(?:and|&)\s+")
_ADDRESS = re.compile(r"https?:|www\.|^@|/")
_WORD = re.compile(r"[^\W_]+")
# Words that name no publisher in particular.
_COMMON = frozenset(
    {"a", "and", "com", "daily", "for", "journal", "magazine", "media", "net", "news", "of", "online", "org", "post"}
    | {"press", "tech", "times", "today", "week", "weekly", "world"}
)
_COMMON_END = re.compile(r"(?:daily|journal|magazine|media|news|online|post|press|times|today|weekly|world)$")
_BEGINNING = 3
_TELLING = 4
"""Letters of a word that one publisher can be told from another by."""


def title(*, headline: str, headings: Sequence[str], shared: str, guess: str) -> str:
    """Return a page's title: the one that two of its sources agree on, else its own data's, else the shared one.

    `headline` is schema.org's, `headings` are the first-rank ones, `shared` is for social networks and often ends with
    the site's name, `guess` is the extractor's.
    """
    heading = headings[0] if len(headings) == 1 else ""
    named = next((text for text in headings if shared and _is_beginning(shared, text)), "")
    votes = Counter(_key(text) for text in (headline, *headings, shared) if text)
    for text in (headline, *headings):
        if text and votes[_key(text)] > 1:
            return text
    return headline or named or shared or heading or guess


def authors(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the names among these that can be people's or newsrooms', each once."""
    names: dict[str, str] = {}
    for text in texts:
        for name in _split_names(_BY.sub("", plaintext.from_markup(text))):
            if len(name) <= _AUTHOR_LIMIT and not _NO_PERSON.search(name):
                names.setdefault("".join(_WORD.findall(name.casefold())), name)
    return tuple(names.values())


def _split_names(text: str) -> list[str]:
    """Return the names of a byline such as "A B, C D and E F"; "Smith, Jones and Co" stays whole."""
    parts = [part for part in _SEPARATORS.split(text) if part]
    return parts if all(" " in part for part in parts) else [text]


def publisher(candidates: Iterable[str], *, feed_name: str, url: str, feed_url: str = "") -> str:
    """Return the first name that can be this publisher's, else the feed's, else the host.

    A name that is known to be another's is none of theirs, unless the operator calls a feed of the same site so; for
    a host that begins so the site stands.
    """
    host, site = urls.host(url), urls.site(url)
    given = plaintext.to_line(feed_name, plaintext.NAME_LIMIT)
    own = publisher_names.name_key(given) if given and urls.is_same_site(url, feed_url) else ""

    def is_theirs(name: str) -> bool:
        hidden = google_news.is_link(url) and urls.is_same_site(url, feed_url)  # Google's own feeds name the publishers
        return hidden or publisher_names.name_key(name) == own or not publisher_names.is_borrowed(name, site)

    names = [name for name in map(plaintext.to_line, candidates) if _is_publisher(name) and is_theirs(name)]
    named = next((name for name in names if name.casefold() != host), "")
    return named or (given if is_theirs(given) else "") or (names or [host if is_theirs(host) else site])[0]


def is_name_of(name: str, url: str) -> bool:
    """Tell whether a publisher of this name may well be the one at an address: "BBC News" and bbc.co.uk.

    Generous: a wrong yes only hides that an article is a copy, a wrong no calls a publisher's own article one.
    """
    words = _words(name)
    labels = urls.host(url).split(".")[:-1]
    return bool(words) and any(_is_alike(words, "".join(_words(label))) for label in labels)


def _is_alike(words: Sequence[str], label: str) -> bool:
    """Tell whether a label of a host name can be made of a name's words: whole, begun, or as initials."""
    label = label.removeprefix("the")
    own = [word for word in words if word not in _COMMON] or list(words)
    core = _COMMON_END.sub("", label) or label
    forms = {"".join(words), "".join(own), _initials(words), _initials(own)}
    if {label, core} & forms:
        return True
    if len(core) >= _BEGINNING and ("".join(words).startswith(label) or own[0].startswith(core)):
        return True
    return any(len(word) >= _TELLING and word in label for word in own)


def _words(name: str) -> list[str]:
    return [word for word in _WORD.findall(name.casefold()) if word != "the"]


def _initials(words: Sequence[str]) -> str:
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def _is_publisher(name: str) -> bool:
    return bool(name) and len(name) <= _PUBLISHER_LIMIT and not _ADDRESS.search(name)


def _is_beginning(text: str, start: str) -> bool:
    return len(start) > _TELLING and _key(text).startswith(_key(start))


def _key(text: str) -> str:
    return text.translate(_QUOTES).casefold()
