"""The HTML of a mail: without what is meant for its reader alone, and with links that may be shown (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from indexer.articles import blocks, html_tree
from indexer.feeds import mail_links
from indexer.web import mail_urls, plaintext, urls

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from collections.abc import Set as AbstractSet

_LABEL = 100  # characters of what such a link says
_FOOTER = 600  # characters of a block that may be nothing but a footer
_GREETING = 60  # characters of a block that may be nothing but a greeting
_DROPPED = ("script", "style", "template", "noscript", "svg", "iframe", "object", "form", "head", "title", "img")
_VIEW = re.compile(
    r"\b(?:in|with)\s(?:your|a|the)?\s?(?:web\s?)?browser\b|\bweb\s?(?:version|view)\b|\bonline\s?version\b"
    r"|\b(?:view|read|open|see)\b.{0,30}\b(?:online|on\sthe\sweb)\b|\bim\sbrowser\b|\bversion\sen\sligne\b",
    re.IGNORECASE,
)
_MANAGE = re.compile(
    r"\bunsubscrib|\bopt[\s-]out\b|\b(?:manage|update|change|edit)\b.{0,30}\b(?:preferences|profile|subscriptions?|settings)"
    r"|\b(?:e?mail|subscription)\spreferences\b|\babmelden\b|\babbestellen\b|\bse\sd[ée]sabonner\b",
    re.IGNORECASE,
)
_GREETS = re.compile(
    r"(?:hi|hello|hey|dear|welcome|good\s(?:morning|afternoon|evening|day)|hallo|guten|bonjour|hola)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")
_WRITTEN = re.compile(r"https?://[^\s<>\"')\]]*[^\s<>\"')\].,;:!?]")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailMarkup:
    """What is left of a mail's body."""

    html: str
    views: tuple[str, ...]  # addresses that are said to show it in a browser, as written: they may name the reader


def clean_markup(markup: str, readers: Collection[str], names: AbstractSet[str]) -> MailMarkup:
    """Return a mail's HTML as it may be stored and shown.

    `readers` are the addresses that it was sent to, in lower case, `names` the words of what its headers call them.
    """
    root = html_tree.parse_fragment(markup)  # many are no whole document, and one is read as a piece as well
    if root is None or sum(1 for _ in root.iter()) > html_tree.MAX_ELEMENTS:
        return MailMarkup(html="", views=())
    views = list(_views(root))
    _drop(root, _is_unseen)
    _drop(root, lambda element: _is_readers_own(element, readers, names))
    _publish_links(root, readers)
    return MailMarkup(html=_html(root), views=tuple(views))


def from_plain(text: str, readers: Collection[str], names: AbstractSet[str]) -> MailMarkup:
    """Return a mail of plain text as HTML; in it the address may follow the words that explain it."""
    views: list[str] = []
    lines = text.splitlines()
    for number, line in enumerate(lines):
        said = _WRITTEN.sub("", line)
        if len(said) <= _LABEL and _VIEW.search(said):
            views += _WRITTEN.findall("\n".join(lines[number : number + 2]))[:1]
    found = clean_markup(plaintext.to_markup(text), readers, names)
    return MailMarkup(html=found.html, views=tuple(views))


def _publish_links(root: Any, readers: Collection[str]) -> None:
    """Replace each address, in links and in text, by what may be shown of it."""
    links = [element for element in root.iter("a") if element.get("href")]
    texts = [each for element in root.iter() for each in (element.text, element.tail) if each]
    written = [address for text in texts for address in _WRITTEN.findall(text)]
    public = mail_links.public_links((*(link.get("href").strip() for link in links), *written), readers)
    numbers = {href: number for number, href in enumerate(public, start=1)}
    for link in links:
        href = link.get("href").strip()
        link.attrib.clear()
        # Where a link may not be told, that there is one still says how an issue is made of its items.
        link.set("href", public[href] or mail_urls.hidden_link(numbers[href]))
    if written:
        for element in root.iter():
            element.text, element.tail = (_with_public(text, public) for text in (element.text, element.tail))


def _with_public(text: str | None, public: Mapping[str, str]) -> str | None:
    return _WRITTEN.sub(lambda found: public[found[0]], text) if text else text


def _views(root: Any) -> Iterator[str]:
    for link in root.iter("a"):
        label = " ".join(link.text_content().split())
        around = link.getparent()
        said = " ".join(around.text_content().split()) if around is not None else ""
        told = label if _VIEW.search(label) else said
        if len(told) <= _LABEL and _VIEW.search(told) and (href := urls.to_absolute("", link.get("href") or "")):
            yield href


def _drop(root: Any, is_unwanted: Callable[[Any], bool]) -> None:
    for element in [each for each in root.iter() if is_unwanted(each)]:
        if element.getparent() is not None:
            element.drop_tree()


def _is_unseen(element: Any) -> bool:
    if not isinstance(element.tag, str):
        return True  # a comment, such as Outlook's conditions
    return element.tag in _DROPPED or blocks.is_hidden(element)


def _is_readers_own(element: Any, readers: Collection[str], names: AbstractSet[str]) -> bool:
    """Tell whether a block without blocks in it is meant for the reader: a greeting, a footer that names him."""
    if not blocks.is_block(element) or any(map(blocks.is_block, element.iterdescendants())):
        return False
    text = " ".join(element.text_content().split())
    lower = text.lower()
    if any(reader in lower for reader in readers):
        return True
    if len(text) <= _GREETING and _GREETS.match(text) and not names.isdisjoint(_WORD.findall(lower)):
        return True
    return len(text) <= _FOOTER and bool(_MANAGE.search(text) or (len(text) <= _LABEL and _VIEW.search(text)))


def _html(root: Any) -> str:
    from lxml import html

    body = root.find("body")
    return plaintext.scrub(html.tostring(root if body is None else body, encoding="unicode"))
