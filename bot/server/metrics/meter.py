"""What was counted, as Prometheus reads it, in a registry of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from bot.model.chat import Verdict
from bot.ports import Meter
from indexer.model import Outcome

if TYPE_CHECKING:
    from indexer.collecting.report import Report

_ANSWER = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_ACKNOWLEDGE = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)  # chat platforms allow three seconds
_PASS = (0.1, 1, 5, 15, 60, 300, 900, 3_600)
_REFUSED = {Verdict.TOO_MANY: "too_many", Verdict.BUSY: "busy"}


class PrometheusMeter(Meter):
    """Counts since the start of the process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._questions = Counter(
            "byline_questions",
            "Questions by what they came to, and by the reason where nothing was found.",
            ["platform", "outcome", "reason"],
            registry=self.registry,
        )
        self._answer = Histogram(
            "byline_answer_seconds",
            "From a question's arrival until its answer was out.",
            ["platform"],
            buckets=_ANSWER,
            registry=self.registry,
        )
        self._acknowledge = Histogram(
            "byline_acknowledge_seconds",
            "From a question's arrival until it was stored, when it is acknowledged.",
            ["platform"],
            buckets=_ACKNOWLEDGE,
            registry=self.registry,
        )
        self._searches = Counter(
            "byline_searches", "Lists of articles that were asked for.", ["platform"], registry=self.registry
        )
        self._waiting = Gauge(
            "byline_questions_waiting", "Questions that are accepted and not finished.", registry=self.registry
        )
        self._passes = Counter("byline_passes", "Looks at what is due.", ["outcome"], registry=self.registry)
        self._pass = Histogram(
            "byline_pass_seconds",
            "How long passes took that found something due.",
            buckets=_PASS,
            registry=self.registry,
        )
        self._polls = Counter("byline_feed_polls", "Feeds that were asked.", ["outcome"], registry=self.registry)
        self._pages = Counter("byline_pages", "Pages that were asked for.", ["outcome"], registry=self.registry)
        self._sent = Counter(
            "byline_subscription_posts",
            "Posts of watches and digests by what they were and what came of them.",
            ["platform", "what", "outcome"],
            registry=self.registry,
        )
        self._collected = Counter(
            "byline_articles_collected", "What came of the pages.", ["outcome"], registry=self.registry
        )

    def accepted(self, platform: str, verdict: Verdict, seconds: float) -> None:
        if verdict is Verdict.ACCEPTED:
            self._acknowledge.labels(platform).observe(seconds)
        elif outcome := _REFUSED.get(verdict):
            self._questions.labels(platform, outcome, "").inc()

    def ended(self, platform: str, outcome: str, reason: str = "") -> None:
        self._questions.labels(platform, outcome, reason).inc()

    def told(self, platform: str, seconds: float) -> None:
        self._answer.labels(platform).observe(seconds)

    def searched(self, platform: str) -> None:
        self._searches.labels(platform).inc()

    def waiting(self, number: int) -> None:
        self._waiting.set(number)

    def passed(self, report: Report | None, seconds: float) -> None:
        if report is None:
            self._passes.labels("failed").inc()
            return
        busy = bool(report.polled or report.fetched)
        self._passes.labels("done" if busy else "idle").inc()
        if busy:
            self._pass.observe(seconds)
        self._polls.labels("failed").inc(report.feeds_failed)
        self._polls.labels("not_modified").inc(report.feeds_not_modified)
        self._polls.labels("read").inc(max(0, report.polled - report.feeds_failed - report.feeds_not_modified))
        self._pages.labels("fetched").inc(report.fetched)
        self._pages.labels("not_modified").inc(report.pages_not_modified)
        self._pages.labels("failed").inc(report.pages_failed)
        for outcome in (Outcome.NEW, Outcome.UPDATED, Outcome.DUPLICATE, Outcome.REJECTED):
            self._collected.labels(outcome.value).inc(report.outcomes[outcome])

    def sent(self, platform: str, what: str, outcome: str) -> None:
        self._sent.labels(platform, what, outcome).inc()
