"""The tables, as SQLAlchemy Core sees them. Migrations make them; a test holds both against each other.

Times are whole microseconds since 1970 in UTC, so that they compare and sort as numbers. Lists and an entry's
fields are JSON in a text column: nothing ever selects by them. Long texts stand last in their rows, so that
a row can be looked at without reading the pages that the text overflows into.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, MetaData, Table, Text

SET_APART: Final = {"set apart": True}
"""Of a column whose value stays when its row is written with the others: `upsert` leaves it alone."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

feeds = Table(
    "feeds",
    metadata,
    Column("url", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("etag", Text, nullable=False),
    Column("last_modified", Text, nullable=False),
    Column("last_poll", BigInteger),
    Column("last_success", BigInteger),
    Column("next_poll", BigInteger),
    Column("not_before", BigInteger),
    Column("failures", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("gone", Boolean, nullable=False),
    Column("moved_to", Text, nullable=False),
    Column("moved_polls", Integer, nullable=False),
    Column("filtered", Integer, nullable=False),
    Column("settings", Text, nullable=False),
    Column("problems", Text, nullable=False),
    Column("sitemaps", Text, nullable=False),
    Column("mail_validity", BigInteger, nullable=False),  # of a mailbox: UIDVALIDITY
    Column("mail_uid", BigInteger, nullable=False),  # and the last UID that was taken
    Column("claimed_by", Text, info=SET_APART),  # the process that polls it, by the name of its lease
    Column("unread", Boolean, nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("key", Text, primary_key=True),
    Column("feed_url", Text, nullable=False),
    Column("first_seen", BigInteger, nullable=False),
    Column("etag", Text, nullable=False),
    Column("last_modified", Text, nullable=False),
    Column("article_id", Text, nullable=False),  # empty until there is one
    Column("fetched", BigInteger),
    Column("checks", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due", BigInteger),
    Column("error", Text, nullable=False),
    Column("dated", BigInteger, nullable=False),  # Entry.when, else first_seen
    Column("entry", Text, nullable=False),
    Column("claimed_by", Text, info=SET_APART),  # the process that fetches it, by the name of its lease
    # Whoever fetches it writes it as it was before: see `indexer.catalogue.backlog` for what changes it.
    Column("backlog", Boolean, nullable=False, info=SET_APART),
)
Index(None, links.c.due)
Index(None, links.c.feed_url, links.c.article_id)
Index(None, links.c.feed_url, links.c.dated)

# The feeds that name a link beside the one that it is known from.
namings = Table(
    "namings",
    metadata,
    Column("feed_url", Text, primary_key=True),
    Column("link", Text, ForeignKey(links.c.key, ondelete="CASCADE"), primary_key=True),
)
Index(None, namings.c.link)

# The posts in communities that link to a page.
discussions = Table(
    "discussions",
    metadata,
    Column("link", Text, ForeignKey(links.c.key, ondelete="CASCADE"), primary_key=True),
    Column("url", Text, primary_key=True),
    Column("feed_url", Text, nullable=False),  # that brought it first
)

# Hosts that refused again and again, and until when they are to be left alone.
holds = Table(
    "holds",
    metadata,
    Column("host", Text, primary_key=True),
    Column("until", BigInteger, nullable=False),
    Column("status", Integer, nullable=False),
)

# What one process of several does, and which of them live: see `indexer.catalogue.coordination`.
leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", BigInteger, nullable=False),  # by the database's clock
    Column("fence", BigInteger, nullable=False),  # goes up whenever another holder takes it
)

# The lexical indexes that apply the outbox, each with its place in it.
followers = Table(
    "followers",
    metadata,
    Column("name", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),  # by the database's clock
)

# The requests that may be under way at a site, all processes together.
host_turns = Table(
    "host_turns",
    metadata,
    Column("host", Text, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("holder", Text, nullable=False),  # empty: free
    Column("until", BigInteger, nullable=False),  # by the database's clock
)

articles = Table(
    "articles",
    metadata,
    Column("id", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("publisher_key", Text, nullable=False),  # case-folded
    Column("host", Text, nullable=False),  # `indexer.web.urls.host` of url, case-folded
    Column("site", Text, nullable=False),  # `indexer.web.urls.site` of url, case-folded
    Column("published", BigInteger),
    Column("updated", BigInteger),
    Column("first_seen", BigInteger, nullable=False),
    Column("dated", BigInteger, nullable=False),  # Article.when
    Column("language", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("quality", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("aliases", Text, nullable=False),
    Column("authors", Text, nullable=False),
    Column("origins", Text, nullable=False),
    Column("tags", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("gone", BigInteger),
    Column("correction", Text, nullable=False),
    Column("issue", Text, nullable=False),  # id of the article that a newsletter's issue is; empty: of none
    Column("issue_title", Text, nullable=False),
    Column("place", Integer, nullable=False),  # in the issue; 0: the issue itself, or of none
    Column("backlog", Boolean, nullable=False, info=SET_APART),
)
# Times, kinds and sources of a selection, so that filtering by them never touches the rows, which are long.
Index(
    "ix_articles_selection",
    articles.c.dated,
    articles.c.id,
    articles.c.kind,
    articles.c.publisher_key,
    articles.c.host,
    articles.c.site,
    articles.c.published,
)
Index(None, articles.c.publisher, articles.c.site)
Index(None, articles.c.publisher_key, articles.c.dated)
Index(None, articles.c.host, articles.c.dated)
Index(None, articles.c.site, articles.c.dated)
Index(None, articles.c.updated)
Index(None, articles.c.issue)

addresses = Table(
    "addresses",
    metadata,
    Column("identity", Text, primary_key=True),  # of the URL or an alias, as `indexer.web.urls.identity` has it
    Column("article_id", Text, ForeignKey(articles.c.id), nullable=False),
)
Index(None, addresses.c.article_id)

# Texts that were replaced; the current one stands in `articles`. An article of version n has n - 1 rows here.
versions = Table(
    "versions",
    metadata,
    Column("article_id", Text, ForeignKey(articles.c.id), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("collected", BigInteger, nullable=False),  # when this text was first seen
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("id", Text, primary_key=True),
    Column("article_id", Text, ForeignKey(articles.c.id), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column(
        "start", Integer, nullable=False
    ),  # the passage's text is articles.text[start:stop]; 0 and 0: articles.title
    Column("stop", Integer, nullable=False),
    Column("period", Text, nullable=False),
)
Index(None, passages.c.article_id, passages.c.ordinal, passages.c.id, passages.c.period)
Index(None, passages.c.period)

# The decision to which story an article belongs, made once. It goes with the article.
memberships = Table(
    "memberships",
    metadata,
    Column("article_id", Text, ForeignKey(articles.c.id, ondelete="CASCADE"), primary_key=True),
    Column("dated", BigInteger, nullable=False),  # Article.when, as it was decided by
    Column("story", Text, nullable=False),  # id of the first article, which may be gone, of all that is joined
    Column("text", Text, nullable=False),  # id of the article that this text was first known by, same
    Column("sketch", Text, nullable=False),
    Column("decided", Text),  # id of the first article, likewise, of the story that was decided; None: the same
)
Index(None, memberships.c.dated)
Index(None, memberships.c.story)
Index(None, memberships.c.decided)

# The further stories, as they were decided, that an article belongs to: it makes them one. They go with its decision.
joins = Table(
    "joins",
    metadata,
    Column("article_id", Text, ForeignKey(memberships.c.article_id, ondelete="CASCADE"), primary_key=True),
    Column("story", Text, primary_key=True),
)
Index(None, joins.c.story)

# The articles without one. To search for them would take longer with every article that is kept.
undecided = Table(
    "undecided",
    metadata,
    Column("article_id", Text, ForeignKey(articles.c.id, ondelete="CASCADE"), primary_key=True),
    Column("dated", BigInteger, nullable=False),  # Article.when
)
Index(None, undecided.c.dated, undecided.c.article_id)

# Links that hide an address which only the service behind them tells, by that service's own token. What was learnt is
# kept for ever.
redirects = Table(
    "redirects",
    metadata,
    Column("token", Text, primary_key=True),
    Column("link", Text, nullable=False),
    Column("url", Text, nullable=False),  # empty until it is known
    Column("due", BigInteger),  # null: known, or given up
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
)
Index(None, redirects.c.due)

# Who is to be told once an address is known.
waiting = Table(
    "waiting",
    metadata,
    Column("token", Text, primary_key=True),
    Column("what", Text, primary_key=True),  # "link" or "article"
    Column("key", Text, primary_key=True),
)

# What was forgotten by order, so that it is not collected again: `indexer.web.urls.digest` of an address's identity, or
# of a link's key. The address itself is forgotten, too.
forgotten = Table(
    "forgotten",
    metadata,
    Column("fingerprint", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("passage_id", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("put", Boolean, nullable=False),
)

# A number that only grows, raised in the transaction that uses it. A database's own sequence would not do: it can
# give the lower number to the transaction that commits later, which a reader already past it would never see.
counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

cursors = Table(
    "cursors",
    metadata,
    Column("generation", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
)

# The journal of the answering side.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("team", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("thread", Text, nullable=False),
    Column("user", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("finished", BigInteger),
    Column("question", Text, nullable=False),  # empty once it is erased
    Column("filters", Text, nullable=False),  # JSON; empty where none were stated, and once the question is erased
    Column("answer", Text, nullable=False),  # JSON; empty before there is one, and once it is erased
    Column("note", Text, nullable=False),  # on a correction: empty, "intended", or "closed": nothing more to be said
    Column("claimed_by", Text),  # the process that sees to it; none: no process does, or there is but one
    Column("claimed_until", BigInteger),  # by the database's clock
)
Index(None, deliveries.c.channel, deliveries.c.thread, deliveries.c.received)
Index(None, deliveries.c.state)
Index(None, deliveries.c.received)

feedback = Table(
    "feedback",
    metadata,
    Column("delivery_id", Text, ForeignKey(deliveries.c.id), primary_key=True),
    Column("user", Text, primary_key=True),
    Column("vote", Integer, nullable=False),  # 1 or -1
    Column("at", BigInteger, nullable=False),
    Column("comment", Text, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
)
Index(None, events.c.at)

# Small texts that a run of the program leaves to the next one, or for another process to read.
notes = Table(
    "notes",
    metadata,
    Column("name", Text, primary_key=True),
    Column("until", BigInteger),  # when it is forgotten; none: never
    Column("text", Text, nullable=False),
)

# What places want to hear: watches and digests.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),  # "watch" or "digest"
    Column("platform", Text, nullable=False),
    Column("team", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("thread", Text, nullable=False),
    Column("maker", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("snoozed_until", BigInteger),
    Column("last_covered", BigInteger),  # of a digest
    Column("last_sent", BigInteger),
    Column("wanted", Text, nullable=False),  # JSON: query, filters, schedule and the like
)
Index(None, subscriptions.c.channel)

# One row a post to a place: planned, intended or sent.
sendings = Table(
    "sendings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("subscription", Text, nullable=False),  # its id, which may be gone
    Column("kind", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("team", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("thread", Text, nullable=False),
    Column("planned", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("parent", Text, nullable=False),
    Column("intended", BigInteger),
    Column("sent", BigInteger),
    Column("not_before", BigInteger),
    Column("tries", Integer, nullable=False),
    Column("version", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("told", Text, nullable=False),  # JSON: stories, articles, times and numbers, statements, a turn
)
Index(None, sendings.c.state, sendings.c.planned)
Index(None, sendings.c.subscription, sendings.c.planned)
Index(None, sendings.c.planned)

# The articles that a sending tells or counts, by which it is known that a story was told.
told = Table(
    "told",
    metadata,
    Column("article_id", Text, primary_key=True),
    Column("sending_id", Text, ForeignKey(sendings.c.id, ondelete="CASCADE"), primary_key=True),
)
Index(None, told.c.sending_id)
