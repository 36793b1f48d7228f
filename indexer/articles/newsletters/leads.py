"""HTML as a row of blocks: paragraphs that remember how they begin, so that items can be told apart (pure)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from indexer.articles import blocks, clutter
from indexer.articles.blocks import Hyperlink, Paragraph
from indexer.articles.newsletters import wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Run = tuple[str, str, Any]  # some text, the address that it is linked to, its element

_HEADING = re.compile(r"h([1-6])|head")  # the latter is trafilatura's
_BOLD = frozenset({"b", "strong"})
_ITALIC = frozenset({"em", "i", "u"})
_COLON = re.compile(r"[^.:!?]{8,80}:(?=\s)")
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_HOLDERS = blocks.BLOCKS | blocks.CELLS
_ITEMS = frozenset({"li", "item"})
_NUMBERED = re.compile(r"(?:#|no\.?\s)?\d{1,2}\s?[.):\u2013\u2014-]\s+(?=\S)", re.IGNORECASE)
_MARK = re.compile(
    r"(?:[\u2022\u25cf\u25aa\u25b6\u25b8\u2192\u00bb*\u2013\u2014-]|[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?)\s*(?=[^\W_])"
)
_SENTENCE = re.compile(r".{8,220}?(?:[.!?\u2026][\"'\u201d\u2019)]*(?=\s|$)|:(?=\s))")
_CONTINUES = re.compile(r"[,;)\]%/&]|['\u2019](?:(?:s|re|ve|ll|d)\b|(?=\s))")
"""What a sentence goes on with after the words that a link or bold type sets apart from it."""
_DRAWN = re.compile(r"^\s*[-=_*~#\u2014\u2500\u2501]{3,}\s*$")
_BARE_URL = re.compile(r"https?://[^\s<>\"']{4,2000}[^\s<>\"'.,;:!?)\]]")
_WORDS = (2, 30)  # of a lead: fewer are a number or a name, more are a text
_LEAD = 220  # characters
_TITLED = 3  # words of a title that ends with a colon
_LINE = 110  # of a numbered line that is a heading


class Style(IntEnum):
    """How a block opens an item. A lower one outranks a higher one: an item goes no farther than to the next of it.

    1 to 6 are the levels of headings.
    """

    HEADING = 6
    BOLD_LINE = 7  # a paragraph that is bold, or in capitals, as a whole
    NUMBERED_LINE = 8
    TITLE_LINE = 9  # a short one that is no sentence
    BOLD_LEAD = 10
    ITALIC_LEAD = 11
    NUMBERED_LEAD = 12
    MARKED_LEAD = 13  # after a sign: a dot, an arrow, a picture
    COLON_LEAD = 14
    LINK_LEAD = 15
    LIST_BOLD_LEAD = 16
    LIST_LINK_LEAD = 17
    LIST_ITEM = 18
    RULED = 19  # no block's own style: it is the first below a line


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A paragraph in its place."""

    paragraph: Paragraph
    style: int  # how it may open an item: a heading's level, or a `Style`; 0: not at all
    lead: str  # the words that it opens with
    rest: str  # what follows them, if they are no part of its first sentence, else all of it
    listed: bool  # in a list
    ruled: bool  # a line is drawn before it
    paid: bool  # it has a link that is marked as paid for
    element: Any  # the element of the tree that holds it


def read_blocks(root: Any) -> Iterator[Block]:
    """Yield the blocks below an element, without what stands around a page's text or is hidden."""
    runs: list[Run] = []
    ruled = False
    for text, href, ends, element in blocks.walk(root, blocks.AROUND):
        if ends:
            block = _block(runs, ruled=ruled)
            if block:
                yield block
            ruled = (ruled and not block) or any(_DRAWN.search(text) for text, _, _ in runs)
            runs = []
        ruled = ruled or element.tag == "hr"  # or a line of signs, which makes no block
        if text:
            runs.append((text, href, element))
    if block := _block(runs, ruled=ruled):
        yield block


