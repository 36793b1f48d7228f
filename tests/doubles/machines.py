"""Machines that share a catalogue: each with a collector, leases and a lexical index of its own, all in one process.

They share the vectors, as they would on a server. Their steady clock is moved by hand, and so is the end of their
leases: nothing waits.
"""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from indexer.catalogue import SqlCatalogue
from indexer.collecting.claims import SharedClaims
from indexer.collecting.collector import Collector
from indexer.collecting.pace import Pace
from indexer.collecting.story_assignment import StoryAssigner
from indexer.fetching import SharedPoliteness
from indexer.indexing.lease_keeper import INDEXING, LEADER, Duty, LeaseKeeper
from indexer.indexing.sync import Syncer
from tests.doubles.fakes import FakeEmbedder, FakeLexicalIndex, SandboxHere
from tests.doubles.indexes import silent
from tests.doubles.newsroom import LIMITS, POLL, RECHECK
from tests.doubles.web_server import fetcher

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.collecting.report import Report
    from indexer.model.feeds import Feed
    from tests.doubles.fakes import FakeClock, FakeVectorIndex


LEASE = 3_600.0
"""Seconds of a machine's leases: the database counts them by its own clock, and no machine is too slow for an hour."""


@dataclass
class Machine:
    """One of several that collect; a context manager. `seconds` is its steady clock."""

    name: str
    url: str
    clock: FakeClock
    vectors: FakeVectorIndex
    seconds: float = 0.0
    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)
    lexical: FakeLexicalIndex = field(default_factory=FakeLexicalIndex)
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        """Open everything, and ask for its leases."""
        self.catalogue = self._stack.enter_context(closing(SqlCatalogue(self.url)))
        wanted = (INDEXING, LEADER)
        self.keeper = LeaseKeeper(self.catalogue, self.name, wanted, length=LEASE, seconds=lambda: self.seconds)
        self.keeper.renew()
        duty = Duty(INDEXING, self.keeper)
        politeness = SharedPoliteness(turns=self.catalogue, holder=self.name)
        web = fetcher(self.clock, LIMITS, holds=self.catalogue, shared=politeness)
        parts: dict[str, Any] = {"catalogue": self.catalogue, "embedder": self.embedder}
        self.syncer = Syncer(
            **parts,
            vectors=self.vectors,
            lexical=self.lexical,
            generation="g1",
            duty=duty,
            follower=self.name,
        )
        self.stories = StoryAssigner(**parts, vectors=self.vectors, duty=duty)
        self.collector = Collector(
            **parts,
            fetcher=self._stack.enter_context(closing(web)),
            sandbox=SandboxHere(),
            syncer=self.syncer,
            stories=self.stories,
            clock=self.clock,
            pace=Pace(poll_interval=POLL, recheck=RECHECK),
            claims=SharedClaims(self.catalogue, self.name),
            duty=duty,
        )
        return self

    def __exit__(self, *_: object) -> None:
        """Close everything, without giving anything back: as a kill would."""
        self._stack.close()

    def collect(self, feeds: Sequence[Feed]) -> Report:
        """Make one pass."""
        return self.collector.collect(feeds, progress=silent)

    def follow(self) -> list[str]:
        """Let the lexical index follow; return what was said."""
        return self.syncer.follow(silent)

    def expire(self) -> None:
        """Let the database take the leases for over, as it does some seconds after the last renewal."""
        held = [each.name for each in self.catalogue.leases() if each.holder == self.name]
        self.catalogue.take_leases(held, self.name, -1.0)

    def leads(self) -> tuple[bool, bool]:
        """Tell whether it writes the vectors, and whether it plans and sends."""
        return self.keeper.is_held(INDEXING), self.keeper.is_held(LEADER)
