"""The reports of `index`, `import` and `reindex`, the same from either process (pure)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from indexer.web.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.collecting.jsonl_files import ImportReport
    from indexer.collecting.report import Report


def pass_lines(report: Report, *, as_json: bool) -> Iterator[str]:
    """Yield the lines on what a pass did."""
    counts = report_record(report)
    if as_json:
        yield redact(json.dumps(counts, ensure_ascii=False))
        return
    for group in ("feeds", "pages", "articles"):
        numbers = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in counts[group].items())
        yield f"{group + ':':<10}{numbers}"
    yield f"{'passages:':<10}{report.embedded} embedded"
    if report.filtered:
        yield f"{'entries:':<10}{report.filtered} filtered out by their feed's include or exclude"
    for address, problems in counts["problems"].items():
        for problem in problems:
            yield redact(f"  {address}: {problem}")
    for address, why in {**counts["failures"], **counts["rejected"]}.items():
        yield redact(f"  {address}: {why}")


def report_record(report: Report) -> dict[str, Any]:
    """Return the counters of a pass, as `index --json` prints them; addresses in alphabetical order."""
    outcomes = {outcome.value: number for outcome, number in report.outcomes.items()}
    return {
        "feeds": {
            "polled": report.polled,
            "not_modified": report.feeds_not_modified,
            "failed": report.feeds_failed,
        },
        "pages": {
            "fetched": report.fetched,
            "not_modified": report.pages_not_modified,
            "failed": report.pages_failed,
        },
        "articles": {name: outcomes[name] for name in ("new", "updated", "duplicate", "rejected")},
        "passages_embedded": report.embedded,
        "entries": {"filtered": report.filtered},
        "problems": {address: list(problems) for address, problems in sorted(report.problems.items())},
        "failures": dict(sorted(report.failures.items())),
        "rejected": dict(sorted(report.rejected.items())),
    }


def import_line(report: ImportReport, *, as_json: bool) -> str:
    """Return the line on what an import did."""
    counts = {outcome.value: number for outcome, number in report.outcomes.items()}
    if not as_json:
        return f"{report.lines} lines: " + ", ".join(f"{number} {name}" for name, number in counts.items())
    bad = [{"file": file, "line": number, "error": why} for file, number, why in report.bad]
    told = {"lines": report.lines, "articles": counts, "passages_embedded": report.embedded, "bad": bad}
    return json.dumps(told, ensure_ascii=False)


def reindex_line(passages: int) -> str:
    """Return the line on what a `reindex` did."""
    return f"{passages} passages stand in a new index; the old one is gone"
