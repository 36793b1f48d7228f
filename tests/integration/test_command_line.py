"""The command line on the sample newsroom, end to end: the contract of every command."""

from __future__ import annotations

import json
import re
import shutil
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.demo import DemoNewsroom
from indexer.catalogue import SqlCatalogue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.integration.conftest import CommandLine

NOW = "2026-11-24T12:00:00+00:00"
FUNDING = "How much money did Calderwick raise?"
ANSWER_KEYS = {
    "id", "question", "form", "found", "confidence", "refusal", "composer", "as_of", "newest", "elapsed_ms", "answer",
    "statements", "sources", "nearest",
}  # fmt: skip
SOURCE_KEYS = {
    "n", "title", "url", "publisher", "published", "updated", "kind", "quality", "origin", "story", "passage",
}  # fmt: skip
RESULT_KEYS = {
    "title", "url", "publisher", "published", "kind", "quality", "score", "snippet", "story", "origin",
}  # fmt: skip


@pytest.fixture
def own_room(config: Path) -> Iterator[DemoNewsroom]:
    """Serve a newsroom that may be changed, and let the installation collect that one."""
    with DemoNewsroom() as served:
        config.write_text(served.config_text(config.parent / "data"), encoding="utf-8")
        yield served


def test_second_index_asks_only_for_what_changed(byline: CommandLine, own_room: DemoNewsroom) -> None:
    """A second run gets 304s, fetches no page and embeds nothing; a correction is picked up."""
    first = byline("index", "--json").record()
    assert (first["feeds"]["polled"], first["feeds"]["not_modified"], first["feeds"]["failed"]) == (3, 0, 0)
    assert first["articles"]["new"] >= 24
    assert first["passages_embedded"] > first["articles"]["new"]

    second = byline("index", "--json").record()
    assert second["feeds"] == {"polled": 3, "not_modified": 3, "failed": 0}
    assert second["pages"] == {"fetched": 0, "not_modified": 0, "failed": 0}
    assert second["articles"] == {"new": 0, "updated": 0, "duplicate": 0, "rejected": 0}
    assert second["passages_embedded"] == 0

    own_room.publish_correction()
    third = byline("index", "--json").record()
    assert third["articles"] == {"new": 0, "updated": 1, "duplicate": 0, "rejected": 0}
    assert 1 <= third["passages_embedded"] <= 5

    again = byline("index", "--recheck", "--json").record()
    assert again["passages_embedded"] == 0
    assert again["pages"]["not_modified"] >= 20
    assert sum(again["articles"].values()) == 0


@pytest.mark.usefixtures("data")
def test_ask_answers_with_sources_or_not_at_all(byline: CommandLine) -> None:
    """An answer cites numbered sources that carry it; an unanswerable question gets the nearest articles instead."""
    answer = byline("ask", FUNDING, "--now", NOW, "--json").record()
    assert set(answer) == ANSWER_KEYS
    assert tuple(answer[k] for k in ("id", "question", "found", "as_of", "nearest")) == (1, FUNDING, True, NOW, [])
    assert all(set(source) == SOURCE_KEYS for source in answer["sources"])
    stories = [source["story"] for source in answer["sources"]]
    assert {"articles": 3, "origins": 1} in [{key: story[key] for key in ("articles", "origins")} for story in stories]
    assert len({story["id"] for story in stories}) == len(stories)
    passages = {source["n"]: source["passage"] for source in answer["sources"]}
    for statement in answer["statements"]:
        assert all(statement["text"] in " ".join(passages[n].split()) for n in statement["citations"])
        assert statement["citations"]

    none = byline("ask", "Who won the football match in Lisbon?", "--now", NOW, "--json").record()
    assert (none["found"], none["statements"], none["sources"]) == (False, [], [])
    assert (answer["refusal"], none["refusal"]["reason"]) == (None, "unlikely")
    assert SOURCE_KEYS - {"n", "passage"} == set(none["nearest"][0])


