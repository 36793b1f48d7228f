"""Which example comes when: sets by their shares, in an order that a seed fixes (pure)."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from training.sets import Example

WEIGHTS: Final[Mapping[str, float]] = {
    "squad2-pairs": 0.9,
    "squad1": 0.25,
    "squad1.other-paragraph": 0.06,
    "made.elsewhere": 0.06,
    "squad1-more": 0.01,
    "new-wiki": 0.04,
    "queries": 0.05,
    "guardian": 0.01,
    "news.questions": 0.35,
    "news.statements": 0.4,
    "news.near": 0.3,
    "news.summaries": 0.5,
    "wikinews": 0.02,
    "qamr": 0.01,
    "vitaminc": 0.4,
    "made.claims": 0.04,
    "defacto": 0.06,
    "summedits": 0.05,
    "falke": 0.005,
    "fm2": 0.05,
    "wice": 0.06,
    "xpaws-menli": 0.06,
    "negation-mnli-snli": 0.03,
    "breaking-nli": 0.005,
    "snli-devtest": 0.03,
    "fever-small": 0.02,
}
"""How often an example of each set comes, beside the others. Two fifths are news of the product's own kind.

Pairs of reports (`news.reports`) are left out: the head that they would teach is not shipped.
"""

_CROPPED: Final = 0.6
"""Share of long passages that are cut to a window: the product's passages are shorter than those of an encyclopedia."""
_WINDOW: Final = (45, 110)
"""Words of a window, least and most."""
_TITLED: Final = 0.6
"""Share of examples that keep their title."""


def order(sets: Mapping[str, Sequence[Example]], seed: int) -> Iterator[Example]:
    """Yield examples without end, each set in passes of its own, each pass in another order."""
    chance = random.Random(seed)  # noqa: S311 -- an order that a seed repeats; no secret hangs on it
    passes = {name: _passes(sets[name], chance) for name in WEIGHTS if sets.get(name)}
    names = tuple(passes)
    weights = tuple(WEIGHTS[name] for name in names)
    while True:
        for name in chance.choices(names, weights, k=256):
            yield _varied(next(passes[name]), chance)


def _passes(examples: Sequence[Example], chance: random.Random) -> Iterator[Example]:
    while True:
        yield from (examples[at] for at in chance.sample(range(len(examples)), len(examples)))


def _varied(example: Example, chance: random.Random) -> Example:
    titled = example if chance.random() < _TITLED else replace(example, title="")
    return _cropped(titled, chance) if chance.random() < _CROPPED else titled


def _cropped(example: Example, chance: random.Random) -> Example:
    words = [match.span() for match in re.finditer(r"\S+", example.text)]
    size = chance.randint(*_WINDOW)
    if example.answerable is None or len(words) <= size:
        return example
    first, last = _held(words, example.span, chance)
    least, most = max(0, last + 1 - size), min(first, len(words) - size)
    begin = chance.randint(least, most) if least <= most else first
    end = min(len(words), max(begin + size, last + 1))
    start, stop = words[begin][0], words[end - 1][1]
    span = None if example.span is None else (example.span[0] - start, example.span[1] - start)
    return replace(example, text=example.text[start:stop], span=span)


def _held(words: Sequence[tuple[int, int]], span: tuple[int, int] | None, chance: random.Random) -> tuple[int, int]:
    """Return the numbers of the first and last word that a window must keep; any word where there is no span."""
    if span is None:
        anywhere = chance.randrange(len(words))
        return anywhere, anywhere
    touched = [at for at, (start, end) in enumerate(words) if start < span[1] and end > span[0]]
    return touched[0], touched[-1]
