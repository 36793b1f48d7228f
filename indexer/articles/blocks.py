"""A tree of elements as paragraphs of plain text that remember their links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from indexer.web import plaintext

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

# HTML's, and those of trafilatura's own format: head (a heading), item, list, quote, row
_BLOCK_TAGS = (
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody tfoot thead tr ul"
    " head item list quote row"
)
_UNSEEN_TAGS = "script style template noscript svg iframe object button select textarea title meta link graphic"
BLOCKS = frozenset(_BLOCK_TAGS.split())
_UNSEEN = frozenset(_UNSEEN_TAGS.split())
AROUND = _UNSEEN | {"nav", "header", "footer", "aside", "form", "figcaption"}
"""What is unseen, and what stands around the text of a page."""

CELLS = frozenset({"td", "th", "cell"})
_LINE_ENDS = frozenset({"br", "lb"})
_LINKS = frozenset({"a", "ref"})
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|max-height\s*:\s*0(?![.\d])", re.IGNORECASE)
_TINY = re.compile(r"font-size\s*:\s*[01]px", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """A link within a paragraph: `text[start:end]` is its label."""

    start: int
    end: int
    href: str  # as written


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, heading, list item or row of a table, as one clean line."""

    text: str
    links: tuple[Hyperlink, ...] = ()


Piece = tuple[str, str]
"""Some text, and the address it is linked to ("" for none)."""


def is_block(element: Any) -> bool:
    """Tell whether an element of an lxml tree stands for itself: a paragraph, a heading, a cell of a table."""
    return element.tag in BLOCKS or element.tag in CELLS


def is_hidden(element: Any) -> bool:
    """Tell whether an element of an lxml tree says of itself that it is not shown."""
    style = element.get("style") or ""
    if "hidden" in element.attrib or _HIDING.search(style):
        return True
    # What mails are laid out with has no size, so that no blanks show between its parts, which have one of their own.
    return bool(_TINY.search(style) and element.text and element.text.strip())


def read_paragraphs(root: Any) -> Iterator[Paragraph]:
    """Yield the paragraphs below an element of an lxml tree; two line breaks in a row part them too."""
    pieces: list[Piece] = []
    for text, href, ends, _ in walk(root):
        if ends:
            yield from fold(pieces)
            pieces = []
        if text:
            pieces.append((text, href))
    yield from fold(pieces)


def fold(pieces: Iterable[Piece]) -> Iterator[Paragraph]:
    """Yield the paragraph that pieces make with white space folded, if there is anything in it."""
    text = ""
    links: list[Hyperlink] = []
    for raw, href in pieces:
        part = " ".join(plaintext.scrub(f"|{raw}|").split())[1:-1]
        part = part.lstrip() if not text or text.endswith(" ") else part
        if href and part.strip():
            start = len(text) + len(part) - len(part.lstrip())
            if links and links[-1].href == href and not text[links[-1].end :].strip():
                start = links.pop().start  # one link, with marks within its label
            links.append(Hyperlink(start, len(text) + len(part.rstrip()), href))
        text += part
    if text.strip():
        yield Paragraph(text.rstrip(), tuple(links))


def cut(paragraph: Paragraph, spans: Iterable[tuple[int, int]]) -> Paragraph:
    """Return what some (start, end) of a paragraph make, in order, as one, with the links whose labels are in them."""
    text = ""
    links: list[Hyperlink] = []
    for start, end in spans:
        shift = len(text) - start
        inside = (link for link in paragraph.links if start <= link.start and link.end <= end)
        links += [Hyperlink(link.start + shift, link.end + shift, link.href) for link in inside]
        text += paragraph.text[start:end]
    return Paragraph(text, tuple(links))


def walk(root: Any, unseen: Container[str] = _UNSEEN) -> Iterator[tuple[str, str, bool, Any]]:
    """Yield the text below an element with its link, whether a paragraph ends before it, and its element."""
    from lxml.etree import iterwalk

    hrefs = [""]
    broken = False  # nothing but blanks since a line break
    events = iterwalk(root, events=("start", "end"))
    for event, element in events:
        tag = element.tag if isinstance(element.tag, str) else ""
        starts = event == "start"
        seen = bool(tag) and tag not in unseen
        if starts and not seen:
            events.skip_subtree()
        if tag in _LINKS:
            hrefs = [*hrefs, element.get("href") or element.get("target") or ""] if starts else hrefs[:-1]
        text = _before(element, tag, seen=seen) if starts else _after(element, tag, root)
        breaks = starts and tag in _LINE_ENDS
        holder = element if starts or element is root else element.getparent()
        yield text, hrefs[-1], tag in BLOCKS or (breaks and broken), holder
        broken = breaks or (broken and not text.strip())


def _before(element: Any, tag: str, *, seen: bool) -> str:
    if tag in _LINE_ENDS:
        return "\n"
    return (element.text or "") if seen else ""


def _after(element: Any, tag: str, root: Any) -> str:
    tail = "" if element is root else element.tail or ""
    return f" {tail}" if tag in CELLS else tail
