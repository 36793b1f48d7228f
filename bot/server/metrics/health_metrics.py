"""The health of the program as metrics, read when Prometheus asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from bot.operations.health import AdapterState, FeedCondition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client import Metric

    from bot.operations.health import HealthView


class HealthCollector:
    """Gives the registry the last health view."""

    def __init__(self, view: HealthView) -> None:
        self.view = view

    def describe(self) -> list[Metric]:
        """Return nothing: a registry need not read the health to learn the names."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Yield every metric, without a value where it could not be read."""
        view, status = self.view, self.view.status
        feeds = GaugeMetricFamily("byline_feeds", "Feeds by health.", labels=["state"])
        articles = GaugeMetricFamily("byline_articles", "Articles in the catalogue.")
        passages = GaugeMetricFamily("byline_passages", "Passages in the catalogue.")
        outstanding = GaugeMetricFamily("byline_changes_outstanding", "Changes that the indexes do not know yet.")
        newest = GaugeMetricFamily("byline_newest_article_timestamp_seconds", "When the newest article was published.")
        if status is not None:
            found = [feed.state for feed in status.feeds]
            for state in FeedCondition:
                feeds.add_metric([state], found.count(state))
            articles.add_metric([], status.index["articles"])
            passages.add_metric([], status.index["passages"])
            outstanding.add_metric([], status.outstanding)
            if status.newest:
                newest.add_metric([], status.newest.timestamp())
        yield from (feeds, articles, passages, outstanding, newest)
        connected = GaugeMetricFamily("byline_adapter_serving", "Whether a platform is served.", labels=["platform"])
        for adapter in view.adapters:
            connected.add_metric([adapter.name], adapter.state is AdapterState.SERVING)
        yield connected
        yield _total("byline_passages_embedded", "Passages that were embedded.", view.embedded)
        yield _total("byline_embedding_seconds", "Seconds that this took.", view.embedding_s)
        answers, fallbacks = (view.model.answers, view.model.fallbacks) if view.model else (0, 0)
        yield _total("byline_model_answers", "Answers in the language model's words, also by earlier runs.", answers)
        yield _total("byline_model_fallbacks", "Answers that were quoted in their place, likewise.", fallbacks)
        yield GaugeMetricFamily("byline_ready", "Whether questions can be answered.", value=not view.reasons())


def _total(name: str, help_: str, value: float) -> Metric:
    return CounterMetricFamily(name, help_, value=value)
