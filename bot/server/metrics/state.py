"""How the program is at the moment, as Prometheus reads it, and whether it can answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client import Metric

    from bot.model import ModelHealth
    from bot.operations.health import AdapterHealth, Status

_STATES = ("ok", "new", "failing", "waiting", "silent", "decayed", "gone", "disabled")
_SERVING = "serving"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look at the program has seen."""

    status: Status | None = None  # None: nothing could be read, `problems` says why
    adapters: tuple[AdapterHealth, ...] = ()
    embedded: int = 0
    embedding_s: float = 0.0
    model: ModelHealth | None = None
    problems: dict[str, str] = field(default_factory=dict)

    def reasons(self) -> dict[str, str]:
        """Return why no questions can be answered, by what is amiss; nothing if they can."""
        away = {
            each.name: each.state + (f": {each.reason}" if each.reason else "")
            for each in self.adapters
            if each.state != _SERVING
        }
        return {**self.problems, **away}


class StateCollector:
    """Gives the registry what the last look has seen."""

    def __init__(self) -> None:
        self.look = Look()

    def describe(self) -> list[Metric]:
        """Return nothing: a registry need not look to learn the names."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Yield every metric; of what could not be read, without a value."""
        look, status = self.look, self.look.status
        feeds = GaugeMetricFamily("byline_feeds", "Feeds by health.", labels=["state"])
        articles = GaugeMetricFamily("byline_articles", "Articles in the catalogue.")
        passages = GaugeMetricFamily("byline_passages", "Passages in the catalogue.")
        outstanding = GaugeMetricFamily("byline_changes_outstanding", "Changes that the indexes do not know yet.")
        newest = GaugeMetricFamily("byline_newest_article_timestamp_seconds", "When the newest article was published.")
        if status is not None:
            found = [feed.state for feed in status.feeds]
            for state in _STATES:
                feeds.add_metric([state], found.count(state))
            articles.add_metric([], status.index["articles"])
            passages.add_metric([], status.index["passages"])
            outstanding.add_metric([], status.outstanding)
            if status.newest:
                newest.add_metric([], status.newest.timestamp())
        yield from (feeds, articles, passages, outstanding, newest)
        connected = GaugeMetricFamily("byline_adapter_serving", "Whether a platform is served.", labels=["platform"])
        for adapter in look.adapters:
            connected.add_metric([adapter.name], adapter.state == _SERVING)
        yield connected
        yield _total("byline_passages_embedded", "Passages that were embedded.", look.embedded)
        yield _total("byline_embedding_seconds", "Seconds that this took.", look.embedding_s)
        answers, fallbacks = (look.model.answers, look.model.fallbacks) if look.model else (0, 0)
        yield _total("byline_model_answers", "Answers in the language model's words, also by earlier runs.", answers)
        yield _total("byline_model_fallbacks", "Answers that were quoted in their place, likewise.", fallbacks)
        yield GaugeMetricFamily("byline_ready", "Whether questions can be answered.", value=not look.reasons())


def _total(name: str, help_: str, value: float) -> Metric:
    return CounterMetricFamily(name, help_, value=value)
