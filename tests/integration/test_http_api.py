"""/v1 of an installation at work: what programs get, and what they cannot do."""

from __future__ import annotations

import http.client
import json
import shutil
import threading
from collections import Counter
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from bot.adapters.jsonl import answer_record, page_record, question_of
from bot.config.loader import load
from bot.config.watcher import LiveSettings
from bot.demo import NOW
from bot.model.chat import Rate
from bot.server.access import Access, read_tokens
from bot.server.control import socket_path
from bot.server.control.lifetime import control_server
from bot.wiring.http_server import configured_server, newsroom_of, served_sections, server_workers
from bot.wiring.opening import engines
from indexer.model import Selection
from tests.doubles.fakes import FakeClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.demo import DemoNewsroom
    from bot.wiring.installation import Engines
    from tests.integration.conftest import CommandLine

PATIENCE = 120.0  # seconds, after which a test fails
DESK, RIVAL = "d" * 20, "r" * 20
QUESTION = "How much money did Calderwick raise?"
MANY = Rate(count=10_000, per=NOW - NOW.replace(hour=11))
LOOKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


@dataclass(frozen=True, kw_only=True)
class Served:
    """An installation that is served."""

    opened: Engines
    address: str

    def call(self, path: str, body: Any = None, token: str = DESK, **given: Any) -> tuple[int, Any, Any]:
        """Return the status of an answer, its JSON if it has any, and its headers; a `body` is posted."""
        headers = {"Authorization": f"Bearer {token}", **given.pop("headers", {})}
        whole = f"{path}?{urlencode(given, doseq=True)}" if given else path
        if body is not None:
            headers["Content-Type"] = "application/json"
        with closing(http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=PATIENCE)) as client:
            client.request("GET" if body is None else "POST", whole, body and json.dumps(body), headers)
            answer = client.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else None, answer.headers

    def get(self, path: str, **given: Any) -> Any:
        """Return what is at an address."""
        status, found, _ = self.call(path, **given)
        assert status == 200, found
        return found

    def walk(self, path: str, name: str, **given: Any) -> list[Any]:
        """Return a whole list, by its pages."""
        page = self.get(path, **given)
        found = list(page[name])
        while page["next"]:
            page = self.get(path, cursor=page["next"], **given)
            assert page[name]
            found += page[name]
        return found


