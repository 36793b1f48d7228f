"""Which language a text is in: detected where there is enough of it, else as its page declares."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from indexer.articles.thresholds import EXTRACTION

_CODE = re.compile(r"([a-z]{2})(?:[-_].*)?$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(["the", "and", "that", "with", "this", "which", "from", "were", "their", "its"])  # and no other


def detect(text: str, declared: str = "") -> str:
    """Return the ISO 639-1 code of a text's language, or "" if it cannot be told.

    `declared` is a language tag such as "en-GB": it decides for short texts and where detection is not sure.
    """
    match = _CODE.match(declared.strip())
    tag = match[1].lower() if match else ""
    if len(text) < EXTRACTION.language:
        return tag
    start = text[: EXTRACTION.language_start]
    if tag and _says(start, tag):
        return tag
    if not tag and _share_of_english(start) >= EXTRACTION.english_undeclared:  # the model would say so, too
        return "en"
    code, confidence = _identifier().classify(text[: EXTRACTION.language_sample])
    detected = code if _CODE.fullmatch(code) else ""
    return detected if detected and (confidence >= EXTRACTION.language_sure or not tag) else tag


def _says(text: str, tag: str) -> bool:
    """Tell whether a text is without doubt in a language.

    Of English its commonest words say so: the model takes half a second to load, and most pages never need it.
    """
    if tag == "en" and _share_of_english(text) >= EXTRACTION.english_words:
        return True
    code, confidence = _identifier().classify(text)
    return bool(code == tag and confidence >= EXTRACTION.language_sure)


def _share_of_english(text: str) -> float:
    """Return which part of a text's words are English without being anything else."""
    words = _WORD.findall(text.lower())
    return sum(word in _ENGLISH for word in words) / max(1, len(words))


@cache
def _identifier() -> Any:
    """Return the detector; its model is read when it is needed first."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