@pytest.mark.usefixtures("data")
def test_ask_reads_questions_from_the_input(byline: CommandLine) -> None:
    """One answer a line, ids echoed, a bad line reported in its place while the rest runs, and exit code 1."""
    lines = [
        FUNDING,
        json.dumps({"id": "q2", "query": FUNDING, "now": "2026-01-01"}),
        json.dumps({"id": "q3", "question": FUNDING, "since": "sometime"}),
        "",
        json.dumps({"id": 4, "question": FUNDING, "kinds": ["announcement"], "now": NOW}),
        '{"question": 5}',
        "{",
    ]
    said = byline("ask", "-", "--now", NOW, "--json", given="\n".join(lines))
    records = said.records()
    assert [record["id"] for record in records] == [1, "q2", "q3", 4, 6, 7]
    assert [record.get("found") for record in (*records[:3], *records[4:])] == [True, False, None, None, None]
    assert all(source["kind"] == "announcement" for source in records[3]["sources"])
    assert "error" in records[2]
    assert {"id", "error"} == set(records[5])
    assert said.code == 1


@pytest.mark.usefixtures("data")
def test_conversation_completes_a_follow_up(byline: CommandLine) -> None:
    """A follow-up that names nothing is understood from the question before it."""
    turn = {"question": FUNDING, "answer": "480 million"}
    line = json.dumps({"question": "And who led it?", "conversation": [turn], "now": NOW})
    answer = byline("ask", "-", "--json", given=line).record()
    assert answer["found"]
    assert any("Calderwick" in source["title"] or "Calderwick" in source["passage"] for source in answer["sources"])


@pytest.mark.usefixtures("data")
def test_filters_are_exact(byline: CommandLine) -> None:
    """Nothing outside the stated window, sources or kinds comes out, in answers or in searches."""
    by_time = byline("search", "company", "--since", "2026-11-01", "--until", "2026-11-15", "--now", NOW, "--json")
    found = by_time.record()["results"]
    assert found
    assert all("2026-11-01" <= result["published"] < "2026-11-16" for result in found)
    publisher = found[0]["publisher"]
    by_source = byline("search", "company", "--source", publisher.upper(), "--now", NOW, "--json").record()
    assert {publisher} == {result["publisher"] for result in by_source["results"]}
    by_kind = byline("search", "company", "--kind", "opinion", "--now", NOW, "--json").record()
    assert {"opinion"} == {result["kind"] for result in by_kind["results"]}


@pytest.mark.usefixtures("data")
def test_nothing_later_than_now_is_used(byline: CommandLine) -> None:
    """As of an earlier day only what was published by then is found, and the newest article says so."""
    then = "2026-10-01T00:00:00+00:00"
    results = byline("search", "company", "--now", then, "--json").record()["results"]
    assert results
    assert all(result["published"] <= then for result in results)
    assert byline("ask", FUNDING, "--now", then, "--json").record()["newest"] <= then


@pytest.mark.usefixtures("data")
def test_search_pages(byline: CommandLine) -> None:
    """Pages of a search follow one another without gap or repetition, and the total stays."""
    whole = byline("search", "new model", "--limit", "6", "--now", NOW, "--json").record()
    parts = [
        byline("search", "new model", "--limit", "3", "--offset", offset, "--now", NOW, "--json").record()
        for offset in ("0", "3")
    ]
    assert all(set(result) == RESULT_KEYS for result in whole["results"])
    assert [r["url"] for r in whole["results"]] == [r["url"] for part in parts for r in part["results"]]
    assert {part["total"] for part in parts} == {whole["total"]}
    scores = [result["score"] for result in whole["results"]]
    assert sorted(scores, reverse=True) == scores


@pytest.mark.usefixtures("data")
def test_export_and_import_are_inverse(byline: CommandLine, tmp_path: Path) -> None:
    """What is exported can be imported elsewhere, twice, and gives the same export again."""
    exported = byline("export").out
    archive = tmp_path / "archive.jsonl"
    archive.write_text(exported, encoding="utf-8")
    shutil.rmtree(tmp_path / "data")
    first = byline("import", str(archive), "--json").record()
    second = byline("import", str(archive), "--json").record()
    lines = exported.count("\n")
    assert (lines, lines, 0) == (first["lines"], first["articles"]["new"], len(first["bad"]))
    assert (lines, 0) == (second["articles"]["unchanged"], second["passages_embedded"])
    kept = ("url", "title", "text", "published", "publisher", "authors", "kind")
    before = [[json.loads(line)[key] for key in kept] for line in exported.splitlines()]
    after = [[record[key] for key in kept] for record in byline("export").records()]
    assert before == after


