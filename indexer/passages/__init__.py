"""Article -> sentences and passages (pure).

`sentences` is the one splitter of the whole program: the bot quotes the sentences that were indexed.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, Protocol

from nupunkt import sent_spans

from indexer.model import Passage
from indexer.passages.abbreviations import ends_of_sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from indexer.model import Article

    Span = tuple[int, int]
    CountTokens = Callable[[Sequence[str]], list[int]]

RULES = "1"
"""Part of an index generation's name: changes whenever passages of before cannot be searched beside those cut now.

A sentence more or less at the edge of some is no such change: they are cut anew when their article changes.
"""


class SplitRules(NamedTuple):
    """How an article is cut into passages. Other numbers give passages of another size: raise `RULES` with them."""

    max_tokens: int = 200  # of a passage, for a model that reads as many: more blurs what its vector says
    max_passages: int = 400  # of an article; a newspaper's longest reports give about 100
    max_sentences: int = 8_000  # bounds the work on text that is made of full stops
    max_chars: int = 2_000  # of a passage: a model counts an endless "word" as one token, and nobody can quote it
    fill: float = 0.75  # share of the tokens that a passage should come near, so that neighbours can be balanced
    break_cost: float = 0.05  # of ending a passage inside a paragraph, where 0 is a passage of just the right size
    max_joined: int = 4  # pieces of what the splitter took apart that may be one sentence


SPLIT = SplitRules()

_OF_A_TITLE = -1  # in the id of a title's passage, which a text of the same words does not share

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LIST_ITEM = re.compile(r"\n(?=[^\S\n]*(?:[-*\u2022\u2013]|\d{1,3}[.)])[^\S\n])")
# nupunkt sees no start of a sentence in "xAI" or "iPhone".
_NAME_START = re.compile(r"(?<=[a-z]{3}[.!?])[^\S\n]+(?=[a-z]{1,2}[A-Z])")
# An ordinary lower-case word; not a name such as "xAI", "iPhone", "o3" or "llama.cpp", as begins sentences.
_GOES_ON = re.compile(r"[\"'(\[\u2018\u201c]*[a-z]+(?![\w]|[.-]\w)")
_ENDLESS = re.compile(r"(?<!\S)\S{301,}")  # longer than any address, and nothing that one could read
_PART = 300  # characters of it that nupunkt gets at once
_ELLIPSIS = ("...", "\u2026")
_SINGLE_OPEN = re.compile(r"(?<!\w)\u2018(?!\d)")  # not the apostrophe of a decade
_SINGLE_CLOSE = re.compile(r"\u2019(?!\w)")  # not the apostrophe within a word
# Where a sentence that is too long is cut, best first: lines of a table, clauses, words.
_CUTS = (re.compile(r"\n"), re.compile(r"[;:\u2014]\s|\.\s"), re.compile(r",\s"), re.compile(r"\s"))


class Tokenizer(Protocol):
    """Counts tokens as the embedding model does: an `indexer.ports.Embedder`, for one."""

    @property
    def max_tokens(self) -> int:
        """How many tokens of a passage the model reads."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text."""


def sentences(text: str) -> list[Span]:
    """Return the (start, end) of each sentence, without the white space around it.

    A sentence never crosses a blank line or the start of a list item. nupunkt (Punkt with a large list of
    abbreviations) finds the ends; it is overruled where it takes an ordinary word for an abbreviation, where the next
    piece goes on in lower case ("Yahoo! rose"), where a quotation is still open, and at an ellipsis.
    """
    return list(each_sentence(text))


def each_sentence(text: str) -> Iterator[Span]:
    """Yield what `sentences` returns, one after the other: who needs but the first of them has the others not cut."""
    return ((start + a, start + b) for start, end in _blocks(text) for a, b in _in_block(text[start:end]))


def is_continuation(text: str) -> bool:
    """Tell whether a text begins with an ordinary word in lower case, and so within a sentence."""
    return bool(_GOES_ON.match(text))


def passages_of(article: Article, tokenizer: Tokenizer) -> list[Passage]:
    """Return an article's passages, none of them longer than the embedding model reads."""
    return split_article(article, tokenizer.count_tokens, max_tokens=min(SPLIT.max_tokens, tokenizer.max_tokens))


