"""How an article covers a subject: where it names it, and how much of it is on it (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from bot.language.datelines import clean_sentences
from bot.language.round_ups import is_list_of_headlines
from bot.language.words import is_broad_name, stem
from indexer.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.language.name_mentions import NameMentions
    from indexer.model import Article

LEAD = 400
"""Characters at the beginning of an article that tell what it is about."""


class Prominence(NamedTuple):
    """How much an article is on a subject, by where it names it."""

    title: float
    opening: float  # its first sentences, of which one begins with it
    lead: float  # they name it further on
    own: float  # a company's own post, which writes "we"
    item: float  # a sentence further below that begins with it: an item of a newsletter
    mention: float  # each other place further below, up to three
    partner: float  # share of it that a text leaves which names it beside another: "with Acme", "than Acme"
    partner_leading: float  # the same of what another company posts that begins with it
    object: float  # share that a title leaves in which something is done to it
    central: float  # from which an article is news on the subject: below it names it in passing


# Set by hand: a title names what an article is about, a lead nearly always, and one mention below is no news.
PROMINENCE = Prominence(
    title=1.0,
    opening=0.8,
    lead=0.55,
    own=0.75,
    item=0.4,
    mention=0.15,
    partner=0.6,
    partner_leading=0.75,
    object=0.85,
    central=0.4,
)

_MENTIONS = 3
_BESIDE = re.compile(
    r"\b(?:with|than|from|beside|besides|by|for|as|like|via|on|to|alongside"
    r"|behind|after|ex|former|rival|(?:of|being) the"
    r"(?: \w+)?)[\s-]$",
    re.IGNORECASE,
)
_TOLD_OF = re.compile(
    r"\b(?:details|statements?|updates?|news|reports?|notes|questions?|position|access|changes|limits|improvements"
    r"|fixes) (?:on|about|to|for)[\s-]$",
    re.IGNORECASE,
)
"""What stands before a name in a title that is on it: "a statement on Acme", and not "built on Acme"."""

_WHO_ELSE = re.compile(r"(?:^|:\s)(?:[Hh]ow|[Ww]hy)\s(?P<who>[A-Z0-9]\S*(?:\s[A-Z0-9]\S*)*)\s[a-z]")
"""Of whom a title tells: of a customer, where it goes on with what it does with a product."""

_AT_ITS_BEGINNING = 12  # characters before a name: "Ottawa-based Acme"
_A_PAIR = 2  # words of a name: what is called by one of them may be its maker, "Acme" for "Acme Hop"
_WORD = 4  # letters of a word by which a name is called
_THROUGHOUT = 0.34  # set by hand: of an article's paragraphs that name what it is on


@dataclass(frozen=True, eq=False)
class SubjectCoverage:
    """How an article covers a subject. It has no slots, for the sake of `cached_property`."""

    article: Article
    names: NameMentions  # of the subject

    @cached_property
    def is_titled(self) -> bool:
        """Whether the title names the subject."""
        return self.names.is_in(self.article.title)

    @cached_property
    def is_headed(self) -> bool:
        """Whether the title names the subject as what the whole article is on: of an issue's headlines one only is."""
        return self.is_titled and not is_list_of_headlines(self.article.title)

    @cached_property
    def is_in_lead(self) -> bool:
        """Whether the text names it at its beginning."""
        return self.names.is_in(self.article.text[:LEAD])

    @cached_property
    def is_in_beginning(self) -> bool:
        """Whether its title or its lead names it, or the one with the other."""
        return self.names.is_in(beginning_of(self.article))

    @cached_property
    def is_own(self) -> bool:
        """Whether the subject itself says what the article does: it is published by it, or at its address."""
        if self.article.kind not in (Kind.ANNOUNCEMENT, Kind.UNKNOWN):
            return False
        is_at_its_address = bool(_spelled_by(urlsplit(self.article.url).hostname or "") & self._own_names)
        if self.article.kind is Kind.UNKNOWN:
            return is_at_its_address and self.names.is_in(self.article.publisher)
        return is_at_its_address or self.names.is_in(self.article.publisher)

    @cached_property
    def _own_names(self) -> frozenset[str]:
        """Its names as an address spells them."""
        return frozenset("".join(name.casefold().split()) for name in self.names.names)

    @cached_property
    def is_throughout(self) -> bool:
        """Whether the text is on it throughout: its beginning names it, and a third of its paragraphs a word of it."""
        if not self.is_in_lead:
            return False
        paragraphs = self.article.text.split("\n\n")
        naming = sum(self.names.is_in(each) or bool(self._words.search(each)) for each in paragraphs)
        return len(paragraphs) > 1 and naming >= _THROUGHOUT * len(paragraphs)

    @cached_property
    def _words(self) -> re.Pattern[str]:
        """What names of several words are called further on: "the Park Lodge of Acme", and then "the lodge"."""
        several = [name.split() for name in self.names.names if len(name.split()) > _A_PAIR]
        short = {word for name in several for word in name if len(word) >= _WORD and not is_broad_name(stem(word))}
        return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(short)))})\b" if short else r"(?!)", re.IGNORECASE)

    @cached_property
    def _paragraphs(self) -> tuple[str, ...]:
        """The paragraphs that name it, each on one line."""
        return tuple(" ".join(each.split()) for each in self.article.text.split("\n\n") if self.names.is_in(each))

    def holds(self, sentence: str) -> bool:
        """Tell whether a sentence stands in a paragraph that names the subject: of a newsletter that is an item."""
        return any(sentence in each for each in self._paragraphs)

    def prominence(self, texts: Sequence[str]) -> float:
        """Return how much of the article is on the subject, 0 to 1; `texts` are its passages that name it."""
        title = self.article.title
        if self.is_titled:
            return PROMINENCE.title if self.is_own else PROMINENCE.title * _role(self.names, title)
        found = PROMINENCE.own if self.is_own else 0.0
        if self.is_in_lead:
            begins = any(_is_at_beginning(self.names, each) for each in clean_sentences(self.article.text[:LEAD]))
            found = max(found, PROMINENCE.opening if begins else PROMINENCE.lead)
        elif any(_is_at_beginning(self.names, sentence) for text in texts for sentence in clean_sentences(text)):
            found = max(found, PROMINENCE.item)
        else:
            found = max(found, PROMINENCE.mention * min(_MENTIONS, sum(map(self.names.count, texts))))
        # What another company posts of itself names it as a partner, a customer or a rival.
        if self.is_own or self.article.kind is not Kind.ANNOUNCEMENT:
            return found
        return found * (PROMINENCE.partner_leading if found >= PROMINENCE.lead else PROMINENCE.partner)


def beginning_of(article: Article) -> str:
    """Return how an article begins: its title, and the lead of its text."""
    return f"{article.title}\n{article.text[:LEAD]}"


def _spelled_by(host: str) -> frozenset[str]:
    """Return the names that a host's name may spell: "acme.com", "acmeblog.com", "ac.me"."""
    labels = re.split(r"[.-]", host)
    return frozenset((*labels, *(label.removesuffix("blog") for label in labels), "".join(host.split(".")[-2:]))) - {""}


def _role(names: NameMentions, title: str) -> float:
    """Return how much a title that names a subject is on it: it does something, or is only named beside another."""
    place = names.first(title) or 0
    if place <= _AT_ITS_BEGINNING:
        return 1.0
    other = _WHO_ELSE.search(title)
    if other and other.end("who") < place and not names.is_in(other["who"]):
        return PROMINENCE.partner
    is_beside = _BESIDE.search(title, 0, place) and not _TOLD_OF.search(title, 0, place)
    return PROMINENCE.partner if is_beside else PROMINENCE.object


def _is_at_beginning(names: NameMentions, sentence: str) -> bool:
    place = names.first(sentence)
    return place is not None and place <= _AT_ITS_BEGINNING
