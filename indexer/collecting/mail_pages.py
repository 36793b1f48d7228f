"""The public page of a mail, if it has one: the source of what it says, and the link that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.collecting import parse_jobs
from indexer.errors import BylineError, ConnectionFailed, FetchError, TimedOut
from indexer.feeds import mail_links
from indexer.feeds.links import ONLY_A_MAIL
from indexer.model import Purpose, Request
from indexer.model.feeds import Entry, Link
from indexer.stories import copies
from indexer.stories.copies import Relation
from indexer.web import urls

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from indexer.feeds.mails import ParsedMail
    from indexer.model import Article, Page
    from indexer.model.feeds import Feed
    from indexer.ports import Fetcher, Sandbox

_MOST_PARAMETERS = 6  # of an address that are tried to be left out, one by one


class MailPages:
    """Looks for the pages of one mailbox's mails.

    "View in browser" is often a link that counts who clicks, and leads to a page with the reader's number behind its
    address. Such a page is the mail's if whoever asks for it gets it (200, no login) and reads the same text there.
    Then parameters are left out, all or one by one, as long as it does; what is left must not tell the reader.
    """

    def __init__(self, feed: Feed, *, fetcher: Fetcher, sandbox: Sandbox, now: datetime) -> None:
        self._feed = feed
        self._fetcher = fetcher
        self._sandbox = sandbox
        self._now = now
        self._silent: set[str] = set()  # hosts that cost a time limit already

    def find(self, mail: ParsedMail, stop: Callable[[], bool]) -> str:
        """Return the clean address of a mail's public page, which was fetched under it, "" if it has none.

        `stop` is asked before each page; once it says so the rest is not looked at, and "" says nothing of the mail.
        """
        own = self._own_text(mail)
        if own is None:
            return ""
        for view in mail.views:
            if stop():
                break
            page = self._fetched(view)
            if page and self._shows(page, own):
                address = self._shortest(urls.clean(page.final_url), own)
                if address and not mail_links.is_private(address, mail.readers):
                    return address
        return ""

    def _own_text(self, mail: ParsedMail) -> Article | None:
        link = Link(key=mail.entry.key, entry=mail.entry, feed_url=self._feed.url, first_seen=self._now)
        try:
            return self._sandbox.read(parse_jobs.entry_job(link, self._feed, ONLY_A_MAIL, self._now))
        except BylineError:
            return None

    def _shortest(self, address: str, own: Article) -> str:
        """Return an address without the parameters that its page does not need; "" if there are too many to tell."""
        names = list(dict.fromkeys(name for name, _ in urls.parameters(address)))
        if not names:
            return address
        bare = address.partition("?")[0]
        if self._stands_at(bare, own):
            return bare
        if len(names) > _MOST_PARAMETERS:
            return ""
        for name in names:
            shorter = mail_links.without_parameters(address, {name})
            if self._stands_at(shorter, own):
                address = shorter
        return address

    def _stands_at(self, address: str, own: Article) -> bool:
        page = self._fetched(address)
        return page is not None and urls.identity(page.final_url) == urls.identity(address) and self._shows(page, own)

    def _fetched(self, address: str) -> Page | None:
        if urls.host(address) in self._silent:
            return None
        try:
            return self._fetcher.fetch(Request(url=address, purpose=Purpose.PAGE))
        except (ConnectionFailed, TimedOut) as error:
            self._silent.update((urls.host(address), urls.host(error.url)))
        except FetchError:
            pass
        return None

    def _shows(self, page: Page, own: Article) -> bool:
        """Tell whether a page has the mail's text."""
        link = Link(key=page.url, entry=Entry(key=""), feed_url=self._feed.url, first_seen=self._now)
        try:
            there = self._sandbox.read(parse_jobs.article_job(link, self._feed, page, self._now))
        except BylineError:
            return False
        return copies.relation(own, there) is Relation.COPY
