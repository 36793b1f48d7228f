"""How a platform writes text: what is the same on all, and what each must say (pure).

Text from articles and members goes through `text`, `cut` or `link`, so that nothing in it can act as markup.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from bot.adapters.messages.formatting import cut, day, is_address, label_of, length, minute, one_line

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from bot.adapters.messages.message import Message

_UNTITLED = "(untitled)"


class Markup(ABC):
    """The markup of one platform, and how much text it takes."""

    statement: ClassVar[int]  # characters of a statement; a longer one is cut at the end of a sentence
    title: ClassVar[int]  # characters of an article's title
    snippet: ClassVar[int]  # characters of a search result's text
    max_url: ClassVar[int]  # characters of an address that becomes a link, as `target` writes it
    bold: ClassVar[str]  # stands on both sides of bold text
    parentheses: ClassVar[tuple[str, str]]
    alone: ClassVar[str]  # where a member can talk to the bot alone, in words

    @abstractmethod
    def characters(self, line: str) -> list[str]:
        """Return each character of a clean line as markup; together they show the line unchanged."""

    @abstractmethod
    def may_be_bold(self, before: str, after: str) -> bool:
        """Return whether words between two characters, "" at an end of the line, can be bold; both are markup."""

    @abstractmethod
    def target(self, url: str) -> str:
        """Return an address with every character encoded that would end a link."""

    @abstractmethod
    def linked(self, target: str, label: str) -> str:
        """Return a link; both parts are markup already."""

    @abstractmethod
    def channel(self, channel: str) -> str:
        """Return the name of a channel by its id, "that channel" for what is no id."""

    @abstractmethod
    def member(self, user: str) -> str:
        """Return the name of a member by their id, "a member" for what is no id; it may ping where others see it."""

    @abstractmethod
    def room(self, message: Message) -> int:
        """Return how many characters of lines fit in beside those of a message."""

    def label(self, line: str) -> str:
        """Return the label of a link without characters that no escaping keeps from ending it."""
        return line

    def text(self, text: str) -> str:
        """Return a text as one line that shows it unchanged."""
        return "".join(self.characters(one_line(text)))

    def shorten(self, text: str, limit: int) -> str:
        """Return a text on one plain line, cut so that its markup has at most `limit` characters; see `cut`."""
        return cut(one_line(text), limit, lambda part: length(self.text(part)))

    def cut(self, text: str, limit: int) -> str:
        """Return a text as one line of at most `limit` characters of markup, cut after a sentence, else a word."""
        return self.text(self.shorten(text, limit))

    def with_bold(self, line: str, span: tuple[int, int] | None) -> str:
        """Return a clean line with the words of a span in bold; without, where they would not be shown so."""
        shown = self.characters(line)
        if span is None or self.bold in shown:  # what stands there as it is could open or close bold text
            return "".join(shown)
        before, words, after = ("".join(shown[slice(*part)]) for part in ((0, span[0]), span, (span[1], None)))
        may_be_bold = self.may_be_bold("".join(shown[span[0] - 1 : span[0]]), "".join(shown[span[1] : span[1] + 1]))
        return before + (self.strong(words) if may_be_bold else words) + after

    def strong(self, markup: str) -> str:
        """Return markup in bold."""
        return f"{self.bold}{markup}{self.bold}"

    def code(self, text: str) -> str:
        """Return words of the bot's own as something to type."""
        return f"`{text}`"

    def is_linkable(self, url: str) -> bool:
        """Return whether an address may be linked: http(s), without user-info, and not too long."""
        return is_address(url) and length(self.target(url)) <= self.max_url

    def link(self, url: str, label: str, limit: int) -> str:
        """Return a link with a label of at most `limit` characters; the label alone, if the address may not be linked.

        See `label_of` for labels that look like addresses.
        """
        if not self.is_linkable(url):
            return self.cut(label, limit) or _UNTITLED
        line, site = label_of(url, label)
        before, after = self.parentheses
        shown_site = f" {before}{self.text(site)}{after}" if site else ""
        shown = self.cut(self.label(line), limit - length(shown_site)) or _UNTITLED
        return self.linked(self.target(url), shown + shown_site)

    def day(self, when: datetime, zone: tzinfo) -> str:
        """Return a date; the zone is the reader's, as far as it is known."""
        return day(when, zone)

    def minute(self, when: datetime, zone: tzinfo) -> str:
        """Return a date and time."""
        return minute(when, zone)
