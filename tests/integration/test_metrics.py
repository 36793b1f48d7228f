"""The health and metrics pages of an installation at work."""

from __future__ import annotations

import re
import socket
import urllib.error
import urllib.request
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.adapters.atom.atom_feeds import FeedFolder
from bot.commands.owner_process import owner_process
from bot.config.loader import load
from bot.config.values import Endpoint
from bot.model.chat import Asked, Place, Verdict, asked_id
from bot.operations.collecting_loop import metered_pass
from bot.operations.health import AdapterHealth, AdapterState, HealthView, part_of
from bot.ports import Meter
from bot.server.access import OpenGuard
from bot.server.control.client import owner_of
from bot.server.control.output import Output
from bot.server.control.protocol import Enquiry
from bot.server.lifetime import http_server
from bot.server.metrics.meter import PrometheusMeter
from bot.server.metrics.pages import HealthPages
from indexer.collecting.report import Report
from indexer.errors import StoreError
from tests.docs.pages import page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.integration.conftest import CommandLine

QUIET = Output(out=lambda _: None, note=lambda _: None, progress=lambda *_: None)


def get(address: str) -> tuple[int, str]:
    """Return the status and the text of a page."""
    try:
        with urllib.request.urlopen(address, timeout=120) as answer:  # noqa: S310  loopback
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def values(text: str) -> dict[str, float]:
    """Return the samples of a metrics page."""
    return {name: float(value) for name, value in re.findall(r"^([^#]\S*(?:\{.*\})?) (\S+)$", text, re.MULTILINE)}


@contextmanager
def pages(
    read_health: Callable[[], HealthView] | None, *, meter: PrometheusMeter | None = None, feeds: Path | None = None
) -> Iterator[str]:
    """Serve the pages of a program that looks like this; yield their address."""
    served = HealthPages(meter or PrometheusMeter(), max_age=0.0)
    if feeds:
        served.feeds = FeedFolder(feeds).read
    served.read_health = read_health
    with http_server("metrics", "", Endpoint(host="127.0.0.1", port=0), [served], OpenGuard()) as address:
        yield address


def test_feeds_are_served_by_their_names(tmp_path: Path) -> None:
    """As they lie in their folder, and nothing else of it."""
    (tmp_path / "chips.atom").write_text("<feed/>", encoding="utf-8")
    (tmp_path / "chips.new").write_text("half", encoding="utf-8")
    with pages(None, feeds=tmp_path) as address:
        with urllib.request.urlopen(f"{address}/feeds/chips.atom", timeout=120) as answer:  # noqa: S310  loopback
            assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
            assert answer.read() == b"<feed/>"
        for name in ("chips.new", "other.atom", "..%2fchips.atom", "Chips.atom", ""):
            assert get(f"{address}/feeds/{name}")[0] == 404
    with pages(None) as address:
        assert get(f"{address}/feeds/chips.atom")[0] == 404


def adapter(name: str, state: AdapterState, reason: str = "") -> AdapterHealth:
    """Return how an adapter is."""
    return AdapterHealth(name=name, state=state, reason=reason, seen=datetime(2026, 11, 25, tzinfo=UTC))


