"""The control socket: who is let in, what is refused, and that neither side waits for ever for the other."""

from __future__ import annotations

import http.client
import json
import os
import socket
import stat
import sys
import threading
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.commands.enquiries import reply
from bot.operations.forgetting import ForgetTarget
from bot.server.control import protocol, socket_path
from bot.server.control.client import owner_of
from bot.server.control.lifetime import control_server
from bot.server.control.output import Output
from bot.server.control.protocol import (
    PROTOCOL,
    Enquiry,
    ImportEnd,
    ImportLot,
    Indexing,
    NewsOrder,
    Reindexing,
)
from indexer.collecting.jsonl_files import ImportReport, Line
from indexer.errors import BylineError, ConfigError, StoreError, UsageError
from indexer.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.adapters.terminal import Answers
    from bot.server.control.protocol import Order

PATIENCE = 120.0  # seconds
NOBODY = 65_534


class FakeHandlers:
    """Does what the test wants: it says what it was told, or waits until it may."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.may = threading.Event()
        self.gone = threading.Event()

    def by_order(self) -> dict[type[Order], Any]:
        """Return what does each order."""
        return {
            Enquiry: self.enquire,
            NewsOrder: self.news,
            Indexing: self.index,
            ImportLot: self.take,
            ImportEnd: lambda *_: protocol.report_record(ImportReport()),
            Reindexing: lambda *_: {"passages": 0},
            ForgetTarget: lambda *_: {"removed": {}},
        }

    def enquire(self, enquiry: Enquiry, output: Output) -> dict[str, Any]:
        """Say a question again; "wait" waits until it may or nobody listens, others fail as they are named."""
        if enquiry.text == "wait":
            self.begun.set()
            while not self.may.wait(0.01):
                if output.is_gone():
                    self.gone.set()
                    return {}
        failures: dict[str, Exception] = {
            "usage": UsageError("no question"),
            "config": ConfigError(["one", "two"]),
            "store": StoreError("the disk is full"),
            "fault": KeyError("x"),
        }
        if failure := failures.get(enquiry.text):
            raise failure
        output.note("a word")
        output.progress("embedding", 1, 2)
        output.out(json.dumps(asdict(enquiry)))
        return {"good": not enquiry.number}

    def news(self, order: NewsOrder, output: Output) -> dict[str, Any]:
        """Say the order again."""
        output.out(json.dumps(asdict(order)))
        return {}

    def index(self, _indexing: Indexing, output: Output) -> dict[str, Any]:
        """Say much."""
        for number in range(1_000):
            output.out(f"{number} " + "x" * 1_000)
        return {}

    def take(self, lot: ImportLot, _output: Output) -> dict[str, Any]:
        """Find fault with every line."""
        report = ImportReport(lines=len(lot.lines), embedded=1)
        report.bad = [(line.file, line.number, f"{len(line.data)} bytes") for line in lot.lines]
        report.outcomes[Outcome.NEW] = len(lot.lines)
        return protocol.report_record(report)


@pytest.fixture
def handlers() -> FakeHandlers:
    """Return what is served."""
    return FakeHandlers()


@pytest.fixture
def folder(tmp_path: Path, handlers: FakeHandlers) -> Iterator[Path]:
    """Serve it in a data directory."""
    said: list[str] = []
    with control_server(tmp_path, handlers.by_order(), 2, said.append):
        yield tmp_path
    assert said == []


class Heard:
    """Hears what is said."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.notes: list[str] = []
        self.progress: list[tuple[str, int, int]] = []
        self.output = Output(
            out=self.out.append, note=self.notes.append, progress=lambda *said: self.progress.append(said)
        )


def ask(folder: Path, **given: Any) -> Heard:
    """Ask as the command line does."""
    owner, heard = owner_of(folder), Heard()
    assert owner
    owner.order(Enquiry(**given), heard.output)
    return heard