def _block(runs: Sequence[Run], *, ruled: bool) -> Block | None:
    paragraph = next(blocks.fold((text, href) for text, href, _ in runs), None)
    said = [run for run in runs if run[0].strip()]
    if paragraph is None or not any(map(str.isalnum, paragraph.text)):
        return None
    if clutter.is_noise(paragraph.text) and not paragraph.links:  # with one, it may be the item's: "Read more: ..."
        return None
    first = said[0][2]
    if any(map(blocks.is_hidden, (first, *first.iterancestors()))):
        return None
    element = _holder(first)
    within = [element, *element.iterancestors()]
    listed = any(each.tag in _ITEMS for each in within)
    paragraph = _with_bare_urls(paragraph)
    style, lead = _lead(paragraph, said, within, listed=listed)
    rest = _rest(paragraph.text, lead)
    paid = any(wording.PAID_LINK.search(href) or _is_paid(each) for _, href, each in said if href)
    return Block(paragraph, style, lead.rstrip(" :"), rest, listed, ruled, paid, element)


def _lead(paragraph: Paragraph, said: Sequence[Run], within: Sequence[Any], *, listed: bool) -> tuple[int, str]:
    """Return how a paragraph opens an item, and with which words."""
    text = paragraph.text
    if level := _level(within):
        return level, text
    bold = _opening(said, [_is_bold(element) for _, _, element in said])
    whole = len(bold) >= len(text.rstrip(" .:"))
    if bold and (whole or _is_lead(bold)) and not listed:
        opens = _is_lead(bold) and not _is_label(bold)
        return ((Style.BOLD_LINE if whole else Style.BOLD_LEAD), bold) if opens else (0, "")
    if _is_lead(bold):
        return Style.LIST_BOLD_LEAD, bold
    linked = _opening(said, [bool(href) for _, href, _ in said])
    is_linked = bool(linked) and not linked.startswith("http") and (_is_lead(linked) or _is_term(linked, text))
    if listed:
        return (Style.LIST_LINK_LEAD, linked) if is_linked else (Style.LIST_ITEM, _first_sentence(text))
    italic = _opening(said, [_is_within(element, _ITALIC) for _, _, element in said])
    is_term = within[0].tag == "dt"
    ways = (
        (_is_lead(italic) and len(italic) < len(text.rstrip(" .:")), Style.ITALIC_LEAD, italic),
        (len(text) <= _LINE and _is_numbered(text), Style.NUMBERED_LINE, _NUMBERED.sub("", text, count=1)),
        (is_linked, Style.LINK_LEAD, linked),
        *_plain_ways(text, is_line=is_term or (_is_line(text) and not paragraph.links), is_term=is_term),
    )
    return next(((style.value, lead) for opens, style, lead in ways if opens), (0, ""))


def _plain_ways(text: str, *, is_line: bool, is_term: bool) -> Iterator[tuple[bool, Style, str]]:
    """Yield how a paragraph without mark-up may open an item: whether it does, in which style, and the lead."""
    first, number, mark, colon = _first_sentence(text), _NUMBERED.match(text), _MARK.match(text), _COLON.match(text)
    yield is_line and (is_term or text.isupper()), Style.BOLD_LINE, text
    yield first.isupper() and _is_lead(first) and len(first.split()) >= _TITLED, Style.BOLD_LEAD, first
    yield number is not None, Style.NUMBERED_LEAD, _first_sentence(text[number.end() :] if number else "")
    yield mark is not None, Style.MARKED_LEAD, _first_sentence(text[mark.end() :] if mark else "")
    lead = colon[0] if colon else ""
    yield _is_lead(lead) and not _is_label(lead), Style.COLON_LEAD, lead
    yield is_line and text[-1] not in ".:;,!?", Style.TITLE_LINE, text.lstrip("# ")


def _is_line(text: str) -> bool:
    return len(text) <= _LINE and _is_lead(text)


def _is_term(lead: str, text: str) -> bool:
    """Tell whether a single word is what a paragraph is about, as in "grep - a tool that finds lines"."""
    return bool(re.match(r"\s?(?:[:\u2013\u2014]|-\s)\s?\w", text[len(lead) :])) and text.startswith(lead)


def _first_sentence(text: str) -> str:
    found = _SENTENCE.match(text)
    return found[0] if found else text[:_LEAD]


