"""Examples made of others: what hardly any set has, and what the product is asked all the time (pure).

A question on another company, version, quarter or year than the passage's has no answer there, however alike it is. A
sentence of a passage is borne out by it; the same one with another figure or name, a doubt left out or a "not" put in
is not, and one of another passage is not stated.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from training.sets import Example, Verdict

_NAME: Final = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w'-]+(?:\s+(?:(?:of|the|de)\s+)?[A-Z][\w'-]+){0,3}")
"""Capitalised words within a sentence."""
_FIGURE: Final = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_SENTENCE: Final = re.compile(r"[A-Z\"'\u201c][^.!?]{30,240}[.!?](?=\s|$)")
_DOUBT: Final = re.compile(
    r"\b(?:may|might|could|would)\s+(?=[a-z]+\b)|\b(?:reportedly|allegedly|possibly|probably|likely|perhaps|apparently)\s"
    r"|\b(?:is|are|was|were)\s+(?:expected|said|believed|thought|rumou?red|alleged|planning|considering|likely)\s+to\s+"
    r"|\b(?:plans?|planned|hopes?|hoped|aims?|wants?|wanted|intends?|threatened|offered|proposed|failed)\s+to\s+"
    r"|^[^,]{5,60}\b(?:said|says|claimed|claims|believes?|argued|suggested|according to [^,]+,)\s+(?:that\s+)?",
)
_AFFIRMED: Final = re.compile(r"\b(?:is|are|was|were|has|have|had|will|can|could|would|did|does)\b(?!\s+not\b)(?!n't)")
_FEW: Final = 12
"""Words: a shorter passage says too little to take a sentence from it."""


def elsewhere(examples: Sequence[Example], chance: random.Random) -> Iterator[Example]:
    """Yield answered questions with a name or a figure that the passage does not hold in place of one that it does."""
    names = _names(examples)
    for example in examples:
        if example.answerable and (asked := _other(example.query, example, names, chance)):
            yield replace(example, query=asked, span=None, answerable=False)


def claims(examples: Sequence[Example], chance: random.Random) -> Iterator[Example]:
    """Yield sentences of passages, changed or not, with what their passages say of them."""
    names = _names(examples)
    passages = list({example.text: example for example in examples if len(example.text.split()) > _FEW}.values())
    for at, example in enumerate(passages):
        said = _SENTENCE.findall(example.text)
        if not said:
            continue
        sentence = chance.choice(said)
        changed = [
            found
            for change in (_with_other_name, _with_other_figure, _without_doubt, _denied)
            if (found := change(sentence, example, names, chance))
        ]
        if changed and chance.random() < _CHANGED:
            text, verdict = chance.choice(changed)
            yield Example(text, example.title, example.text, verdict=verdict)
        elif chance.random() < _UNSAID and (strange := _SENTENCE.findall(_beside(passages, at, chance).text)):
            yield Example(chance.choice(strange), example.title, example.text, verdict="not_stated")
        elif chance.random() < _DROPPED and (rest := _without(sentence, example.text)):
            yield Example(sentence, example.title, rest, verdict="not_stated")
        else:
            yield Example(_shortened(sentence), example.title, example.text, verdict="supported")


_CHANGED: Final = 0.55
"""Share of claims that are changed, where they can be."""
_UNSAID: Final = 0.15
"""Share of the others that stand in another passage."""
_DROPPED: Final = 0.15
"""Share of the others that their passage has lost."""

_EVEN: Final = 0.5
_SHORT: Final = 20
"""Characters: what is left of a shorter claim says nothing."""

_Changed = tuple[str, Verdict] | None


def _names(examples: Sequence[Example]) -> Mapping[int, Sequence[str]]:
    """Return names in the examples by the number of their words, those that stand often as often."""
    found: dict[int, list[str]] = {}
    for text in dict.fromkeys(example.text for example in examples):
        for name in dict.fromkeys(_NAME.findall(text)):
            found.setdefault(len(name.split()), []).append(name)
    return found


def _other(question: str, example: Example, names: Mapping[int, Sequence[str]], chance: random.Random) -> str | None:
    text = f"{example.title} {example.text}".casefold()
    held = [
        name
        for name in dict.fromkeys(_NAME.findall(example.text))
        if re.search(rf"\b{re.escape(name.casefold())}\b", question)
    ]
    figures = [figure for figure in set(_FIGURE.findall(question)) if figure in text]
    if not held and not figures:
        return None
    if figures and (not held or chance.random() < _EVEN):
        old = chance.choice(sorted(figures))
        return re.sub(rf"\b{re.escape(old)}\b", _other_figure(old, text, chance), question, count=1)
    old = max(held, key=len)
    new = _strange_name(len(old.split()), text, names, chance)
    return new and re.sub(rf"\b{re.escape(old.casefold())}\b", new.casefold(), question)


def _strange_name(words: int, text: str, names: Mapping[int, Sequence[str]], chance: random.Random) -> str | None:
    """Return a name of as many words of which the text holds none."""
    for _ in range(8):
        name = chance.choice(names.get(words) or names[1])
        if not any(word in text for word in name.casefold().split()):
            return name
    return None


def _other_figure(old: str, text: str, chance: random.Random) -> str:
    """Return a figure of the same form, near the old one, that the text does not hold."""
    for _ in range(20):
        at = chance.choice([place for place, char in enumerate(old) if char.isdigit()])
        digit = chance.choice([each for each in "123456789" if each != old[at]])
        new = f"{old[:at]}{digit}{old[at + 1 :]}"
        if new not in text:
            return new
    return f"{old}7"


def _with_other_name(
    sentence: str, example: Example, names: Mapping[int, Sequence[str]], chance: random.Random
) -> _Changed:
    """Exchange a name by another one of the passage, which stands near and did something else, or by a strange one."""
    own = sorted(set(_NAME.findall(sentence)))
    if not own:
        return None
    old = chance.choice(own)
    near = sorted(name for name in set(_NAME.findall(example.text)) if name not in sentence and old not in name)
    new = chance.choice(near) if near else _strange_name(len(old.split()), example.text.casefold(), names, chance)
    return (sentence.replace(old, new, 1), "not_supported") if new else None


def _with_other_figure(sentence: str, example: Example, _names: object, chance: random.Random) -> _Changed:
    own = sorted(set(_FIGURE.findall(sentence)))
    if not own:
        return None
    old = chance.choice(own)
    near = sorted(figure for figure in set(_FIGURE.findall(example.text)) if figure not in sentence)
    new = chance.choice(near) if near and chance.random() < _EVEN else _other_figure(old, example.text, chance)
    return re.sub(rf"\b{re.escape(old)}\b", new, sentence, count=1), "contradicted"


def _without_doubt(sentence: str, _example: Example, _names: object, _chance: random.Random) -> _Changed:
    bare = _DOUBT.sub("", sentence, count=1)
    return (bare[0].upper() + bare[1:], "not_supported") if bare and bare != sentence and len(bare) > _SHORT else None


def _denied(sentence: str, _example: Example, _names: object, _chance: random.Random) -> _Changed:
    denied = _AFFIRMED.sub(lambda found: f"{found.group()} not", sentence, count=1)
    return (denied, "contradicted") if denied != sentence else None


def _beside(passages: Sequence[Example], at: int, chance: random.Random) -> Example:
    """Return another passage, of the same article where the next one is."""
    near = passages[(at + 1) % len(passages)]
    return near if near.title == passages[at].title else chance.choice(passages)


def _without(sentence: str, text: str) -> str:
    rest = text.replace(sentence, " ", 1).strip()
    return rest if len(rest.split()) > _FEW else ""


def _shortened(sentence: str) -> str:
    """Return a sentence without what it has in brackets: still true."""
    return re.sub(r"\s*\([^)]*\)", "", sentence)
