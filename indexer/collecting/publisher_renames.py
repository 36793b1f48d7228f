"""Use case: replace publishers' names that belong to another site; see `indexer.articles.publisher_names`.

The owner of a name may become known after another site has used it, by the config or by its own articles, and the
list of known names grows with the program. So all names are looked at in every pass: that is one query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from indexer.articles.publisher_names import find_misnamed
from indexer.web import urls

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.model.feeds import Feed
    from indexer.ports import Catalogue


def rename_publishers(catalogue: Catalogue, feeds: Iterable[Feed]) -> int:
    """Call articles by their site where their publisher has another's name; return their number."""
    named = [(feed.name, urls.site(feed.url)) for feed in feeds if feed.name]
    renamed = 0
    for name, site in find_misnamed(catalogue.publisher_sites(), named):
        number = catalogue.rename_publisher(name, site)
        log = structlog.get_logger("byline.collecting")
        log.info("shown by its site: the name that it uses is another's", name=name, site=site, articles=number)
        renamed += number
    return renamed