def _is_label(lead: str) -> bool:
    """Tell whether a lead with a colon announces a part of an item ("What to know:"), and is not its title."""
    words = lead.split()
    return lead.endswith(":") and (len(words) < _TITLED or words[0].casefold() in wording.ANNOUNCING)


def _is_numbered(text: str) -> bool:
    return bool(_NUMBERED.match(text)) and text[-1] not in ".;," and _is_lead(_NUMBERED.sub("", text, count=1))


def _opening(said: Sequence[Run], marked: Sequence[bool]) -> str:
    """Return the text of the runs before the first that is not marked; a number before them is left out."""
    first = 1 if len(said) > 1 and not marked[0] and re.fullmatch(r"\W*\d{0,2}\W*", said[0][0].strip()) else 0
    ends = next((at for at, is_marked in enumerate(marked) if not is_marked and at >= first), len(said))
    folded = next(blocks.fold((text, "") for text, _, _ in said[first:ends]), None)
    return re.sub(r"^\d{1,2}[.)]?\s+", "", folded.text) if folded else ""


def _is_lead(text: str) -> bool:
    return len(text) <= _LEAD and _WORDS[0] <= len(text.split()) <= _WORDS[1] and any(map(str.isalpha, text))


def _rest(text: str, lead: str) -> str:
    """Return a paragraph without its lead, where that is a sentence or a heading by itself."""
    at = text.find(lead)
    after = text[at + len(lead) :].lstrip(" :\u2013\u2014-|") if lead else text
    after = re.sub(r"^[.!?\u2026]+(?:\s|$)", "", after)
    is_apart = after[:1].isupper() or not (after[:1].isalnum() or _CONTINUES.match(after))
    own = lead.endswith((":", ".", "!", "?", "\u2026")) or is_apart
    return after if own and at >= 0 else text


def _level(within: Sequence[Any]) -> int:
    for element in within:
        if isinstance(element.tag, str) and (found := _HEADING.fullmatch(element.tag)):
            return int(found[1] or (element.get("rend") or "h2")[-1])
    return 0


def _holder(element: Any) -> Any:
    """Return the block that an inline element stands in."""
    while element.tag not in _HOLDERS and element.getparent() is not None:
        element = element.getparent()
    return element


def _is_bold(element: Any) -> bool:
    while element is not None and element.tag not in _HOLDERS:
        if element.tag in _BOLD or _BOLD_STYLE.search(element.get("style") or ""):
            return True
        element = element.getparent()
    return element is not None and bool(_BOLD_STYLE.search(element.get("style") or ""))


def _is_within(element: Any, tags: frozenset[str]) -> bool:
    return element.tag in tags or any(each.tag in tags for each in element.iterancestors())


def _is_paid(element: Any) -> bool:
    link = next((each for each in (element, *element.iterancestors()) if each.tag == "a"), None)
    return link is not None and "sponsored" in (link.get("rel") or "").lower().split()


def _with_bare_urls(paragraph: Paragraph) -> Paragraph:
    """Return a paragraph whose written-out addresses are links, as a mail in plain text has them."""
    if "http" not in paragraph.text:
        return paragraph
    taken = [range(link.start, link.end) for link in paragraph.links]
    bare = (
        Hyperlink(found.start(), found.end(), found[0])
        for found in _BARE_URL.finditer(paragraph.text)
        if not any(found.start() in span for span in taken)
    )
    links = sorted((*paragraph.links, *bare), key=lambda link: link.start)
    return Paragraph(paragraph.text, tuple(links))


def without_urls(text: str) -> str:
    """Return a text without the addresses that are written out in it."""
    return " ".join(_BARE_URL.sub(" ", text).split())


def labels(row: Sequence[Block]) -> frozenset[str]:
    """Return the leads that come several times: they name a part of an item ("Why it matters"), not one."""
    counts = Counter((block.style, lead_key(block.lead)) for block in row if block.style)
    return frozenset(key for (_, key), count in counts.items() if count > 1) | wording.PARTS


def lead_key(lead: str) -> str:
    """Return what two leads of the same words have in common."""
    return " ".join(re.findall(r"\w+", lead.casefold()))
