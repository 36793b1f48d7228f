"""Feeds and pages over HTTP, and mails over IMAP: one politeness, one set of limits, one address guard.

The only package that imports httpx, httpcore, brotli, protego, googlenewsdecoder and imap-tools. From the outside in:
`client` is the port's implementation; `redirects` follows redirects; `responses`, `answer_headers` and
`content_encoding` read the responses; `queue`, `robots` and `politeness` say when to ask and `limits` how much;
`transport` holds the connections; `address_guard` decides which addresses may be asked and `network` enforces it.
`google_news_links` resolves links of Google News. `imap` reads mailboxes; it is imported where one is configured.
"""

from indexer.fetching.client import HttpFetcher
from indexer.fetching.google_news_links import GoogleNewsResolver
from indexer.fetching.limits import FetchLimits, MailLimits
from indexer.fetching.politeness import SharedPoliteness

__all__ = ["FetchLimits", "GoogleNewsResolver", "HttpFetcher", "MailLimits", "SharedPoliteness"]
