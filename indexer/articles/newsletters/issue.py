"""Is a text an issue of several subjects, and where does each begin and end? (pure).

An issue is told by its structure: parts that open in one way (a heading, a bold line or lead, an item of a list), most
of which lead to a page elsewhere, and to different sites. An article with headings has that too at times, so that a
text has to call itself an issue as well, or its title has to be made of its parts' headings. To cut an article is the
dearer error: its parts lose what they stand in; an issue that is left whole is still found.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from indexer.articles import clutter, html_tree
from indexer.articles.known_outlets import COMPANIES
from indexer.articles.newsletters import wording
from indexer.articles.newsletters.leads import Block, Style, labels, lead_key, read_blocks, without_urls
from indexer.language import calendar
from indexer.model import IssueItem
from indexer.web import plaintext, url_unwrapping, urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class IssueThresholds(NamedTuple):
    """When parts are items. Chosen by reading, not fitted. Shares are of the parts that nobody paid for."""

    parts: int  # at least
    leading: float  # share that leads to a page elsewhere
    sites: float  # different sites, as a share of those
    covered: float  # share of the text that is in the parts
    part: float  # characters in the middle one, at most


IN_SERIES = IssueThresholds(parts=3, leading=0.6, sites=0.5, covered=0.35, part=8_000)
"""Of a text whose title is one of a series."""

SAYS_SO = IssueThresholds(parts=3, leading=0.75, sites=0.6, covered=0.35, part=4_000)
"""Of any other text that calls itself an issue, or whose address does."""

UNSAID = IssueThresholds(parts=4, leading=0.85, sites=0.8, covered=0.7, part=900)
"""Of any other text, whose title is made of the headings of its parts."""

WITHIN = IssueThresholds(parts=2, leading=0.9, sites=0.6, covered=0.75, part=1_200)
"""Of a part that is cut up once more: "Also in the news" and a list."""

_MOST = 80  # items; what follows them is left out
_BLOCKS = 2_000  # that are looked at; an issue has some hundreds
_LINKS = 12  # of one item
_NOWHERE = "http://localhost/"  # what a mail's own links are relative to
_SAID = 150  # characters from which on a part without a link is an item
_OPENING = 800  # characters from which on what stands before the first item is one
_TITLE = 100  # characters of a title that is made of a text's beginning
_NAMED, _NAMED_IN_SERIES = 2 / 3, 0.85  # share of the parts from which on a name that they say is their subject
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z]\w{3,}")  # within a sentence
_TELLING = 4  # letters of a word of the title that tells what a text is about
_SHARED_HOSTS = frozenset(
    {"substack.com", "beehiiv.com", "ghost.io", "medium.com", "github.io", "wordpress.com", "blogspot.com"}
    | {"buttondown.com", "buttondown.email", "list-manage.com", "campaign-archive.com", "mailchi.mp"}
)
_LIBRARIES = frozenset({"arxiv.org", "github.com", "huggingface.co", "youtube.com", "x.com", "twitter.com"})


@dataclass(slots=True, eq=False)
class _Part:
    """Some blocks in a row that may be an item."""

    head: Block | None  # None: what stands before the first one, or belongs to none
    body: list[Block] = field(default_factory=list)
    paid: bool = False

    @property
    def blocks(self) -> list[Block]:
        return [self.head, *self.body] if self.head else self.body

    @property
    def is_bare(self) -> bool:
        """Whether there is a heading and nothing below it yet."""
        return self.head is not None and self.head.style <= Style.NUMBERED_LINE and not self.body

    @property
    def size(self) -> int:
        return sum(len(block.paragraph.text) for block in self.blocks)


def cut(markup: str, title: str = "", url: str = "") -> tuple[IssueItem, ...]:
    """Return the items of an issue in order; () for what is none.

    `markup` is a page, a mail or what a feed carries; `url` is where it stands, "" for a mail that stands nowhere.
    Parts that somebody paid for are left out.
    """
    root = (
        html_tree.parse_fragment(markup) if "<body" not in markup[:20_000].lower() else html_tree.parse_document(markup)
    )
    return () if root is None else cut_tree(root, title, url)


def cut_tree(root: Any, title: str, url: str) -> tuple[IssueItem, ...]:
    """Return the items of an issue, as `cut` does, from a tree of elements."""
    row = [block for block in islice(read_blocks(root), _BLOCKS) if block.style != 1 or not _is_title(block, title)]
    links = _Links(url)
    if sum(map(links.leads_elsewhere, row)) < SAYS_SO.parts or wording.is_live(title):
        return ()  # nearly every article is told by this
    said = wording.says_series("\n".join(block.paragraph.text for block in row), url)
    least = IN_SERIES if wording.names_series(title) else SAYS_SO if said else UNSAID
    parts = _cut_row(row, title, links, least)
    if not parts:
        return ()
    found = [item for part in parts if not part.paid if (item := _item(part, links))]
    first = next((at for at, item in enumerate(found) if item.links), len(found))
    before = [item for item in found[:first] if len(item.text) >= _OPENING]
    found = [*before, *found[first:]][:_MOST]
    return tuple(found) if len(found) >= SAYS_SO.parts else ()


def _is_title(block: Block, title: str) -> bool:
    """Tell whether a heading is the issue's own, which names no single item."""
    return lead_key(title).startswith(lead_key(block.lead))


