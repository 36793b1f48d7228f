"""Labels of claims: names, and no pieces of sentences."""

from __future__ import annotations

import pytest

from bot.composition.story_claims import label


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Ada Berg", "Ada Berg"),
        ("Gov. Ada Berg", "Gov. Ada Berg"),
        ("Analysts at Acme", "Analysts at Acme"),
        ("The Harbour News", "The Harbour News"),
        ("On Wednesday Acme", "Acme"),
        ("which analysts", "analysts"),
        ("About Lithos", "Lithos"),
        ("Globex's GLM. Acme", "Acme"),
        ("The documentation it", ""),
        ("The firms didn't", ""),
        ("The other two exist but", ""),
        ("The family of Ada Berg, Oslo: a date at last, it is a hearing", "The family of Ada Berg"),
        ("Acme, the maker of ovens that sold most of them last year", "Acme"),
        ("One and two and three and four", ""),
        ("", ""),
    ],
)
def test_a_label_is_a_name(written: str, shown: str) -> None:
    """What leads to a name, or follows it, is cut off; a piece of a sentence is none."""
    assert label(written) == shown
