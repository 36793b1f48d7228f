"""What sort of text an article is, where its feed's setting does not say it.

What the page declares counts first (schema.org type, section, address, title), then how it is written: in the first
person, or with what others said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from indexer.model import Kind
from indexer.web import communities, urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from indexer.articles.metadata import Facts

_TYPES = {
    "OpinionNewsArticle": Kind.OPINION,
    "ReviewNewsArticle": Kind.OPINION,
    "Review": Kind.OPINION,
    "CriticReview": Kind.OPINION,
    "ScholarlyArticle": Kind.RESEARCH,
    "MedicalScholarlyArticle": Kind.RESEARCH,
    "AdvertiserContentArticle": Kind.ANNOUNCEMENT,
    "ReportageNewsArticle": Kind.REPORTED,
    "BackgroundNewsArticle": Kind.REPORTED,
    "LiveBlogPosting": Kind.REPORTED,
}
_OPINION = (
    r"opinions?|op-?eds?|editorials?|commentary|comment|comment-?is-?free|columns?|columnists?|voices|viewpoints?|views?"
    r"|perspectives?|ideas|letters|guest-(?:essay|column|post)s?|first-person|reviews?|hands-?on|culture-council"
)
_RELEASE = r"press-?releases?|news-?releases?|announcements?|company-news|product-(?:news|updates?)|newsroom|changelog"
_SECTIONS = (
    (re.compile(rf"(?:{_OPINION})(?:-(?:and|&)-\w+)?|\w+-(?:opinion|reviews?)"), Kind.OPINION),
    (re.compile(rf"(?:{_RELEASE})"), Kind.ANNOUNCEMENT),
)
_SEGMENTS = (
    (re.compile(rf"(?:{_OPINION})"), Kind.OPINION),
    (re.compile(rf"(?:{_RELEASE})"), Kind.ANNOUNCEMENT),
)
_RESEARCH_HOSTS = frozenset(
    {"arxiv.org", "export.arxiv.org", "biorxiv.org", "medrxiv.org", "openreview.net", "aclanthology.org", "ssrn.com"}
    | {"papers.ssrn.com", "dl.acm.org", "ieeexplore.ieee.org", "proceedings.mlr.press", "papers.nips.cc", "jmlr.org"}
)
_RELEASE_HOSTS = frozenset({"prnewswire.com", "businesswire.com", "globenewswire.com", "prweb.com", "newswire.com"})
_TITLE_OPINION = re.compile(
    r"^(?:opinion|op-ed|editorial|comment|column|commentary|review|letters?|analysis)\s?[:|\u2013\u2014]"
    r"|[|\u2013\u2014-]\s?(?:opinion|editorial|comment|commentary)$|\breview(?:ed)?:\s|\bhands-on\b",
    re.IGNORECASE,
)
_TITLE_RELEASE = re.compile(r"^(?:introducing|announcing|meet|welcoming|we(?:['\u2019]re| are)|our)\s", re.IGNORECASE)
_BOARD = re.compile(r"\beditorial board\b|\bcolumnist\b|\bguest (?:author|writer|essayist|column)", re.IGNORECASE)
_AGENCY = re.compile(
    r"^(?:the )?(?:reuters|associated press|ap|afp|agence france-presse|bloomberg(?: news)?|dpa|pa media|staff|newsroom"
    r"|\S+ staff(?: reporter)?s?|.{2,30} (?:staff|news|newsroom|correspondent|reporter)s?)$",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"^[A-Z][A-Z/.,' \w]{2,50}\((?:Reuters|AP|AFP|Bloomberg|dpa)\)")
_QUOTED = re.compile(r"\u201c[^\u201d]{0,2000}\u201d|\"[^\"]{0,2000}\"|\u2018[^\u2019]{20,2000}\u2019")
_I = re.compile(r"\b(?:I|I['\u2019](?:m|ve|d|ll)|my|mine|myself)\b(?!\.)")
_TITLE_I = re.compile(
    r"(?<!\bWar )(?<!\b(?:Part|Type) )(?<!\bPhase )\bI(?:['\u2019](?:m|ve|d|ll))? [a-z]"
)  # "Phase I trial"
_WE = re.compile(r"\b(?:we|we['\u2019](?:re|ve|ll|d)|our|ours|us)\b(?<!US)", re.IGNORECASE)
_WE_DO = re.compile(
    r"\bwe(?:['\u2019]re|['\u2019]ve| are| have)? (?:\w+ )?(?:announc|introduc|launch|releas|excited|thrilled|proud"
    r"|pleased|happy to|delighted|shipp|rolling out|open-sourc|built|designed|publish|partner)",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:said|says|told|according to|reported|announced|declined to comment|spokes(?:man|woman|person)|asked|added)\b"
)


class StyleThresholds(NamedTuple):
    """From which share of a text's words on its style tells its kind. Chosen by reading, not fitted."""

    read: int = 12_000  # characters of a text that are read
    opening: int = 1_200  # characters of them in which a company says what it does
    least: int = 3  # words of a sort that count at all: fewer are chance
    singular: float = 0.5  # "I" and the like behind the first, per hundred words: somebody speaks for themselves
    plural: float = 0.8  # "we" and the like, per hundred: a company does
    reports: float = 0.45  # "said" and the like, per hundred: somebody reports, whatever else they do
    tells: float = 0.25  # the same, where nothing else is done


