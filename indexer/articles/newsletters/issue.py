"""Is a text an issue of several subjects, and where does each begin and end? (pure).

An issue has parts that open in one way (a heading, a bold line or lead, an item of a list) or are parted by lines, each
on another subject. Each way is tried, and `evidence` tells whether the parts it makes are items. To cut an article is
the dearer error: its parts lose what they stand in; an issue that is left whole is still found.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from indexer.articles import clutter, html_tree
from indexer.articles.newsletters import evidence, wording
from indexer.articles.newsletters.leads import Block, Style, labels, lead_key, read_blocks, without_urls
from indexer.model import IssueItem
from indexer.web import plaintext, url_unwrapping, urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


_MOST = 80  # items; what follows them is left out
_BLOCKS = 2_000  # that are looked at; an issue has some hundreds
_LINKS = 12  # of one item
_NOWHERE = "http://localhost/"  # what a mail's own links are relative to
_LABEL = 30  # characters of a link's label that says no more than "read more"
_SAID = 80  # characters from which on a part without a link is an item
_OPENING = 800  # characters from which on what stands before the first item is one
_TITLE = 100  # characters of a title that is made of a text's beginning
_PARTS = 3  # of an issue, at least
_EACH = 0.2  # points that each part more is worth when a text can be cut in several ways
_FILLED = 0.75  # share of a part that is a list, at least
_WITHIN = 1_200  # characters of the middle one of the parts that a part is cut into, at most
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
        return self.head is not None and self.head.style <= Style.TITLE_LINE and not self.body

    @property
    def is_unlinked(self) -> bool:
        """Whether there is a heading, and no link yet."""
        return self.head is not None and not any(block.paragraph.links for block in self.blocks)

    @property
    def size(self) -> int:
        return sum(len(block.paragraph.text) for block in self.blocks)


def cut(markup: str, title: str = "", url: str = "", *, series: bool = False) -> tuple[IssueItem, ...]:
    """Return the items of an issue in order; () for what is none.

    `markup` is a page, a mail or what a feed carries; `url` is where it stands, "" for a mail that stands nowhere.
    `series`: it comes from what is known to be a newsletter, which counts as the title of an issue does. Parts that
    somebody paid for are left out.
    """
    root = (
        html_tree.parse_fragment(markup) if "<body" not in markup[:20_000].lower() else html_tree.parse_document(markup)
    )
    return () if root is None else cut_tree(root, title, url, series=series)


def cut_tree(root: Any, title: str, url: str, *, series: bool = False) -> tuple[IssueItem, ...]:
    """Return the items of an issue, as `cut` does, from a tree of elements."""
    row = [block for block in islice(read_blocks(root), _BLOCKS) if block.style != 1 or not _is_title(block, title)]
    links = _Links(url)
    if wording.is_live(title) or not any(links.of([block]) for block in row):
        return ()
    parts = [part for part in _cut_row(row, title, url, links, series=series) if not part.paid]
    named = (part for part in parts if links.of(part.blocks) or not (part.head and _is_title(part.head, title)))
    found = [item for part in named if (item := _item(part, links))][:_MOST]
    return tuple(found) if len(found) >= _PARTS else ()


def _is_title(block: Block, title: str) -> bool:
    """Tell whether a heading is the issue's own, which names no single item."""
    return bool(block.lead) and lead_key(title).startswith(lead_key(block.lead))


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


def _cut_row(row: Sequence[Block], title: str, url: str, links: _Links, *, series: bool) -> list[_Part]:
    """Return the parts of an issue in the way that most speaks for; [] if none does so enough."""
    names = labels(row)
    texts = [block.paragraph.text for block in row]
    best: tuple[float, list[_Part], int] = (0, [], 0)
    styles = {block.style for block in row if block.style} | {Style.RULED.value for block in row if block.ruled}
    for style in sorted(styles):
        parts = _parts(row, style, names)
        own = _own(parts, style, links)
        if len(own) < _PARTS:
            continue
        points = evidence.of_parts([_facts(part, links) for part in own[:_MOST]], title, _covered(parts, own, style))
        cover = evidence.of_cover(title, url, texts, paid=any(part.paid for part in parts), series=series)
        if points < evidence.DIFFERENT or points + cover < evidence.ISSUE:
            continue
        points += _EACH * len(own)
        if points > best[0]:
            best = (points, parts, style)
    _, parts, style = best
    return [each for part in _without_closing(parts) for each in _finer(part, style, links)]


def _own(parts: Sequence[_Part], style: int, links: _Links) -> list[_Part]:
    """Return the parts that open in a style, say something and are not paid for."""
    said = [
        part for part in parts if part.head and not part.paid and (part.body or links.of(part.blocks) or part.head.rest)
    ]
    return [
        part for part in said if part.head and (part.head.ruled if style == Style.RULED else part.head.style == style)
    ]


