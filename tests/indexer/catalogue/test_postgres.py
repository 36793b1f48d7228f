"""What is Postgres' own: who may not come in, restarts, several processes, and what differs from SQLite."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, make_url, select, text

from indexer.catalogue import SqlCatalogue, schema, tables
from indexer.catalogue.engines import Isolation
from indexer.catalogue.postgres import require_version
from indexer.catalogue.schema import open_database
from indexer.errors import CatalogueTooNew, NothingCollected, StoreError, StoreRefused, StoreUnreachable
from indexer.model import Article, Selection
from indexer.model.feeds import FeedState
from tests.doubles.catalogue_files import open_catalogue
from tests.doubles.catalogue_records import NOW, article, current, full_article, link, replayed, save
from tests.doubles.slack.double import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sqlalchemy import Connection

    from indexer.catalogue.database import Database
    from tests.doubles.postgres_server import PostgresServer

ROOT = Path(__file__).parents[3]
SECRET = "hunter2"
KILLED = """
import os, signal, sys
from pathlib import Path
from tests.doubles.postgres_server import ended_together
with ended_together(Path(sys.argv[1])):
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def url(postgres: PostgresServer) -> Iterator[str]:
    """Yield the address of an empty catalogue."""
    with postgres.catalogue() as address:
        yield address


@pytest.fixture
def catalogue(url: str) -> Iterator[SqlCatalogue]:
    """Yield an empty catalogue."""
    with closing(SqlCatalogue(url)) as opened:
        yield opened


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """Yield the database of an empty catalogue."""
    with closing(open_database(url)) as opened:
        yield opened


def _name(url: str) -> str:
    return make_url(url).database or ""


def _with_options(url: str, options: str) -> str:
    """Return an address with which each session begins with options of the server's."""
    return make_url(url).update_query_dict({"options": options}).render_as_string(hide_password=False)


def test_texts_sort_by_their_characters(database: Database) -> None:
    """Whatever language a database is in, every text of every table sorts as it does in SQLite and in Python."""
    stray = text(
        "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relkind = 'r'"
        " AND c.relnamespace = current_schema()::regnamespace AND a.atttypid = 'text'::regtype"
        " AND a.attcollation <> '\"C\"'::regcollation"
    )
    with database.connect() as connection:
        assert connection.execute(stray).all() == []


def test_links_come_in_the_order_of_their_characters(catalogue: SqlCatalogue) -> None:
    """Upper case comes before lower case, and letters with accents after all of those, as Python sorts them."""
    keys = ["b", "A", "a", "B", "é", "_", "~", "Z", "\U0001f916", "\uffee"]
    catalogue.record_poll(FeedState(url="https://example.com/feed"), [link(key) for key in keys])
    assert [each.key for each in catalogue.all_links()] == sorted(link(key).key for key in keys)


def test_what_is_large_is_kept(catalogue: SqlCatalogue) -> None:
    """The longest address that is taken, a text of megabytes and times far off come back as they were saved."""
    tail = "".join(Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=2_000))  # noqa: S311  packs badly
    url = f"https://example.com/{tail}"
    large = article(url=url, text="\U0001f916 Ω \u2028" * 400_000, published=NOW.replace(year=9999))
    catalogue.save(large, [], link(f"example.com/{tail}", article_id=large.id))
    assert catalogue.article(large.id) == large
    assert catalogue.find([url]) == large.id
    assert [each.key for each in catalogue.all_links()] == [f"example.com/{tail}"]


