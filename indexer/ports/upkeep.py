"""The catalogue's further stores; part of `indexer.ports`.

What becomes of articles after they were collected, links that hide an address, hosts that refuse, stories, and the
outbox.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from indexer.model import Article, Dependent, IndexChange, Membership, Origin, Redirect, Selection, Story, Traces


class Upkeep(Protocol):
    """Articles that are corrected, gone, better known or too old, as the catalogue keeps them."""

    def items_of(self, issue_id: str) -> list[Article]:
        """Return the items of a newsletter's issue, in their order."""

    def mark_gone(self, article_id: str, when: datetime | None) -> None:
        """Record since when an article's page is gone, of an issue also its items'; None: it is there."""

    def set_origins(self, article_id: str, origins: tuple[Origin, ...]) -> None:
        """Replace an article's origins."""

    def publisher_sites(self) -> list[tuple[str, str]]:
        """Return each publisher's name with each site (`indexer.web.urls.site`) that has articles under it."""

    def rename_publisher(self, name: str, site: str) -> int:
        """Put the site in the place of its articles' publisher, where that has this name; tell the outbox of them.

        Return their number.
        """

    def revised_since(self, since: datetime) -> Mapping[str, datetime]:
        """Return the articles whose text was last seen to change at or after a time, each with that time, by id."""

    def older_than(self, than: datetime, limit: int) -> list[str]:
        """Return the ids of the oldest articles whose `when` lies before a time."""

    def remove(self, ids: Sequence[str]) -> None:
        """Remove articles with their versions, addresses and passages, tell the outbox, and free their links.

        With an issue go its items.
        """

    def forget_links(self, than: datetime) -> None:
        """Remove the links whose entries say that they are older than a time, and that lead to no article."""


class ForgetStore(Protocol):
    """What is forgotten by order: it is removed, and not collected or imported again."""

    def traces_at(self, url: str) -> Traces:
        """Return what is kept of the page at an address, in any of its spellings."""

    def traces_of(self, source: str) -> Traces:
        """Return what is kept of a publisher or a domain, in the sense of `indexer.web.source_filter`."""

    def count_traces(self, traces: Traces) -> Mapping[str, int]:
        """Return the number of "articles", of their "versions" and "passages", of "links" and "feeds"."""

    def erase(self, traces: Traces, at: datetime) -> Mapping[str, int]:
        """Remove them, with everything that depends on them, and return how many there were, as `count_traces` does.

        The outbox is told. A feed that is still configured begins anew, without what was forgotten.
        """

    def is_forgotten(self, names: Sequence[str]) -> bool:
        """Tell whether one of these was forgotten: links' keys, and what `indexer.web.urls.identity` gives."""


class Resolver(Protocol):
    """Resolves a link by asking the service that made it. Slow; to be used sparingly."""

    def resolve(self, link: str) -> str:
        """Return the publisher's clean address; raise `FetchError` if it cannot be resolved."""

    def close(self) -> None:
        """Give connections back; what is under way fails with `FetchError`."""


class RedirectStore(Protocol):
    """Links whose target only the service behind them tells, and what needs it; kept for ever."""

    def redirects(self, tokens: Sequence[str]) -> Mapping[str, str]:
        """Return the targets that are known, by token."""

    def request_redirect(self, dependent: Dependent, link: str, now: datetime) -> None:
        """Keep what needs the target of a link, and make the link due, unless it is known already."""

    def due_redirects(self, now: datetime, limit: int) -> list[Redirect]:
        """Return the redirects to resolve now, the longest due first."""

    def record_redirect(self, redirect: Redirect) -> None:
        """Keep the state of a redirect: its target, or the failure."""

    def resolved_dependents(self) -> list[tuple[Dependent, str]]:
        """Return the dependents whose redirect has been resolved, each with the target."""

    def remove_dependent(self, dependent: Dependent) -> None:
        """Remove a dependent that has been updated."""


class HoldStore(Protocol):
    """The hosts that refused again and again: they are left alone by the next process too."""

    def held_hosts(self, now: datetime) -> Mapping[str, tuple[datetime, int]]:
        """Return the hosts that are to be left alone, each with the time until when and the status it gave."""

    def hold_host(self, host: str, until: datetime, status: int, now: datetime) -> None:
        """Keep that a host is to be left alone, and forget those whose time has come."""