def post(folder: Path, order: str, body: bytes, header: str = protocol.PROTOCOL) -> tuple[int, str]:
    """Ask as something else might."""
    connection = http.client.HTTPConnection("byline")
    with closing(socket_path.connect(folder, PATIENCE)) as connection.sock, closing(connection):
        connection.request("POST", order, body, {protocol.HEADER: header})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def test_an_order_arrives_as_it_was_given(folder: Path) -> None:
    """Every field of a question reaches the owner, half of a surrogate pair too, and what is said comes back."""
    given = {
        "text": "Who leads Tessaline? \udcff",
        "search": True,
        "as_json": True,
        "since": "7d",
        "until": "2026-11-24",
        "sources": ("Harbour Post",),
        "kinds": ("opinion", "research"),
        "tags": ("policy",),
        "language": "en",
        "now": "2026-11-25T12:00:00Z",
        "zone": "Asia/Tokyo",
        "limit": 3,
        "offset": 2,
    }
    heard = ask(folder, **given)
    lists = {name: given[name] for name in ("sources", "kinds", "tags")}
    assert Enquiry(**{**json.loads(heard.out[0]), **lists}) == Enquiry(
        **given  # type: ignore[arg-type]  # the fields above
    )
    assert (heard.notes, heard.progress) == (["a word"], [("embedding", 1, 2)])


def test_an_order_of_news_arrives_as_it_was_given(folder: Path) -> None:
    """Every field of it reaches the owner."""
    order = NewsOrder(act="watch", place="atom:chips", text="chips", tags=("policy",), silent=True, as_json=True)
    owner, heard = owner_of(folder), Heard()
    assert owner
    owner.order(order, heard.output)
    assert json.loads(heard.out[0]) == json.loads(protocol.encode_order(order))


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ("usage", UsageError, "no question"),
        ("config", ConfigError, "one\ntwo"),
        ("store", BylineError, "the disk is full"),
        ("fault", BylineError, r"a fault in the program \(KeyError\): see its log, reference [0-9a-f]{8}"),
    ],
)
def test_errors_come_back_as_they_are(folder: Path, text: str, kind: type[BylineError], says: str) -> None:
    """What fails in the owner fails with the client, in the same words and with the same exit code."""
    with pytest.raises(kind, match=f"^{says}$"):
        ask(folder, text=text)
    assert ask(folder, text="another").notes == ["a word"]


def test_lines_of_an_import_arrive_with_their_numbers(folder: Path) -> None:
    """Lines go through as bytes, whatever is in them, and what is wrong with them comes back by file and number."""
    owner = owner_of(folder)
    assert owner
    lot = ImportLot(
        lines=(Line(file="ä.jsonl", number=3, data=b"\x00\xff\n"), Line(file="b.gz", number=1, data=b"no end"))
    )
    report = protocol.report_of(owner.order(lot, Heard().output))
    assert report.bad == [("ä.jsonl", 3, "3 bytes"), ("b.gz", 1, "6 bytes")]
    assert (report.lines, report.embedded, report.outcomes[Outcome.NEW]) == (2, 1, 2)


@pytest.mark.parametrize(
    ("order", "body", "says"),
    [
        (protocol.PATHS[Enquiry], b"", "not JSON"),
        (protocol.PATHS[Enquiry], b"[]", "not a JSON object"),
        (protocol.PATHS[Enquiry], b'{"limit": "3"}', "limit: of another type"),
        (protocol.PATHS[Enquiry], b'{"limit": true}', "limit: of another type"),
        (protocol.PATHS[Enquiry], b'{"sources": [1]}', "sources: of another type"),
        (protocol.PATHS[Enquiry], b'{"colour": "red"}', "unknown: colour"),
        (protocol.PATHS[Enquiry], b"[" * 100_000, "not JSON"),
        (protocol.PATHS[ImportLot], b'{"lines": [["a", 1, 5]]}\nabc', "they do not fit"),
        (protocol.PATHS[ImportLot], b'{"lines": [["a", 1, -5]]}\nabc', "they do not fit"),
        (protocol.PATHS[ImportLot], b'{"lines": 3}\n', "not the lines of an import"),
        (protocol.PATHS[ImportLot], b"{}\n", "not the lines of an import"),
        ("/else", b"", "there is nothing at this address"),
        (protocol.PATHS[Enquiry], b"x" * (protocol.MAX_BODY + 1), "larger than"),
    ],
)
def test_what_makes_no_sense_is_refused(folder: Path, order: str, body: bytes, says: str) -> None:
    """An order that cannot be read, or is too long, is refused in words, and the next one is served."""
    status, text = post(folder, order, body)
    assert status >= 400
    assert says in text
    assert ask(folder, text="another").notes == ["a word"]


