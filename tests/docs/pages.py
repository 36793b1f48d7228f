"""The README and the pages of docs/, taken apart as Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

ROOT = Path(__file__).parents[2]

_TESTED = re.compile(r"^<!-- tested\b[^>]*-->\n+```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PARSER = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class DocsPage:
    """One page."""

    path: Path

    @cached_property
    def text(self) -> str:
        """The page as it is written."""
        return self.path.read_text(encoding="utf-8")

    @property
    def name(self) -> str:
        """Its path from the root of the repository."""
        return str(self.path.relative_to(ROOT))

    @cached_property
    def tokens(self) -> list[Token]:
        """Everything on the page, what stands within lines included."""
        return list(_flat(_PARSER.parse(self.text)))

    @property
    def prose(self) -> str:
        """The text of its lines without blocks of code."""
        return "\n".join(token.content for token in self.tokens if token.type == "inline")

    @property
    def code_spans(self) -> list[str]:
        """The pieces of code within its lines."""
        return [token.content for token in self.tokens if token.type == "code_inline"]

    @property
    def code_blocks(self) -> list[str]:
        """Its blocks of code."""
        return [token.content for token in self.tokens if token.type == "fence"]

    @property
    def targets(self) -> list[str]:
        """Where its links lead and its pictures are."""
        found = [token.attrGet("href") or token.attrGet("src") for token in self.tokens]
        return [str(target) for target in found if target]

    @property
    def anchors(self) -> list[str]:
        """The anchors that forges give its headings."""
        headings = [
            "".join(part.content for part in inline.children or [])
            for opening, inline in zip(self.tokens, self.tokens[1:], strict=False)
            if opening.type == "heading_open"
        ]
        return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]

    def tested(self, language: str) -> list[str]:
        """Return the blocks of a language that are marked as tested."""
        return [text for found, text in _TESTED.findall(self.text) if found == language]

    def table(self, first: str) -> list[list[str]]:
        """Return the cells of the rows of the table whose first column has this head."""
        found = re.search(rf"^\| {first} \| .*\n\|[-| ]+\n((?:\|.*\n)+)", self.text, re.MULTILINE)
        assert found, f"{self.name}: no table of {first}"
        rows = (re.split(r"(?<!\\)\|", line)[1:-1] for line in found[1].splitlines())
        return [[cell.strip().replace("\\|", "|") for cell in row] for row in rows]


def _flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _flat(token.children or [])


PAGES = [DocsPage(ROOT / "README.md"), *map(DocsPage, sorted((ROOT / "docs").glob("*.md")))]
"""All pages, the README first."""


def page(name: str) -> DocsPage:
    """Return the page at a path from the root of the repository."""
    return next(each for each in PAGES if each.name == name)