def test_import_reports_bad_lines_and_takes_the_rest(byline: CommandLine, tmp_path: Path) -> None:
    """A bad line is named with its number and reason; the good ones go in; the exit code is 1."""
    archive = tmp_path / "a.jsonl"
    good = {"url": "https://example.org/a", "title": "A title", "text": "Acme raised 40 million dollars in Oslo."}
    archive.write_text("\n".join([json.dumps(good), "{", json.dumps({"url": "ftp://x", "title": "b"})]))
    said = byline("import", str(archive), "--json")
    assert said.code == 1
    assert [bad["line"] for bad in said.record()["bad"]] == [2, 3]
    assert said.record()["articles"]["new"] == 1
    assert "a.jsonl:3: url: not an http(s) address" in said.err


@pytest.mark.usefixtures("data")
def test_missing_indexes_are_rebuilt_and_said(byline: CommandLine, tmp_path: Path) -> None:
    """Deleted index folders are noticed at the next start and rebuilt from the catalogue."""
    before = byline("ask", FUNDING, "--now", NOW, "--json").record()
    shutil.rmtree(tmp_path / "data" / "lexical")
    shutil.rmtree(tmp_path / "data" / "vectors")
    said = byline("ask", FUNDING, "--now", NOW, "--json")
    assert "vectors were missing: rebuilt" in said.err
    assert "lexical index was incomplete: rebuilt" in said.err
    assert before["statements"] == said.record()["statements"]


def test_status_tells_each_feed(byline: CommandLine, room: DemoNewsroom, collected: Path) -> None:
    """The health view names each feed, its state, its articles and its times."""
    assert {"new"} == {feed["state"] for feed in byline("status", "--json").record()["feeds"]}
    shutil.copytree(collected, byline.config.parent / "data")
    record = byline("status", "--json").record()
    assert list(room.feed_urls) == [feed["url"] for feed in record["feeds"]]
    assert {"ok"} == {feed["state"] for feed in record["feeds"]}
    assert record["index"]["articles"] == sum(feed["articles"] for feed in record["feeds"])
    assert "last success 20" in byline("status").out


def test_nothing_was_collected_yet(byline: CommandLine, tmp_path: Path, room: DemoNewsroom) -> None:
    """Before anything was collected status knows the feeds, export is empty, both say why, and nothing is made."""
    said = byline("status", "--json")
    assert (said.code, said.err) == (0, "nothing was collected yet\n")
    assert [(url, "new", 0) for url in room.feed_urls] == [
        (feed["url"], feed["state"], feed["articles"]) for feed in said.record()["feeds"]
    ]
    said = byline("status")
    assert (said.code, said.err) == (0, "nothing was collected yet\n")
    assert said.out.count("new ") == len(room.feed_urls)
    said = byline("export")
    assert (said.code, said.out, said.err) == (0, "", "nothing was collected yet\n")
    assert not (tmp_path / "data").exists()
    said = byline("ask", "What happened last week?")
    assert (said.code, "nothing was collected yet: `byline index` does it" in said.err) == (0, True)


@pytest.mark.usefixtures("data")
def test_status_and_export_change_nothing(byline: CommandLine, tmp_path: Path) -> None:
    """Both read a catalogue that somebody else has open, and leave everything in the folder as it is."""
    data = tmp_path / "data"
    with closing(SqlCatalogue(f"sqlite:///{data / 'catalogue.db'}")) as writer:
        articles = writer.counts()["articles"]
        assert byline("status", "--json").record()["index"]["articles"] == articles
        assert len(byline("export").records()) == articles
    before = {path: path.stat().st_mtime_ns for path in data.rglob("*") if path.is_file()}
    assert (byline("status").code, byline("export").code) == (0, 0)
    assert before == {path: path.stat().st_mtime_ns for path in before}


def test_a_saved_page_says_where_it_is_from(byline: CommandLine, tmp_path: Path) -> None:
    """Without --url a file's address is its canonical link or og:url, else empty; several files give one line each."""
    heads = {
        "a": '<link rel="canonical" href="https://www.example.org/loom?utm_source=x">',
        "b": '<meta property="og:url" content="https://example.org/b">',
        "c": "",
    }
    text = "".join(f"<p>The loom in harbour {n} wove its bolt number {n} of cloth on the tide.</p>" for n in "123456")
    for name, head in heads.items():
        page = (
            f"<!DOCTYPE html><html><head><title>Loom</title>{head}</head><body><article>{text}</article></body></html>"
        )
        (tmp_path / name).write_text(page, encoding="utf-8")
    said = byline("read", *(str(tmp_path / name) for name in "abc"))
    assert (said.code, said.err) == (0, "")
    assert [(record["url"], record["quality"], record["origins"]) for record in said.records()] == [
        ("https://www.example.org/loom", "full", []),
        ("https://example.org/b", "full", []),
        ("", "full", []),
    ]


