"""A world in which news happens for some days, and what has to reach its places: each story once, by day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot.subscriptions.records import QuietHours, Repeat, Schedule, Turn, TurnKind
from tests.doubles.catalogue_records import article
from tests.doubles.subscriptions import FakeStories, FakeTeller, digest, story_of

if TYPE_CHECKING:
    import random
    from collections.abc import Collection, Iterable, Sequence

    from bot.model.chat import Place
    from bot.subscriptions.records import Digest, NewsStory
    from indexer.model import Article
    from tests.doubles.fakes import FakeClock

BEGIN = datetime(2026, 10, 5, tzinfo=UTC)  # Berlin puts its clocks back on day 20, New York on day 27
TOPICS = 20
WEIGHTS = [12, 6, *[1] * (TOPICS - 2)]  # of the topics: the first has eight stories a day, of a thousand in forty days
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZONES = {"slack": "Europe/Berlin", "discord": "America/New_York", "mail": "UTC"}
LAST = 3 * DAY  # in which nothing begins, so that all can be told


@dataclass
class Plot:
    """A story as the world has it: when which article comes in, and what becomes of it."""

    topic: str
    articles: list[tuple[datetime, Article]]  # when it comes in, by the true time
    turn: tuple[datetime, Turn] | None


class Told(NamedTuple):
    """What one message told a place."""

    subscription: str
    numbers: tuple[int, ...] = ()  # of the stories that it told
    counted: int = 0  # stories that it only counted
    turn: str = ""


class World:
    """What happens outside of the program."""

    def __init__(
        self, chance: random.Random, clock: FakeClock, *, begin: datetime = BEGIN, days: int = 40, stories: int = 1_000
    ) -> None:
        self.clock = clock
        self.true = begin
        self.end = begin + days * DAY
        self.plots = [_plot(number, chance, begin, days * DAY - LAST) for number in range(stories)]
        self._coming = sorted(
            ((when, number, each) for number, plot in enumerate(self.plots) for when, each in plot.articles),
            key=lambda item: (item[0], item[2].id),
        )
        self._turning = [(each.turn[0], number) for number, each in enumerate(self.plots) if each.turn]
        self.stories = FakeStories()
        self.teller = FakeTeller()
        self._told: dict[int, list[Article]] = {}
        self.by_plot: dict[int, NewsStory] = {}

    def collect(self) -> None:
        """Take in what has come, as seen at the computer's time."""
        while self._coming and self._coming[0][0] <= self.true:
            _, number, found = self._coming.pop(0)
            self._told.setdefault(number, []).append(replace(found, first_seen=self.clock.now()))
            self.by_plot[number] = story_of(self._told[number])
        for when, number in self._turning:
            turn = self.plots[number].turn
            if when <= self.true and turn and number in self._told:
                self.teller.found[self._told[number][0].id] = [turn[1]]
        oldest = self.clock.now() - timedelta(days=6)
        self.stories.stories = [each for each in self.by_plot.values() if each.newest > oldest]

    def check_watch(
        self, topic: str, told: Sequence[Told], lost: Sequence[Told] = (), unsure: Collection[int] = ()
    ) -> None:
        """Check that each story on a topic came once or was counted, and each turn of one that came once.

        `lost` is what did not come since the program could not learn whether it did; the stories in `unsure` came, but
        their turns may be missing.
        """
        came = self._check({topic}, told, lost)
        turns = Counter(each.turn for each in told if each.turn)
        shown = Counter({f"turn {number}" for number in came - set(unsure) if self.plots[number].turn})
        said = turns + Counter(each.turn for each in lost if each.turn)
        assert said == shown, f"{topic}: {said - shown} too many, {shown - said} missing"

    def check_digest(self, tags: Iterable[str], told: Sequence[Told], lost: Sequence[Told] = ()) -> None:
        """Check that each story with one of some tags came once or was counted."""
        self._check(set(tags), told, lost)

    def _check(self, topics: set[str], told: Sequence[Told], lost: Sequence[Told]) -> set[int]:
        expected = {number for number, plot in enumerate(self.plots) if plot.topic in topics}
        numbers = [number for each in told for number in each.numbers]
        assert sorted(set(numbers)) == sorted(numbers)
        missing = [number for each in lost for number in each.numbers]
        assert set(numbers) <= expected
        assert set(missing) <= expected - set(numbers)
        counted = sum(each.counted for each in (*told, *lost))
        untold = expected - set(numbers) - set(missing)
        assert counted == len(untold), f"{topics}: {counted} counted of {sorted(untold)}"
        return set(numbers)


def _plot(number: int, chance: random.Random, begin: datetime, span: timedelta) -> Plot:
    began = begin + HOUR + chance.random() * span
    topic = f"topic {chance.choices(range(TOPICS), WEIGHTS)[0]}"
    articles = []
    for outlet in range(chance.choice((1, 1, 1, 2, 3, 5))):
        published = began + outlet * chance.random() * 4 * HOUR
        found = article(f"{number}-{outlet}", published=published, publisher=f"Outlet {outlet}", tags=(topic,))
        articles.append((published + chance.random() * HOUR, found))
    if chance.random() < 0.05:  # an older report that comes in late, by which the story gets another id
        early = article(f"{number}-early", published=began - HOUR, publisher="Outlet E", tags=(topic,))
        articles.append((began + 6 * HOUR, early))
    turn = None
    if chance.random() < 0.15:
        kind = chance.choice(list(TurnKind))
        told = Turn(id=f"turn {number}", kind=kind, article=articles[-1][1], was="It was so.", now="It is not.")
        turn = (began + (2 + 20 * chance.random()) * HOUR, told)
        late = article(f"{number}-turn", published=turn[0], publisher="Outlet T", tags=(topic,))
        articles.append((turn[0], late))
    return Plot(topic, articles, turn)


def plot_number(story: NewsStory) -> int:
    """Return the number of a story's plot."""
    return int(story.articles[0].url.rpartition("/")[2].partition("-")[0])


def quiet_of(place: Place) -> QuietHours:
    """Return the hours of night in a place's zone."""
    return QuietHours(start=time(22), end=time(7), zone=ZONES[place.platform])


def topic_digest(number: int, place: Place, begin: datetime = BEGIN, name: str = "") -> Digest:
    """Return a digest on two topics that comes in the morning."""
    repeat = (Repeat.DAILY, Repeat.WEEKDAYS, Repeat.WEEKLY)[number % 3]
    days = (0, 3) if repeat is Repeat.WEEKLY else ()
    schedule = Schedule(repeat=repeat, at=time(8 + number % 4, 30), zone=ZONES[place.platform], days=days)
    tags = (f"topic {number}", f"topic {number + 7}")
    return digest(name or f"d{number}", place=place, schedule=schedule, tags=tags, created=begin, last_covered=begin)
