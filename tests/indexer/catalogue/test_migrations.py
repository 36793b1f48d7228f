"""The catalogue's tables: made, changed and refused by revision."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from indexer.catalogue import DeliveryRow, SqlCatalogue, schema
from indexer.catalogue.tables import metadata
from indexer.errors import CatalogueTooNew, StoreError
from indexer.model import Membership
from indexer.model.feeds import FeedState
from indexer.passages import split_article
from tests.doubles.catalogue_records import NOW, article, link, replayed, save

ROOT = Path(__file__).parents[3]
BROKEN = '''"""A migration that fails half way."""
import sqlalchemy as sa
from alembic import op
revision = "next"
down_revision = "{head}"
def upgrade():
    op.create_table("half_done", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("UPDATE articles SET title = 'touched'")
    op.execute("INSERT INTO nowhere VALUES (1)")
'''
COPYING = '''"""A migration that copies a table others refer to."""
import sqlalchemy as sa
from alembic import op
revision = "next"
down_revision = "{head}"
def upgrade():
    with op.batch_alter_table("articles") as batch:
        batch.alter_column("reason", new_column_name="why")
'''

ADDING = '''"""A migration that only adds."""
import sqlalchemy as sa
from alembic import op
revision = "9999"
down_revision = "{head}"
def upgrade():
    op.create_table("later", sa.Column("id", sa.Integer, primary_key=True))
    op.add_column("articles", sa.Column("later", sa.Text))
    op.add_column("links", sa.Column("later", sa.Integer, nullable=False, server_default="0"))
'''


def _url(path: Path) -> str:
    return f"sqlite:///{path}"


def _with(script: str, folder: Path) -> Path:
    """Return a copy of the migrations that goes on with one more."""
    copy = folder / "migrations"
    shutil.copytree(schema.MIGRATIONS, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "versions" / "9_next.py").write_text(script.replace("{head}", schema.HEAD))
    return copy


def _made_at(file: Path, revision: str) -> None:
    """Make the tables of a revision."""
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    engine = create_engine(_url(file))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def _shapes(file: Path) -> dict[tuple[str, str], tuple[str, bool]]:
    """Return the type of each column of each table, and whether it must be given."""
    engine = create_engine(_url(file))
    found = inspect(engine)
    shapes = {
        (table, column["name"]): (str(column["type"]), not column["nullable"] and column["default"] is None)
        for table in found.get_table_names()
        for column in found.get_columns(table)
    }
    engine.dispose()
    return shapes


_UNDOING = {
    "0013": ["DROP TABLE forgotten"],
    "0014": ["ALTER TABLE feeds DROP COLUMN sitemaps"],
    "0015": ["DROP TABLE discussions"],
    "0016": [
        "DROP INDEX ix_articles_issue",
        *(f"ALTER TABLE articles DROP COLUMN {name}" for name in ("issue", "issue_title", "place")),
    ],
    "0017": [f"ALTER TABLE feeds DROP COLUMN {name}" for name in ("mail_validity", "mail_uid")],
    "0018": [f"DROP TABLE {name}" for name in ("told", "sendings", "subscriptions")],
    "0019": [
        *(f"DROP TABLE {name}" for name in ("leases", "followers", "host_turns")),
        *(f"ALTER TABLE {name} DROP COLUMN claimed_by" for name in ("feeds", "links")),
    ],
    "0020": [f"ALTER TABLE deliveries DROP COLUMN {name}" for name in ("claimed_by", "claimed_until")],
    "0021": [
        "DROP TABLE joins",
        "DROP INDEX ix_memberships_decided",
        "ALTER TABLE memberships DROP COLUMN decided",
    ],
    "0023": [
        "ALTER TABLE feeds DROP COLUMN unread",
        *(f"ALTER TABLE {name} DROP COLUMN backlog" for name in ("links", "articles")),
    ],
}
"""What takes away what a revision has made."""


def _at(path: Path, revision: str) -> None:
    """Pretend that another version of the program left its revision, without the tables that came later."""
    with closing(sqlite3.connect(path)) as database:
        for made, statements in _UNDOING.items():
            for statement in statements if revision < made else ():
                database.execute(statement)
        if revision > schema.HEAD:  # and says that it took something away
            database.execute("UPDATE counters SET value = ? WHERE name = 'oldest fitting revision'", [int(revision)])
        database.execute("UPDATE alembic_version SET version_num = ?", [revision])
        database.commit()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the file of a catalogue that holds one article."""
    file = tmp_path / "catalogue.db"
    with closing(SqlCatalogue(_url(file))) as catalogue:
        save(catalogue, article())
    return file


