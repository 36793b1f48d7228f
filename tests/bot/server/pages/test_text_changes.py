"""What has changed between two texts, word by word."""

from __future__ import annotations

import re

import pytest

from bot.server.pages.text_changes import Change, text_changes

KEPT, ADDED, REMOVED = Change.KEPT, Change.ADDED, Change.REMOVED
ONE, TWO = "The works opened with forty engineers on Monday.", "Nobody else was there to see it."


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (f"{ONE}\n\n{TWO}", []),
        (f"{ONE}  \n\n\n{TWO}", []),
        (ONE, [[(REMOVED, TWO)]]),
        (f"{TWO}\n\n{ONE}", [[(ADDED, TWO)], [(REMOVED, TWO)]]),
        (
            f"{ONE.replace('forty', 'sixty')}\n\n{TWO}",
            [
                [
                    (KEPT, "The works opened with"),
                    (REMOVED, " forty"),
                    (ADDED, " sixty"),
                    (KEPT, " engineers on Monday."),
                ]
            ],
        ),
        (
            f"{ONE}\n\nA wholly different sentence stands here.",
            [[(REMOVED, TWO)], [(ADDED, "A wholly different sentence stands here.")]],
        ),
    ],
)
def test_words_are_marked_where_they_change(after: str, expected: list[list[tuple[Change, str]]]) -> None:
    """A paragraph that was changed stands once; one that is another is gone, and the other is new."""
    found = text_changes(f"{ONE}\n\n{TWO}", after)
    assert [[(each.change, each.text) for each in paragraph.pieces] for paragraph in found.paragraphs] == expected


def test_what_is_far_from_a_change_is_left_out() -> None:
    """Of a long paragraph only what stands around the change is shown."""
    before = " ".join(f"word{number}" for number in range(400))
    ((first, *_, last),) = (
        paragraph.pieces for paragraph in text_changes(before, before.replace("word200 ", "")).paragraphs
    )
    assert re.fullmatch(r" … .* word199", first.text)
    assert re.fullmatch(r" word201 .* … ?", last.text)


def test_changes_fit_into_their_room() -> None:
    """Many changes, and texts that are long and wholly different, are told as far as there is room."""
    before, after = ("\n\n".join(f"{word} {number} " * 300 for number in range(500)) for word in ("one", "two"))
    found = text_changes(before, after, room=5_000)
    assert 0 < found.room <= 5_000
    assert found.more > 300