_names = st.text(max_size=6)
_articles = st.builds(
    lambda name, title, body, publisher, when: article(
        str(name), title=title, text=body or "x", publisher=publisher, published=when, tags=(title, publisher)
    ),
    name=st.integers(0, 4),
    title=_names,
    body=st.text(alphabet="ab. \x00\ud800é\\\"'%:", max_size=20),
    publisher=_names,
    when=st.none() | st.datetimes(timezones=st.just(UTC)),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(articles=st.lists(_articles, max_size=6))
def test_both_databases_hold_the_same(
    postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory, articles: list[Article]
) -> None:
    """Whatever is saved over whatever, SQLite and Postgres tell the same of it in the same order."""
    file = tmp_path_factory.mktemp("catalogue") / "c.db"
    with (
        postgres.catalogue() as url,
        closing(open_catalogue(file, month_threshold=2)) as one,
        closing(SqlCatalogue(url, month_threshold=2)) as other,
    ):
        for each in (one, other):
            save(each, *articles)
        assert _state(one) == _state(other)


def _state(catalogue: SqlCatalogue) -> tuple[object, ...]:
    kept = list(catalogue.articles(Selection()))
    placed = [each for batch in catalogue.all_passages(5) for each in batch]
    by_source = [list(catalogue.articles(Selection(sources=(each.publisher,)))) for each in kept]
    found = catalogue.passages([each.passage.id for each in placed])
    eligible = [sorted(catalogue.eligible(Selection(since=each.when), 100) or ()) for each in kept]
    told = (catalogue.changes(0, 1_000), catalogue.counts(), catalogue.publishers(), catalogue.undecided(10))
    return kept, placed, found, by_source, eligible, told


def test_two_processes_make_the_tables_at_once(postgres: PostgresServer) -> None:
    """Two processes that start with an empty database both end up with one catalogue, which has one name."""
    url = postgres.create("ENCODING 'UTF8' TEMPLATE template0")
    script = f"from indexer.catalogue import SqlCatalogue; c = SqlCatalogue({url!r}); print(c.installation())"
    both = [
        subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = {process.communicate(timeout=240)[0].strip() for process in both}
    assert [process.returncode for process in both] == [0, 0]
    with closing(SqlCatalogue(url, read_only=True)) as catalogue:
        assert said == {catalogue.installation()} != {""}


def test_failed_migration_leaves_nothing(postgres: PostgresServer) -> None:
    """Where making the tables fails half way, there are none afterwards."""
    url = postgres.create("ENCODING 'UTF8' TEMPLATE template0")
    postgres.execute("CREATE FUNCTION gen_random_uuid() RETURNS int LANGUAGE sql AS 'SELECT 1/0'", database=_name(url))
    postgres.execute(
        f'ALTER DATABASE "{_name(url)}" SET search_path = public, pg_catalog', database=_name(url)
    )  # so that the function is found first
    with pytest.raises(StoreError, match="division by zero"):
        SqlCatalogue(url)
    with pytest.raises(NothingCollected, match=f"there is nothing in the catalogue {_name(url)} on .* yet"):
        SqlCatalogue(url, read_only=True)


def test_numbers_are_in_the_order_of_commits(url: str) -> None:
    """Processes that save at the same time give each change a number of its own, without a gap, and lose none."""
    with ExitStack() as stack:
        two = [stack.enter_context(closing(SqlCatalogue(url))) for _ in range(2)]
        with ThreadPoolExecutor(4) as pool:
            work = [pool.submit(save, two[n % 2], *(article(f"{n}-{k}") for k in range(5))) for n in range(4)]
            for each in work:
                each.result(120)
        assert [change.seq for change in two[0].changes(0, 1_000)] == list(range(1, 61))
        assert current(two[0]) == replayed(two[1])


def test_a_reader_sees_one_state(url: str, database: Database) -> None:
    """What another process commits in the middle of a reader's work is not seen before its end."""
    count = select(func.count()).select_from(tables.articles)
    with closing(SqlCatalogue(url)) as other, database.connect() as connection:
        assert connection.execute(count).scalar() == 0
        save(other, article())
        assert connection.execute(count).scalar() == 0
    with database.connect() as connection:
        assert connection.execute(count).scalar() == 1


def test_only_reading(url: str) -> None:
    """Opened for reading, a catalogue can be written by nobody, and says so."""
    with (
        closing(SqlCatalogue(url, read_only=True)) as catalogue,
        pytest.raises(StoreError, match="it can only be read: name the primary server"),
    ):
        save(catalogue, article())


def test_upkeep(catalogue: SqlCatalogue) -> None:
    """A catalogue is compacted, and found to be whole, while another connection has it open."""
    save(catalogue, full_article())
    catalogue.compact()
    assert catalogue.damage() == ""
    assert catalogue.article(full_article().id) == full_article()


def test_a_restart_costs_what_was_under_way(postgres: PostgresServer, url: str, database: Database) -> None:
    """A server that is restarted undoes the transaction under way; what comes afterwards finds it as before."""
    with closing(SqlCatalogue(url)) as catalogue:
        save(catalogue, article("before"))
        with ThreadPoolExecutor(4) as pool:  # so that several idle connections are there to be lost
            list(pool.map(lambda _: catalogue.counts(), range(8)))
        with pytest.raises(StoreUnreachable, match="what was being written was undone"):
            _save_over_a_restart(catalogue, postgres, _name(url))
        with ThreadPoolExecutor(4) as pool:
            assert {each["articles"] for each in pool.map(lambda _: catalogue.counts(), range(8))} == {1}
        save(catalogue, article("after"))
        assert current(catalogue) == replayed(catalogue)
    with database.begin(Isolation.SHARE) as connection:
        assert connection.execute(select(func.count()).select_from(tables.articles)).scalar() == 2


def _save_over_a_restart(catalogue: SqlCatalogue, postgres: PostgresServer, name: str) -> None:
    with catalogue.transaction():
        save(catalogue, article("cut off"))
        _restart(postgres, name)
        save(catalogue, article("too late"))


def _restart(postgres: PostgresServer, name: str) -> None:
    """Restart the server; one that is not ours just ends all sessions."""
    if postgres.can_restart:
        postgres.restart()
    else:
        postgres.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608


def test_a_server_that_starts_again_is_waited_for(postgres: PostgresServer, url: str) -> None:
    """What begins while a server is down, and was there before, goes on once it is back, and nothing fails."""
    if not postgres.can_restart:
        pytest.skip("the server is not the test's own")
    with closing(SqlCatalogue(url)) as catalogue, ThreadPoolExecutor(2) as pool:
        postgres.stop()
        try:
            reading = pool.submit(catalogue.counts)
            writing = pool.submit(catalogue.journal.notes.note, "one", "text", None)
        finally:
            postgres.start()
        assert reading.result(120)["articles"] == 0
        writing.result(120)
        assert catalogue.journal.notes.noted("one") == "text"


def test_damage_is_told(postgres: PostgresServer) -> None:
    """A page of the server's that does not hold what was written is found, with its table."""
    if not postgres.can_restart:
        pytest.skip("the server is not the test's own")
    url = postgres.create("ENCODING 'UTF8' TEMPLATE template0")
    with closing(SqlCatalogue(url)) as catalogue:
        save(catalogue, article())
        where = "SELECT current_setting('data_directory'), pg_relation_filepath('versions')"
        save(catalogue, article(text="Quite other words."))
        ((folder, file),) = postgres.execute("CHECKPOINT", where, database=_name(url))
        postgres.stop()
        try:
            with Path(folder, file).open("r+b") as page:
                page.seek(4_000)
                page.write(b"not what was written" * 100)
        finally:
            postgres.start()
        assert re.match("versions: .*invalid page in block 0", catalogue.damage())
        assert catalogue.find([article().url]) == article().id


def test_who_waits_for_another_is_told(url: str) -> None:
    """A writer that another process keeps waiting is told after its time; one that shares is not kept waiting."""
    with (
        closing(open_database(url)) as one,
        closing(open_database(_with_options(url, "-c lock_timeout=50ms"))) as other,
        one.begin(),
    ):
        with pytest.raises(StoreError, match="another process writes and does not end"), other.begin():
            pass
        with other.begin(Isolation.SHARE) as connection:
            connection.execute(text("SELECT 1"))
        assert other.group_commit(lambda connection: connection.execute(text("SELECT 2")).scalar()) == 2


def test_limits_of_time(url: str) -> None:
    """A statement and a pause within a transaction are limited, by the address if it says so."""
    with closing(open_database(url)) as database, database.connect() as connection:
        assert _limits(connection) == ["2min", "30s", "20s"]
    limited = _with_options(url, "-c statement_timeout=61s -c idle_in_transaction_session_timeout=62s")
    with closing(open_database(limited)) as database:
        with database.connect() as connection:
            assert _limits(connection) == ["61s", "30s", "62s"]
        with pytest.raises(StoreError, match="took longer than the server lets it"):
            _sleep(database)
        with pytest.raises(StoreUnreachable, match="stood still for too long"):
            _stand_still(database, url)
        with database.begin() as connection:
            assert connection.execute(text("SELECT 1")).scalar() == 1


def _limits(connection: Connection) -> list[str]:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    return [str(connection.execute(text(f"SHOW {name}")).scalar()) for name in names]


def _sleep(database: Database) -> None:
    """Let a statement take longer than it may, and no other: on a busy machine any may take some time."""
    with database.begin() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 1"))
        connection.execute(text("SELECT pg_sleep(60)"))


def _stand_still(database: Database, url: str) -> None:
    """Begin a transaction, and go on with it once the server has ended it."""
    there = text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid")
    with closing(open_database(url)) as watching, database.begin() as connection:
        mine = {"pid": connection.execute(text("SELECT pg_backend_pid()")).scalar()}
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 30"))
        ended = False
        while not ended:
            with watching.connect() as other:
                ended = other.execute(there, mine).scalar() == 0
        connection.execute(text("SELECT 1"))


def test_threads_beyond_the_connections_wait(catalogue: SqlCatalogue) -> None:
    """More threads than there are connections are served all the same, one after the other."""
    save(catalogue, article())
    together = threading.Barrier(24)

    def read(_: int) -> int:
        together.wait(120)
        return catalogue.counts()["articles"]

    with ThreadPoolExecutor(24) as pool:
        assert set(pool.map(read, range(24))) == {1}


@pytest.fixture
def guarded(postgres: PostgresServer, url: str) -> Iterator[str]:
    """Yield the address of a catalogue for a user of little means, without the password."""
    user = f"{_name(url)}_user"
    postgres.execute(f"CREATE ROLE {user} LOGIN PASSWORD '{SECRET}'")
    yield make_url(url).set(username=user).render_as_string(hide_password=False)
    postgres.execute(f"DROP OWNED BY {user}", f"DROP ROLE {user}", database=_name(url))


def _refusal(url: str, **given: Any) -> StoreError:
    with pytest.raises(StoreError) as caught:
        SqlCatalogue(url, **given).close()
    assert SECRET not in str(caught.value)
    return caught.value


def test_a_password_that_is_wrong(postgres: PostgresServer, guarded: str) -> None:
    """A server that wants another password, or any, says where to put it, and shows none."""
    if not postgres.can_restart:
        pytest.skip("the server is not the test's own")
    with postgres.asking_for_passwords(make_url(guarded).username or ""):
        wrong = make_url(guarded).set(password=f"{SECRET}3").render_as_string(hide_password=False)
        for url in (wrong, guarded):
            error = _refusal(url)
            assert isinstance(error, StoreRefused)
            assert "[catalogue] password_env names, or into PGPASSWORD or ~/.pgpass" in str(error)
        right = make_url(guarded).set(password=SECRET).render_as_string(hide_password=False)
        granted = f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {make_url(guarded).username}"
        postgres.execute(granted, database=_name(guarded))
        with closing(SqlCatalogue(right)) as catalogue:
            assert catalogue.counts()["articles"] == 0


def test_a_user_without_rights(postgres: PostgresServer, guarded: str) -> None:
    """A user who may not read the tables, or not make them, is told what the owner has to grant."""
    error = _refusal(guarded)
    assert (type(error), "GRANT ALL ON SCHEMA public" in str(error)) == (StoreRefused, True)
    empty = postgres.create("ENCODING 'UTF8' TEMPLATE template0")
    postgres.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC", database=_name(empty))
    user = make_url(guarded).username
    error = _refusal(make_url(empty).set(username=user).render_as_string(hide_password=False))
    assert isinstance(error, StoreRefused)


@pytest.mark.parametrize(
    ("changes", "kind", "says"),
    [
        ({"database": "not_there"}, StoreRefused, r'there is no such database: make it by `createdb`.*"not_there"'),
        ({"username": "nobody_here"}, StoreRefused, r'there is no such user: make it by `createuser`.*"nobody_here"'),
        ({"query": {"host": "/nowhere"}}, StoreUnreachable, "news on /nowhere: the server cannot be reached: start it"),
        ({"query": {}, "host": "no.invalid"}, StoreUnreachable, "news on no.invalid: the server cannot be reached"),
        ({"query": {}, "host": "127.0.0.1", "port": 1}, StoreUnreachable, "news on 127.0.0.1:1: the server cannot be"),
    ],
)
def test_a_server_that_is_not_there(
    postgres: PostgresServer, changes: dict[str, Any], kind: type[StoreError], says: str
) -> None:
    """A database, a user, a socket, a host or a port that is not there is named, with what to do."""
    url = postgres.url(**({"database": "news", "password": SECRET} | changes))
    with pytest.raises(kind, match=says):
        raise _refusal(url)


def test_too_old_a_server() -> None:
    """A server before Postgres 13 is refused by its number."""
    require_version("news on db.example", 130_000)
    with pytest.raises(StoreRefused, match=r"news on db.example: the server is Postgres 12, and Byline needs 13"):
        require_version("news on db.example", 120_017)


def test_a_database_of_another_encoding(postgres: PostgresServer) -> None:
    """A database that cannot hold every text is refused, with the command that makes one."""
    url = postgres.create("ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    assert "encoded as LATIN1, and must be as UTF8" in str(_refusal(url))


def test_tables_of_another_program(postgres: PostgresServer) -> None:
    """A schema in which another program has its tables is left alone, also if it counts its versions as Byline does."""
    url = postgres.create("ENCODING 'UTF8' TEMPLATE template0")
    for table in ("recipes", "alembic_version"):
        postgres.execute(f"CREATE TABLE {table} (version_num text)", database=_name(url))
        assert "is another program's database (it holds " in str(_refusal(url))


@pytest.mark.parametrize("read_only", [False, True])
def test_tables_of_a_later_version(url: str, database: Database, *, read_only: bool) -> None:
    """A catalogue that a later version of Byline wrote is refused in words, and left as it is."""
    version = text("UPDATE alembic_version SET version_num = :to")
    fitting = text("DELETE FROM counters WHERE name = 'oldest fitting revision'")  # that this version would fit it
    with database.begin() as connection:
        connection.execute(version, {"to": "9999"})
        connection.execute(fitting)
    try:
        with pytest.raises(CatalogueTooNew, match=r"byline_.* was written by a later version of Byline.*9999"):
            SqlCatalogue(url, read_only=read_only)
    finally:
        with database.begin() as connection:
            connection.execute(version, {"to": schema.HEAD})


def test_without_the_driver(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where psycopg is not installed it is said how to install it."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    error = _refusal(url)
    assert (type(error), "pip install 'byline[postgres]'" in str(error)) == (StoreRefused, True)


def test_a_failed_write_shows_no_text(database: Database) -> None:
    """An error of the server is told without the values that were to be written."""
    twice = [{"id": SECRET, "at": 1}] * 2
    with pytest.raises(StoreError) as caught, database.begin() as connection:
        connection.execute(insert(tables.events), twice)
    assert "duplicate key" in str(caught.value)
    assert SECRET not in str(caught.value)


def test_feeds_states_of_every_kind(catalogue: SqlCatalogue) -> None:
    """Truth values and large numbers come back as what they were."""
    for gone in (True, False):
        state = FeedState(url=f"https://example.com/{gone}", gone=gone)
        catalogue.record_poll(replace(state, mail=replace(state.mail, validity=2**32 - 1, uid=2**32)), [])
    found = {state.gone: state.mail.uid for state in catalogue.feed_states().values()}
    assert found == {True: 2**32, False: 2**32}


def test_a_server_of_tests_ends_with_them(tmp_path: Path) -> None:
    """The server that killed tests have started is stopped, and its folder removed."""
    folder = tmp_path / "own"
    (folder / "pg").mkdir(parents=True)
    # Where the tests ignore this signal, as in the background of a shell, what they start would, too.
    before = signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    with subprocess.Popen(["/bin/sleep", "600"]) as server:
        signal.signal(signal.SIGQUIT, before)
        (folder / "pg" / "postmaster.pid").write_text(f"{server.pid}\n/some/folder\n", encoding="utf-8")
        subprocess.run([sys.executable, "-c", KILLED, folder], check=False, cwd=ROOT)
        assert server.wait(120) == -signal.SIGQUIT
    wait_until(lambda: not folder.exists())
