"""The reading of a model's reply (pure). It is hostile, too.

Whatever a model makes of what its passages say, its answer is only sentences with numbers of passages, and each is
checked before it is posted.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from bot.model import Draft
from indexer.errors import WritingFailed
from indexer.passages import sentences
from indexer.web import plaintext

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_REPLY = 20_000
"""Characters of a reply that are read: an answer takes a few hundred, thinking aloud a few thousand."""

_SENTENCE = 500  # characters of one sentence of an answer
_MOST = 20  # sentences of a reply that are read
_NUMBERS = 8  # passages that one sentence may name

_THOUGHT_OVER = re.compile(r"</think(?:ing)?>", re.IGNORECASE)
_CITED = re.compile(r"\s*[\[(]\s*(?:passages?\s*)?\d+(?:\s*[,;-]\s*\d+)*\s*[\])]", re.IGNORECASE)
_FORBIDDEN = re.compile(
    r"[<>`|\\{}@#*~^]|\w_\w|://|\]\(|\bwww\.|\b(?:https?|mailto|javascript|data):"
    r"|\b[\w-]+\.(?:com|org|net|io|ai|co|gov|edu|info|biz|app|dev|xyz|ru|cn|de|uk|eu|example|invalid|test)\b",
    re.IGNORECASE,
)


def drafts(reply: str) -> tuple[Draft, ...]:
    """Return the sentences of a reply with the passages they name; raise `WritingFailed` if it has no such form.

    A sentence that is not fit to be shown, with a link, markup or a mention, comes without text or passages: it
    counts, but nothing supports it. Not even the passages' own links are repeated.
    """
    if len(reply) > MOST_REPLY:
        raise WritingFailed("it did not stop writing")
    try:
        told = json.loads(_object(_thoughtless(reply)))
        found = told["statements"]
        read = [(each["text"], each["passages"]) for each in found[:_MOST]]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise WritingFailed("its reply is not the JSON it was asked for") from error
    return tuple(draft for text, numbers in read for draft in _sentences(text, numbers))


def _thoughtless(reply: str) -> str:
    """Return a reply without the thoughts before it."""
    return _THOUGHT_OVER.split(reply)[-1]


def _object(reply: str) -> str:
    """Return the JSON object in a reply: some models put a fence or a word around it."""
    return reply[reply.find("{") : reply.rfind("}") + 1]


def _sentences(text: object, numbers: object) -> Iterator[Draft]:
    """Yield each sentence of a statement."""
    named = numbers if isinstance(numbers, list) else []
    cited = tuple(dict.fromkeys(n for n in named[:_NUMBERS] if isinstance(n, int) and not isinstance(n, bool)))
    clean = (
        _CITED.sub("", plaintext.to_line(text, _SENTENCE)) if isinstance(text, str) and len(text) <= _SENTENCE else ""
    )
    if not clean or not cited or _FORBIDDEN.search(clean):
        yield Draft(text="", passages=())
        return
    for start, end in sentences(clean):
        yield Draft(text=clean[start:end], passages=cited)
