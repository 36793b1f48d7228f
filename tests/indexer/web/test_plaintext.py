"""Text from the web, made fit to keep."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.web import plaintext


@given(st.text())
def test_a_line_is_clean_and_stays_so(text: str) -> None:
    """A line has no controls, no direction marks, no doubled blanks, is composed, and is its own clean form."""
    line = plaintext.to_line(text)
    assert line == plaintext.to_line(line)
    assert line == " ".join(line.split())
    assert unicodedata.is_normalized("NFC", line)
    assert not [character for character in line if unicodedata.category(character) in ("Cc", "Cs")]
    assert not set(line) & set("\u200b\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u00ad")


@given(st.text(max_size=80), st.integers(2, 40))
def test_no_line_is_longer_than_its_limit(text: str, limit: int) -> None:
    """A line that is too long is cut, after a word where it can be, and marked."""
    line = plaintext.to_line(text, limit)
    assert len(line) <= limit
    assert line == plaintext.to_line(text, 1_000) or line.endswith("\u2026")


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        ("Harbour <em>opens</em> &amp; &#8220;closes&#8221;", "Harbour opens & \u201ccloses\u201d"),
        ("Vec<T> and 3 < 4 > 2", "Vec<T> and 3 < 4 > 2"),
        ("one<br/>two</p><p>three", "one two three"),
        ("a<script>alert('x')</script>b<!-- c -->d", "a b d"),
        ("a<script>never ends", "a"),
        ("AT&amp;T", "AT&T"),
    ],
)
def test_markup_becomes_a_line(markup: str, line: str) -> None:
    """Tags and entities of a title go; what no browser takes for a tag stays."""
    assert line == plaintext.from_markup(markup)


def test_names_are_distinct_and_bounded() -> None:
    """Names are clean lines, each once, at most twenty of them; what is no text is left out."""
    assert plaintext.to_names([" Ada\u202e ", "Ada", None, 7, "", "<b>Bea</b>"]) == ("Ada", "Bea")
    assert len(plaintext.to_names(str(n) for n in range(50))) == 20


def test_paragraphs_are_parted_by_blank_lines() -> None:
    """Blank lines part paragraphs, single line ends do not; as HTML they are paragraphs too."""
    text = "one\r\ntwo\n \n\nthree < 4\u2029\u2029five"
    assert plaintext.split_paragraphs(text) == ("one two", "three < 4", "five")
    assert plaintext.to_markup(text) == "<p>one two</p><p>three &lt; 4</p><p>five</p>"


@pytest.mark.parametrize(
    ("limit", "text"),
    [(100, "first one\n\nsecond"), (17, "first one\n\nsecond"), (16, "first one"), (7, "first\u2026")],
)
def test_text_is_cut_at_a_paragraph(limit: int, text: str) -> None:
    """A text keeps whole paragraphs; only a first one that is too long by itself is cut within."""
    assert text == plaintext.join(["first one", "second"], limit)
