"""The catalogue's stories, as posts tell them, and what becomes of them."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.subscriptions.catalogue_stories import CatalogueStories
from bot.subscriptions.records import SendingState, Shown, TurnKind
from indexer.catalogue import SqlCatalogue
from indexer.model import Membership, Quality
from indexer.passages import split_article
from tests.contracts.test_subscription_store import sending
from tests.doubles.catalogue_records import article
from tests.doubles.subscriptions import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from indexer.model import Article

HOUR = timedelta(hours=1)
OPENS = "Corvid Systems will open its chip works in Ostend on 3 May 2027."
HIRES = "Corvid wants to hire 400 engineers for its works in Ostend."


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[SqlCatalogue]:
    """Yield an empty catalogue."""
    with closing(SqlCatalogue(f"sqlite:///{tmp_path}/catalogue.db")) as opened:
        yield opened


def count(texts: Sequence[str]) -> list[int]:
    """Return the number of words of each text."""
    return [len(each.split()) for each in texts]


def tell(catalogue: SqlCatalogue, name: str, text: str, *, story: Article | None = None, **changes: Any) -> Article:
    """Save a report of a story, which begins with it unless told otherwise."""
    given = {"title": f"Corvid plans a works, says {name}", "publisher": name, "published": NOW, "first_seen": NOW}
    made = article(name, text=text, **(given | changes))
    catalogue.save(made, split_article(made, count))
    first = (story or made).id
    catalogue.add_membership(Membership(article_id=made.id, when=made.when, decided=first, text=made.id, sketch=""))
    return made


def test_stories_of_a_time(catalogue: SqlCatalogue) -> None:
    """The stories with an article of a time, or one that was revised in it, come whole, by any of their articles."""
    early = tell(catalogue, "early", f"{OPENS} {HIRES}", published=NOW - 48 * HOUR)
    late = tell(catalogue, "late", OPENS, story=early)
    old = tell(catalogue, "old", "Nothing has happened here at all.", published=NOW - 48 * HOUR)
    stories = CatalogueStories(catalogue)
    (found,) = stories.stories_since(NOW)
    assert [each.id for each in found.articles] == [early.id, late.id]
    assert (found.id, found.story.outlets, found.began) == (early.id, 2, early.when)
    assert stories.stories_with([late.id, old.id, "none"])[late.id] == found
    catalogue.save(replace(old, text="It has, after all.", updated=NOW, version=2), [])
    assert {each.id for each in stories.stories_since(NOW)} == {early.id, old.id}


def test_story_is_told_by_sentences_of_its_reports(catalogue: SqlCatalogue) -> None:
    """A story has the headline of its first whole report, sentences with their source, and a source an outlet."""
    first = tell(catalogue, "Wire", "", quality=Quality.HEADLINE, published=NOW - HOUR)
    whole = tell(catalogue, "Paper", f"{OPENS} {HIRES}", story=first)
    tell(catalogue, "Paper again", OPENS, story=first, publisher="Paper")
    stories = CatalogueStories(catalogue)
    (story,) = stories.stories_since(NOW)
    item = stories.tell(story, 1)
    assert item is not None
    assert item.lead.id == whole.id
    assert [(claim.text, claim.citations[0].article.id) for claim in item.statements] == [(OPENS, whole.id)]
    assert [each.publisher for each in item.sources] == ["Paper", "Wire"]
    gone = replace(story, articles=tuple(replace(each, gone=NOW) for each in story.articles))
    assert stories.tell(gone, 1) is None


def test_turns(catalogue: SqlCatalogue) -> None:
    """A corrected statement, a denial and another figure are turns, once each, and only if they came after the post."""
    first = tell(catalogue, "Paper", f"{OPENS} {HIRES}")
    stories = CatalogueStories(catalogue)
    shown = (Shown(text=OPENS, article=first.id), Shown(text=HIRES, article=first.id))
    post = sending(state=SendingState.SENT, sent=NOW + HOUR, shown=shown, stories=(first.id,), articles=(first.id,))
    (story,) = stories.stories_since(NOW)
    assert stories.turns(story, post) == ()
    says = "Corvid wants to hire 250 engineers for its works in Ostend."
    denies = "Corvid denied that it will open a chip works in Ostend."
    for name, text in (("Wire", says), ("Post", says), ("Gazette", denies)):
        tell(catalogue, name, text, story=first, published=NOW + 2 * HOUR, first_seen=NOW + 2 * HOUR)
    later = OPENS.replace("3 May", "9 June")
    revised = replace(first, text=f"{later} {HIRES}", updated=NOW + 3 * HOUR, version=2)
    catalogue.save(revised, split_article(revised, count))
    (story,) = stories.stories_since(NOW)
    turns = stories.turns(story, post)
    assert sorted((turn.kind, turn.was, turn.now) for turn in turns) == [
        (TurnKind.CORRECTION, OPENS, later),
        (TurnKind.DENIAL, OPENS, denies),
        (TurnKind.DEVELOPMENT, HIRES, says),
    ]
    assert [turn.id for turn in stories.turns(story, post)] == [turn.id for turn in turns]
    assert stories.turns(story, replace(post, sent=NOW + 4 * HOUR)) == ()


def test_backlog_brings_no_turn(catalogue: SqlCatalogue) -> None:
    """A report that stood in a feed that was added after the post says nothing below it, whatever it says."""
    first = tell(catalogue, "Paper", f"{OPENS} {HIRES}")
    shown = (Shown(text=OPENS, article=first.id),)
    post = sending(state=SendingState.SENT, sent=NOW + HOUR, shown=shown, stories=(first.id,), articles=(first.id,))
    denies = "Corvid denied that it will open a chip works in Ostend."
    tell(catalogue, "Gazette", denies, story=first, first_seen=NOW + 2 * HOUR, backlog=True)
    stories = CatalogueStories(catalogue)
    (story,) = stories.stories_since(NOW)
    assert stories.turns(story, post) == ()
    tell(catalogue, "Wire", denies, story=first, first_seen=NOW + 2 * HOUR)
    (story,) = stories.stories_since(NOW)
    assert [turn.article.publisher for turn in stories.turns(story, post)] == ["Wire"]


def test_reports_that_differ(catalogue: SqlCatalogue) -> None:
    """What reports say differently stands side by side, the earlier first; pages that are gone are left out."""
    early = tell(catalogue, "Early", f"{OPENS} {HIRES}", published=NOW - HOUR)
    late = tell(catalogue, "Late", f"{OPENS} Corvid wants to hire 250 engineers for its works in Ostend.", story=early)
    tell(catalogue, "Copy", f"{OPENS} {HIRES}", story=early, published=NOW + HOUR)
    stories = CatalogueStories(catalogue)
    (story,) = stories.stories_since(NOW - HOUR)
    (found,) = stories.differences(story)
    assert (found.earlier.text, found.earlier.article.id) == (HIRES, early.id)
    assert (found.later.text, found.later.article.id) == (HIRES.replace("400", "250"), late.id)
    gone = tuple(replace(each, gone=NOW) if each.id == late.id else each for each in story.articles)
    assert stories.differences(replace(story, articles=gone)) == []