def test_another_version_is_told_so(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Two versions that speak different protocols say so on either side, and what to do."""
    status, said = post(folder, protocol.PATHS[Enquiry], b"{}", header="0")
    assert (status, json.loads(said)["detail"]) == (409, f"it speaks protocol {PROTOCOL}: this is another version")
    elsewhere = tmp_path_factory.mktemp("older")
    says = rf"is of another version \(its protocol is 0, this one's {PROTOCOL}\): start it"
    answer = b"HTTP/1.1 200 OK\r\nByline-Protocol: 0\r\nContent-Length: 0\r\n\r\n"
    with answering(elsewhere, answer), pytest.raises(BylineError, match=says):
        ask(elsewhere, text="x")


@pytest.mark.parametrize(
    "answer", [b"", f"HTTP/1.1 200 OK\r\nByline-Protocol: {PROTOCOL}\r\n\r\n{{}}\n".encode(), b"nonsense\r\n\r\n"]
)
def test_an_owner_that_ends_midway_is_noticed(tmp_path: Path, answer: bytes) -> None:
    """An answer that does not come, or not to its end, is an error that says so."""
    with answering(tmp_path, answer), pytest.raises(BylineError, match="ended before it had answered"):
        ask(tmp_path, text="x")


@contextmanager
def answering(folder: Path, answer: bytes) -> Iterator[None]:
    """Give every client the same bytes, whatever it wants."""
    with closing(socket_path.bind(folder)) as listening:
        listening.setblocking(True)  # noqa: FBT003  it has no other form

        def serve() -> None:
            with suppress(OSError):
                while True:
                    client, _ = listening.accept()
                    with client, suppress(OSError):  # one only looks whether somebody is there
                        if client.recv(65_536):
                            client.sendall(answer)
                            client.shutdown(socket.SHUT_WR)
                            while client.recv(65_536):
                                pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(PATIENCE)


def test_who_waits_when_the_owner_ends_is_told(tmp_path: Path, handlers: FakeHandlers) -> None:
    """A client whose owner stops in the middle of its work is cut off with words."""
    said: list[str] = []

    def wait() -> None:
        with pytest.raises(BylineError, match="ended before it had answered"):
            ask(tmp_path, text="wait")
        said.append("told")

    with control_server(tmp_path, handlers.by_order(), 2, said.append):
        client = threading.Thread(target=wait)
        client.start()
        assert handlers.begun.wait(PATIENCE)
    client.join(PATIENCE)
    assert said == ["told"]
    assert owner_of(tmp_path) is None


def test_hanging_up_calls_off(folder: Path, handlers: FakeHandlers) -> None:
    """Whoever works for a client that is gone learns it."""
    with socket_path.connect(folder, PATIENCE) as client:
        body = protocol.encode_order(Enquiry(text="wait"))
        head = (
            f"POST {protocol.PATHS[Enquiry]} HTTP/1.1\r\nHost: x\r\nByline-Protocol: {PROTOCOL}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        client.sendall(head.encode() + body)
        assert handlers.begun.wait(PATIENCE)
    assert handlers.gone.wait(PATIENCE)


def test_clients_that_hang_hold_nobody_up(folder: Path) -> None:
    """Others are served beside clients that send half an order, or never take what they ordered."""
    hanging = [socket_path.connect(folder, PATIENCE) for _ in range(30)]
    for number, client in enumerate(hanging):
        whole = b"POST /index HTTP/1.1\r\nHost: x\r\nByline-Protocol: {PROTOCOL}\r\nContent-Length: 2\r\n\r\n{}"
        client.sendall(whole if number % 2 else whole[:-1])
    assert ask(folder, text="another").notes == ["a word"]
    for client in hanging:
        client.close()


@pytest.mark.parametrize("taken", [0, 1, 100_000])
def test_hanging_up_is_no_fault(
    folder: Path, taken: int, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """A client that is gone before it has heard everything leaves no traceback."""
    for _ in range(10):
        with socket_path.connect(folder, PATIENCE) as client:
            client.sendall(
                b"POST /index HTTP/1.1\r\nHost: x\r\nByline-Protocol: {PROTOCOL}\r\nContent-Length: 2\r\n\r\n{}"
            )
            if taken:
                client.recv(taken)
    assert ask(folder, text="another").notes == ["a word"]
    assert [record for record in caplog.records if record.exc_info] == []
    assert "Traceback" not in "".join(capsys.readouterr())


def test_a_time_zone_that_there_is_not_is_refused() -> None:
    """A question in a zone that nobody knows, or that leads out of the zones' folder, is refused in one line."""
    for zone in ("Nowhere/City", "../../etc/passwd", "Europe", "/etc/passwd", "\0", "x" * 5_000):
        with pytest.raises(UsageError, match=r"^zone: not a time zone: "):
            reply(Enquiry(text="Who?", zone=zone), cast("Answers", None), datetime.now(UTC), Heard().output)


def test_the_socket_is_for_this_user_alone(folder: Path) -> None:
    """The socket may be used by its owner alone, from the moment that it can be found, and is gone afterwards."""
    assert stat.S_IMODE((folder / socket_path.NAME).stat().st_mode) == 0o600
    assert not (folder / f"{socket_path.NAME}.new").exists()


@pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="another user is needed")
def test_another_user_is_refused(folder: Path) -> None:
    """Even where the mode of the socket has been opened, the owner serves nobody but its own user."""
    (folder / socket_path.NAME).chmod(0o666)
    folder.chmod(0o755)
    descriptor = os.open(folder, os.O_RDONLY)
    child = os.fork()
    if not child:
        answer = b""
        try:
            os.seteuid(NOBODY)
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(f"/proc/self/fd/{descriptor}/{socket_path.NAME}")
                client.sendall(f"POST /enquire HTTP/1.0\r\nByline-Protocol: {PROTOCOL}\r\n\r\n".encode())
                answer = client.recv(999)
        finally:
            os._exit(0 if b" 403 " in answer else 1)
    os.close(descriptor)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_what_a_killed_process_has_left_is_replaced(tmp_path: Path, handlers: FakeHandlers) -> None:
    """A socket that nobody serves any more is no owner, and is in nobody's way."""
    socket_path.bind(tmp_path).close()
    (tmp_path / f"{socket_path.NAME}.new").touch()
    assert (tmp_path / socket_path.NAME).exists()
    assert owner_of(tmp_path) is None
    with control_server(tmp_path, handlers.by_order(), 2, print):
        assert ask(tmp_path, text="x").notes == ["a word"]
    assert list(tmp_path.iterdir()) == []