def test_an_installation_at_work_tells_what_it_does(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Passes, pages, articles, questions and times show on the page, which names no address and nobody who asked."""
    text = config.read_text(encoding="utf-8").replace("[byline]\n", '[byline]\nmetrics = "127.0.0.1:0"\n')
    config.write_text(text, encoding="utf-8")
    settings = load(config)
    with owner_process(settings) as work:
        (address,) = re.findall(
            r"^health and metrics: (http://127.0.0.1:[0-9]+)/metrics$", capsys.readouterr().err, re.MULTILINE
        )
        stop = Stop()
        for collect in work.collecting().passes(stop, pause=0.0):  # type: ignore[arg-type]  # as much as it needs
            collect(progress=lambda *_: None)
            stop.set()
        owner = owner_of(settings.byline.data_dir)
        assert owner
        for question in ("How much money did Calderwick raise?", "When does Quillmark open its factory in Osaka?"):
            owner.order(Enquiry(text=question), QUIET)
        owner.order(Enquiry(text="Calderwick", search=True), QUIET)
        service = work.questions()
        asked = Asked(
            id=asked_id("slack", "T1", "C1", "1.0"),
            place=Place(platform="slack", team="T1", channel="C1", thread="1.0"),
            user="USECRET",
            text="Who led Calderwick's funding round?",
            received=service.now() - timedelta(seconds=2),
        )
        assert service.accept(asked) is Verdict.ACCEPTED
        service.intend(asked, service.answer(asked))
        service.posted(asked, "2.0")
        assert service.accept(asked) is Verdict.DUPLICATE
        ready, page = get(f"{address}/readyz"), get(f"{address}/metrics")
        assert (get(f"{address}/healthz")[0], get(f"{address}/else")[0]) == (200, 404)
    found = values(page[1])
    assert (ready, page[0]) == ((200, '{"ready": true}'), 200)
    expected = {
        'byline_questions_total{outcome="answered",platform="command line",reason=""}': 1,
        'byline_questions_total{outcome="nothing_found",platform="command line",reason="not_mentioned"}': 1,
        'byline_questions_total{outcome="answered",platform="slack",reason=""}': 1,
        'byline_searches_total{platform="command line"}': 1,
        'byline_answer_seconds_count{platform="command line"}': 2,
        'byline_answer_seconds_bucket{le="1.0",platform="slack"}': 0,
        'byline_acknowledge_seconds_count{platform="slack"}': 1,
        "byline_questions_waiting": 0,
        "byline_ready": 1,
        "byline_articles": 27,
        "byline_passages": 75,
        'byline_feeds{state="ok"}': 3,
        'byline_feeds{state="failing"}': 0,
        "byline_changes_outstanding": 0,
        'byline_passes_total{outcome="done"}': 1,
        'byline_feed_polls_total{outcome="read"}': 3,
        'byline_pages_total{outcome="fetched"}': 26,
        'byline_pages_total{outcome="failed"}': 1,
        'byline_articles_collected_total{outcome="new"}': 27,
        "byline_model_fallbacks_total": 0,
    }
    assert {name: found[name] for name in expected} == expected
    assert 71 <= found["byline_passages_embedded_total"] <= 75  # of one text twice in a portion, one
    assert found["byline_embedding_seconds_total"] > 0
    assert re.search(r"https?://|USECRET|C1", page[1]) is None
    assert "_created" not in page[1]


class Stop:
    """As much of an event as a loop of passes needs, which never waits."""

    def __init__(self) -> None:
        self._set = False

    def set(self) -> None:
        """Let it end."""
        self._set = True

    def is_set(self) -> bool:
        """Tell whether it is to end."""
        return self._set

    def wait(self, _seconds: float) -> None:
        """Return at once."""


@pytest.mark.parametrize(
    ("look", "reasons"),
    [
        (None, '{"index": "it is being opened"}'),
        (
            HealthView(
                adapters=(
                    adapter("slack", AdapterState.CONNECTING),
                    adapter("discord", AdapterState.FAILED, "no token"),
                )
            ),
            '{"slack": "connecting", "discord": "failed: no token"}',
        ),
        (StoreError("the disk is gone"), '{"catalogue": "the disk is gone"}'),
        (KeyError("x"), '{"catalogue": "a fault in the program (KeyError): see its log"}'),
    ],
)
def test_what_is_not_ready_says_why(look: HealthView | Exception | None, reasons: str) -> None:
    """A program that cannot answer yet lives, is not ready, and its metrics are there all the same."""

    def looked() -> HealthView:
        if isinstance(look, Exception):
            raise look
        assert look
        return look

    with pages(looked if look else None) as address:
        assert get(f"{address}/readyz") == (503, f'{{"ready": false, "reasons": {reasons}}}')
        assert get(f"{address}/healthz") == (200, '{"alive": true}')
        assert values(get(f"{address}/metrics")[1])["byline_ready"] == 0


def test_one_of_several_processes_says_what_it_does() -> None:
    """Role, leases and lag stand beside readiness; a server that is waited for at the start is the reason."""
    view = HealthView(part=part_of("chat", ["leader"], 3))
    with pages(lambda: view) as address:
        assert get(f"{address}/readyz") == (200, '{"ready": true, "role": "chat", "leases": ["leader"], "behind": 3}')


def test_it_is_ready_again_once_the_reason_is_gone() -> None:
    """Readiness follows what is so at the moment."""
    states = [AdapterState.CONNECTING, AdapterState.SERVING]
    with pages(lambda: HealthView(adapters=(adapter("slack", states.pop(0)),))) as address:
        assert [get(f"{address}/readyz")[0] for _ in range(2)] == [503, 200]


def test_what_goes_wrong_is_counted() -> None:
    """Questions that are refused, fail or end in an apology, and passes that fail, are told apart."""
    meter = PrometheusMeter()
    for verdict in Verdict:
        meter.accepted("discord", verdict, 0.02)
    for outcome in ("apology", "failed"):
        meter.ended("discord", outcome)
    meter.waiting(3)

    def fail() -> Report:
        raise StoreError("the disk is full")

    with pytest.raises(StoreError):
        metered_pass(meter, fail)
    metered_pass(meter, Report)
    metered_pass(Meter(), Report)
    with pages(HealthView, meter=meter) as address:
        found = values(get(f"{address}/metrics")[1])
    for outcome in ("busy", "too_many", "apology", "failed"):
        assert found[f'byline_questions_total{{outcome="{outcome}",platform="discord",reason=""}}'] == 1
    assert found['byline_acknowledge_seconds_count{platform="discord"}'] == 1
    assert found["byline_questions_waiting"] == 3
    assert found['byline_passes_total{outcome="failed"}'] == 1
    assert found['byline_passes_total{outcome="idle"}'] == 1


def test_the_documentation_names_every_metric() -> None:
    """The table in docs/operations.md and the page have the same metrics, with the same labels."""
    named: dict[str, set[str]] = {}
    for names, labels, *_ in page("docs/operations.md").table("metric"):
        named |= {name: set(re.findall(r"`(\w+)`", labels)) for name in re.findall(r"`(\w+)`", names)}
    meter = PrometheusMeter()
    meter.accepted("slack", Verdict.ACCEPTED, 0.1)
    meter.accepted("slack", Verdict.BUSY, 0.1)
    meter.told("slack", 0.1)
    meter.searched("slack")
    meter.passed(Report(), 0.1)
    meter.passed(Report(polled=1), 0.1)
    meter.sent("slack", "story", "sent")
    with pages(lambda: HealthView(adapters=(adapter("slack", AdapterState.SERVING),)), meter=meter) as address:
        text = get(f"{address}/metrics")[1]
    shown: dict[str, set[str]] = {name: set() for name in re.findall(r"^# TYPE (\S+)", text, re.MULTILINE)}
    for name, labels in re.findall(r"^(\w+)\{(.*)\} ", text, re.MULTILINE):
        whole = re.sub(r"_(bucket|sum|count)$", "", name)
        shown[whole] |= set(re.findall(r"(\w+)=", labels)) - {"le"}
    shown["byline_feeds"] = {"state"}  # of which none is configured here
    assert named == shown


def test_an_address_that_is_taken_ends_the_start(byline: CommandLine, config: Path) -> None:
    """Where the pages cannot be served, nothing is: exit code 1 and one line that says what to do."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        text = config.read_text(encoding="utf-8").replace("[byline]\n", f'[byline]\nmetrics = "127.0.0.1:{port}"\n')
        config.write_text(text, encoding="utf-8")
        refused = byline("run")
    assert refused.code == 1
    assert refused.err == (
        f"byline: [byline] metrics: 127.0.0.1:{port} cannot be listened on (Address already in use): "
        "choose another address, or end what uses this one\n"
    )
