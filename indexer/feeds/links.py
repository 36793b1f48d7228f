"""What a feed's entries mean for the links that are known: which are new, which have news (pure)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from indexer.feeds.schedule import RETRY
from indexer.model.feeds import FeedSource, Link
from indexer.web import arxiv, communities, google_news, mail_urls, url_unwrapping, urls

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from indexer.model.feeds import Entry, Feed, FeedState

NO_PAGE = "the feed's own text is all there is"
ONLY_A_MAIL = "the mail is all there is: it names no page that anybody can read"
_FILM = re.compile(r"https?://(?:www\.|m\.)?(?:youtube\.com/(?:watch|shorts/|live/)|youtu\.be/)", re.IGNORECASE)
_DATE_IN_PATH = re.compile(r"/(20\d\d)[/-](0[1-9]|1[0-2])(?:[/-](0[1-9]|[12]\d|3[01]))?(?=[/-])")
_MOST_NAMED = 3  # links that several entries share are named up to here, and then counted


def page_address(entry: Entry) -> str:
    """Return the address to fetch and show: the publisher's own, where the link contains it; "" if there is none."""
    return url_unwrapping.unwrap(entry.link)


def shown_address(link: Link) -> str:
    """Return the address of a link that is its own: that of its page, or the mail's; "" if it has none."""
    return page_address(link.entry) or (link.key if mail_urls.is_mail(link.key) else "")


def has_page(entry: Entry) -> bool:
    """Tell whether an entry's link leads to a page to be fetched; one that hides the address does not yet.

    The page of a post holds what others answered, that of a film no text, and that of a paper the abstract, which
    arXiv's feeds have, too: arXiv asks programs not to fetch page by page.
    """
    found = page_address(entry)
    is_told = communities.is_forum(found) or _FILM.match(found) or (entry.summary and arxiv.abstract_page(found))
    return bool(found) and not google_news.is_link(found) and not is_told


def explain_missing_page(entry: Entry) -> str:
    """Return in words why an entry's own text is all there is."""
    if mail_urls.is_mail(entry.key) and not entry.link:
        return ONLY_A_MAIL
    hidden = google_news.is_link(page_address(entry))
    return "the publisher's address behind the Google News link is not known yet" if hidden else NO_PAGE


def written(entry: Entry) -> datetime | None:
    """Return when a page was written or changed, as far as its entry or its address tells."""
    if entry.when or not (found := _DATE_IN_PATH.search(entry.link)):
        return entry.when
    year, month, day = (int(part or 1) for part in found.groups())
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:  # the thirtieth of February
        return None


def newest_first(links: Iterable[Link], since: Callable[[Link], datetime], now: datetime) -> list[Link]:
    """Return links in the order of fetching: the newest first, and behind them what is to be had in the background.

    That is what was never fetched and was written before `since`, or at a time that a sitemap does not tell.
    """

    def rank(link: Link) -> tuple[bool, datetime]:
        when = written(link.entry)
        is_old = link.entry.backlog if when is None else when < since(link)
        return not (is_old and link.fetched is None), min(when or link.first_seen, now)

    return sorted(sorted(links, key=lambda link: link.key), key=rank, reverse=True)


def first_of_sites(links: Iterable[Link], most: int) -> list[Link]:
    """Return the links in their order, of each site the first ones only."""
    taken: Counter[str] = Counter()
    kept = []
    for link in links:
        site = urls.site(page_address(link.entry))
        taken[site] += 1
        if taken[site] <= most:
            kept.append(link)
    return kept


def by_key(feed: Feed, entries: Sequence[Entry]) -> dict[str, Entry]:
    """Return the entries by the key of their link; of several with one link the first, which is the newest."""
    first = {_key(feed, entry): entry for entry in reversed(entries)}
    return dict(reversed(first.items()))


def describe_shared(feed: Feed, entries: Sequence[Entry]) -> list[str]:
    """Return in words which links several entries share: one page makes one article."""
    counts = Counter(_key(feed, entry) for entry in entries)
    several = [f"{count} entries share the link {key[:200]}" for key, count in counts.items() if count > 1]
    more = len(several) - _MOST_NAMED
    return several[:_MOST_NAMED] + ([f"{more} more links are shared by several entries"] if more > 0 else [])


def find_changed(feed: Feed, entries: Mapping[str, Entry], known: Mapping[str, Link], now: datetime) -> list[Link]:
    """Return the links that are new or whose entry changed: they are due now."""
    return [
        _due(known.get(key), entry, feed, key, now)
        for key, entry in entries.items()
        if _has_news(known.get(key), entry, feed)
    ]