def test_read_reports_what_it_cannot_read(byline: CommandLine, tmp_path: Path) -> None:
    """A missing file and a folder are errors of their own lines, and the rest is read; the exit code is 1."""
    (tmp_path / "empty.html").touch()
    said = byline("read", str(tmp_path / "absent.html"), str(tmp_path / "empty.html"), str(tmp_path))
    absent, empty, folder = said.records()
    assert (said.code, "Traceback" in said.err) == (1, False)
    assert absent["error"].endswith("absent.html: cannot be read: No such file or directory")
    assert (empty["quality"], empty["reason"]) == ("headline", "an empty page")
    assert folder["error"].endswith(": cannot be read: Is a directory")


def test_read_shows_what_the_extractor_makes(byline: CommandLine, room: DemoNewsroom, tmp_path: Path) -> None:
    """A page on the web or on disk comes out as one JSON object; one that fails gives its error and exit code 1."""
    url = byline_page(room)
    record = byline("read", url).record()
    assert {"title", "text", "url", "publisher", "authors", "published", "language", "kind", "quality", "reason",
            "origins", "passages"} == set(record)  # fmt: skip
    assert ("full", url) == (record["quality"], record["url"])
    file = tmp_path / "page.html"
    file.write_text("<title>Short</title><p>Too short.", encoding="utf-8")
    said = byline("read", str(file), "--url", "https://example.org/x", f"{room.url}/absent")
    assert said.code == 1
    assert ["https://example.org/x", f"{room.url}/absent"] == [r["url"] for r in said.records()]


def byline_page(room: DemoNewsroom) -> str:
    """Return the address of a page that is served."""
    return room.url + next(entry.path for entry in room.contents.entries if not entry.gone)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["ask", "   "], 2, "there is no question"),
        (["ask", "Who?", "--since", "soon"], 2, "is no time"),
        (["ask", "Who?", "--now", "later"], 2, "--now: not an ISO 8601 time"),
        (["search", "x", "--limit", "0"], 2, "limit must be 1 to 100"),
        (["search", "x", "--kind", "gossip"], 2, "'gossip' is none of"),
        (["import", "absent.jsonl"], 2, "no such file: absent.jsonl"),
        (["index", "--once", "--watch"], 2, "exclude each other"),
        (["read", "page.html", "--url", "example.org"], 2, "--url example.org: not an http(s) address"),
        (["read", "a", "b", "--url", "https://x.example"], 2, "--url: one address cannot be that of 2 files"),
        (["frobnicate"], 2, "No such command"),
    ],
)
def test_wrong_use_is_exit_code_2(byline: CommandLine, arguments: list[str], code: int, message: str) -> None:
    """Wrong use is told in one message, without a traceback."""
    said = byline(*arguments)
    assert code == said.code
    assert message in said.err
    assert "Traceback" not in said.err


def test_every_problem_of_a_config_is_reported_at_once(byline: CommandLine, config: Path) -> None:
    """Unknown keys, wrong types, bad addresses and repeated feeds are all named with their places, exit code 2."""
    config.write_text(
        '[byline]\ndata_dri = "x"\n[indexer]\nper_host = "two"\n'
        '[[feeds]]\nurl = "ftp://example.org"\n[[feeds]]\nurl = "https://example.org/f"\n'
        '[[feeds]]\nurl = "https://example.org/f"\n',
        encoding="utf-8",
    )
    said = byline("index")
    assert said.code == 2
    for place in ("byline.data_dri", "indexer.per_host", "feeds[1].url", "feeds[3].url"):
        assert f"config.toml: {place}" in said.err
    config.write_text("[byline\n", encoding="utf-8")
    assert "not TOML" in byline("index").err


@pytest.mark.usefixtures("data")
def test_hostile_text_stays_text(byline: CommandLine) -> None:
    """No control character, direction override or terminal escape of an article reaches the reader."""
    shown = byline("search", "instructions ignore previous", "--limit", "20", "--now", NOW).out
    assert re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown) is None