class _Address(NamedTuple):
    """Where a link leads."""

    key: str  # of all addresses of its page
    url: str  # clean
    site: str  # what tells one source from another; empty: it leads to no page elsewhere
    elsewhere: bool


class _Links:
    """The links of an issue, as they are told apart. Each block is read once."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._own, self._host, self._site = urls.identity(url), urls.host(url), urls.site(url)
        self._read: dict[Block, list[_Address]] = {}

    def of(self, blocks: Iterable[Block]) -> list[str]:
        """Return where blocks lead: clean addresses elsewhere, each once; if there are none, those of its own site."""
        found = {each.key: each for block in blocks for each in self._addresses(block)}.values()
        outside = [each.url for each in found if each.elsewhere]
        return (outside or [each.url for each in found if each.key != self._own and _has_path(each.url)])[:_LINKS]

    def stories(self, blocks: Iterable[Block]) -> list[str]:
        """Return the sites of the pages elsewhere that blocks lead to; a site's front page is none."""
        return [each.site for block in blocks for each in self._addresses(block) if each.site]

    def leads_elsewhere(self, block: Block) -> bool:
        """Tell whether a block leads to a page elsewhere."""
        return bool(self.stories([block]))

    def _addresses(self, block: Block) -> list[_Address]:
        if block not in self._read:
            hrefs = dict.fromkeys(link.href for link in block.paragraph.links[: 2 * _LINKS])
            self._read[block] = [found for href in hrefs if (found := self._address(href))]
        return self._read[block]

    def _address(self, href: str) -> _Address | None:
        written = urls.to_absolute(self._url or _NOWHERE, href)
        address = url_unwrapping.unwrap(written)
        if not address or address.startswith(_NOWHERE) or wording.SERVICE_LINK.search(written):
            return None
        shared = self._site in _SHARED_HOSTS or not self._site
        elsewhere = urls.host(address) != self._host if shared else urls.site(address) != self._site
        site = _source(address) if elsewhere and _has_path(address) else ""
        return _Address(urls.identity(address), address, site, elsewhere)


def _has_path(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.path.strip("/") or parts.query)


def _source(address: str) -> str:
    """Return what tells one source from another: the site, or the address as far as the site says nothing of it."""
    site, parts = urls.site(address), urlsplit(address)
    if site in _LIBRARIES:
        return "/".join((site, *parts.path.split("/")[1:3], parts.query))
    return address if wording.TRACKER.search(address) else site


