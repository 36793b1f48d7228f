"""Publishers' names: which site a name fits, and whose it is if it fits another (pure).

Anybody's page or feed can call itself "Reuters". A name belongs to the sites that it fits ("BBC News" to bbc.co.uk),
to those that the operator gave it in the config, and to those of `known_outlets`. Where it belongs to one, no other
site may use it: the site is shown in its place, and filters go by that. Where it belongs to nobody, every site may use
it: "The Batch" is a good name for deeplearning.ai, and most names that do not resemble their site are honest.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from indexer.articles.known_outlets import AGENCIES, COMPANIES, OUTLETS
from indexer.web import plaintext, urls

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    Naming = tuple[str, str]  # a publisher's name, and the site (see `indexer.web.urls.site`) of an article under it

_WORD = re.compile(r"[^\W_]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "ł": "l", "đ": "d"})
# Letters of other scripts that look like Latin ones: a name written with them is read as the one that it looks like.
_LOOKALIKES = str.maketrans("аеорсухіјѕԁһӏвкмнтαορτυνικβηԛԝɡ", "aeopcyxijsdhlbkmhtaoptuvikbnqwg")
_ADDED = frozenset({"agency", "blog", "com", "digital", "news", "newsroom", "newswire", "official", "online", "wire"})
"""Words at a name's end that make it no other name."""
_ENDS = re.compile(r"(?:ai|blog|daily|hq|journal|magazine|media|news|online|press|tech|today|tv)$")
_LEAST = 3  # letters of a word that a domain can be known by
_COMMON = frozenset(
    {"daily", "journal", "magazine", "media", "news", "post", "press", "review", "tech", "times", "today", "weekly"}
    | {"world", "online", "and", "for", "of", "ai"}
)
_WORDS = 12  # of a name that are looked at: a longer one is none
_NONE: frozenset[str] = frozenset()
_AGGREGATORS = frozenset({"google.com"})
"""Where articles stand whose own address is not known yet, under their publishers' names."""


@lru_cache(maxsize=4_096)
def name_key(name: str) -> str:
    """Return what names are one by, however they are written: "REUTERS", "Reuters News", "The Reuters"."""
    words = _words(name)
    while len(words) > 1 and words[-1] in _ADDED:
        words = words[:-1]
    return "".join(words)


@lru_cache(maxsize=4_096)
def fits_site(name: str, site: str) -> bool:
    """Tell whether a site's registrable domain is made of a name's words: whole, begun or by their initials, in order.

    "The New York Times" fits nytimes.com, "Associated Press" apnews.com, "MIT Technology Review" technologyreview.com.
    Words may be left out, as long as a whole one, or all initials, are there.
    """
    words, (label, suffix) = _words(name)[:_WORDS], _labels(site)
    if not words or not label:
        return False
    if suffix == words[0] and len(suffix) > _LEAST:  # a domain of the company's own: blog.google
        return True
    forms = {label, label.removeprefix("the"), _ENDS.sub("", label), _ENDS.sub("", label.removeprefix("the"))}
    return any(_is_made_of(form, words) for form in forms if len(form) > 1)


def is_borrowed(name: str, site: str) -> bool:
    """Tell whether a name is known to be another's than this site's: one of `known_outlets`, or another's domain.

    A site inside the operator's own network has whatever names it uses: nobody else can be there.
    """
    holders = _holders(name) or _domain_in(name)
    return bool(holders) and site.casefold() not in holders and not _is_inside(site)


def find_misnamed(namings: Iterable[Naming], named: Collection[Naming]) -> list[Naming]:
    """Return the namings under a name that belongs to others.

    `namings` are all of a collection, `named` those of the operator's config: each feed's name, with its site.
    """
    given = {(name_key(name), site.casefold()) for name, site in named}
    sites: dict[str, list[Naming]] = {}
    for name, site in namings:
        own = plaintext.to_line(name).casefold() if _domain_in(name) else name_key(name)
        sites.setdefault(own, []).append((name, site))
    return [
        naming for own, found in sites.items() for naming in _find_borrowed(found, {s for k, s in given if k == own})
    ]