def split_article(article: Article, count_tokens: CountTokens, *, max_tokens: int = SPLIT.max_tokens) -> list[Passage]:
    """Cut an article's text into passages of whole sentences, at most `max_tokens` tokens each.

    Paragraphs stay together and short ones are merged where that fits; a sentence that is too long by itself
    is cut between lines, clauses or words. The same text in the same article keeps its id from version to
    version. An article without text has one passage, its title, with start = end = 0; an issue of a newsletter has
    none, as its items have them.
    """
    if article.is_issue:
        return []
    text = article.text[: SPLIT.max_passages * SPLIT.max_chars]
    units = _fit(text, sentences(text)[: SPLIT.max_sentences], count_tokens, max_tokens)
    if not units:
        return _title_passage(article)
    groups = _group(units, _paragraph_ends(text, units), max_tokens)
    # Counted once more as a whole: not every tokenizer's counts add up, and nothing may be truncated.
    spans = [(unit.start, unit.end) for unit in _fit(text, groups, count_tokens, max_tokens)]
    return _number(article.id, text, spans[: SPLIT.max_passages])


class _Unit(NamedTuple):
    start: int
    end: int
    tokens: int


def _blocks(text: str) -> Iterator[Span]:
    """Yield paragraphs and, within them, list items."""
    for start, end in _pieces(_BLANK_LINE, text, 0, len(text)):
        yield from _pieces(_LIST_ITEM, text, start, end)


def _in_block(block: str) -> Sequence[Span]:
    """Return the sentences of a paragraph or list item: an answer takes the same passage apart several times."""
    return _remembered(block) if len(block) <= SPLIT.max_chars else _join(block, list(_runs(block)))


@lru_cache(maxsize=4_096)
def _remembered(block: str) -> tuple[Span, ...]:
    return tuple(_join(block, list(_runs(block))))


def _runs(text: str) -> Iterator[Span]:
    """Yield what the splitter takes for sentences in a block."""
    for at, until in _certain(text):
        pieces = (trimmed(text, at + a, at + b) for a, b in _punkt(text[at:until]))
        yield from ((a, b) for a, b in pieces if a < b)


def _certain(text: str) -> Iterator[Span]:
    """Yield the parts of a block between ends of sentences that the splitter does not see."""
    start = 0
    for end, begins in ends_of_sentences(text):
        yield from _pieces(_NAME_START, text, start, end)
        start = begins
    yield from _pieces(_NAME_START, text, start, len(text))


def _punkt(text: str) -> Iterator[Span]:
    """Yield nupunkt's sentences, one after the other without a gap.

    Its time grows with the square of the length of a word: behind each mark that may end a sentence it looks at the
    rest of the word. So it gets an endless one in parts, whose ends are no ends of sentences.
    """
    start = at = 0
    for until in _ends_of_parts(text):
        for _, end in sent_spans(text[at:until])[:-1]:
            yield start, at + end
            start = at + end
        at = until
    yield start, len(text)


def _ends_of_parts(text: str) -> Iterator[int]:
    for endless in _ENDLESS.finditer(text):
        yield from range(endless.start() + _PART, endless.end(), _PART)
    yield len(text)


