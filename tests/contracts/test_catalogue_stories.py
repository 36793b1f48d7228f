"""The contract of the catalogue: which articles belong to which story."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import TYPE_CHECKING

from sqlalchemy import delete

from indexer.catalogue import tables
from indexer.model import Issue, Kind, Membership, Selection, Story
from tests.doubles.catalogue_records import NOW, article, passages, save

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.catalogue import SqlCatalogue
    from indexer.model import Article

HOUR = timedelta(hours=1)


def joined(of: Article, story: Article | None = None, text: Article | None = None) -> Membership:
    """Return the decision that an article belongs to another's story, or to one of its own."""
    return Membership(
        article_id=of.id, when=of.when, decided=(story or of).id, text=(text or of).id, sketch=f'["{of.title}"]'
    )


def names(catalogue: SqlCatalogue, articles: Sequence[Article]) -> list[str]:
    """Return the ids of some articles' stories, as readers have them."""
    told = catalogue.stories([each.id for each in articles])
    return [told[each.id].id for each in articles]


def test_undecided_articles_come_in_order(catalogue: SqlCatalogue) -> None:
    """What is not decided comes by time and id, so many as are asked for, and no more once it is decided."""
    late, early = article("late"), article("early", published=NOW - HOUR)
    save(catalogue, late, early)
    assert [each.id for each in catalogue.undecided(10)] == [early.id, late.id]
    assert [each.id for each in catalogue.undecided(1)] == [early.id]
    catalogue.add_membership(joined(early))
    assert catalogue.undecided(10) == [late]


def test_decisions_come_back(catalogue: SqlCatalogue) -> None:
    """Decisions come back whole and in order, both ends of the time included."""
    times = [NOW + number * HOUR for number in range(4)]
    articles = [article(str(number), published=time) for number, time in enumerate(times)]
    save(catalogue, *articles)
    for each in reversed(articles):
        catalogue.add_membership(joined(each, articles[0]))
    assert catalogue.memberships(times[1], times[2]) == [joined(each, articles[0]) for each in articles[1:3]]


def test_decisions_are_found_by_article_and_by_place(catalogue: SqlCatalogue) -> None:
    """Decisions come back by article, those after one of the same time, and without sketches."""
    articles = sorted((article(str(number)) for number in range(4)), key=lambda each: each.id)
    save(catalogue, *articles)
    for each in articles[:3]:
        catalogue.add_membership(joined(each))
    ids = [each.id for each in articles]
    assert catalogue.memberships_of([ids[0], ids[3]]) == {ids[0]: joined(articles[0])}
    assert catalogue.memberships(NOW, NOW, after=ids[0]) == [joined(each) for each in articles[1:3]]
    catalogue.remove([ids[1]])
    assert catalogue.placements(NOW, NOW) == {(key, NOW, key, key) for key in (ids[0], ids[2])}
    assert catalogue.placements(NOW - HOUR, NOW - HOUR) == set()


def test_decisions_are_opened_again(catalogue: SqlCatalogue) -> None:
    """What follows an article is open again, and keeps its decision until there is another one."""
    times = [NOW + number * HOUR for number in range(4)]
    first, *others = (article(str(number), published=time) for number, time in enumerate(times))
    save(catalogue, first, *others)
    for each in (first, *others):
        catalogue.add_membership(joined(each))
    assert catalogue.reopen(NOW, times[2], after=first.id) == times[1]
    assert catalogue.reopen(NOW, times[2], after=first.id) is None
    assert (catalogue.undecided(10), catalogue.count_undecided()) == (others[:2], 2)
    assert catalogue.memberships(times[1], times[1]) == [joined(others[0])]
    catalogue.add_membership(joined(others[0], first))
    assert catalogue.memberships(times[1], times[1]) == [joined(others[0], first)]
    assert catalogue.undecided(10) == [others[1]]


def test_items_are_opened_again_by_any_number_of_pages(catalogue: SqlCatalogue) -> None:
    """Those from a time on that lead to one of the pages are open again, however many pages are named."""
    item, other, early = (
        article(name, published=NOW - late * HOUR, issue=Issue(id="i", title="Weekly", place=place))
        for place, (name, late) in enumerate({"item": 0, "other": 0, "early": 1}.items(), 1)
    )
    save(catalogue, item, other, early)
    for each, page in ((item, 10_999), (other, 99_999), (early, 10_000)):
        catalogue.add_membership(replace(joined(each), sketch=f"[[{page}]]"))
    assert catalogue.reopen_items(range(10_000, 11_000), NOW) == NOW
    assert catalogue.undecided(10) == [item]
    assert catalogue.reopen_items(range(10_000, 11_000), NOW) is None


