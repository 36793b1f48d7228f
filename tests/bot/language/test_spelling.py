"""British and American spelling."""

from __future__ import annotations

import pytest

from bot.language.spelling import one_spelling, other_spellings
from bot.language.words import stem


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("centre", "center"),
        ("organisations", "organizations"),
        ("authorised", "authorized"),
        ("licence", "license"),
        ("labour", "labor"),
        ("behaviour", "behavior"),
        ("favourite", "favorite"),
        ("defence", "defense"),
        ("programmes", "programs"),
        ("analysed", "analyzed"),
        ("theatre", "theater"),
        ("kilometres", "kilometers"),
    ],
)
def test_one_word_has_one_stem(british: str, american: str) -> None:
    """Questions and texts meet, however each spells a word; the index, which knows it as written, is asked for both."""
    assert stem(british) == stem(american)
    assert american in other_spellings(british)
    assert british in other_spellings(american)


@pytest.mark.parametrize(
    "word",
    [
        "raised",
        "rise",
        "promise",
        "enterprise",
        "advertise",
        "revised",
        "hours",
        "four",
        "tour",
        "series",
        "evidence",
        "wire",
        "software",
        "theatrical",
        "programmer",
        "otherwise",
    ],
)
def test_other_words_are_spelled_as_they_are(word: str) -> None:
    """Endings alike are not always two spellings."""
    assert one_spelling(word) == word
