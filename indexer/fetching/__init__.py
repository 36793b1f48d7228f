"""Feeds and pages over HTTP: one politeness, one set of limits, one address guard.

The only package that imports httpx, httpcore, brotli, protego and googlenewsdecoder. From the outside in: `client`
is the port's implementation; `redirects` follows redirects; `responses`, `headers` and `content_encoding` read the
responses; `queue`, `robots` and `politeness` say when to ask; `address_guard` decides which addresses may be asked and
`network` enforces it. `google_news_links` resolves links of Google News.
"""

from indexer.fetching.client import HttpFetcher
from indexer.fetching.google_news_links import GoogleNewsResolver
from indexer.fetching.limits import FetchLimits

__all__ = ["FetchLimits", "GoogleNewsResolver", "HttpFetcher"]