def test_issues_as_a_whole_are_no_stories(catalogue: SqlCatalogue) -> None:
    """Neither the newest nor the widely told are a newsletter's issues: its items are what tells."""
    told, item = article("told"), article("item", published=NOW - HOUR, issue=Issue(id="i", title="Weekly", place=1))
    whole = article("whole", published=NOW + HOUR, issue=Issue(id="i", title="Weekly"))
    save(catalogue, told, item, whole)
    catalogue.add_membership(joined(told))
    catalogue.add_membership(joined(item))
    assert catalogue.newest_told(Selection(), 9) == [told.id, item.id]
    assert catalogue.widely_told(Selection(), 9) == [told.id, item.id]


def test_what_the_indexes_lack_is_left_out(catalogue: SqlCatalogue) -> None:
    """An article with a passage that waits for an index is not among those that are indexed."""
    save(catalogue, article("one"))
    last = catalogue.last_change()
    save(catalogue, article("two"))
    catalogue.forget_changes(last)
    assert catalogue.undecided(10, indexed=True) == [article("one")]


def test_what_waits_is_ordered_by_its_present_time(catalogue: SqlCatalogue) -> None:
    """An article that turns out to be older before it is decided comes the earlier; one that is removed does not."""
    first, second, third = article("first"), article("second", published=NOW + HOUR), article("third")
    save(catalogue, first, second, third)
    save(catalogue, article("second", published=NOW - HOUR))
    catalogue.remove([third.id])
    assert [each.id for each in catalogue.undecided(10)] == [second.id, first.id]


def test_only_another_time_opens_a_decision(catalogue: SqlCatalogue) -> None:
    """A corrected article keeps its story; one whose time changes is open again, and keeps it until it is decided."""
    save(catalogue, article())
    catalogue.add_membership(joined(article()))
    save(catalogue, article(title="Another", text="Otherwise."))
    assert catalogue.undecided(10) == []
    save(catalogue, article(title="Another", text="Otherwise.", published=NOW - HOUR))
    assert [each.when for each in catalogue.undecided(10)] == [NOW - HOUR]
    assert catalogue.memberships(NOW, NOW) == [joined(article())]


def test_stories_that_an_article_joins_are_one(catalogue: SqlCatalogue) -> None:
    """Readers find them under the name of the first; each decision is given back as it was made."""
    articles = [article(name, published=NOW + number * HOUR) for number, name in enumerate("abcde")]
    first, second, third, bridge, other = articles
    save(catalogue, *articles)
    decisions = [joined(first), joined(second), joined(third, second), joined(other)]
    decisions.append(replace(joined(bridge, second), joins=(first.id,)))
    for each in decisions:
        catalogue.add_membership(each)
    assert names(catalogue, articles) == [*[first.id] * 4, other.id]
    assert catalogue.stories([third.id])[third.id].articles == 4
    assert catalogue.memberships_of([each.id for each in articles]) == {each.article_id: each for each in decisions}
    assert catalogue.memberships(NOW, NOW + 9 * HOUR) == sorted(decisions, key=lambda each: each.when)
    assert {story for _, _, story, _ in catalogue.placements(NOW, bridge.when)} == {first.id, second.id}
    assert catalogue.newest_told(Selection(), 9) == [other.id, bridge.id]
    [(story, told)] = catalogue.reports_with([second.id])
    assert (story.id, [each.id for each in told]) == (first.id, [each.id for each in articles[:4]])


def test_a_join_that_is_taken_back_leaves_the_stories_apart(catalogue: SqlCatalogue) -> None:
    """Decided otherwise, removed, or found to be an issue: what the article joined are two stories again."""
    articles = [article(name, published=NOW + number * HOUR) for number, name in enumerate("abc")]
    first, second, bridge = articles
    save(catalogue, *articles)
    for each in (first, second):
        catalogue.add_membership(joined(each))
    bridging = replace(joined(bridge, second), joins=(first.id,))
    catalogue.add_membership(bridging)
    catalogue.add_membership(joined(bridge, second))
    assert names(catalogue, articles) == [first.id, second.id, second.id]
    catalogue.add_membership(bridging)
    catalogue.add_membership(joined(bridge, first))
    assert names(catalogue, articles) == [first.id, second.id, first.id]
    catalogue.add_membership(bridging)
    save(catalogue, replace(bridge, issue=Issue(id=bridge.id, title="Weekly", place=0)))
    assert names(catalogue, articles[:2]) == [first.id, second.id]
    save(catalogue, bridge)
    catalogue.add_membership(bridging)
    assert names(catalogue, articles) == [first.id] * 3
    catalogue.remove([bridge.id])
    assert names(catalogue, articles[:2]) == [first.id, second.id]


def test_joins_lead_on_in_whatever_order_they_come(catalogue: SqlCatalogue) -> None:
    """Three stories that two articles join are one, named after the first, though its own articles may be gone."""
    articles = [article(name, published=NOW + number * HOUR) for number, name in enumerate("abcxy")]
    first, second, third, one, other = articles
    save(catalogue, *articles)
    decisions = [
        *map(joined, (first, second, third)),
        replace(joined(one, second), joins=(first.id,)),
        replace(joined(other, second), joins=(third.id,)),
    ]
    for order in permutations(decisions, 5):
        for each in (joined(one), joined(other), *order):
            catalogue.add_membership(each)
        assert names(catalogue, articles) == [first.id] * 5
    catalogue.remove([first.id])
    catalogue.add_membership(decisions[4])
    assert names(catalogue, articles[1:]) == [second.id] * 4


