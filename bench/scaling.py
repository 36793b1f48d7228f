"""What collections need that are larger than any that was measured, computed: `python -m bench.scaling`.

It prints the tables of docs/scaling.md. The figures that it computes from were measured on up to a million passages.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.catalogue import MONTH_THRESHOLD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Measured. A passage:
POSTGRES = 1_700  # bytes on the database's disk, of articles that are one passage; python -m bench.traffic
VECTOR_DISK = 2_080  # bytes on Chroma's disk; python -m bench --only footprint, 100,000 passages
VECTOR_MEMORY = 2_400  # bytes of memory where it is searched; the same, from 100,000 to 1,000,000 passages
WORDS = 300  # bytes of the lexical index, on 281,353 passages of real news; invented ones take 170
EMBEDDED = 166  # a second, from feed to both indexes, on two cores with VNNI; python -m bench --only collecting
INDEXED = 19_000  # a second, by the lexical index alone

# Measured. A question, in milliseconds of one core:
ANSWERING = 35.0  # without what grows; python -m bench --only load
WORDS_SEARCHED = 6.5  # for each million passages: .63 on 100,000 invented ones, 1.9 on 281,353 real ones
REQUEST = 2.3  # of the asker, for each request to Chroma, on a busy machine; python -m bench.traffic
COLLECTION = 1.7  # of Chroma, for each collection: the same for 5,000 passages as for 50,000

# Measured. What it moves, by python -m bench.traffic:
QUERY = 11.6  # kB, for each collection that is searched for the nearest 50
HIT = 0.05  # kB, for each one more: within a time up to 400 are asked for, of which what lies outside is cut
FETCHED = 38  # candidates whose vectors are fetched: 19.6 requests where there are 25 collections
VECTORS = 200  # kB, for these
STATEMENTS, ROWS = 9, 96  # to Postgres, and kB

# Assumed.
YEARS = 10  # over which a collection is spread evenly
BUSY = 0.5  # of its processor that a machine uses at the busiest time
ASKED = 5 / 5 / 3_600  # questions a second and person then: five a day, a fifth of them in one hour
CORE, GIGABYTE, TERABYTE = 15, 3, 100  # dollars a month: a core, memory, disk
SIZES = (1_000_000, 10_000_000, 100_000_000)
SPANS = {"of all time": (YEARS, 12 * YEARS), "of the last 90 days": (2, 4), "of the last 7 days": (2, 2)}
"""Years and months that a question touches at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """What one question touches."""

    passages: int
    span: str = "of all time"

    @property
    def collections(self) -> int:
        """Collections of vectors that it searches: one for each year, and one for each month that is large enough."""
        years, months = SPANS[self.span]
        return years + (months if _monthly(self.passages) else 0)

    @property
    def fetched(self) -> float:
        """Collections that candidates are fetched from: the expected number of different ones among so many."""
        return self.collections * (1 - (1 - 1 / self.collections) ** FETCHED)

    @property
    def requests(self) -> float:
        """Requests to Chroma."""
        return self.collections + self.fetched

    @property
    def kilobytes(self) -> float:
        """To and from Chroma."""
        more = 0 if self.span == "of all time" else min(400, 1_200 // self.collections) - 50
        return (QUERY + HIT * more) * self.collections + VECTORS

    @property
    def words(self) -> float:
        """Milliseconds of one core for the lexical index, which is searched as a whole in any time."""
        return WORDS_SEARCHED * self.passages / 1e6

    @property
    def answering(self) -> float:
        """Milliseconds of one core where it is answered."""
        return ANSWERING + self.words + REQUEST * self.requests

    @property
    def searching(self) -> float:
        """Milliseconds of one core of Chroma."""
        return COLLECTION * self.requests


@dataclass(frozen=True, slots=True, kw_only=True)
class Machines:
    """Machines of one kind, each with so much."""

    what: str
    count: int
    cores: int
    memory: float  # GB
    disk: float  # GB

    @property
    def price(self) -> float:
        """Dollars a month for all of them."""
        return self.count * (self.cores * CORE + self.memory * GIGABYTE + self.disk / 1_000 * TERABYTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Who asks, and how much there is to ask."""

    name: str
    people: int
    passages: int
    shared: bool = True  # several machines, of each kind two where that is possible

    @property
    def asked(self) -> float:
        """Questions a second at the busiest time."""
        return self.people * ASKED

    def machines(self) -> list[Machines]:
        """Return what it needs; of what answers one machine alone would be busy all the time."""
        touched = Touched(passages=self.passages)
        words, vectors = WORDS * self.passages / 1e9, VECTOR_MEMORY * self.passages / 1e9
        rows, kept = POSTGRES * self.passages / 1e9, VECTOR_DISK * self.passages / 1e9
        if not self.shared:
            memory = _even(1 + vectors + words)
            return [Machines(what="one", count=1, cores=2, memory=memory, disk=_even(10 + 2 * (rows + kept + words)))]
        answering = max(2, math.ceil(_cores(self.asked * touched.answering) / 2))
        searching = max(4, _cores(self.asked * touched.searching))
        return [
            Machines(what="Postgres, a standby", count=2, cores=4, memory=_even(4 + rows / 10), disk=_even(2 * rows)),
            Machines(what="Chroma", count=1, cores=searching, memory=_even(2 + 1.25 * vectors), disk=_even(2 * kept)),
            Machines(what="collecting", count=2, cores=2, memory=4, disk=10),
            Machines(
                what="answering and chat", count=2, cores=answering, memory=_even(2 + words), disk=_even(10 + 2 * words)
            ),
        ]


TEAMS = (
    Team(name="a desk", people=20, passages=1_000_000, shared=False),
    Team(name="a company", people=1_000, passages=10_000_000),
    Team(name="a large company", people=20_000, passages=100_000_000),
)


def tables() -> Iterator[str]:
    """Yield the tables, each as the page has it."""
    yield _table(["", *(f"{size:,}" for size in SIZES)], _kept())
    yield _table(["a question", *(f"{size:,}" for size in SIZES)], _touched())
    yield _table(["", "machines", "cores", "memory", "disk", "a month"], _priced())


def _kept() -> Iterator[list[str]]:
    yield ["collections of vectors, and passages in each", *map(_collections, SIZES)]
    for what, each in (
        ("catalogue in Postgres, disk", POSTGRES),
        ("vectors in Chroma, disk", VECTOR_DISK),
        ("vectors in Chroma, memory", VECTOR_MEMORY),
        ("lexical index, disk of each process that answers", WORDS),
    ):
        yield [what, *(_gigabytes(each * size / 1e9) for size in SIZES)]
    yield ["embedding it once, on two cores", *(_time(size / EMBEDDED) for size in SIZES)]
    yield ["building a lexical index, at least", *(_time(size / INDEXED) for size in SIZES)]


def _touched() -> Iterator[list[str]]:
    for span in SPANS:
        each = [Touched(passages=size, span=span) for size in SIZES]
        moved = [f"{touched.requests:.0f}, {touched.kilobytes:,.0f} kB" for touched in each]
        yield [f"{span}: requests to Chroma, and what they move", *moved]
        yield ["processor time, where it is answered", *(f"{t.answering:,.0f} ms" for t in each)]
        yield ["processor time of Chroma", *(f"{t.searching:,.0f} ms" for t in each)]
    yield ["of these for the lexical index", *(f"{Touched(passages=size).words:,.0f} ms" for size in SIZES)]
    yield ["statements to Postgres, and what they move", *([f"{STATEMENTS}, {ROWS} kB"] * len(SIZES))]


def _priced() -> Iterator[list[str]]:
    for team in TEAMS:
        needed = team.machines()
        total = sum(each.price for each in needed)
        told = (
            f"**{team.name}**: {team.people:,} people, {team.passages:,} passages, {team.asked:.1g} questions a second"
        )
        yield [told, "", "", "", "", f"**${_rounded(total):,}**"]
        for each in needed:
            sizes = [str(each.count), str(each.cores), _gigabytes(each.memory), _gigabytes(each.disk)]
            yield [each.what, *sizes, f"${_rounded(each.price):,}"]


def _table(head: Sequence[str], rows: Iterator[list[str]]) -> str:
    lines = [" | ".join(cells) for cells in (head, *rows)]
    lines.insert(1, "|".join(["---"] * len(head)))
    return "\n".join(f"|{line}|" if "---" in line else f"| {line} |".replace("|  ", "| ") for line in lines)


def _monthly(size: int) -> bool:
    """Tell whether months have collections of their own, for what goes beyond the first passages of each."""
    return size // (12 * YEARS) > MONTH_THRESHOLD


def _collections(size: int) -> str:
    """Return in words how a collection is cut."""
    if not _monthly(size):
        return f"{YEARS} of {size // YEARS:,}"
    months = 12 * YEARS
    return f"{YEARS} of {12 * MONTH_THRESHOLD:,}, {months} of {size // months - MONTH_THRESHOLD:,}"


def _cores(milliseconds: float) -> int:
    """Return how many cores do so much work a second, as busy as they may be."""
    return math.ceil(milliseconds / 1_000 / BUSY)


def _even(gigabytes: float) -> float:
    """Return what one rents: the next even number."""
    return 2 * math.ceil(gigabytes / 2)


def _rounded(dollars: float) -> int:
    return round(dollars, -1 if dollars < 1_000 else -2).__trunc__()  # noqa: PLR2004  two digits


def _gigabytes(number: float) -> str:
    return f"{number:.2g} GB" if number < 100 else f"{number:,.0f} GB"  # noqa: PLR2004  two digits are right, or three


def _time(seconds: float) -> str:
    for unit, length in (("days", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"


if __name__ == "__main__":
    print("\n\n".join(tables()))
