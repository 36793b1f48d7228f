"""The sources that an article says its news comes from. Modest: only explicit statements count."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from indexer.articles import known_outlets, names
from indexer.language.calendar import MONTH, WEEKDAY
from indexer.model import Origin
from indexer.web import mail_urls, plaintext, url_unwrapping, urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from indexer.articles.blocks import Hyperlink, Paragraph

    _Patterns = tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]

_MAX = 5
_NAME_LIMIT = 60
_LABEL_WORDS = 6
_NEAR = 300
"""Characters before a link that are searched: names are shorter, and patterns are slow on longer texts."""
_READ = 100_000
"""Characters of an article that are looked at: who is named as a source is named early."""

# Bounded, since it is tried from every capital letter on.
_WORD = r"[A-Z0-9](?:[\w&-]|['\u2019](?!s\b)){0,40}(?:\.\w{1,20}){0,4}"
_NAME = rf"(?:[Tt]he\s)?(?P<name>{_WORD}(?:\s(?:(?:of|for|&)\s)?{_WORD}){{0,5}})"
# Each pattern stands beside words, one of which is in every matching text: they are found in a tenth of the time.
# Without a link the words must leave no doubt: "deaths reported by Mexico" names no source of news.
_NAMED = (
    (
        ("reported",),
        re.compile(rf"\b[Aa]s\s(?:(?:first|previously|earlier)\s)?reported\s(?:(?:first|earlier)\s)?by\s{_NAME}"),
    ),
    (("reported",), re.compile(rf"\b[Ff]irst\sreported\sby\s{_NAME}")),
    (("ccording",), re.compile(rf"\b[Aa]ccording\sto\sa\s(?:new\s|recent\s)?report\s(?:by|from|in)\s{_NAME}")),
    (("ccording",), re.compile(rf"\b[Aa]ccording\sto\s(?:a\s)?{_NAME}\sreport\b")),
)
# These words are said of people and ministries as well: they count only with the name of a news outlet.
_OF_OUTLETS = (
    (("told",), re.compile(rf"\btold\s{_NAME}")),
    (
        ("seen", "obtained", "reviewed", "viewed", "examined"),
        re.compile(rf"\b(?:first\s)?(?:seen|obtained|reviewed|viewed|examined)\sby\s{_NAME}"),
    ),
    (("shared", "statement", "confirmed"), re.compile(rf"\b(?:shared\swith|statement\sto|confirmed\sto)\s{_NAME}")),
    (("learned",), re.compile(rf"\b{_NAME}\s(?:has|had)\slearned\b")),
    (
        ("interview",),
        re.compile(rf"\b[Ii]n\san?\s(?:\w+\s)?interview\s(?:with|to|published\sby|published\sin)\s{_NAME}"),
    ),
    (("iting",), re.compile(rf"\b[Cc]iting\s(?:an?\sreport\s(?:by|from|in)\s)?{_NAME}")),
    (("ccording",), re.compile(rf"\b[Aa]ccording\sto\s{_NAME}")),
    (
        ("reported", "reports"),
        re.compile(
            rf"\b{_NAME}(?:\son\s\w+day|,\swhich)?\s(?:has\s|had\s)?"
            rf"(?:(?:first|earlier|previously)\s)?report(?:ed|s)\b"
        ),
    ),
    (("report", "story", "investigation"), re.compile(rf"\b[Aa]\s{_NAME}\s(?:report|story|investigation)\b")),
)
_OUTLETS = known_outlets.AGENCIES.keys() | known_outlets.OUTLETS.keys()
_PRESS = re.compile(
    r"(?:\s|^)(?:Times|Post|Journal|News|Herald|Tribune|Magazine|Press|Review|Gazette|Chronicle|Telegraph|Observer|Mail"
    r"|Daily|Weekly|Wire|Ledger|Bulletin|Courier|Standard|Globe|Radio|TV|Television|Newspaper|Zeitung|Insider|Today)$"
)
# What stands directly before a link to another site that is the source.
_BEFORE_LINK = re.compile(
    r"(?:\breported\s(?:(?:first|earlier)\s)?by|\baccording\sto(?:\sa(?:\snew|\srecent)?\sreport\s(?:by|from|in))?"
    r"|\bfirst\sreported\s(?:by|in)|\bas\s(?:first\s)?reported\sin|\b(?:h/t|hat\stip):?)"
    r"\s(?:(?:the|a|this|an)\s)?[\"'\u201c\u2018(]?$",
    re.IGNORECASE,
)
_LABEL = re.compile(rf"{_NAME}(?:['\u2019]s)?(?:\sreport)?\W*")
_TOLD_LINK = re.compile(
    r"\b(?:told|interview\s(?:with|to)|citing)\s(?:(?:the|a|an)\s)?[\"'\u201c\u2018(]?$", re.IGNORECASE
)
_VERB = re.compile(r"(?:(?:first|has|had|previously)\s)?report(?:s|ed)", re.IGNORECASE)
_NAME_BEFORE = re.compile(rf"{_NAME}\s(?:(?:first|has|had|previously)\s)?$")
_ADDED = re.compile(r"(?:\.com|\.net|\s(?:news|online|digital))+$")
_TIMES = re.compile(rf"(?:\s{WEEKDAY}|\s{MONTH}|\s\d+|['\u2019]s?)+$")


def find_origins(paragraphs: Iterable[Paragraph], *, url: str, publishers: Sequence[str]) -> tuple[Origin, ...]:
    """Return the origins that the text names, with the address that its link leads to where it has one.

    Wrappers around the publisher's address are removed where they contain it; all are cleaned.
    `url` is the article's own address, `publishers` are the names of its publisher: neither is an origin.
    """
    found: dict[str, Origin] = {}
    read = 0
    for paragraph in paragraphs:
        read += len(paragraph.text)
        if read > _READ:
            break
        for origin in (*_linked_origins(paragraph, url), *_named_origins(paragraph)):
            if len(found) < _MAX and not any(_is_own(origin, name) for name in publishers):
                found.setdefault(_key(origin.name), origin)
    return tuple(found.values())


def canonical_origins(canonical: str, *, url: str, publishers: Sequence[str]) -> tuple[Origin, ...]:
    """Return the origin of a page that calls an address elsewhere its own: a copy of another publisher's article."""
    if (
        not canonical
        or urls.is_same_site(canonical, url)
        or any(names.is_name_of(name, canonical) for name in publishers)
    ):
        return ()
    return (Origin(name=urls.host(canonical), url=canonical),)