def _cut_row(row: Sequence[Block], title: str, links: _Links, least: IssueThresholds) -> list[_Part]:
    """Return the parts of an issue by the style that makes most of it; [] if none does."""
    names = labels(row)
    best: tuple[int, list[_Part], int] = (0, [], 0)
    for style in sorted({block.style for block in row if block.style}):
        parts = _parts(row, style, names)
        number = _count_items(parts, style, links, least)
        if number > best[0] and not _is_one_subject(parts, style, title, least):
            best = (number, parts, style)
    _, parts, style = best
    return [each for part in _without_closing(parts) for each in _finer(part, style, links)]


def _parts(row: Sequence[Block], style: int, names: frozenset[str]) -> list[_Part]:
    """Cut a row before each block of a style, and of those that outrank it."""
    parts = [_Part(None)]
    label: Block | None = None  # the line above that says who pays
    for block in row:
        current, text = parts[-1], block.paragraph.text
        outranks = 0 < block.style <= min(style, Style.BOLD_LINE)
        opens = (outranks or block.style == style) and lead_key(block.lead) not in names
        if wording.SPONSOR_LABEL.fullmatch(text):
            if current.is_bare:
                current.paid = True
            else:
                parts.append(_Part(None, paid=True))
                label = block
        elif opens:
            paid = bool(wording.SPONSORED.search(text)) or (label is not None and _is_beside(label, block))
            parts.append(_Part(block, paid=paid))
            label = None
        elif wording.SPONSORED.search(text) and not current.paid:
            if current.is_bare:
                current.paid = True
            else:
                parts.append(_Part(None, [block], paid=True))
            label = None
        else:
            if _leaves(current, block, style):
                current = _Part(None)
                parts.append(current)
            current.body.append(block)
            label = None
    return parts


def _leaves(part: _Part, block: Block, style: int) -> bool:
    """Tell whether a block stands outside of the list whose item a part is."""
    return part.head is not None and part.head.style == style >= Style.LIST_BOLD_LEAD and not block.listed


def _is_beside(label: Block, block: Block) -> bool:
    """Tell whether a block stands in the box of a label right above it."""
    return label.element.getparent() in (block.element, *block.element.iterancestors())


def _count_items(parts: Sequence[_Part], style: int, links: _Links, least: IssueThresholds) -> int:
    """Return how many parts lead elsewhere; 0 if too few do, or not to sites enough, or if they are not the text."""
    headed = [part for part in parts if part.head and not part.paid and (part.body or links.of(part.blocks))]
    own = [part for part in headed if part.head and part.head.style == style]
    led = [sites for part in own if (sites := links.stories(part.blocks))]
    distinct = {each[0] for each in led}
    if len(led) < max(least.parts, least.leading * len(own)) or len(distinct) < max(2, least.sites * len(led)):
        return 0
    # Around the items of a list stands an article; other items may have neighbours that open in another way.
    covering = own if style >= Style.LIST_BOLD_LEAD else [part for part in headed if links.of(part.blocks)]
    covered = sum(part.size for part in covering) >= least.covered * sum(part.size for part in parts if not part.paid)
    return len(led) if covered and median(part.size for part in own) <= least.part else 0


def _is_made_of(title: str, leads: Sequence[str]) -> bool:
    """Tell whether a title is the heading of one part, or names several of them in a row."""
    if lead_key(title) in map(lead_key, leads):
        return True
    named = [_telling(segment) for segment in re.split(r"[,;:|+]|\band\b|\bplus\b", title)]
    told = [_telling(lead) for lead in leads]
    each = {at for words in named for at, lead in enumerate(told) if len(words & lead) > len(words) / 2}
    return len(each) > 1 and len(named) > 1