def _covered(parts: Sequence[_Part], own: Sequence[_Part], style: int) -> float:
    """Return the share of a text that is in its parts.

    Around the items of a list stands an article; other items may have neighbours that open in another way.
    """
    unpaid = [part for part in parts if not part.paid]
    covering = own if style > Style.TITLE_LINE else [part for part in unpaid if part.head and part.body]
    return sum(part.size for part in covering or own) / sum(part.size for part in unpaid)


def _facts(part: _Part, links: _Links) -> evidence.PartFacts:
    site = next(iter(links.stories(part.blocks)), "")
    leads = 1.0 if site else 0.5 * bool(links.of(part.blocks))
    shown = (block.paragraph.text[link.start : link.end] for block in part.blocks for link in block.paragraph.links)
    labels = frozenset(word for label in shown if len(label) <= _LABEL for word in lead_key(label).split())
    lead, ruled = (part.head.lead, part.head.ruled) if part.head else ("", False)
    return evidence.PartFacts(lead, without_urls(_body(part)), part.size, site, leads, labels, ruled)


def _parts(row: Sequence[Block], style: int, names: frozenset[str]) -> list[_Part]:
    """Cut a row before each block of a style, and of those that outrank it."""
    parts = [_Part(None)]
    label: Block | None = None  # the line above that says who pays
    for block in row:
        current = parts[-1]
        opens = _opens(block, style) and lead_key(block.lead) not in names
        if _is_label(block):
            if current.is_bare:
                current.paid = True
            else:
                parts.append(_Part(None, paid=True))
                label = block
        elif opens:
            paid = _is_paid(block) or (label is not None and _is_beside(label, block))
            parts.append(_Part(block, paid=paid))
            label = None
        elif _is_paid(block) and not current.paid:
            if current.is_bare or (block.paid and current.is_unlinked):
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


def _opens(block: Block, style: int) -> bool:
    if style == Style.RULED:
        return block.ruled
    return block.style == style or 0 < block.style <= min(style, Style.BOLD_LINE)


def _is_label(block: Block) -> bool:
    """Tell whether a block is nothing but a line that says who pays."""
    text = block.paragraph.text
    whole = not block.lead or len(block.lead) >= len(text.rstrip(" .:"))
    return whole and bool(wording.SPONSOR_LABEL.fullmatch(text))


def _is_paid(block: Block) -> bool:
    """Tell whether a block says that it is paid for, at its beginning or by how it links."""
    label = block.lead and wording.SPONSOR_LABEL.fullmatch(block.lead)
    return block.paid or bool(label or wording.SPONSORED.search(block.paragraph.text))


def _leaves(part: _Part, block: Block, style: int) -> bool:
    """Tell whether a block stands outside of the list whose item a part is."""
    return part.head is not None and part.head.style == style >= Style.LIST_BOLD_LEAD and not block.listed


def _is_beside(label: Block, block: Block) -> bool:
    """Tell whether a block stands in the box of a label right above it, or names whom the label does."""
    words = lead_key(label.paragraph.text).split()
    said = " ".join((block.paragraph.text, *(link.href for link in block.paragraph.links))).casefold()
    return (len(words) > 1 and words[-1] in said) or label.element.getparent() in (
        block.element,
        *block.element.iterancestors(),
    )


def _body(part: _Part) -> str:
    return " ".join([part.head.rest if part.head else "", *(block.paragraph.text for block in part.body)])


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
        if part.head and not part.paid and _is_list(found, each, links):
            before = found[0].body
            if sum(len(block.paragraph.text) for block in before) >= _SAID:
                yield _Part(part.head, before)
            yield from (inner for inner in found[1:] if inner.head)
            return
    yield part


def _is_list(parts: Sequence[_Part], style: int, links: _Links) -> bool:
    """Tell whether a part is a list of items: "Also in the news"."""
    own = _own(parts, style, links)
    led = [sites[0] for part in own if (sites := links.stories(part.blocks))]
    if len(led) < max(2, 0.9 * len(own)) or len(set(led)) < max(2, 0.6 * len(led)):
        return False
    return _covered(parts, own, Style.LIST_ITEM) >= _FILLED and median(part.size for part in own) <= _WITHIN


def _item(part: _Part, links: _Links) -> IssueItem | None:
    """Return the item that a part makes, None if it neither says much nor leads anywhere."""
    head, found = part.head, tuple(links.of(part.blocks))
    opening = [head.rest] if head and not 0 < head.style <= Style.TITLE_LINE else []
    paragraphs = [*opening, *(block.paragraph.text for block in part.body)]
    text = plaintext.join(line for each in paragraphs if (line := without_urls(each)) and not clutter.is_noise(line))
    if len(text) < (_SAID if head else _OPENING) and not (head and found):
        return None
    lead = without_urls(head.lead) if head and head.lead else plaintext.to_line(text, _TITLE)
    return IssueItem(title=plaintext.to_line(lead) or urls.host(found[0]), text=text, links=found)