def _is_own(origin: Origin, publisher: str) -> bool:
    """Tell whether an origin is the article's publisher, by name or by address."""
    same = _without_article(origin.name) == _without_article(publisher)
    return same or (bool(origin.url) and names.is_name_of(publisher, origin.url))


def _without_article(name: str) -> str:
    """Return a name without what publishers leave off when they speak of themselves: BBC News, CNN.com."""
    return _ADDED.sub("", _key(name)) or _key(name)


def _key(name: str) -> str:
    return name.casefold().removeprefix("the ")


def _linked_origins(paragraph: Paragraph, url: str) -> Iterator[Origin]:
    for link in paragraph.links:
        written = urls.to_absolute(url, link.href)
        address = url_unwrapping.unwrap(written)  # it is shown
        # What a site links to by way of a news service is another's, also where both are on one host.
        elsewhere = not urls.is_same_site(address, url) or address != urls.clean(written)
        if address and elsewhere and (name := _name_of(link, paragraph.text, address)):
            yield Origin(name=name, url="" if mail_urls.is_hidden(address) else address)


def _name_of(link: Hyperlink, text: str, address: str) -> str:
    """Return the source that a link stands for, or "" if the words around it do not make it one."""
    before, label = text[max(0, link.start - _NEAR) : link.start], text[link.start : link.end]
    if _BEFORE_LINK.search(before):
        return _from_label(label) or ("" if url_unwrapping.is_redirector(address) else urls.host(address))
    if _TOLD_LINK.search(before):
        told = _from_label(label)
        return told if told and (_is_outlet(told) or names.is_name_of(told, address)) else ""
    if said := next(_names_in(label), ""):
        return said
    if _VERB.fullmatch(label) and (named := _NAME_BEFORE.search(before)):
        return _trim(named["name"])
    return ""


def _from_label(label: str) -> str:
    """Return a link's label if it is a name, not a stretch of the sentence."""
    named = _LABEL.fullmatch(label)
    return _trim(named["name"]) if named and len(label.split()) <= _LABEL_WORDS else ""


def _named_origins(paragraph: Paragraph) -> Iterator[Origin]:
    for name in _names_in(paragraph.text):
        yield Origin(name=name)


def _names_in(text: str) -> Iterator[str]:
    """Yield the names of those who are said to have told it."""
    for found in _matches(_NAMED, text):
        yield _trim(found["name"])
    for found in _matches(_OF_OUTLETS, text):
        if _is_outlet(name := _trim(found["name"])):
            yield name


def _matches(patterns: _Patterns, text: str) -> Iterator[re.Match[str]]:
    for words, pattern in patterns:
        if any(word in text for word in words):
            yield from pattern.finditer(text)


def _is_outlet(name: str) -> bool:
    """Tell whether a name is known as one that brings news, or sounds like it."""
    key = name.casefold()
    return key in _OUTLETS or f"the {key}" in _OUTLETS or bool(_PRESS.search(name))


def _with_article(name: str) -> str:
    """Return a name with the article that belongs to it: The Information."""
    return f"The {name}" if f"the {name.casefold()}" in _OUTLETS else name


def _trim(name: str) -> str:
    return _with_article(plaintext.to_line(_TIMES.sub("", name[:_NEAR]), _NAME_LIMIT))
