"""What makes a version of an article, and what does not; notes on corrections."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.articles import extract
from indexer.articles.revisions import is_material
from indexer.collecting.store_article import decide
from indexer.model import Outcome, Page
from indexer.model.feeds import Entry
from tests.doubles.newsroom import Newsroom, item
from tests.indexer.collecting.test_store_article import KNOWN, LATER, NOW, seen_again

if TYPE_CHECKING:
    from pathlib import Path

BODY = (
    "The mill by the river will cut 310 jobs, its owner said on Monday.\n\n"
    "It had hired them 3 hours ago, by the account of the clerk.\n\n{}"
    "The river did not comment on it."
)


def with_line(line: str) -> str:
    """Return a text with a further paragraph in its middle; none if it is empty."""
    return BODY.format(f"{line}\n\n" if line else "")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Updated 3 hours ago", "Updated 5 hours ago"),
        ("3 min ago", "2 days ago"),
        ("Last updated: 24 November 2026, 10:15", "Last updated: 25 November 2026, 08:00 UTC"),
        ("Published Nov 24, 2026 at 10:15 a.m. ET", "Updated on Nov 25, 2026 at 8:02 p.m. ET"),
        ("2026-11-24", "2026-11-25T10:00:00Z"),
        ("12 comments", "345 Comments"),
        ("No comments", "View all 12 comments"),
        ("1.2K views", "3,456 views"),
        ("4 min read", "5 minute read"),
        ("", "Related: A chip maker raises 40 million"),
        ("Read next: Mills of the north", "Read next: A chip maker raises 40 million"),
        ("Chip maker raises 40 million", "Three looms that changed the world"),
        ("Chip maker raises 40 million", ""),
    ],
)
def test_surroundings_are_no_change(before: str, after: str) -> None:
    """A stamp, a count or a link to something else makes no version, whether it changes, comes or goes."""
    assert (is_material(with_line(before), with_line(after)), is_material(with_line(after), with_line(before))) == (
        False,
        False,
    )


def test_a_clock_within_a_sentence_is_no_change() -> None:
    """What a page counts from the time of looking at it says nothing new."""
    assert is_material(with_line(""), with_line("").replace("3 hours ago", "5 hours ago")) is False


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("310 jobs", "210 jobs"),
        ("its owner said", "its owner did not say"),
        ("The river did not comment on it.", "The river said that it regretted the step."),
        ("The river did not comment on it.", ""),
        ("on Monday.", "on Monday. The mayor called it a disgrace for the town."),
    ],
)
def test_words_are_a_change(before: str, after: str) -> None:
    """A number, a negation, a sentence more or less makes a version."""
    text = with_line("")
    assert (is_material(text, text.replace(before, after)), is_material(text.replace(before, after), text)) == (
        True,
        True,
    )


def test_a_corrected_row_is_a_change() -> None:
    """A line without an end that takes the place of one much like it was corrected: a heading, a row, an item."""
    assert is_material(with_line("Jobs cut in Tampa: 310"), with_line("Jobs cut in Tampa: 210")) is True


def test_other_typography_is_no_change() -> None:
    """Quotes that curl, blanks and capitals make no version."""
    text = 'The mill\'s "river" is wide, it  said again.'
    assert is_material(text, "The mill\u2019s \u201criver\u201d is wide, IT said again.") is False


@given(st.text(max_size=200))
def test_no_text_differs_from_itself(text: str) -> None:
    """Whatever a text holds, it says what it says."""
    assert is_material(text, text) is False


def test_the_known_text_stays_where_nothing_was_said() -> None:
    """An article whose surroundings changed stays as it was, without the mark of an update."""
    fresh = seen_again(text=f"{KNOWN.text}\n\nUpdated 3 hours ago")
    assert decide(KNOWN, fresh, new_address=False) == (Outcome.UNCHANGED, KNOWN)


def test_a_note_alone_is_an_update() -> None:
    """A note on a correction is kept also where the words had been put right before it came; it does not vanish."""
    fresh = seen_again(correction="Correction: it is 40 million.")
    outcome, kept = decide(KNOWN, fresh, new_address=False)
    assert (outcome, kept.correction, kept.updated) == (Outcome.UPDATED, "Correction: it is 40 million.", LATER)
    assert decide(kept, replace(fresh, correction=""), new_address=False)[0] == Outcome.UNCHANGED
    later = seen_again(text=KNOWN.text.replace("40", "41"))
    assert decide(kept, later, new_address=False)[1].correction == "Correction: it is 40 million."


PARAGRAPHS = "".join(
    f"<p>The mill number {number} stands by the river and turns with the tide.</p>" for number in range(9)
)


def article(note: str) -> tuple[str, str]:
    """Return the text and the correction of a page with a paragraph more."""
    markup = f"<html><title>Mill</title><body><article><h1>Mill</h1>{PARAGRAPHS}<p>{note}</p></article></body></html>"
    url = "https://mill.example/a"
    page = Page(url=url, final_url=url, status=200, content_type="text/html", body=markup.encode(), fetched=NOW)
    found = extract(page, Entry(key="k", link=url), now=NOW)
    return found.text, found.correction


@pytest.mark.parametrize(
    "note",
    [
        "Correction: An earlier version of this story said that 310 jobs would be cut.",
        "CORRECTION (Nov. 23): The mill has 210 workers, not 310.",
        "Correction, Nov. 23, 2026: This article misstated the number of workers at the mill.",
        "Editor\u2019s note: This story was corrected on Monday to give the name of the mill.",
        "An earlier version of this article misstated the number of workers at the mill.",
        "This article has been updated to reflect that the mill has 210 workers.",
        "This article was amended on 3 March 2026 to give the right name of the river.",
        "(Corrects paragraph 3 to say that 210 jobs will be cut, not 310)",
        "Update, 5 p.m.: An earlier version of this story gave the wrong number of workers.",
        "Clarification: the mill is owned by the town, which leases it to the company.",
    ],
)
def test_a_note_on_a_correction_is_kept_apart(note: str) -> None:
    """What a publisher says of its correction is kept as such, and is no part of the text: it repeats the error."""
    text, correction = article(note)
    assert (note in text, correction) == (False, note)


@pytest.mark.parametrize(
    "line",
    [
        "The correction in share prices went on through Monday, and the mill lost a tenth.",
        "Correction in mill stocks: the owners lost nine percent on Monday, and more on Tuesday.",
        "Updated: the mill said on Monday that it would buy the river, if the town agrees.",
        "This article originally appeared in the Miller, and is printed here with leave.",
        "An earlier version of the mill burnt down in 1914, and nobody mourned for it.",
    ],
)
def test_what_only_sounds_like_a_note_stays_text(line: str) -> None:
    """A sentence of the article that speaks of corrections or versions is text."""
    text, correction = article(line)
    assert (line in text, correction) == (True, "")


def test_only_the_changed_passage_is_embedded(tmp_path: Path) -> None:
    """A correction in one sentence costs the embedding of the passages that hold it, be it first or last."""
    with Newsroom(tmp_path) as room:
        room.feed("/f", item(room.page("/a", "loom"), "A"))
        passages = room.collect().embedded
        room.page("/a", "loom", "fifty")
        assert room.collect(timedelta(hours=1)).embedded < passages / 2


def test_form_that_is_left_out_is_no_change() -> None:
    """A text that was kept with what is form, before that was told, says the same without it."""
    before = BODY.format("• The mill is old. • It is red. Read more →\n\nPoints: 12\n\n")
    assert not is_material(before, BODY.format("The mill is old.\n\nIt is red.\n\n"))
