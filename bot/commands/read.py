"""`read`: pages from the web or from disk, as the extractor sees them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.console import invocation, out_json
from indexer.errors import BylineError, ParseError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.config.sections import Settings
    from indexer.model import Article, Page
    from indexer.ports import Clock, Fetcher


def read(
    context: typer.Context,
    places: Annotated[list[str], typer.Argument(metavar="URL|FILE...", help="Pages on the web or on disk.")],
    *,
    url: Annotated[str, typer.Option("--url", help="The address that a file was saved from.")] = "",
) -> None:
    """Show what the extractor makes of pages, one JSON object each."""
    settings = invocation(context).settings_if_any()
    failed = 0
    for record in _records(places, url, settings):
        out_json(record)
        failed += "error" in record
    if failed:
        raise typer.Exit(1)


def _records(places: Sequence[str], url: str, settings: Settings | None) -> Iterator[dict[str, Any]]:
    """Yield one record a place, in order; a place that fails gives its error and the rest is read.

    `url` is the address that a file was saved from; without it the page's own word for it is taken. Raises
    `UsageError` if it is no address, or there is more than one file.
    """
    from contextlib import ExitStack, closing

    from bot.wiring.components import embedder_of, fetcher, sandbox
    from bot.wiring.installation import SystemClock
    from indexer.articles import newsletters
    from indexer.collecting import parse_jobs
    from indexer.passages import passages_of
    from indexer.web import urls

    if url and not urls.clean(url):
        raise UsageError(f"--url {url}: not an http(s) address")
    files = sum(not _is_url(place) for place in places)
    if url and files > 1:
        raise UsageError(f"--url: one address cannot be that of {files} files: read each of them by itself")
    clock = SystemClock()
    embedder = embedder_of(settings)
    with ExitStack() as stack:
        client, confined = None, stack.enter_context(closing(sandbox()))
        for place in places:
            try:
                if client is None and _is_url(place):
                    client = stack.enter_context(closing(fetcher(settings, clock)))
                page = _page(place, url, client, clock)
                article = confined.read(parse_jobs.page_job(place, page, clock.now()))
                found = newsletters.item_articles(article, article.items, clock.now()) if article.items else [article]
                yield _record(article, sum(len(passages_of(each, embedder)) for each in found))
            except BylineError as error:
                yield {"url": place, "error": str(error)}


def _is_url(place: str) -> bool:
    return place.startswith(("http://", "https://"))


def _page(place: str, url: str, client: Fetcher | None, clock: Clock) -> Page:
    from indexer.articles import find_address
    from indexer.model import Page, Purpose, Request

    if client is not None and _is_url(place):
        return client.fetch(Request(url=place, purpose=Purpose.PAGE))
    try:
        body = Path(place).read_bytes()
    except OSError as error:
        raise ParseError(f"{place}: cannot be read: {error.strerror}") from error
    address = url or find_address(body) or Path(place).absolute().as_uri()
    return Page(url=address, final_url=address, status=200, content_type="text/html", body=body, fetched=clock.now())


def _record(article: Article, passages: int) -> dict[str, Any]:
    return {
        "title": article.title,
        "text": article.text,
        "url": article.url,
        "publisher": article.publisher,
        "authors": list(article.authors),
        "published": article.published.isoformat() if article.published else None,
        "language": article.language,
        "kind": article.kind.value,
        "quality": article.quality.value,
        "reason": article.reason,
        "origins": [{"name": origin.name, "url": origin.url or None} for origin in article.origins],
        **({"items": [asdict(item) for item in article.items]} if article.items else {}),
        "passages": passages,
    }