def test_a_socket_that_is_served_is_left_alone(folder: Path, handlers: FakeHandlers) -> None:
    """A second owner says that it serves nobody, and the first one goes on."""
    said: list[str] = []
    with control_server(folder, handlers.by_order(), 2, said.append) as second:
        assert second is None
        assert ask(folder, text="x").notes == ["a word"]
    (only,) = said
    assert only.startswith(
        f"{folder / socket_path.NAME} cannot be served ({folder / socket_path.NAME} is served by another process)"
    )
    assert ask(folder, text="x").notes == ["a word"]


@pytest.mark.skipif(sys.platform != "linux", reason="a short name for a folder is Linux's")
def test_a_long_data_dir_has_a_socket_too(tmp_path: Path, handlers: FakeHandlers) -> None:
    """A path that is longer than an address can be is served and reached all the same."""
    folder = tmp_path / ("d" * 120) / "data"
    folder.mkdir(parents=True)
    with control_server(folder, handlers.by_order(), 2, print):
        assert ask(folder, text="x").notes == ["a word"]
        assert stat.S_IMODE((folder / socket_path.NAME).stat().st_mode) == 0o600
    assert list(folder.iterdir()) == []


def test_orders_are_read_as_they_are_written() -> None:
    """What is written of an order is read back the same."""
    indexing = Indexing(config="/etc/byline.toml", recheck=True, as_json=True)
    assert protocol.decode_order(Indexing, protocol.encode_order(indexing)) == indexing
    reindexing = Reindexing(config="/etc/byline.toml")
    assert protocol.decode_order(Reindexing, protocol.encode_order(reindexing)) == reindexing
    target = ForgetTarget(source="Meridian Wire")
    assert protocol.decode_order(ForgetTarget, protocol.encode_order(target)) == target
    enquiry = Enquiry(text="x", sources=("a", "b"))
    assert protocol.decode_order(Enquiry, protocol.encode_order(enquiry)) == enquiry