def _pieces(separator: re.Pattern[str], text: str, start: int, end: int) -> Iterator[Span]:
    for match in separator.finditer(text, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end


def trimmed(text: str, start: int, end: int) -> Span:
    """Return a span of a text without the white space at its ends."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _join(text: str, pieces: list[Span]) -> list[Span]:
    """Join what the splitter took apart too eagerly, at most `SPLIT.max_joined` pieces at a time."""
    joined: list[Span] = []
    at = 0
    while at < len(pieces):
        window = pieces[at : at + SPLIT.max_joined]
        size = _joined_size(text, window)
        joined.append((window[0][0], window[size - 1][1]))
        at += size
    return joined


def _joined_size(text: str, window: list[Span]) -> int:
    """Return how many of the pieces, from the first on, are one sentence."""
    size = 1
    while size < len(window):
        so_far = text[window[0][0] : window[size - 1][1]]
        if so_far.endswith(_ELLIPSIS) or _GOES_ON.match(text, window[size][0]):
            size += 1
        elif _quotation_open(so_far) and (closes := _closing_piece(text, window, size)):
            size = closes
        else:
            break
    return size


def _closing_piece(text: str, window: list[Span], size: int) -> int:
    """Return up to where the open quotation closes; 0 if it does not: then the mark was a stray one."""
    sizes = range(size + 1, len(window) + 1)
    return next((n for n in sizes if not _quotation_open(text[window[0][0] : window[n - 1][1]])), 0)


def _quotation_open(text: str) -> bool:
    return (
        text.count('"') % 2 == 1
        or text.count("\u201c") > text.count("\u201d")
        or len(_SINGLE_OPEN.findall(text)) > len(_SINGLE_CLOSE.findall(text))
    )


def _fit(text: str, spans: Sequence[Span], count_tokens: CountTokens, max_tokens: int) -> list[_Unit]:
    """Count the tokens of each span and halve large ones until everything fits, one batch a round."""
    done: list[_Unit] = []
    while spans:
        counted = zip(spans, count_tokens([text[start:end] for start, end in spans]), strict=True)
        units = [_Unit(start, end, tokens) for (start, end), tokens in counted]
        large = [unit for unit in units if _too_large(unit, max_tokens)]
        done.extend(unit for unit in units if not _too_large(unit, max_tokens))
        spans = [half for unit in large for half in _halve(text, unit.start, unit.end)]
    return sorted(done)


def _too_large(unit: _Unit, max_tokens: int) -> bool:
    length = unit.end - unit.start
    return length > 1 and (unit.tokens > max_tokens or length > SPLIT.max_chars)


def _halve(text: str, start: int, end: int) -> list[Span]:
    """Cut a span in two at the best place in its middle half, else right in the middle."""
    quarter, middle = (end - start) // 4, (start + end) // 2
    for separator in _CUTS:
        places = [match.end() for match in separator.finditer(text, start + quarter, end - quarter)]
        if places:
            middle = min(places, key=lambda place: abs(place - (start + end) / 2))
            break
    halves = (trimmed(text, start, middle), trimmed(text, middle, end))
    return [(a, b) for a, b in halves if a < b]


def _paragraph_ends(text: str, units: list[_Unit]) -> list[bool]:
    """Tell of each unit whether a paragraph ends with it."""
    within = [_BLANK_LINE.search(text, one.end, other.start) is not None for one, other in pairwise(units)]
    return [*within, True]


def _group(units: list[_Unit], ends: list[bool], max_tokens: int) -> list[Span]:
    """Group neighbours so that the sum of costs is least: sizes near the target, few paragraphs broken.

    The method is that of Knuth and Plass, "Breaking paragraphs into lines" (1981), with passages for lines:
    it leaves no tiny last passage, which filling one passage after the other does.
    """
    best: list[tuple[float, int]] = [(0.0, 0)]  # for the first n units: the least cost, where the last group starts
    for end in range(1, len(units) + 1):
        options = [
            (best[start][0] + _cost(tokens, max_tokens, broken=not ends[end - 1]), start)
            for start, tokens in _last_groups(units, end, max_tokens)
        ]
        best.append(min(options))
    groups: list[Span] = []
    end = len(units)
    while end:
        start = best[end][1]
        groups.append((units[start].start, units[end - 1].end))
        end = start
    return groups[::-1]


def _last_groups(units: list[_Unit], end: int, max_tokens: int) -> Iterator[tuple[int, int]]:
    """Yield (start, tokens) of every group that ends before `end` and fits; one unit always does."""
    tokens = 0
    for start in range(end - 1, -1, -1):
        tokens += units[start].tokens
        chars = units[end - 1].end - units[start].start
        if start < end - 1 and (tokens > max_tokens or chars > SPLIT.max_chars):
            return
        yield start, tokens


def _cost(tokens: int, max_tokens: int, *, broken: bool) -> float:
    target = SPLIT.fill * max_tokens
    return ((tokens - target) / target) ** 2 + SPLIT.break_cost * broken


def _title_passage(article: Article) -> list[Passage]:
    """Return the title as the one passage of an article without text, whole however long it is: none is very long."""
    title = article.title.strip()
    passage_id = _id(article.id, title, _OF_A_TITLE)
    whole = Passage(id=passage_id, article_id=article.id, ordinal=0, start=0, end=0, text=title)
    return [whole] if title else []


def _number(article_id: str, text: str, spans: list[Span]) -> list[Passage]:
    seen: Counter[str] = Counter()
    passages = []
    for ordinal, (start, end) in enumerate(spans):
        words = text[start:end]
        passage_id = _id(article_id, words, seen[words])
        passages.append(
            Passage(id=passage_id, article_id=article_id, ordinal=ordinal, start=start, end=end, text=words)
        )
        seen[words] += 1
    return passages


def _id(article_id: str, text: str, occurrence: int) -> str:
    return hashlib.sha256("\0".join((article_id, text, str(occurrence))).encode()).hexdigest()[:24]