def test_head_is_the_last_migration() -> None:
    """The revision that the program works with is the last of the migrations."""
    assert list(ScriptDirectory(str(schema.MIGRATIONS)).get_heads()) == [schema.HEAD]


def test_migrations_make_the_tables(tmp_path: Path) -> None:
    """The tables after all migrations are those that the program works with."""
    with closing(schema.open_database(_url(tmp_path / "c.db"))) as database, database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        names = {name: inspect(connection).get_pk_constraint(name)["name"] for name in metadata.tables}
        assert {name: f"pk_{name}" for name in metadata.tables} == names


def test_catalogue_opens_again(path: Path) -> None:
    """A catalogue opens with what is in it, for writing and for reading."""
    with closing(SqlCatalogue(_url(path))) as catalogue:
        assert article() == catalogue.article(article().id)
    with closing(SqlCatalogue(_url(path), read_only=True)) as catalogue:
        assert article() == catalogue.article(article().id)


def test_catalogue_of_the_first_revision_opens(tmp_path: Path) -> None:
    """A catalogue with the tables of the first release opens, and what it knows of feeds and links stands."""
    file = tmp_path / "catalogue.db"
    _made_at(file, "0001")
    with closing(sqlite3.connect(file)) as old:
        old.execute(
            "INSERT INTO feeds (url, title, etag, last_modified, last_poll, failures, error, gone, moved_to)"
            " VALUES ('https://example.com/feed', 'Example', 'e', '', 1000000, 2, 'HTTP 503', 0, '')"
        )
        old.commit()
    with closing(SqlCatalogue(_url(file))) as catalogue:
        expected = FeedState(
            url="https://example.com/feed",
            title="Example",
            etag="e",
            last_poll=datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC),
            failures=2,
            error="HTTP 503",
            unread=True,
        )
        assert catalogue.feed_states() == {expected.url: expected}
        save(catalogue, article())
    with closing(SqlCatalogue(_url(file), read_only=True)) as catalogue:
        assert article() == catalogue.article(article().id)


def test_undecided_articles_are_found_at_the_change(path: Path) -> None:
    """A catalogue that did not note yet which articles wait for a story does so from then on: no other is decided."""
    decided = article("decided")
    with closing(SqlCatalogue(_url(path))) as catalogue:
        save(catalogue, decided)
        catalogue.add_membership(
            Membership(article_id=decided.id, when=decided.when, decided=decided.id, text=decided.id, sketch="[]")
        )
    with closing(sqlite3.connect(path)) as old:
        for name in ("undecided", "holds", "namings"):
            old.execute(f"DROP TABLE {name}")
        for name in ("publisher_key", "host", "site"):
            old.execute(f"DROP INDEX ix_articles_{name}_dated")
        old.execute("DROP INDEX ix_articles_publisher_site")
        old.execute("CREATE INDEX ix_articles_publisher ON articles (publisher)")
        old.commit()
    _at(path, "0007")
    with closing(SqlCatalogue(_url(path))) as catalogue:
        assert catalogue.undecided(10) == [article()]


def test_stories_of_before_are_joined(path: Path) -> None:
    """Decisions of a version that knew no joins stay, and what comes later joins them."""
    early, late = article("early"), article("late", url="https://late.example/late")
    decisions = [
        Membership(article_id=each.id, when=each.when, decided=each.id, text=each.id, sketch="[]")
        for each in (early, late)
    ]
    with closing(SqlCatalogue(_url(path))) as catalogue:
        save(catalogue, early, late)
        for each in decisions:
            catalogue.add_membership(each)
    _at(path, "0020")
    first, last = sorted((early.id, late.id))  # of one time
    between = replace(decisions[0], article_id=article().id, decided=last, joins=(first,))
    with closing(SqlCatalogue(_url(path))) as catalogue:
        assert catalogue.memberships_of([early.id, late.id]) == {each.article_id: each for each in decisions}
        catalogue.add_membership(between)
        told = catalogue.stories([early.id, late.id, between.article_id])
        assert {each.id for each in told.values()} == {first}
        assert catalogue.memberships_of([early.id, late.id]) == {each.article_id: each for each in decisions}


