"""Round-ups: texts that are made of items, each on something else, under a heading or a name of its own (pure).

"**Outages.** Kiln was slow for an hour." "HEIDELBERG: off since June." "Waymo: 3,820 cars." What an item tells is said
by its heading or by the title of the whole, and not again by each of its sentences.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from bot.language.datelines import without_dateline
from bot.language.headlines import is_assertion
from bot.language.words import is_written_as_name, terms

_HEADING = re.compile(
    r"(?:[-*\u2022\u00b7\u2013]\s+|\d{1,2}[.)]\s+)?(?:\*\*|__)?"  # a bullet, a number
    r"(?P<heading>[\"\u201c\w](?:[^.:!?*\n]|(?<= v)\.|[.:](?=[^\s*_])){0,60}?)(?:\s\([^()\n]{1,80}\))?"
    r"(?:(?<! v)[.:](?:\*\*|__)?|(?:\*\*|__)[.:]?|\s[\u2013\u2014]|\s--?)\s+(?P<body>\S.*)"
)
_CHAPTER = re.compile(
    r"(?:root )?causes?|actions?|timeline|impact|detection|resol(?:ved|ution)|summary|abstract|background|methods?"
    r"|methodology|results?|limit(?:s|ations)?|setup|known (?:issues|problems|limits)|fixed|added|changed|removed"
    r"|training|evaluation|intended use|context|next steps|lessons?|(?:what|why|how|who|when|where)\b.*",
    re.IGNORECASE,
)
"""A heading in a text on one thing: a report on an outage, a paper, what is new in a version."""

_OF_A_RELEASE = re.compile(r"About [A-Z]|(?:Media|Press) contact", re.IGNORECASE)  # of a company to the press
# Set by hand, by reading round-ups and what only looks like one.
_CHAPTERS = 2  # of which it has more than a round-up
_WORDS = 6  # of a heading
_INITIALS = 4  # letters of a name in capitals
_LEAST = 3  # items, or headlines
_SHARE = 0.5  # of a text's paragraphs that are items
_DIFFERENT = 0.75  # of the headings: those of an interview are who speaks, by turns
_LEAD = re.compile(r".{20,}?[.!?](?=\s|$)|.+")
_TWO_WORDS = re.compile(r"\w \w")
_CAPITAL = re.compile(r"\W?[A-Z0-9]")


class Item(NamedTuple):
    """A paragraph of a round-up, on one line and without a bullet."""

    heading: str  # "Outages"; "Waymo"
    text: str  # whole
    body: str  # what stands behind the heading

    @property
    def title(self) -> str:
        """What would be its title, were it an article: its heading with its first sentence."""
        lead = _LEAD.match(self.body)
        return f"{self.heading}: {lead.group() if lead else self.body}"

    def is_named(self, elsewhere: str) -> bool:
        """Tell whether its heading is a name, "Acme Labs" or "OSLO", by how the rest of the text writes it."""
        heading = self.heading.strip('"\u201c\u201d')
        if heading.isupper() and len(heading) > _INITIALS and not any(map(str.isdigit, heading)):
            return heading.title() in elsewhere
        if self.text.startswith(" (", len(self.heading)):  # "Acme (Oslo): boats"
            return True
        has_capitals = all(word[0].isupper() or word[0].isdigit() for word in heading.split() if terms(word))
        return has_capitals and is_written_as_name(heading, heading, elsewhere)

    def begins_with(self, sentence: str) -> bool:
        """Tell whether a sentence is its first one, with or without the heading."""
        return self.body.startswith(sentence) or (self.text.startswith(sentence) and not self.is_heading(sentence))

    def is_heading(self, sentence: str) -> bool:
        """Tell whether a sentence is nothing but its heading."""
        return self.text.startswith(sentence) and len(sentence) <= len(self.text) - len(self.body)


@lru_cache(maxsize=1_024)
def items_of(text: str) -> tuple[Item, ...]:
    """Return the items of a text; none if it is no round-up."""
    paragraphs = [line for each in text.split("\n") if (line := " ".join(each.split()))]
    found = [item for each in paragraphs if (item := _item(each))]
    headings = {each.heading for each in found}
    chapters = sum(bool(_CHAPTER.fullmatch(each)) for each in headings)
    if chapters >= _CHAPTERS or any(map(_OF_A_RELEASE.match, headings)):
        return ()
    is_round_up = len(found) >= max(_LEAST, _SHARE * len(paragraphs)) and len(headings) >= _DIFFERENT * len(found)
    return tuple(found) if is_round_up else ()


def is_list_of_headlines(title: str) -> bool:
    """Tell whether a title is that of an issue, a list of headlines: what one of them names the others are not on."""
    first, *others = title.split(", ")
    if len(others) < _LEAST - 1 or not all(map(_CAPITAL.match, others)):
        return False
    return all("," not in each and _TWO_WORDS.search(each) for each in (first, *others))


def item_with(text: str, sentence: str) -> Item | None:
    """Return the item of a text that a sentence stands in; None if it is no round-up, or stands in none."""
    return next((each for each in items_of(text) if sentence in each.text), None)


def _item(paragraph: str) -> Item | None:
    found = _HEADING.match(paragraph)
    if not found or without_dateline(paragraph, opens=True) != paragraph:
        return None
    heading = found["heading"].strip()
    opens = heading.split()[0]  # "xAI", too
    if not any(each.isupper() or each.isdigit() for each in opens) or len(heading.split()) > _WORDS:
        return None
    if is_assertion(heading):
        return None
    return Item(heading, paragraph[found.start("heading") :], found["body"])
