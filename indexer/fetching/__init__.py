"""Feeds and pages over HTTP: one politeness, one set of limits, one address guard.

The only package that imports httpx, httpcore, brotli, protego and googlenewsdecoder. From the outside in: `client`
is the port's implementation; `hops` follows redirects; `answers`, `headers` and `decoding` make sense of what comes
back; `robots` and `politeness` say when not to ask; `guard` decides which addresses may be asked and `connecting`
enforces it. `google_links` asks Google News where its links lead.
"""

from indexer.fetching.client import HttpFetcher
from indexer.fetching.google_news_links import GoogleNewsResolver
from indexer.fetching.limits import FetchLimits

__all__ = ["FetchLimits", "GoogleNewsResolver", "HttpFetcher"]