@pytest.fixture(scope="module")
def served(room: DemoNewsroom, collected: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the sample newsroom to two tokens, an hour after its last article; the control socket, too."""
    folder = tmp_path_factory.mktemp("served")
    text = room.config_text(folder / "data") + '\n[server]\nlisten = "127.0.0.1:0"\n'
    (folder / "config.toml").write_text(text, encoding="utf-8")
    shutil.copytree(collected, folder / "data")
    chosen = load(folder / "config.toml")
    chosen = replace(chosen, limits=replace(chosen.limits, per_user=MANY, queue=100))
    access = Access(read_tokens(f"desk:read:{DESK},rival:read:{RIVAL}", "TOKENS"), [])
    with ExitStack() as stack:
        opened = stack.enter_context(engines(chosen, purpose="test", progress=lambda *_: None, clock=FakeClock(NOW)))
        service = opened.question_service()
        newsroom = newsroom_of(opened, LiveSettings(chosen, print), lambda: service)
        sections = served_sections(newsroom, stack.enter_context(closing(server_workers(chosen))))
        address = stack.enter_context(configured_server(chosen, access, sections))
        stack.enter_context(control_server(folder / "data", {}, 1, print, sections))
        yield Served(opened=opened, address=address)


def without(record: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return a record without some fields."""
    return {name: value for name, value in record.items() if name not in names}


def test_an_answer_is_the_command_lines(served: Served) -> None:
    """What `ask -` takes is taken, what `ask --json` prints is given, and its id comes back."""
    asked = {"id": {"any": 1}, "question": QUESTION, "now": NOW.isoformat(), "kinds": ["reported"], "sources": None}
    status, found, _ = served.call("/v1/ask", asked)
    question = question_of(json.dumps(asked), now=NOW, zone=served.opened.settings.byline.timezone)
    expected = answer_record(served.opened.answering().ask(question), {"any": 1})
    assert status == 200
    assert without(found, "elapsed_ms", "answer_id") == json.loads(json.dumps(without(expected, "elapsed_ms")))
    assert found["found"]


def test_a_search_is_the_command_lines(served: Served) -> None:
    """Page by page it is what the whole search finds, in its order."""
    question = question_of("Calderwick", now=NOW, zone=served.opened.settings.byline.timezone)
    expected = page_record(served.opened.answering().search(question, limit=100), None)
    assert without(served.get("/v1/search", q="Calderwick", limit=100), "elapsed_ms", "next") == json.loads(
        json.dumps(without(expected, "elapsed_ms"))
    )
    assert served.walk("/v1/search", "results", q="Calderwick", limit=2) == expected["results"]


def test_lists_hold_everything_once(served: Served) -> None:
    """All articles come over their pages, newest first, and each story once."""
    articles = served.walk("/v1/articles", "articles", limit=4)
    every = [article.id for article in served.opened.catalogue.articles(Selection())]
    assert [article["id"] for article in articles] == every
    stories = [story["story"]["id"] for story in served.walk("/v1/stories", "stories", limit=3)]
    assert Counter(stories) == Counter({article["story"]["id"]: 1 for article in articles if article["story"]})
    latest = served.walk("/v1/latest", "results", limit=5)
    times = [result["published"] for result in latest if result["published"]]
    assert times == sorted(times, reverse=True)


def test_a_story_has_its_articles_by_time(served: Served) -> None:
    """A story of several articles comes with each of them and how many texts each has had; another is not there."""
    several = max(served.walk("/v1/stories", "stories", limit=100), key=lambda story: story["story"]["articles"])
    found = served.get(f"/v1/stories/{several['story']['id']}")
    assert found["story"] == several["story"]
    assert len(found["articles"]) >= 2
    assert [article["versions"] for article in found["articles"]] == [1] * len(found["articles"])
    assert found["began"] == min(article["published"] for article in found["articles"])
    assert served.call("/v1/stories/nobody")[0] == 404


def test_filters_hold(served: Served) -> None:
    """A list is restricted as a search is; words without a meaning are refused with theirs."""
    publisher = served.get("/v1/articles", limit=1)["articles"][0]["publisher"]
    theirs = served.walk("/v1/articles", "articles", source=publisher)
    assert theirs
    assert {article["publisher"] for article in theirs} == {publisher}
    assert served.get("/v1/stories", until="2020-01-01")["stories"] == []
    status, problem, _ = served.call("/v1/search", q="x", since="soon")
    assert (status, problem["detail"][:17]) == (400, "'soon' is no time")


def test_what_is_known_is_not_sent_again(served: Served) -> None:
    """With its ETag a client learns that nothing changed, also where only the time of computing differs."""
    for path in ("/v1/search?q=Calderwick", "/v1/stories", "/v1/status", "/v1/openapi.json"):
        _, _, headers = served.call(path)
        status, found, again = served.call(path, headers={"If-None-Match": headers["ETag"]})
        assert (status, found, again["ETag"]) == (304, None, headers["ETag"])
        assert served.call(path, headers={"If-None-Match": 'W/"other"'})[0] == 200


def test_an_answer_is_rated_by_whom_it_was_given_to(served: Served) -> None:
    """A vote is kept once, the last one counts, and nobody else's token may give one."""
    before = served.get("/v1/status")["feedback"]
    vote = {"answer_id": served.call("/v1/ask", {"question": QUESTION})[1]["answer_id"], "vote": "down"}
    assert served.call("/v1/feedback", vote, token=RIVAL)[0] == 404
    assert served.call("/v1/feedback", {**vote, "answer_id": "http:desk:0"})[0] == 404
    assert served.call("/v1/feedback", vote)[:2] == (204, None)
    assert served.call("/v1/feedback", {**vote, "vote": "up", "comment": "good"})[0] == 204
    after = served.get("/v1/status")["feedback"]
    assert {name: after[name] - before[name] for name in after} == {"up": 1, "down": 0, "comments": 1}


def test_feeds_are_those_of_the_status(served: Served) -> None:
    """The health of feeds has an address of its own."""
    assert served.get("/v1/feeds")["feeds"] == served.get("/v1/status")["feeds"] != []


def test_programs_of_this_user_need_no_port(served: Served) -> None:
    """/v1 is on the control socket, too."""
    client = http.client.HTTPConnection("byline")
    folder = served.opened.settings.byline.data_dir
    with closing(socket_path.connect(folder, PATIENCE)) as client.sock, closing(client):
        client.request("GET", "/v1/articles?limit=1")
        assert json.loads(client.getresponse().read()) == served.get("/v1/articles", limit=1)


def test_two_hundred_at_once(served: Served) -> None:
    """Of two hundred searches at a time as many are done as may wait, others are told so, and health is answered."""
    statuses: Counter[int] = Counter()

    def search(number: int) -> None:
        status, _, headers = served.call("/v1/search", q=f"Calderwick {number}", limit=1)
        assert status == 200 or headers["Retry-After"] == "60"
        statuses[status] += 1

    clients = [threading.Thread(target=search, args=(number,)) for number in range(200)]
    for client in clients:
        client.start()
    assert served.call("/v1/openapi.json")[0] == 200
    for client in clients:
        client.join(PATIENCE)
    assert statuses.total() == 200
    assert set(statuses) <= {200, 503}
    assert statuses[200] >= 100


@pytest.fixture(scope="module")
def description(served: Served) -> Any:
    """Return what describes /v1, as it is served."""
    return schemathesis.openapi.from_dict(served.get("/v1/openapi.json"))


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_the_description_is_true(served: Served, description: Any, mode: GenerationMode) -> None:
    """Whatever is sent that the description admits or excludes, the answer is one that it knows."""
    operations = [found.ok() for found in description.get_all_operations()]
    assert len(operations) == 10
    if mode is GenerationMode.NEGATIVE:  # nothing that the others take can be wrong
        operations = [each for each in operations if each.query or each.body]
    for operation in operations:
        _send_some(served, operation.as_strategy(generation_mode=mode))


def _send_some(served: Served, cases: Any) -> None:
    """Send some of the cases, always the same ones."""

    @settings(max_examples=5, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=cases)
    def send(case: Any) -> None:
        headers = {"Authorization": f"Bearer {DESK}"}
        case.call_and_validate(base_url=served.address, headers=headers, checks=LOOKS)

    send()


@pytest.mark.parametrize(
    ("listen", "tokens", "says"),
    [
        ("0.0.0.0:0", "", "[server] listen: 0.0.0.0 can be reached from other computers, so there must be tokens: "),
        (
            "127.0.0.1:0",
            "desk:read:short-secret",
            "the environment variable BYLINE_TOKENS, entry 1: the token must ",
        ),
        ("nowhere", "", 'must be host:port, such as "127.0.0.1:9100"'),
    ],
)
def test_a_start_that_would_serve_the_wrong_people_is_refused(
    byline: CommandLine, monkeypatch: pytest.MonkeyPatch, listen: str, tokens: str, says: str
) -> None:
    """The message says what is wrong and what to do, in one line, and shows no token."""
    monkeypatch.setenv("BYLINE_TOKENS", tokens)
    text = byline.config.read_text(encoding="utf-8") + f'\n[server]\nlisten = "{listen}"\n'
    byline.config.write_text(text, encoding="utf-8")
    said = byline("run")
    assert said.code == 2
    assert says in said.err
    assert "short-secret" not in said.err
    assert "Traceback" not in said.err
