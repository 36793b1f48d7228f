"""Leases as their holder sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indexer.errors import LeaseLost, StoreUnreachable
from indexer.indexing.lease_keeper import LENGTH, MARGIN, Duty, LeaseKeeper, Tenure, process_name, tenures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from indexer.model import HeldLease


class OneLease:
    """A `LeaseStore` whose answers are said beforehand; None: it cannot be reached."""

    def __init__(self) -> None:
        self.fences: Mapping[str, int] | None = {"me": 1, "a": 3}

    def take_leases(self, _names: Sequence[str], _holder: str, _seconds: float) -> Mapping[str, int]:
        """Return what was said."""
        if self.fences is None:
            raise StoreUnreachable("the server cannot be reached")
        return self.fences

    def confirm_lease(self, _name: str, _holder: str, _fence: int) -> None:
        """Confirm everything."""

    def release_leases(self, _holder: str) -> None:
        """Do nothing."""

    def leases(self) -> list[HeldLease]:
        """Return none."""
        return []


def test_a_lease_ends_for_its_holder_first() -> None:
    """It counts from before it was asked for, and ends some seconds early; what is not there any more is lost."""
    have, lost = tenures({"a": Tenure(1, 9.0), "b": Tenure(4, 9.0)}, {"a": 1, "c": 2}, asked=100.0, length=15.0)
    assert (have, lost) == ({"a": Tenure(1, 113.0), "c": Tenure(2, 113.0)}, {"b"})
    assert [have["a"].is_over(now) for now in (112.9, 113.0)] == [False, True]


def test_a_holder_that_cannot_renew_stops() -> None:
    """A process that does not reach the database any more does no duty beyond its lease, and goes on once it can."""
    store, now = OneLease(), 50.0
    keeper = LeaseKeeper(store, "me", ["a"], seconds=lambda: now)
    duty = Duty("a", keeper)
    assert not duty.is_held()
    keeper.renew()
    assert (duty.is_held(), duty.fence) == (True, 3)
    store.fences = None
    now += LENGTH - MARGIN - 0.1
    with pytest.raises(StoreUnreachable):
        keeper.renew()
    assert duty.is_held()
    now += 0.1
    assert (duty.is_held(), duty.fence) == (False, 0)
    with pytest.raises(LeaseLost, match="'a'"):
        duty.confirm()
    store.fences = {"me": 1, "a": 4}
    keeper.renew()
    assert (duty.is_held(), duty.fence) == (True, 4)
    store.fences = {"me": 1}
    keeper.renew()
    assert not duty.is_held()


def test_names_of_processes_differ() -> None:
    """No two processes have one name, though they are on one machine and of one number."""
    assert process_name("byline run") != process_name("byline run")
    assert process_name("byline run").startswith("byline run on ")
