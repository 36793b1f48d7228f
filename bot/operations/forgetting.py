"""Use case: what is kept of a person, a page or a source is counted, and removed at the operator's order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from indexer.errors import UsageError
from indexer.model import Traces

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.ports import Journal, SubscriptionUpkeep
    from indexer.model.feeds import Feed
    from indexer.ports import Catalogue, Clock

_OF_USERS = ("questions", "votes", "searches", "scopes", "subscriptions")
_OF_PAGES = ("articles", "versions", "passages", "links", "feeds", "answers", "posts")

_TOGETHER = 200
"""Articles that are removed in one transaction: so long others wait to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetTarget:
    """What is to be forgotten: one of three."""

    user: str = ""  # a member's id, as the platform writes it
    url: str = ""  # a page's address, in any of its spellings
    source: str = ""  # a publisher's name, or a domain


def checked_target(*, user: str = "", url: str = "", source: str = "") -> ForgetTarget:
    """Return what is to be forgotten. Raises `UsageError` if it is not exactly one thing, or the address is none."""
    from indexer.web import mail_urls

    target = ForgetTarget(user=user.strip(), url=url.strip(), source=source.strip())
    if sum(map(bool, (target.user, target.url, target.source))) != 1:
        raise UsageError("name one thing to forget: --user ID, --url URL or --source NAME")
    if target.url and not mail_urls.shown(target.url):
        raise UsageError(f"--url {target.url}: not an http(s) address")
    return target


def nothing_of(target: ForgetTarget) -> dict[str, int]:
    """Return what `Forgetter.count` does where nothing is kept."""
    return dict.fromkeys(_OF_USERS if target.user else _OF_PAGES, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgetter:
    """Forgets. What it has removed from the catalogue the indexes lose when the outbox is drained next."""

    catalogue: Catalogue
    journal: Journal
    subscriptions: SubscriptionUpkeep
    clock: Clock

    def count(self, target: ForgetTarget) -> Mapping[str, int]:
        """Return how much is kept, by what it is; all zero: nothing."""
        if target.user:
            return {
                **self.journal.count_user(target.user),
                "subscriptions": self.subscriptions.count_user(target.user),
            }
        traces = self._traces(target)
        return {
            **self.catalogue.count_traces(traces),
            "answers": self.journal.count_answers_with(traces.articles),
            "posts": self.subscriptions.count_articles(traces.articles),
        }

    def erase(self, target: ForgetTarget, stop: Callable[[], bool] = lambda: False) -> Mapping[str, int]:
        """Remove it, and return how much it was, as `count` does.

        `stop` is asked between two portions, each of which is removed whole or not at all; the rest stays.
        """
        if target.user:
            watched = self.subscriptions.forget_user(target.user)
            return {**self.journal.forget_user(target.user), "subscriptions": watched}
        traces, removed = self._traces(target), Counter[str]()
        for at in range(0, len(traces.articles), _TOGETHER):
            if stop():
                break
            some = traces.articles[at : at + _TOGETHER]
            removed["answers"] += self.journal.erase_answers_with(some)  # first: it tells what stands in articles
            removed["posts"] += self.subscriptions.forget_articles(some)
            removed.update(self.catalogue.erase(Traces(articles=some), self.clock.now()))
        else:
            removed.update(self.catalogue.erase(replace(traces, articles=()), self.clock.now()))
        return {name: removed[name] for name in _OF_PAGES}

    def _traces(self, target: ForgetTarget) -> Traces:
        return self.catalogue.traces_at(target.url) if target.url else self.catalogue.traces_of(target.source)


def configured_feeds(feeds: Sequence[Feed], target: ForgetTarget) -> list[str]:
    """Return the addresses of the feeds that a source that is to be forgotten still has in the config."""
    from indexer.web import urls
    from indexer.web.source_filter import source_key

    key = source_key(target.source)
    if not key:
        return []
    hosts = {feed.url: urls.host(feed.url).casefold() for feed in feeds}
    return [
        feed.url
        for feed in feeds
        if source_key(feed.name) == key or hosts[feed.url] == key or hosts[feed.url].endswith(f".{key}")
    ]