def test_feeds_of_before_were_read(path: Path) -> None:
    """To a catalogue that knew no backlog nothing is, and of its feeds those are to be read that never could be."""
    read, failed = FeedState(url="https://read.example/feed", last_success=NOW), FeedState(url="https://no.example/")
    with closing(SqlCatalogue(_url(path))) as catalogue:
        for state in (read, failed):
            catalogue.record_poll(state, [])
        catalogue.record_link(link())
    _at(path, "0021")
    with closing(SqlCatalogue(_url(path))) as catalogue:
        assert catalogue.feed_states() == {read.url: read, failed.url: replace(failed, unread=True)}
        assert list(catalogue.all_links()) == [link()]
        assert catalogue.article(article().id) == article()


def test_shared_answers_are_known_at_the_change(tmp_path: Path) -> None:
    """An answer that an earlier version shared where it was asked is known by its private one, no other is."""
    file, now = tmp_path / "catalogue.db", datetime(2026, 11, 25, 12, tzinfo=UTC)
    common: dict[str, Any] = {"platform": "slack", "team": "T1", "thread": "", "user": "U1", "zone": "UTC"}
    common |= {"received": now, "state": "posted", "answer": "{}"}
    private = DeliveryRow(id="slack:T1:C1:5.trigger", channel="C1", private=True, **common)
    shared = DeliveryRow(id="slack:T1:C1:7.0", channel="C1", private=False, message="7.0", **common)
    elsewhere = DeliveryRow(id="slack:T1:C9:8.0", channel="C9", private=False, message="8.0", **common)
    with closing(SqlCatalogue(_url(file))) as catalogue:
        for row in (private, shared, elsewhere):
            assert catalogue.journal.add(row)
        catalogue.journal.notes.note("last shared on slack", shared.id, None)
    with closing(sqlite3.connect(file)) as old:
        old.execute("DROP INDEX ix_articles_publisher_site")
        old.execute("CREATE INDEX ix_articles_publisher ON articles (publisher)")
    _at(file, "0009")
    with closing(SqlCatalogue(_url(file))) as catalogue:
        found = [catalogue.journal.get(key) for key in (private.id, f"shared:{private.id}", shared.id, elsewhere.id)]
        assert found == [private, replace(shared, id=f"shared:{private.id}"), None, elsewhere]
        assert catalogue.journal.notes.noted("last shared on slack") == f"shared:{private.id}"


def test_headlines_are_told_anew_at_the_change(path: Path) -> None:
    """Titles that both indexes know as empty texts get new ids, and the outbox says so; texts keep theirs."""
    headline = article("headline", text="", title="Corvid opens an office")
    (passage,) = split_article(headline, lambda texts: [len(each.split()) for each in texts])
    with closing(SqlCatalogue(_url(path))) as catalogue:
        catalogue.save(headline, [replace(passage, id="as-it-was")])
        before = replayed(catalogue)
        last = catalogue.last_change()
    _at(path, "0011")
    with closing(SqlCatalogue(_url(path))) as catalogue:
        assert [each.passage for each in catalogue.passages_of(headline.id)] == [passage]
        assert set(replayed(catalogue)) == set(before) - {"as-it-was"} | {passage.id}
        assert [(each.passage_id, each.put) for each in catalogue.changes(last, 10)] == [
            ("as-it-was", False),
            (passage.id, True),
        ]
        save(catalogue, article("later"))
        assert catalogue.last_change() == last + 5


@pytest.mark.parametrize("read_only", [False, True])
def test_later_revision_is_refused(path: Path, *, read_only: bool) -> None:
    """A catalogue of a later version is refused in words, and left as it is."""
    _at(path, "9999")
    with pytest.raises(CatalogueTooNew, match=r"catalogue.db was written by a later version.*9999.*install"):
        SqlCatalogue(_url(path), read_only=read_only)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]