class StoryLookup(Protocol):
    """Stories and their reports, as answering reads them in the catalogue."""

    def opening_passages(self, article_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Return for each article the id and the period of the passage that it begins with."""

    def stories(self, article_ids: Sequence[str], until: datetime | None = None) -> dict[str, Story]:
        """Return the story of each article, counting what was published before `until`.

        An article without a decision has none.
        """

    def reports_since(self, since: datetime) -> list[tuple[Story, tuple[Article, ...]]]:
        """Return the stories with an article that was published, or seen to change, since a time, the oldest first.

        Each comes as its first article sees it, with all its articles, by time and without their texts.
        """

    def reports_with(self, article_ids: Sequence[str]) -> list[tuple[Story, tuple[Article, ...]]]:
        """Return the stories of some articles, likewise."""

    def widely_told(self, selection: Selection, limit: int) -> list[str]:
        """Return the ids of the articles that a selection admits of the stories that most texts in it tell.

        Those stories come first, of equals the one that was told last; at most `limit` stories. An article without a
        decision is a story by itself.
        """


class StoryStore(StoryLookup, Protocol):
    """The decisions which article belongs to which story. Of an article's later changes only its time affects them."""

    def undecided(self, limit: int, *, indexed: bool = False) -> list[Article]:
        """Return the first articles without a story, or with one that is open again, by time and id.

        `indexed`: only those whose passages have their vectors.
        """

    def count_undecided(self) -> int:
        """Return the number of articles without a story, or with one that is open again."""

    def memberships(self, since: datetime, until: datetime, *, after: str = "") -> list[Membership]:
        """Return the decisions on articles published from `since` to `until`, both inclusive, by time and id.

        Of the articles published at `since` only those whose ids come after one.
        """

    def memberships_of(self, article_ids: Sequence[str]) -> dict[str, Membership]:
        """Return the decisions on some articles, by id; those that were not decided are left out."""

    def placements(self, since: datetime, until: datetime) -> set[tuple[str, datetime, str, str]]:
        """Return article, time, story (as it was decided) and text of the decisions between two times, inclusive."""

    def reopen(self, since: datetime, until: datetime, *, after: str) -> datetime | None:
        """Let the decisions be made again that `memberships` returns for the same arguments; until then they stand.

        Return the time of the first article that was not open already, None if there was none.
        """

    def reopen_items(self, pages: Collection[int], since: datetime) -> datetime | None:
        """Likewise let those be made again, from a time on, by which newsletters' items lead to one of some pages.

        Pages are numbered as `indexer.stories.page_keys` does it.
        """

    def add_membership(self, membership: Membership) -> None:
        """Keep a decision, in the place of an earlier one on the same article.

        The stories that it joins are one from then on: for whoever reads stories, under the name of the first of them.
        """

    def report_of(self, story_id: str) -> tuple[Story, tuple[Article, ...]] | None:
        """Return a story, likewise, by its id or by that of an article of it; None if there is none."""

    def newest_told(self, selection: Selection, limit: int, after: tuple[datetime, str] | None = None) -> list[str]:
        """Return the newest article that a selection admits of each story, newest first, without pages that are gone.

        At most `limit` stories, from the one on that comes after a time and an article's id. An article without a
        decision is a story by itself.
        """


class Outbox(Protocol):
    """The changes that the two indexes have yet to apply."""

    def last_change(self) -> int:
        """Return the highest number ever given; 0 before the first."""

    def changes(self, after: int, limit: int) -> list[IndexChange]:
        """Return the changes that follow a number, in order."""

    def cursor(self, generation: str) -> int | None:
        """Return the last change that a generation's vectors hold; None: never filled, negative: not in use."""

    def set_cursor(self, generation: str, seq: int) -> None:
        """Record it."""

    def generations(self) -> list[str]:
        """Return the generations that have a cursor."""

    def switch(self, generation: str, seq: int, retired: int) -> None:
        """Give a generation its cursor and every other one `retired`, and forget the changes up to it, all at once."""

    def forget_generation(self, generation: str) -> None:
        """Remove a generation's cursor."""

    def forget_changes(self, upto: int) -> None:
        """Remove changes that both indexes hold."""