STYLE = StyleThresholds()


def classify(facts: Facts, *, url: str, title: str, authors: Sequence[str], paragraphs: Sequence[str]) -> Kind:
    """Return the kind of an article, `UNKNOWN` if nothing tells it."""
    text = "\n\n".join(paragraphs)[: STYLE.read]
    declared = _declared_kind(facts, url, title, authors)
    return declared or _kind_by_style(facts, url, title, text) or _default_kind(facts, authors, text)


def _declared_kind(facts: Facts, url: str, title: str, authors: Sequence[str]) -> Kind | None:
    """Return the kind that the page, its address or its title names."""
    typed = next((_TYPES[each] for each in facts.types if each in _TYPES), None)
    if typed and typed is not Kind.REPORTED:
        return typed
    if found := _kind_of_host(url):
        return found
    path = urlsplit(url).path.casefold()
    sections = [_slug(part) for section in facts.sections for part in re.split(r"[,;/>|]", section)]
    found = _matching_kind(_SECTIONS, sections) or _matching_kind(_SEGMENTS, path.split("/")[1:-1] or [])
    if found:
        return found
    if _TITLE_OPINION.search(title) or any(_BOARD.search(author) for author in authors):
        return Kind.OPINION
    return typed


def _kind_of_host(url: str) -> Kind | None:
    """Return the kind of all that stands at a host, if it is of one."""
    host = urls.host(url)
    if host in _RESEARCH_HOSTS or host.endswith(".arxiv.org"):
        return Kind.RESEARCH
    if communities.is_forum(url):
        return Kind.OPINION
    return Kind.ANNOUNCEMENT if host in _RELEASE_HOSTS else None


def _kind_by_style(facts: Facts, url: str, title: str, text: str) -> Kind | None:
    """Return the kind that the first person of a text tells, outside of what it quotes."""
    own = _QUOTED.sub(" ", text)
    singular, plural = _share(_I, own), _share(_WE, own)
    reports = _share(_TOLD, text) >= STYLE.reports
    if not _is_news(facts):
        does = bool(_WE_DO.search(own[: STYLE.opening])) or bool(_TITLE_RELEASE.search(title))
        speaks = plural >= STYLE.plural and plural > singular
        if (speaks and (_is_blog(url) or not reports)) or (does and plural and _is_blog(url)):
            return Kind.ANNOUNCEMENT
    again = _share(_I, own, chance=1)
    is_own = again >= max(STYLE.singular, _share(_TOLD, own))  # more of themselves than of what others said
    is_headed = again > 0 and bool(_TITLE_I.search(_QUOTED.sub(" ", title)))
    return Kind.OPINION if is_own or is_headed else None


def _default_kind(facts: Facts, authors: Sequence[str], text: str) -> Kind:
    """Return "reported" for what calls itself news, is an agency's, or tells what others said."""
    news = _is_news(facts) or any(_slug(section).startswith("news") for section in facts.sections)
    if news or _DATELINE.search(text) or any(_AGENCY.search(author) for author in authors):
        return Kind.REPORTED
    return Kind.REPORTED if _share(_TOLD, text) >= STYLE.tells else Kind.UNKNOWN


def _is_news(facts: Facts) -> bool:
    return any(kind.endswith("NewsArticle") or kind == "LiveBlogPosting" for kind in facts.types)


def _is_blog(url: str) -> bool:
    """Tell whether an address is one of a blog, or of what a company says of itself."""
    host, path = urls.host(url), urlsplit(url).path.casefold()
    own = host.startswith(("blog.", "blogs.", "engineering.", "research.", "developer.", "newsroom."))
    return own or any(part in ("blog", "blogs", "newsroom", "updates", "posts") for part in path.split("/"))


def _share(pattern: re.Pattern[str], text: str, *, chance: int = 0) -> float:
    """Return how often a pattern occurs among a hundred words.

    Fewer than three times are chance, and count for none; or as many as `chance` are, and the others count.
    """
    number = len(pattern.findall(text)) - chance
    return 100.0 * max(0, number) / (len(text.split()) or 1) if chance or number >= STYLE.least else 0.0


def _matching_kind(patterns: Iterable[tuple[re.Pattern[str], Kind]], texts: Sequence[str]) -> Kind | None:
    return next((kind for text in texts for pattern, kind in patterns if pattern.fullmatch(text)), None)


def _slug(text: str) -> str:
    return re.sub(r"[\s_]+", "-", text.strip().casefold())
