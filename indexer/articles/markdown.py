"""Markdown, or text that has none, as paragraphs of plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from indexer.articles import blocks, html_tree
from indexer.web import boilerplate, plaintext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

# One of these makes a text Markdown. Numbers and single asterisks do not: plain text has them too, and what was
# exported as plain text must come back unchanged.
_SIGNS = re.compile(
    r"(?m)^ {0,3}(?:#{1,6} \S|[*+-] \S|```|~~~|> \S)|\*\*\S[^*\n]*\*\*|\[[^\[\]\n]+\]\([^()\s]+(?:\s[^()\n]*)?\)"
)
_ITEM = re.compile(r"\s*[\u2022\u2023\u25aa\u25cf\u25e6\u2043\u2013-]\s")
_MAX = 1_000_000
_WRAPPED = 120
"""Characters: a text with longer lines is not wrapped by hand, so that each of its lines is a paragraph."""


def read_paragraphs(text: str) -> tuple[blocks.Paragraph, ...]:
    """Return the paragraphs of a text. Marks go; headings and list items become paragraphs of their own."""
    text = plaintext.scrub(text[:_MAX])
    return tuple(_read_markdown(text) if _SIGNS.search(text) else _read_plain(text))


def _read_plain(text: str) -> Iterator[blocks.Paragraph]:
    for part in re.split(r"\n\s*\n", text):
        for group in _groups(part.split("\n")):
            yield from blocks.fold([("\n".join(group), "")])


def _groups(lines: list[str]) -> Iterator[list[str]]:
    """Yield the lines that make a paragraph each.

    One is ended by an item of a list, by a line that is no text, and where a line is shorter than it need be: the first
    word of the next would have had room on it, so that nobody wrapped it there.
    """
    width = max(map(len, lines))
    group: list[str] = []
    for line in lines:
        form = boilerplate.is_boilerplate(line)
        if group and (form or _ITEM.match(line) or width > _WRAPPED or _has_room(group[-1], line, width)):
            yield group
            group = []
        group += [] if form else [line]
    if group:
        yield group


def _has_room(line: str, following: str, width: int) -> bool:
    """Tell whether a line ends although the next word would have fitted on it."""
    word = following.split(maxsplit=1)[:1]
    return bool(word) and not word[0][:1].islower() and len(line.rstrip()) + 1 + len(word[0]) <= width


def _read_markdown(text: str) -> Iterator[blocks.Paragraph]:
    """Read the text as CommonMark with tables (https://spec.commonmark.org/0.31.2/), by way of HTML."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = reader.parse(text)
    for token in tokens:
        if token.children and _is_unwrapped(token.content.split("\n")):
            token.children = [part for child in token.children for part in _split_break(child)]
    tree = html_tree.parse_fragment(reader.renderer.render(tokens, reader.options, {}))
    return blocks.read_paragraphs(tree)


def _split_break(token: Token) -> tuple[Token, ...]:
    """Return a line's end as the end of a paragraph, anything else as it is."""
    if token.type != "softbreak":
        return (token,)
    broken = token.copy(type="hardbreak", tag="br")
    return (broken, broken)


def _is_unwrapped(lines: list[str]) -> bool:
    return max(map(len, lines)) > _WRAPPED