def test_newest_migrations_only_add(tmp_path: Path) -> None:
    """What the oldest program writes that is said to fit goes into the tables of this one, and is found there."""
    _made_at(tmp_path / "before.db", schema.OLDEST_FITTING)
    _made_at(tmp_path / "now.db", schema.HEAD)
    before, now = _shapes(tmp_path / "before.db"), _shapes(tmp_path / "now.db")
    assert {place: now.get(place) for place in before} == before
    tables = {table for table, _ in before}
    assert not [place for place, (_, needed) in now.items() if place[0] in tables and needed and place not in before]


@pytest.mark.parametrize("read_only", [False, True])
def test_tables_that_were_added_to_are_no_obstacle(path: Path, tmp_path: Path, *, read_only: bool) -> None:
    """While machines are upgraded, this program starts and works on the tables of a later one that only added."""
    with closing(schema.open_database(_url(path))) as database:
        schema.migrate(database, _with(ADDING, tmp_path), "9999")
    with closing(SqlCatalogue(_url(path), read_only=read_only)) as catalogue:
        assert article() == catalogue.article(article().id)
        if not read_only:
            save(catalogue, article("later"))
            catalogue.record_poll(FeedState(url="https://example.com/feed"), [link()])
            assert catalogue.links([link().key]) == {link().key: link()}
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]


def test_other_database_is_refused(tmp_path: Path) -> None:
    """A database of another program is refused, and gets no tables."""
    with closing(sqlite3.connect(tmp_path / "other.db")) as database:
        database.execute("CREATE TABLE recipes (id INTEGER)")
    with pytest.raises(StoreError, match=r"other.db is another program's database \(it holds recipes\)"):
        SqlCatalogue(_url(tmp_path / "other.db"))
    with closing(sqlite3.connect(tmp_path / "other.db")) as database:
        assert database.execute("SELECT name FROM sqlite_schema").fetchall() == [("recipes",)]


def test_failed_migration_leaves_nothing(path: Path, tmp_path: Path) -> None:
    """A migration that fails half way leaves tables, rows and revision as they were."""
    migrations = _with(BROKEN, tmp_path)
    with closing(schema.open_database(_url(path))) as database:
        with pytest.raises(StoreError, match=r"no such table: nowhere"):
            schema.migrate(database, migrations, "next")
        with database.connect() as connection:
            assert schema.revision(connection, str(path)) == schema.HEAD
            assert {*metadata.tables, "alembic_version"} == set(inspect(connection).get_table_names())
    with closing(SqlCatalogue(_url(path))) as catalogue:
        assert article() == catalogue.article(article().id)


def test_migration_may_copy_a_table(path: Path, tmp_path: Path) -> None:
    """A migration that copies a table keeps the rows that refer to it, and references are enforced afterwards."""
    with closing(schema.open_database(_url(path))) as database:
        schema.migrate(database, _with(COPYING, tmp_path), "next")
        with database.connect() as connection:
            assert schema.revision(connection, str(path)) == "next"
            rows = connection.exec_driver_sql(
                "SELECT count(*), why FROM passages JOIN articles ON articles.id = article_id"
            )
            assert tuple(rows.one()) == (3, "")
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_earlier_revision_is_not_read(tmp_path: Path) -> None:
    """Opened for reading only, an empty database is not filled: the message says what does that."""
    sqlite3.connect(tmp_path / "empty.db").close()
    with pytest.raises(StoreError, match=r"tables of an earlier version: run `byline index` once"):
        SqlCatalogue(_url(tmp_path / "empty.db"), read_only=True)


def test_start_does_without_alembic(path: Path) -> None:
    """Opening a catalogue whose tables are right does not import Alembic, which takes a while."""
    script = (
        "import sys; from indexer.catalogue import SqlCatalogue; "
        f"SqlCatalogue({_url(path)!r}).close(); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_two_open_a_new_catalogue_at_once(tmp_path: Path) -> None:
    """Two processes that make the same catalogue at the same time both end up with it."""
    url = _url(tmp_path / "new" / "c.db")
    script = f"from indexer.catalogue import SqlCatalogue; SqlCatalogue({url!r}).close()"
    both = [subprocess.Popen([sys.executable, "-c", script], cwd=ROOT) for _ in range(2)]
    assert [process.wait(240) for process in both] == [0, 0]
    with closing(SqlCatalogue(url)) as catalogue:
        assert catalogue.counts()["articles"] == 0
