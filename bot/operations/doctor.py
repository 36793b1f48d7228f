"""Use case: what is wrong with an installation, and how to mend it. Every check gets what it looks at."""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import sqlite3
import stat
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from bot.model.fitted_models import EMBEDDER, READER
from bot.operations.health import AdapterState, FeedCondition
from indexer.errors import BylineError
from indexer.indexing import data_dir_lock
from indexer.indexing.generations import find_current, find_unfinished, require_current

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from bot.operations.feed_trials import Trial
    from bot.operations.health import AdapterHealth, Status
    from bot.ports import Reader
    from indexer.model.feeds import FeedState
    from indexer.ports import Catalogue, Embedder

_PYTHON = (3, 11)
_BUILT = datetime(2026, 11, 1, tzinfo=UTC)  # no clock that is right shows less
_ROOM = 200_000_000  # bytes without which the next collecting may fail
_AMPLE = 1_000_000_000
_TOLERANCE = timedelta(minutes=5)  # two computers that wrote the same catalogue need not agree to the second
_FEEDS_NAMED = 5
_LOST = "`byline feeds check` tells more; `byline feeds remove URL` if it is not coming back"
_POOR = "`full_text = false` in its entry, if headlines are all that it gives; else `byline feeds remove URL`"


class Severity(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check found."""

    check: str  # what was looked at, in a word or two
    level: Severity = Severity.OK
    says: str
    remedy: str = ""  # what to do, empty where nothing is to be done


def of_python() -> Iterator[Finding]:
    """Look at the interpreter."""
    says = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    if sys.version_info >= _PYTHON:
        yield Finding(check="python", says=says)
    else:
        wanted = ".".join(map(str, _PYTHON))
        yield Finding(check="python", level=Severity.PROBLEM, says=says, remedy=f"install Python {wanted} or later")


def of_config(path: Path, problems: Sequence[str]) -> Iterator[Finding]:
    """Report the problems of the config file."""
    if not problems:
        yield Finding(check="config", says=f"{path} is as it should be")
    for problem in problems:
        yield Finding(
            check="config",
            level=Severity.PROBLEM,
            says=problem,
            remedy="edit the file; `byline init` writes one that shows every key",
        )


def of_disk(folder: Path) -> Iterator[Finding]:
    """Look at the space and the permissions where the data is, or is going to be."""
    place = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    free = shutil.disk_usage(place).free
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0
    says = f"{_bytes(free)} are free in {place}, the data takes {_bytes(size)}"
    if free < _ROOM:
        yield Finding(check="disk", level=Severity.PROBLEM, says=says, remedy="make room, or move [byline] data_dir")
    elif free < max(_AMPLE, size):
        remedy = "make room: `byline reindex` needs as much again as the index takes"
        yield Finding(check="disk", level=Severity.WARNING, says=says, remedy=remedy)
    else:
        yield Finding(check="disk", says=says)
    if closed := _not_writable(place, folder):
        remedy = "make it writable for the user who runs Byline, or choose another [byline] data_dir"
        yield Finding(check="permissions", level=Severity.PROBLEM, says=f"{closed} may not be written", remedy=remedy)
    else:
        yield Finding(check="permissions", says=f"{place} may be written")


def of_subscriptions(counts: Mapping[str, int]) -> Iterator[Finding]:
    """Look at watches and digests; `counts` are those of `bot.subscriptions.ports.SubscriptionStore`."""
    if not counts:
        return
    says = ", ".join(f"{number} {what}" for what, number in sorted(counts.items()))
    if gone := counts.get("watches gone", 0) + counts.get("digests gone", 0):
        remedy = f"{gone} send nothing, since the bot was removed from their channels: invite it again, or remove them"
        yield Finding(check="subscriptions", level=Severity.WARNING, says=says, remedy=remedy)
    else:
        yield Finding(check="subscriptions", says=says)


def of_privacy(folder: Path, catalogue: Path | None) -> Iterator[Finding]:
    """Check whether other users of the computer can read the data; the file `catalogue` may lie outside the folder."""
    if not folder.is_dir():
        return
    closes = data_dir_lock.can_restrict(folder)
    apart = [catalogue] if catalogue and catalogue.is_file() else []
    places = [folder, *(each for each in apart if folder.resolve() not in each.resolve().parents)]
    opened = [each for each in places if data_dir_lock.is_open_to_others(each)]
    for each in opened:
        mode = 0o700 if each == folder else 0o600
        remedy = f"chmod {mode:o} {shlex.quote(str(each))}"
        if each == folder and closes:
            remedy += ", which the next start does as well"
        says = f"{each} can be read by every user of this computer (mode {stat.S_IMODE(each.stat().st_mode):04o})"
        yield Finding(check="privacy", level=Severity.PROBLEM, says=says, remedy=remedy)
    if not opened:
        yield Finding(check="privacy", says="no other user of this computer, save its group, can read the data")


def _not_writable(place: Path, folder: Path) -> Path | None:
    """Return what may not be written of `folder`, or of the place in which it is going to be made."""
    try:
        with TemporaryFile(dir=place):  # the one sure way: permissions do not know of a read-only disk
            pass
        inside = place.iterdir() if place == folder else ()
        return next((each for each in inside if not os.access(each, os.W_OK)), None)
    except OSError:
        return place


def of_parsers(gaps: Sequence[str]) -> Iterator[Finding]:
    """Report what a page could do that took a parser over; `gaps` in words, as a trial found them."""
    if not gaps:
        yield Finding(check="parsers", says="they read pages without network and tokens")
        return
    says = f"a page that took a parser over could {' and '.join(gaps)}: a Linux with seccomp and Landlock prevents it"
    yield Finding(check="parsers", says=says)


def of_model(embedder: Embedder) -> Iterator[Finding]:
    """Check the weights of the embedding model."""
    try:
        says = f"{embedder.name}, weights {embedder.fingerprint}; computed by {embedder.describe_backend()}"
        yield Finding(check="model", says=says)
    except BylineError as error:
        remedy = "do what the message says, or change [embedding] model"
        yield Finding(check="model", level=Severity.PROBLEM, says=str(error), remedy=remedy)


def of_reader(reader: Reader | None, min_confidence: float | None) -> Iterator[Finding]:
    """Load the reader, and check whether the confidence of answers holds for it; None: the config wants none.

    `min_confidence` is the config's, if it has one.
    """
    if reader is None:
        yield Finding(check="reader", says="none: passages are searched, and not read with the question")
        return
    try:
        says = reader.describe()
    except BylineError as error:
        remedy = "do what the message says, or change [answers] reader"
        yield Finding(check="reader", level=Severity.PROBLEM, says=str(error), remedy=remedy)
        return
    if reader.name == READER.name and READER.fingerprint in says:
        yield Finding(check="reader", says=says)
    elif reader.name == READER.name:
        says = f"{says}; the check of a language model's sentences was fitted for another one, {READER.fingerprint}"
        remedy = "measure it again: `python -m bench.fitting.statements`"
        yield Finding(check="reader", level=Severity.WARNING, says=says, remedy=remedy)
    else:
        yield _guess(
            "reader",
            f"{says}; calibrated for the {READER.name} one, so that the confidence is a guess",
            min_confidence,
        )


def of_calibration(embedder: Embedder, min_confidence: float | None) -> Iterator[Finding]:
    """Check whether the confidence of answers holds for the model; `min_confidence` is the config's, if it has one."""
    fitted = f"calibrated for {EMBEDDER.name}"
    if embedder.fingerprint == EMBEDDER.fingerprint:
        yield Finding(check="confidence", says=fitted)
    else:
        yield _guess("confidence", f"{fitted}; with {embedder.name} it is a guess", min_confidence)


def _guess(check: str, says: str, min_confidence: float | None) -> Finding:
    """Return the finding on a model that the confidence was not fitted for: a threshold of the config settles it."""
    if min_confidence is not None:
        return Finding(check=check, says=f"{says}, and min_confidence = {min_confidence:g} decides what is refused")
    remedy = (
        "measure with `byline eval` which [answers] min_confidence refuses the right questions, and set it;"
        " or fit the weights again: `python -m bench.fitting.answerability`"
    )
    return Finding(check=check, level=Severity.WARNING, says=says, remedy=remedy)


def of_catalogue(damage: str, *, in_file: bool) -> Iterator[Finding]:
    """Check whether the catalogue is whole, in a file or on a server; `damage` in the engine's words."""
    what = "its file" if in_file else "what the server has of it"
    if not damage:
        yield Finding(check="catalogue", says=f"{what} is whole")
        return
    remedy = "stop Byline and put your backup in its place"
    remedy += ", or try `sqlite3 FILE .recover` on a copy" if in_file else ", and see the server's log"
    yield Finding(check="catalogue", level=Severity.PROBLEM, says=f"{what} is damaged: {damage[:300]}", remedy=remedy)


def of_index(catalogue: Catalogue, rules: str, held: Mapping[str, int | None]) -> Iterator[Finding]:
    """Compare the index with the configured model and with the catalogue; `held` counts passages by index."""
    passages, outstanding = catalogue.counts()["passages"], _outstanding(catalogue)
    try:
        build = require_current(catalogue, rules)
    except BylineError as error:
        yield Finding(check="index", level=Severity.PROBLEM, says=str(error), remedy="run `byline reindex`")
        return
    if find_unfinished(catalogue):
        remedy = "run `byline reindex` to finish it"
        yield Finding(
            check="index", level=Severity.WARNING, says="a reindex was interrupted, or is running", remedy=remedy
        )
    yield Finding(check="index", says=f"{build.name}, {passages} passages, {outstanding} changes not indexed yet")
    if outstanding:
        return  # the next pass or start brings them in, and until then the counts differ
    for name, count in held.items():
        if count != passages:
            says = f"{'cannot be read' if count is None else f'{count} passages'}, the catalogue has {passages}"
            remedy = "stop `byline run` and start it again: it fills in what is missing; or run `byline reindex`"
            yield Finding(check=name, level=Severity.PROBLEM if passages else Severity.OK, says=says, remedy=remedy)
        else:
            yield Finding(check=name, says=f"{count} passages, as the catalogue has")


def _outstanding(catalogue: Catalogue) -> int:
    build = find_current(catalogue)
    return catalogue.last_change() - (catalogue.cursor(build.name) or 0) if build else catalogue.last_change()


def of_clock(now: datetime, states: Iterable[FeedState]) -> Iterator[Finding]:
    """Compare the clock with what it can be no earlier than."""
    latest = max([_BUILT, *(state.last_poll for state in states if state.last_poll)])
    if now >= latest - _TOLERANCE:
        yield Finding(check="clock", says=f"{now:%Y-%m-%d %H:%M} UTC")
    else:
        says = f"the clock shows {now:%Y-%m-%d %H:%M} UTC, yet it has been {latest:%Y-%m-%d %H:%M} already"
        yield Finding(check="clock", level=Severity.PROBLEM, says=says, remedy="set the clock, best by NTP")


def of_tokens(needed: Iterable[tuple[str, str]], environment: Mapping[str, str]) -> Iterator[Finding]:
    """Check that the environment holds the tokens that the config needs; their values are never shown.

    `needed` are the section and the variable of each.
    """
    for section, name in needed:
        if environment.get(name, "").strip():
            yield Finding(check="token", says=f"[{section}]: {name} is set")
        else:
            remedy = f"set it where Byline is started: export {name}=..."
            says = f"[{section}]: {name} is not set"
            yield Finding(check="token", level=Severity.PROBLEM, says=says, remedy=remedy)


def of_feeds(status: Status) -> Iterator[Finding]:
    """Name the feeds in trouble; a problem of this installation only if not one can be had."""
    troubled = sorted(
        (feed for feed in status.feeds if not feed.state.is_well), key=lambda feed: not feed.state.is_failure
    )
    if not troubled:
        says = f"{len(status.feeds)} configured, none in trouble" if status.feeds else "none is configured"
        remedy = "" if status.feeds else "add some: `byline feeds add --pack labs`, or `byline feeds add URL`"
        yield Finding(check="feeds", level=Severity.OK if status.feeds else Severity.WARNING, says=says, remedy=remedy)
        return
    for feed in troubled[:_FEEDS_NAMED]:
        yield Finding(
            check="feeds",
            level=Severity.WARNING,
            says=f"{feed.url}: {feed.error or '; '.join(feed.notices) or feed.state}",
            remedy=_POOR if feed.state is FeedCondition.DECAYED else _LOST,
        )
    if len(troubled) > _FEEDS_NAMED:
        says = f"{len(troubled) - _FEEDS_NAMED} more feeds are in trouble"
        yield Finding(check="feeds", level=Severity.WARNING, says=says, remedy="`byline status` names them")
    polled = [feed for feed in status.feeds if feed.state not in (FeedCondition.DISABLED, FeedCondition.NEW)]
    if len(polled) > 1 and all(feed.state.is_failure for feed in polled):
        remedy = "check this computer's network and DNS, and [indexer] proxy"
        yield Finding(check="feeds", level=Severity.PROBLEM, says="not one of the feeds can be had", remedy=remedy)


def of_mailboxes(trials: Iterable[Trial]) -> Iterator[Finding]:
    """Report whether mailboxes can be logged in to, have their folders, and hold mails of the configured senders."""
    for trial in trials:
        if trial.error:
            remedy = "do what the message says, and see [[mailboxes]] in the config"
            yield Finding(check="mailbox", level=Severity.WARNING, says=f"{trial.url}: {trial.error}", remedy=remedy)
        elif trial.feed.problems:
            says = f"{trial.url}: logged in; {trial.feed.problems[0]}"
            yield Finding(
                check="mailbox",
                level=Severity.WARNING,
                says=says,
                remedy="subscribe with this address, or correct the two",
            )
        else:
            yield Finding(check="mailbox", says=f"{trial.url}: logged in, {trial.waiting} mails of its senders")


def of_adapters(adapters: Iterable[AdapterHealth]) -> Iterator[Finding]:
    """Report which configured adapters serve, by their last notes."""
    for each in adapters:
        says = f"{each.name.capitalize()}: {each.state}{': ' * bool(each.reason)}{each.reason}"
        if each.state is AdapterState.FAILED:
            remedy = "do what the message says, then start `byline run` again"
            yield Finding(check="adapter", level=Severity.PROBLEM, says=says, remedy=remedy)
        elif each.state is AdapterState.CONNECTING:
            remedy = "it tries again by itself; if it stays so, check this computer's network"
            yield Finding(check="adapter", level=Severity.WARNING, says=says, remedy=remedy)
        elif each.state is AdapterState.SERVING and each.reason:
            remedy = "see to it that the processes serve every shard between them: compare [discord] shards in each"
            yield Finding(check="adapter", level=Severity.WARNING, says=says, remedy=remedy)
        else:
            remedy = "" if each.state is AdapterState.SERVING else "`byline run` serves it"
            yield Finding(check="adapter", says=says, remedy=remedy)


def findings_record(findings: Sequence[Finding]) -> dict[str, Any]:
    """Return the object that `doctor --json` prints."""
    return {
        "ok": not has_problem(findings),
        "checks": [
            {"check": each.check, "level": each.level.value, "says": each.says, "remedy": each.remedy or None}
            for each in findings
        ],
    }


def has_problem(findings: Iterable[Finding]) -> bool:
    """Tell whether anything needs mending; warnings do not count."""
    return any(each.level is Severity.PROBLEM for each in findings)


def _bytes(number: int) -> str:
    return f"{number / 1e9:.1f} GB" if number >= _AMPLE else f"{number / 1e6:.0f} MB"