def test_what_is_told_of_a_story(catalogue: SqlCatalogue) -> None:
    """A story is told by its articles, outlets and origins, as of a time; who was not decided has none."""
    wire = article("wire", url="https://wire.example/1", publisher="Wire")
    copy = article("copy", url="https://copy.example/1", publisher="Copy", published=NOW + HOUR)
    own = article("own", url="https://own.example/1", publisher="Own", published=NOW + 2 * HOUR)
    save(catalogue, wire, copy, own, article("undecided"))
    for each in (joined(wire), joined(copy, wire, wire), joined(own, wire)):
        catalogue.add_membership(each)
    whole = catalogue.stories([copy.id, article("undecided").id])
    assert whole == {copy.id: Story(id=wire.id, articles=3, outlets=3, origins=2, first=wire.id)}
    assert catalogue.stories([wire.id], until=NOW + HOUR)[wire.id].articles == 1
    assert catalogue.stories([]) == {}


def test_many_are_asked_for_at_once(catalogue: SqlCatalogue) -> None:
    """More articles than fit into one statement have their stories all the same, each once."""
    articles = [article(str(number), url=f"https://{number}.example/a") for number in range(501)]
    with catalogue.transaction():
        save(catalogue, *articles)
        for each in articles:
            catalogue.add_membership(joined(each, articles[0]))
    found = catalogue.stories([each.id for each in articles])
    assert (len(found), {story.articles for story in found.values()}) == (501, {501})


def test_a_removed_article_leaves_its_story(catalogue: SqlCatalogue) -> None:
    """Where an article's row goes its decision goes with it, and the story keeps its name."""
    first, second = article("first"), article("second", url="https://second.example/")
    save(catalogue, first, second)
    for each in (joined(first), joined(second, first)):
        catalogue.add_membership(each)
    with catalogue._database.begin() as connection:
        for table in (tables.passages, tables.addresses):
            connection.execute(delete(table).where(table.c.article_id == first.id))
        connection.execute(delete(tables.articles).where(tables.articles.c.id == first.id))
    assert catalogue.stories([second.id])[second.id] == Story(
        id=first.id, articles=1, outlets=1, origins=1, first=second.id
    )


def test_openings(catalogue: SqlCatalogue) -> None:
    """An article's opening is its first passage, with the period that it is in; an unknown article has none."""
    save(catalogue, article())
    expected = {article().id: (passages(article())[0].id, "2026")}
    assert catalogue.opening_passages([article().id, "nothing"]) == expected


def test_the_newest_of_each_story_come_in_pages(catalogue: SqlCatalogue) -> None:
    """Stories come by their newest article that is admitted, each once over all pages, without pages that are gone."""
    times = [NOW - number * HOUR for number in range(7)]
    made = [article(str(number), published=time) for number, time in enumerate(times)]
    gone = article("gone", published=NOW + HOUR, gone=NOW)
    opinion = article("opinion", published=NOW + 2 * HOUR, kind=Kind.OPINION)
    save(catalogue, *made, gone, opinion)
    for each, story in ((0, 0), (1, 1), (2, 0), (3, 3), (4, 1), (5, 3)):
        catalogue.add_membership(joined(made[each], made[story]))
    catalogue.add_membership(joined(opinion, made[3]))
    newest = [opinion.id, made[0].id, made[1].id, made[6].id]
    pages, after = [], None
    while found := catalogue.newest_told(Selection(), 1, after):
        pages += found
        (last,) = (each for each in (*made, opinion) if each.id == found[0])
        after = (last.when, last.id)
    assert pages == newest
    assert catalogue.newest_told(Selection(), 10) == newest
    reported = Selection(kinds=(Kind.UNKNOWN,))
    assert catalogue.newest_told(reported, 10) == [made[0].id, made[1].id, made[3].id, made[6].id]
    assert catalogue.newest_told(reported, 10, (made[1].when, made[1].id)) == [made[3].id, made[6].id]


def test_a_story_is_found_by_its_id(catalogue: SqlCatalogue) -> None:
    """By the id of any of its articles too, and by its own when the article that gave it is gone."""
    first, second = article("first", published=NOW - HOUR), article("second")
    save(catalogue, first, second)
    catalogue.add_membership(joined(first))
    catalogue.add_membership(joined(second, first))
    story, articles = catalogue.report_of(second.id) or (None, ())
    assert story
    assert (story.id, [each.id for each in articles]) == (first.id, [first.id, second.id])
    catalogue.remove([first.id])
    assert [each.id for each in (catalogue.report_of(first.id) or (None, ()))[1]] == [second.id]
    assert catalogue.report_of("nobody") is None
