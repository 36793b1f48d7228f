"""`doctor`."""

from __future__ import annotations

import contextlib
import json
import os
from typing import TYPE_CHECKING

import typer

from bot.commands.console import invocation, out_redacted
from bot.commands.options import AsJson
from indexer.errors import ConfigError, NothingCollected, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.config.sections import Settings
    from bot.operations.doctor import Finding
    from indexer.ports import Embedder


def doctor(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Say what is wrong with this installation and how to mend it; works beside a running `run`."""
    from bot.operations.doctor import findings_record, has_problem

    found = list(findings(invocation(context).config))
    if as_json:
        out_redacted(json.dumps(findings_record(found), ensure_ascii=False))
    else:
        for each in found:
            out_redacted(finding_lines(each))
    if has_problem(found):
        raise typer.Exit(1)


def finding_lines(found: Finding) -> str:
    """Return what `doctor` prints of a finding."""
    return f"{found.level:<8} {found.check}: {found.says}" + (f"\n{'':<9}-> {found.remedy}" if found.remedy else "")


def findings(path: Path) -> Iterator[Finding]:
    """Run every check that can be run, whatever the others find."""
    from bot.operations import doctor
    from bot.wiring.answer_reader import reader_of
    from bot.wiring.components import embedder_of, parsers_gaps
    from bot.wiring.installation import SystemClock
    from bot.wiring.secrets import conceal_tokens

    yield from doctor.of_python()
    settings, problems = _loaded(path)
    if settings:
        conceal_tokens(settings)
    yield from doctor.of_config(path, problems)
    yield from doctor.of_parsers(parsers_gaps())
    embedder = embedder_of(settings)
    model = list(doctor.of_model(embedder))
    yield from model
    if settings is None:
        yield from doctor.of_clock(SystemClock().now(), ())
        return
    if not doctor.has_problem(model):
        yield from doctor.of_calibration(embedder, settings.answers.min_confidence)
    yield from doctor.of_reader(reader_of(settings), settings.answers.min_confidence)
    yield from _of_folder(settings)
    yield from _of_others(settings)
    yield from _of_data(settings, None if doctor.has_problem(model) else embedder)


def _loaded(path: Path) -> tuple[Settings | None, tuple[str, ...]]:
    """Return the settings, if they and the file of subjects can be read, and what is wrong with them."""
    from bot.config.loader import load
    from bot.config.subjects import configured_subjects

    settings: Settings | None = None
    try:
        settings = load(path)
        configured_subjects(settings.answers.subjects)
    except ConfigError as error:
        return settings, error.problems
    return settings, ()


def _of_folder(settings: Settings) -> Iterator[Finding]:
    """Run the checks of the data directory: its disk, and who may read it."""
    from bot.operations import doctor
    from bot.wiring.components import catalogue_file

    yield from doctor.of_disk(settings.byline.data_dir)
    with contextlib.suppress(StoreError):  # for a wrong address, which is reported where the catalogue is opened
        yield from doctor.of_privacy(settings.byline.data_dir, catalogue_file(settings))


def _of_others(settings: Settings) -> Iterator[Finding]:
    """Run the checks of whom Byline talks to: their tokens, platforms, destinations, the server, model, mailboxes."""
    from bot.operations import doctor
    from bot.operations.feed_trials import check_mailboxes
    from bot.wiring.components import mail_reader
    from bot.wiring.destinations import destination_findings
    from bot.wiring.http_server import server_findings
    from bot.wiring.installation import SystemClock
    from bot.wiring.language_model import model_findings
    from bot.wiring.platforms import platform_findings
    from bot.wiring.secrets import secret_variables

    variables = [each for each in secret_variables(settings) if each.is_needed]
    needed = [(each.section, each.name) for each in variables if each.section != "server"]  # it has its own check
    yield from doctor.of_tokens(needed, os.environ)
    yield from platform_findings(settings, os.environ)
    yield from destination_findings(settings, os.environ)
    yield from server_findings(settings, os.environ)
    if settings.model:
        yield from model_findings(settings.model, os.environ)
    if boxes := [feed for feed in settings.indexer.feeds if feed.mailbox and feed.enabled]:
        with mail_reader(settings) as mail:
            yield from doctor.of_mailboxes(
                check_mailboxes(mail, boxes, SystemClock().now(), settings.indexer.collector.backfill)
            )


def _of_data(settings: Settings, embedder: Embedder | None) -> Iterator[Finding]:
    """Run the checks that look into the catalogue; without a usable model there is no index to compare with."""
    from bot.operations import doctor
    from bot.operations.health import status_of
    from bot.wiring.components import adapters_of, catalogue_file, journal_of, open_catalogue, subscriptions_of
    from bot.wiring.indexes import held_by_indexes
    from bot.wiring.installation import SystemClock
    from indexer.indexing.generations import index_rules

    now = SystemClock().now()
    try:
        with open_catalogue(settings, read_only=True) as catalogue:
            yield from doctor.of_catalogue(catalogue.damage(), in_file=catalogue_file(settings) is not None)
            yield from doctor.of_clock(now, catalogue.feed_states().values())
            if embedder:
                held = held_by_indexes(settings, catalogue, embedder)
                yield from doctor.of_index(catalogue, index_rules(embedder), held)
            yield from doctor.of_adapters(adapters_of(settings, journal_of(settings, catalogue), catalogue))
            yield from doctor.of_subscriptions(subscriptions_of(catalogue).counts())
            yield from doctor.of_feeds(status_of(catalogue, settings.indexer.feeds, now=now))
    except NothingCollected:
        yield from doctor.of_clock(now, ())
        yield doctor.Finding(check="catalogue", says="nothing was collected yet", remedy="`byline index` does it")
    except (ConfigError, StoreError) as error:  # also a password that is not set
        remedy = "do what the message says"
        yield doctor.Finding(check="catalogue", level=doctor.Severity.PROBLEM, says=str(error), remedy=remedy)