def _find_borrowed(namings: list[Naming], given: set[str]) -> list[Naming]:
    """Return those of the namings with one key that are others' names."""
    known = _holders(namings[0][0]) or _domain_in(namings[0][0])
    if not known and len(namings) == 1:  # nearly all: it is nobody else's
        return []
    fitting = known or {site.casefold() for name, site in namings if fits_site(name, site)}
    holders = fitting | {site.casefold() for _, site in namings if site.casefold() in given}
    wrong = [(name, site) for name, site in namings if site.casefold() not in holders | _AGGREGATORS]
    return [
        (name, site) for name, site in wrong if holders and name.casefold() != site.casefold() and not _is_inside(site)
    ]


def _holders(name: str) -> frozenset[str]:
    """Return the sites that a name is known to belong to; none, for one that is not known."""
    if found := _HOLDERS.get(name_key(name)):
        return found
    words = _words(name)
    begun = ("".join(words[:number]) for number in range(len(words) - 1, 0, -1))
    return next((_AGENCIES[part] for part in begun if len(part) > _LEAST and part in _AGENCIES), _NONE)


def _domain_in(name: str) -> frozenset[str]:
    """Return the site whose address a name has the form of, as filters take it; none, for any other name."""
    written = plaintext.to_line(name).casefold()
    if " " in written or "." not in written:
        return _NONE
    found = urls.domain(urls.host(urls.clean(written if "://" in written else f"http://{written}")))
    return frozenset({found} if found else ())


def _words(name: str) -> list[str]:
    """Return a name's words in plain letters, without an article."""
    plain = plaintext.to_line(name).casefold()
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain.translate(_UMLAUTS)).translate(_LOOKALIKES)
        plain = "".join(each for each in letters if not unicodedata.combining(each))
    found = _WORD.findall(plain)
    return found[1:] if len(found) > 1 and found[0] == "the" else found


def _by_key(known: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return the sites that each of some names belongs to, by its key."""
    found: dict[str, frozenset[str]] = {}
    for name, sites in known.items():
        found[name_key(name)] = found.get(name_key(name), _NONE) | frozenset(sites.split())
    return found


def _labels(site: str) -> tuple[str, str]:
    """Return the registered label, without hyphens, and the suffix: "bbc", "co.uk"."""
    label, _, suffix = site.casefold().partition(".")
    if label.startswith("xn--"):
        with suppress(UnicodeError):  # what says that it is encoded need not be
            label = label.encode().decode("idna")
    return "".join(_words(label.replace("-", ""))), suffix


def _is_inside(site: str) -> bool:
    """Tell whether a site is none on the internet: an address of a private network, or a name without a domain."""
    name = site.rpartition(":")[0] or site
    try:
        return ipaddress.ip_address(name.strip("[]")).is_private
    except ValueError:
        return "." not in name


def _is_made_of(label: str, words: list[str]) -> bool:
    """Tell whether a label is made of words in their order, each whole, begun, by its initial, or left out.

    Where words are left out, a whole one must be there that is not a word of many names.
    """
    ways = {(0, False, False)}  # letters that are taken, whether a telling word is whole, whether one was left out
    for word in words:
        telling = len(word) >= _LEAST and word not in _COMMON
        further = {(taken, whole, True) for taken, whole, _ in ways}
        for taken, whole, out in ways:
            rest = label[taken:]
            if rest.startswith(word):
                further.add((taken + len(word), whole or telling, out))
            if rest.startswith(word[0]):
                further.add((taken + 1, whole, out))
            if telling and len(rest) >= _LEAST and word.startswith(rest):
                return True
        ways = further
    return any(taken == len(label) and (whole or not out) for taken, whole, out in ways)


_AGENCIES = _by_key(AGENCIES)
_HOLDERS = _by_key(AGENCIES | OUTLETS | COMPANIES)