def find_backlog(
    state: FeedState, entries: Iterable[str], found: Iterable[Link], known: Mapping[str, Link]
) -> frozenset[str]:
    """Return the keys of the entries that are no news, of all that a feed names and the links that were found in them.

    They are all that stands there while the feed was never read to its end; and those pages of a site, new to us, that
    it named when its sitemap was built anew. A poll that failed has read nothing. A feed that was taken out of the
    config and put in again was read before: what is not known of it came meanwhile, as in an outage.
    """
    if state.unread:
        return frozenset(entries)
    if not state.last_success:  # it stands in the config under the address to which it had moved: it is no other feed
        return frozenset(key for key, link in known.items() if link.backlog)
    is_rebuilt = bool(state.sitemaps)  # else a page may be of any age because the site's settings were changed
    return frozenset(link.key for link in found if is_rebuilt and link.entry.backlog and link.key not in known)


def with_backlog(links: Iterable[Link], backlog: Collection[str]) -> list[Link]:
    """Return links, each with whether it is backlog, as far as the feed that has just named them tells."""
    return [replace(link, backlog=link.key in backlog) for link in links]


def is_passed_over(link: Link) -> bool:
    """Tell whether a link is only remembered: to a page that a sitemap named and that was too old to be fetched."""
    return link.due is None and link.fetched is None and not link.attempts and not link.article_id


def is_untouched(link: Link) -> bool:
    """Tell whether a link waits for its page to be asked for the first time."""
    return link.due is not None and link.fetched is None and not link.attempts and not link.article_id


def precedence(feeds: Sequence[Feed]) -> dict[str, int]:
    """Return the numbers of feeds by which a link that several name is the first one's.

    They are in the order of the config, sites last: a feed tells more of a page than a sitemap does.
    """
    ordered = sorted(feeds, key=lambda feed: feed.source is FeedSource.SITEMAP)
    return {feed.url: number for number, feed in enumerate(ordered)}


def find_preceded(
    feed: Feed, entries: Mapping[str, Entry], known: Mapping[str, Link], precedence: Mapping[str, int]
) -> list[Link]:
    """Return the links that become this feed's: that only feeds of higher number have named, and nobody has fetched.

    So a link belongs to the same feed whichever answers first.
    """
    last = len(precedence)
    number = precedence.get(feed.url, last)
    return [
        replace(link, feed_url=feed.url, entry=replace(entries[key], backlog=link.entry.backlog))
        for key, link in known.items()
        if is_untouched(link) and number < precedence.get(link.feed_url, last)
    ]


def without_passed_over(links: Iterable[Link]) -> Iterator[Link]:
    """Yield the links but those that are only remembered."""
    return (link for link in links if not is_passed_over(link))


def find_shared(feed: Feed, known: Mapping[str, Link]) -> list[str]:
    """Return the keys of the links that another feed named before this one did."""
    return [key for key, link in known.items() if link.feed_url != feed.url]


def find_discussions(feed: Feed, entries: Iterable[Entry]) -> list[tuple[str, str]]:
    """Return the posts that link to entries' pages, as pairs of a link's key and the post's address."""
    pairs = ((_key(feed, entry), entry.discussion) for entry in entries if entry.discussion)
    return list(dict.fromkeys(pairs))


def _key(feed: Feed, entry: Entry) -> str:
    return urls.identity(found) if (found := page_address(entry)) else f"{feed.url}#{entry.key}"


def _has_news(known: Link | None, entry: Entry, feed: Feed) -> bool:
    """Tell whether an entry says something that is not known of its link yet."""
    if known is None or is_passed_over(known):
        return True
    if known.attempts >= RETRY.page_attempts:  # some feeds change their entries' dates with every answer
        return False
    if feed.url == known.feed_url:
        return entry.title != known.entry.title or entry.updated not in (None, known.entry.updated)
    if is_untouched(known):
        return False
    # Another feed's entry for the same link: feeds differ in what they say of it, and only a later time is news.
    last = known.entry.updated or known.fetched
    return bool(entry.updated and last and entry.updated > last)


def _due(known: Link | None, entry: Entry, feed: Feed, key: str, now: datetime) -> Link:
    if known is None or is_passed_over(known):
        seen = known.first_seen if known else now
        return Link(key=key, entry=entry, feed_url=feed.url, first_seen=seen, due=now)
    return replace(
        known,
        entry=entry if feed.url == known.feed_url else replace(known.entry, updated=entry.updated),
        due=now,
    )
