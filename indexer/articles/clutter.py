"""Paragraphs on an article's page that are not its text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from indexer.articles import blocks
from indexer.articles.thresholds import EXTRACTION
from indexer.web import boilerplate, plaintext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from indexer.articles.blocks import Paragraph

COPYRIGHT_NOTICE = r"(?:(?:copyright\s)?©|(?:copyright\s|\(c\)\s?){1,2}\d{4}\b)"
"""How a paragraph begins, in small letters, that says whose the text is; what only reports on copyright is news."""

# Lines that are nothing else wherever they stand. Each pattern has to match a whole paragraph.
_NOISE = re.compile(
    r"""(?:
      advertisements? | adverti[sz]ing | sponsored(?:\ content)? | ad
    | (?:story\ |article\ )?continues?\ (?:below|after)\ (?:this\ )?(?:ad|advert|advertisement)s?
    | share(?:\ (?:this|on|via|the)\b.{0,40})?
    | (?:copy|save|print|email)(?:\ (?:link|article|this(?:\ (?:article|page|story))?))?
    | (?:sign\ up|subscribe|register)\ (?:here\ )?(?:for|to)\ (?:our|the|his|her|their)\b.{0,60}\bnewsletters?\b.{0,60}
    | (?:get|receive)\ .{0,80}\b(?:in|to)\ your\ inbox\b.{0,40}
    | (?:photo(?:graph)?s?|image|picture|credit|foto)(?:\ (?:credit|source|by))?s?\ ?[:/|]\ ?.{1,120}
    | (?:read|see)\ (?:more|also|next)\ ?:.{0,200} | (?:read\ more|read\ also|more|related|also\ read)\ ?[:>»|].{0,200}
    | read\ (?:more|next|also)(?:\ (?:here|on|at)\b.{0,60})? | related(?:\ (?:articles?|stories|topics|posts|content))?
    | (?:more|most)\ (?:on\ this\ story|from\ \S.{0,40}|popular|read)
    | (?:click|tap)\ here\ to\ .{0,120} | (?:show|view|hide|post|leave\ a)\ comments?
    | follow\ (?:us|\S{1,40})\ on\ (?:twitter|x|facebook|instagram|linkedin|google\ news|whatsapp|telegram)\b.{0,200}
    | got\ a\ (?:story|tip)\??.{0,200} | for\ more\ stories\ like\ this\b.{0,80}
    | all\ rights\ reserved\.? | """
    + COPYRIGHT_NOTICE
    + r""".{0,120}
    )\.?""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_SLIDE = re.compile(r"(\d{1,3})\s?/\s?(\d{1,3})\b(?!\s?:)")
_TAGS = re.compile(r"(?:keywords?|tags?|topics?|filed under|labels?|hashtags?)\s?:\s*(.+)", re.IGNORECASE | re.DOTALL)
_ELLIPSES = ("...", "\u2026")


def clean(paragraphs: Sequence[Paragraph], title: str) -> tuple[tuple[Paragraph, ...], tuple[str, ...]]:
    """Return the paragraphs that are text, and the tags that a line of keywords names."""
    kept, tags = _without_tags([paragraph for paragraph in paragraphs if not is_noise(paragraph.text)])
    kept = list(_without_forms(_without_slides(kept)))
    while kept and _same(kept[0].text, title):
        kept = kept[1:]
    return tuple(_without_repetitions(kept)), tags


def text_length(paragraphs: Sequence[Paragraph]) -> int:
    """Return the number of characters of text."""
    return sum(len(paragraph.text) for paragraph in paragraphs)


def is_noise(text: str) -> bool:
    """Tell whether a paragraph is an advertisement's mark, a caption, a call to share or the like."""
    return len(text) <= EXTRACTION.noise and bool(_NOISE.fullmatch(text))


def _without_tags(paragraphs: list[Paragraph]) -> tuple[list[Paragraph], tuple[str, ...]]:
    """Take lines of keywords off both ends."""
    kept, tags = [], []
    last = len(paragraphs) - EXTRACTION.tag_lines
    for number, paragraph in enumerate(paragraphs):
        line = _TAGS.fullmatch(paragraph.text) if number < EXTRACTION.tag_lines or number >= last else None
        words = re.split(r"\s*[,;|#]\s*", line[1].rstrip(".")) if line else []
        if words and all(len(word) <= EXTRACTION.tag for word in words):
            tags += words
        else:
            kept.append(paragraph)
    return kept, plaintext.to_names(tags)


def _without_slides(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Take the captions of a gallery out: "1/50 ...", "2/50 ...", and so on, each with the paragraph after it."""
    numbered: dict[int, dict[int, int]] = {}  # by the total: each place of a slide and its number
    for place, paragraph in enumerate(paragraphs):
        if found := _SLIDE.match(paragraph.text):
            numbered.setdefault(int(found[2]), {})[place] = int(found[1])
    slides = {
        place for total, numbers in numbered.items() if _is_gallery([*numbers.values()], total) for place in numbers
    }
    return [paragraph for place, paragraph in enumerate(paragraphs) if slides.isdisjoint((place, place - 1))]


def _is_gallery(numbers: Sequence[int], total: int) -> bool:
    """Tell whether numbers count slides from the first one on; dates and fractions do not."""
    return EXTRACTION.slides <= len(numbers) <= total and [*numbers] == [*range(1, len(numbers) + 1)]


def _without_forms(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """Yield the text: counters of a forum, calls to read on, tags and handles are removed, marks of lists split."""
    for paragraph in paragraphs:
        found = boilerplate.split_paragraphs(paragraph.text)
        whole = found == [[(0, len(paragraph.text))]]
        yield from [paragraph] if whole else [blocks.cut(paragraph, spans) for spans in found]


def _without_repetitions(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Take out what was said before, and a lead that only announces a paragraph's beginning."""
    seen: set[str] = set()
    kept = []
    for number, paragraph in enumerate(paragraphs):
        key = _key(paragraph.text)
        again = len(key) >= EXTRACTION.repeated and key in seen
        if not again and not (number < EXTRACTION.lead_paragraphs and _is_teaser(key, paragraphs[number + 1 :])):
            kept.append(paragraph)
        seen.add(key)
    return kept


def _is_teaser(key: str, following: Sequence[Paragraph]) -> bool:
    start = _without_ellipsis(key)
    longer = (text for paragraph in following if (text := _key(paragraph.text)) != key)
    return len(start) >= EXTRACTION.lead and any(text.startswith(start) for text in longer)


def _without_ellipsis(text: str) -> str:
    """Return a text without the dots at its end, in brackets or not, that say that there is more."""
    bare = text.rstrip(" .\u2026[]")
    return bare if any(mark in text[len(bare) :] for mark in _ELLIPSES) else text


def _same(text: str, title: str) -> bool:
    return bool(title) and _key(text).rstrip(".") == _key(title).rstrip(".")


def _key(text: str) -> str:
    return text.casefold()
