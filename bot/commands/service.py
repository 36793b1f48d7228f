"""`service`."""

from __future__ import annotations

import getpass
import os
import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.console import called, invocation, note, out
from bot.operations.roles import Role
from indexer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.config.sections import Settings
    from bot.operations.systemd_unit import UnitFacts

_ACCOUNT = "byline"  # instead of root
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", re.ASCII)  # of a user, as systemd takes it


def service(
    context: typer.Context,
    *,
    account: Annotated[
        str, typer.Option("--account", metavar="NAME", help="The user that it runs as (default: you; byline for root).")
    ] = "",
    environment_file: Annotated[
        Path | None,
        typer.Option(
            "--environment-file", metavar="PATH", help="The file with the tokens (default: byline.env by the config)."
        ),
    ] = None,
    role: Annotated[Role, typer.Option("--role", help="What it does, of several machines: see `run`.")] = Role.ALL,
) -> None:
    """Print a hardened systemd unit that runs `byline run` with this config."""
    from bot.operations.systemd_unit import UnitFacts, unit_text
    from bot.wiring.components import catalogue_file
    from bot.wiring.secrets import secret_variables
    from bot.wiring.sharing import require_role

    if account and not _NAME.fullmatch(account):
        raise UsageError(f"--account {account}: no name of a user")
    settings = invocation(context).settings()
    require_role(settings, role)
    environment = (environment_file or settings.path.with_name("byline.env")).absolute()
    variables, place = secret_variables(settings), catalogue_file(settings)
    facts = UnitFacts(
        unit="byline" if role is Role.ALL else f"byline-{role}",
        command=(
            *_program(),
            "--config",
            str(settings.path),
            "run",
            *(("--role", role.value) if role is not Role.ALL else ()),
        ),
        config=settings.path,
        data_dir=settings.byline.data_dir,
        written=(place.absolute().parent,) if place else (),
        read=tuple(map(Path, (sys.prefix, sys.base_prefix, _program()[0], __file__))),
        account=account or _own_account(),
        environment=environment,
        variables=tuple(dict.fromkeys(each.name for each in variables if each.is_needed)),
        ports=tuple(_ports(settings)),
    )
    out(unit_text(facts).rstrip())
    options = (
        ("--account", account),
        ("--environment-file", str(environment_file or "")),
        ("--role", "" if role is Role.ALL else role.value),
    )
    given = "".join(f" {name} {shlex.quote(value)}" for name, value in options if value)
    for said in _steps(facts, f"{called(context)} service{given}"):
        note(said)


def _program() -> tuple[str, ...]:
    """Return what starts this program: the console script of its environment, else Python with its module."""
    script = Path(sys.executable).with_name("byline")
    return (str(script),) if script.is_file() and os.access(script, os.X_OK) else (sys.executable, "-m", "bot")


def _own_account() -> str:
    return _ACCOUNT if os.geteuid() == 0 else getpass.getuser()


def _ports(settings: Settings) -> Iterator[int]:
    if settings.slack and settings.slack.mode == "http":
        yield settings.slack.port
    yield from (each.port for each in (settings.byline.metrics, settings.server.listen) if each)


def _steps(facts: UnitFacts, command: str) -> Iterator[str]:
    """Yield what is still to be done; `command` is the one that printed the unit."""
    if not _is_account(facts.account):
        yield f"there is no user {facts.account} yet: sudo useradd --system {facts.account}; let it read the config"
    if facts.variables and not facts.environment.is_file():
        names = ", ".join(facts.variables)
        yield f"{facts.environment} is not there yet: it sets {names}, a line NAME=value each; mode 0600"
    if not facts.data_dir.is_dir() and not facts.data_dir.is_relative_to("/var/lib"):
        yield f"{facts.data_dir} is not there yet: make it, for that user alone (mode 0700)"
    yield (
        f"to install it: {command} | sudo tee /etc/systemd/system/{facts.unit}.service; "
        f"sudo systemctl daemon-reload; sudo systemctl enable --now {facts.unit}"
    )


def _is_account(name: str) -> bool:
    import pwd

    try:
        return bool(pwd.getpwnam(name))
    except KeyError:
        return False
