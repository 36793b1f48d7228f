"""The items of an issue as articles (pure)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from indexer.articles.blocks import Paragraph
from indexer.articles.newsletters import wording
from indexer.articles.newsletters.leads import lead_key
from indexer.articles.origins import find_origins
from indexer.model import Article, Issue, Origin, Quality
from indexer.web import plaintext, url_unwrapping, urls

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from indexer.model import IssueItem


def item_articles(issue: Article, items: Sequence[IssueItem], seen: datetime) -> Iterator[Article]:
    """Yield the items of an issue as articles, in order; `seen` is when the issue was read.

    Each is shown where its issue is, under the issue's publisher and date, and names as its origins where it leads. Its
    id is made of the issue's and of the page that it leads to first, else of its title: it keeps it when it is edited.
    """
    counts: Counter[str] = Counter()
    for place, item in enumerate(items, start=1):
        origins = _origins(item, issue)
        key = next((urls.identity(origin.url) for origin in origins if origin.url), lead_key(item.title))
        counts[key] += 1
        yield Article(
            id=urls.digest(issue.id, key, str(counts[key])),
            url=issue.url,
            title=item.title,
            text=item.text,
            publisher=issue.publisher,
            authors=issue.authors,
            published=issue.published,
            first_seen=seen,
            language=issue.language,
            kind=issue.kind,
            quality=issue.quality if item.text else Quality.HEADLINE,
            reason=issue.reason,
            origins=origins,
            issue=Issue(id=issue.id, title=issue.title, place=place),
            backlog=issue.backlog,
        )


def _origins(item: IssueItem, issue: Article) -> tuple[Origin, ...]:
    """Return where an item leads, then whom it names.

    Left out are addresses of a mail's counter: they tell who got the mail, and not where they lead.
    """
    linked = {
        link: Origin(name=urls.host(link), url=link)
        for link in item.links
        if not wording.TRACKER.search(link) and not url_unwrapping.is_redirector(link)
    }
    said = [Paragraph(part) for part in plaintext.split_paragraphs(item.text)]
    return (*linked.values(), *find_origins(said, url=issue.url, publishers=(issue.publisher,)))