def _is_one_subject(parts: Sequence[_Part], style: int, title: str, least: IssueThresholds) -> bool:
    """Tell whether the parts are chapters of one text: by their headings, its title, and its words in most of them."""
    own = [part for part in parts if part.head and part.head.style == style]
    leads = [part.head.lead for part in own if part.head]
    if sum(lead_key(lead) in wording.CHAPTERS for lead in leads) > 1 or _most(lead.endswith("?") for lead in leads):
        return True
    is_series = least is IN_SERIES
    if not is_series and wording.announces_one_subject(title):
        return True
    if least is UNSAID and not _is_made_of(title, leads):
        return True
    words = [_telling(f"{part.head.lead if part.head else ''} {_body(part)}") for part in own]
    on = title.partition(":")[2] if is_series else title  # the name of a series recurs
    recurs = any(_most(word in each for each in words) for word in _telling(on))
    return recurs or _share_name([_body(part) for part in own], is_series=is_series)


def _body(part: _Part) -> str:
    return " ".join([part.head.rest if part.head else "", *(block.paragraph.text for block in part.body)])


def _share_name(texts: Sequence[str], *, is_series: bool) -> bool:
    """Tell whether nearly all parts say one name, which is not that of a company that is always in the news."""
    each = [{word.casefold() for word in _NAME.findall(text)} for text in texts]
    counts = Counter(word for names in each for word in names - COMPANIES.keys() - calendar.NAMES)
    return max(counts.values(), default=0) > len(texts) * (_NAMED_IN_SERIES if is_series else _NAMED)


def _most(found: Iterable[bool]) -> bool:
    each = list(found)
    return sum(each) > len(each) / 2


def _telling(text: str) -> set[str]:
    return {word.removesuffix("s") for word in lead_key(text).split() if len(word) >= _TELLING}


def _without_closing(parts: list[_Part]) -> list[_Part]:
    """Cut off how an issue ends: its last words, a line drawn, and what has no item's form after the last item."""
    last = next((at for at in range(len(parts) - 1, -1, -1) if parts[at].head), None)
    for at, part in enumerate(parts):
        ends = {number for number, block in enumerate(part.body) if wording.CLOSING.match(block.paragraph.text)}
        if at == last:
            ends |= {number for number, block in enumerate(part.body) if number and block.ruled}
            part.body = part.body[: min(ends, default=None)]
        else:
            part.body = [block for number, block in enumerate(part.body) if number not in ends]
    return [part for at, part in enumerate(parts) if (not at if part.head is None else not _is_closing(part.head))]


def _is_closing(head: Block) -> bool:
    return head.style <= Style.BOLD_LINE and bool(wording.CLOSING.match(head.lead))


def _finer(part: _Part, style: int, links: _Links) -> Iterator[_Part]:
    """Yield a part, or the parts that it is made of in turn."""
    names = labels(part.body)
    for each in sorted({block.style for block in part.body if block.style > style}):
        found = _parts(part.body, each, names)
        if part.head and not part.paid and _count_items(found, each, links, WITHIN):
            before = found[0].body
            if sum(len(block.paragraph.text) for block in before) >= _SAID:
                yield _Part(part.head, before)
            yield from (inner for inner in found[1:] if inner.head)
            return
    yield part


def _item(part: _Part, links: _Links) -> IssueItem | None:
    """Return the item that a part makes, None if it neither says much nor leads anywhere."""
    head, found = part.head, tuple(links.of(part.blocks))
    opening = [head.rest] if head and Style.NUMBERED_LINE < head.style < Style.LIST_ITEM else []
    paragraphs = [*opening, *(block.paragraph.text for block in part.body)]
    text = plaintext.join(line for each in paragraphs if (line := without_urls(each)) and not clutter.is_noise(line))
    if len(text) < (_SAID if head else _OPENING) and not (head and found):
        return None
    lead = without_urls(head.lead) if head else plaintext.to_line(text, _TITLE)
    return IssueItem(title=plaintext.to_line(lead) or urls.host(found[0]), text=text, links=found)
