"""What machines agree on in the catalogue, on each database: `indexer.ports.coordination`."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from indexer.errors import LeaseLost
from indexer.model.feeds import FeedState
from tests.doubles.catalogue_records import NOW, link

if TYPE_CHECKING:
    from indexer.catalogue import SqlCatalogue
    from tests.contracts.conftest import Opener

LONG = 60.0
OVER = -1.0  # a lease that is over as soon as it is taken


def test_a_lease_has_one_holder(catalogue: SqlCatalogue) -> None:
    """Another gets a lease only once it is over, under a higher fence; its holder renews it under the same."""
    assert catalogue.take_leases(["a", "b"], "one", LONG) == {"a": 1, "b": 1}
    assert catalogue.take_leases(["b", "a", "c"], "two", LONG) == {"c": 1}
    assert catalogue.take_leases(["a"], "one", OVER) == {"a": 1}
    assert catalogue.take_leases(["a", "b"], "two", LONG) == {"a": 2}
    assert [(each.name, each.holder, each.fence) for each in catalogue.leases()] == [
        ("a", "two", 2),
        ("b", "one", 1),
        ("c", "two", 1),
    ]


def _write_late(catalogue: SqlCatalogue, fence: int) -> None:
    """Write under a lease, and look only then whether it is there still."""
    with catalogue.transaction():
        catalogue.set_cursor("g1", 8)
        catalogue.confirm_lease("a", "one", fence)


def test_a_past_holder_writes_nothing(catalogue: SqlCatalogue) -> None:
    """What is written under a lease is undone where another has it, had it meanwhile, or may have it by now."""
    fence = catalogue.take_leases(["a"], "one", LONG)["a"]
    with catalogue.transaction():
        catalogue.confirm_lease("a", "one", fence)
        catalogue.set_cursor("g1", 7)
    catalogue.take_leases(["a"], "one", OVER)
    with pytest.raises(LeaseLost, match="'a'"):
        _write_late(catalogue, fence)
    catalogue.take_leases(["a"], "two", LONG)
    for holder, number in (("one", fence), ("two", fence)):
        with pytest.raises(LeaseLost), catalogue.transaction():
            catalogue.confirm_lease("a", holder, number)
    assert catalogue.cursor("g1") == 7


def test_what_is_given_back_is_free(catalogue: SqlCatalogue) -> None:
    """Whoever ends gives leases, feeds, links and places back; fences go on."""
    catalogue.take_leases(["one", "a"], "one", LONG)
    catalogue.record_poll(FeedState(url="f"), [link("l")])
    assert catalogue.claim_feeds(["f"], "one") == {"f"}
    assert [each.key for each in catalogue.claim_links(["l"], "one", None)] == ["l"]
    assert catalogue.take_turn("site", 1, "one", LONG) == 0
    catalogue.release_leases("one")
    assert (catalogue.leases(), catalogue.take_leases(["a"], "two", LONG)) == ([], {"a": 2})
    assert catalogue.claim_feeds(["f"], "two") == {"f"}
    assert [each.key for each in catalogue.claim_links(["l"], "two", None)] == ["l"]
    assert catalogue.take_turn("site", 1, "two", LONG) == 0


def test_claims_last_as_long_as_their_process(catalogue: SqlCatalogue) -> None:
    """What a living process claims is nobody else's; that of one whose lease is over is free, and no more its own."""
    catalogue.record_poll(FeedState(url="known"), [link("a"), link("b")])
    catalogue.take_leases(["one"], "one", LONG)
    catalogue.take_leases(["two"], "two", LONG)
    assert catalogue.claim_feeds(["known", "new"], "one") == {"known", "new"}
    assert [each.key for each in catalogue.claim_links(["a"], "one", None)] == ["a"]
    assert catalogue.claim_feeds(["new", "known", "other"], "two") == {"other"}
    assert {each.key for each in catalogue.claim_links(["a", "b"], "two", None)} == {"b"}
    catalogue.record_poll(FeedState(url="known", etag="e"), [replace(link("a"), etag="e")])  # leaves claims alone
    assert catalogue.claimed_feeds(["known", "other"], "one") == {"known"}
    assert catalogue.claimed_links(["a", "b"], "one") == {"a"}
    catalogue.take_leases(["one"], "one", OVER)
    assert catalogue.claim_feeds(["known"], "two") == {"known"}
    assert [each.etag for each in catalogue.claim_links(["a"], "two", None)] == ["e"]
    assert (catalogue.claimed_feeds(["known", "new"], "one"), catalogue.claimed_links(["a"], "one")) == ({"new"}, set())


def test_only_what_is_due_is_claimed(catalogue: SqlCatalogue) -> None:
    """A link that another has fetched meanwhile, and which is not due any more, is not claimed."""
    soon = NOW + timedelta(hours=1)
    catalogue.record_poll(FeedState(url="f"), [replace(link("a"), due=NOW), replace(link("b"), due=soon)])
    catalogue.take_leases(["one"], "one", LONG)
    assert [each.key for each in catalogue.claim_links(["a", "b"], "one", NOW)] == ["a"]
    catalogue.unclaim_links(["a"], "one")
    assert catalogue.claimed_links(["a"], "one") == set()


def test_many_collectors_share_without_waiting(opened: Opener) -> None:
    """Of collectors that claim the same at the same time each gets its own, and all together everything once."""
    catalogues = [opened() for _ in range(4)]
    keys = [f"l{number:02}" for number in range(40)]
    catalogues[0].record_poll(FeedState(url="f"), [replace(link(key), due=NOW) for key in keys])
    begin = threading.Barrier(len(catalogues))

    def claimed(number: int) -> list[str]:
        mine, name = catalogues[number], f"p{number}"
        mine.take_leases([name], name, LONG)
        begin.wait()
        return [each.key for start in range(0, 40, 5) for each in mine.claim_links(keys[start : start + 5], name, NOW)]

    with ThreadPoolExecutor(len(catalogues)) as threads:
        found = [key for each in threads.map(claimed, range(len(catalogues))) for key in each]
    assert sorted(found) == keys


def test_a_site_has_so_many_places(catalogue: SqlCatalogue) -> None:
    """No more requests than there are places are under way at a site; one that nobody gave back becomes free."""
    assert [catalogue.take_turn("a", 2, holder, LONG) for holder in ("one", "two", "one")] == [0, 1, None]
    assert catalogue.take_turn("b", 2, "one", OVER) == 0
    assert catalogue.take_turn("b", 1, "two", LONG) == 0
    catalogue.give_turn_back("b", 0, "one")  # too late: it is another's by now
    assert catalogue.take_turn("b", 1, "one", LONG) is None
    catalogue.give_turn_back("a", 1, "two")
    assert catalogue.take_turn("a", 2, "one", LONG) == 1


def test_followers_are_known_by_their_place(catalogue: SqlCatalogue) -> None:
    """Each follower's last word counts."""
    catalogue.follow("one", 3)
    catalogue.follow("two", 5)
    catalogue.follow("one", 4)
    assert [(each.name, each.seq) for each in catalogue.followers()] == [("one", 4), ("two", 5)]
