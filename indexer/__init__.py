"""From feeds to a searchable collection.

The stages of a pass, each handing the next one a frozen record of `indexer.model`; `collecting` puts them together:

- `feeds.schedule`: Feed and FeedState -> due feeds and pages
- `fetching`: Request -> Page, of feeds and of articles
- `feeds`: Page -> ParsedFeed with its Entries; `feeds.links`: Entry -> Link, if it is new
- `articles`: Page and Entry -> Article
- `passages`: Article -> Passages
- `catalogue`: Article and Passages, stored in one transaction -> Changes in the outbox
- `indexing`: Changes -> `vectors`, by `embedding`, and `lexical`
- `stories`: Article -> Membership of a story

Sitemaps, mailboxes and newsletters are feeds, too: `feeds` reads a site's pages and mails as entries, and `articles`
takes an issue apart. Feeds and pages are parsed in child processes (`sandbox`). Several collectors share a catalogue on
a server by leases and claims (`indexing.lease_keeper`, `collecting.claims`, `catalogue`). Below the stages: `web`
(addresses, dates, safe text without secrets, which sources are meant), `language` (English that both sides read alike),
`ports` (the interfaces of the edges), `config`, `model`, `errors`, `durable_files`. `indexing.data_dir_lock` lets one
process own a data folder. docs/architecture.md draws who imports whom.
"""
