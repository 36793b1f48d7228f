"""A unit for systemd that runs Byline with no more rights than it needs (pure).

What each setting does: https://www.freedesktop.org/software/systemd/man/systemd.exec.html
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_STATE = Path("/var/lib")  # where systemd makes a service's own folder
_HOMES = (Path("/home"), Path("/root"), Path("/run/user"))  # what ProtectHome hides
_TEMPORARY = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108  what PrivateTmp hides; nothing is written there by name
_RESERVED = 1_024  # the first port that needs no capability

_HARDENING = """\
NoNewPrivileges=yes
ProtectSystem=strict
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
LockPersonality=yes
# No MemoryDenyWriteExecute: PyTorch compiles code at run time, and fails under it.
RemoveIPC=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
KeyringMode=private
SystemCallArchitectures=native
SystemCallFilter=@system-service @sandbox
SystemCallErrorNumber=EPERM
UMask=0077"""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFacts:
    """What a unit depends on. All paths are absolute."""

    unit: str = "byline"  # its name, without ".service"
    command: tuple[str, ...]  # that runs Byline; first the program's path
    config: Path
    data_dir: Path
    written: tuple[Path, ...] = ()  # further folders that it writes to
    read: tuple[Path, ...] = ()  # folders of the program
    account: str
    environment: Path  # the file with the tokens
    variables: tuple[str, ...] = ()  # that it must set
    ports: tuple[int, ...] = ()  # that are listened on


def unit_text(facts: UnitFacts) -> str:
    """Return the unit file."""
    return "\n".join(_lines(facts)) + "\n"


def _lines(facts: UnitFacts) -> Iterator[str]:
    yield f"# Made by `byline service`. Save it as /etc/systemd/system/{facts.unit}.service."
    yield "[Unit]"
    yield "Description=Byline answers questions about AI-industry news"
    yield "Wants=network-online.target"
    yield "After=network-online.target"
    yield ""
    yield "[Service]"
    yield "Type=exec"
    yield f"User={facts.account}"
    yield f"WorkingDirectory={_plain(facts.config.parent)}"
    yield f"ExecStart={_command(facts.command)}"
    yield from _environment(facts)
    yield "Restart=on-failure"
    yield "RestartSec=10s"
    yield "# 2 is a mistake in the config file or a missing token: no restart mends it."
    yield "RestartPreventExitStatus=2"
    yield "# It finishes the page and the answer in hand. Killed, it loses nothing either."
    yield "TimeoutStopSec=60s"
    yield ""
    yield from _folders(facts)
    yield f"ProtectHome={'read-only' if _is_below(facts, _HOMES) else 'yes'}"
    yield f"PrivateTmp={'no' if _is_below(facts, _TEMPORARY) else 'yes'}"
    rights = "CAP_NET_BIND_SERVICE" if any(0 < port < _RESERVED for port in facts.ports) else ""
    yield f"CapabilityBoundingSet={rights}"
    yield f"AmbientCapabilities={rights}"
    yield _HARDENING
    yield ""
    yield "[Install]"
    yield "WantedBy=multi-user.target"


def _environment(facts: UnitFacts) -> Iterator[str]:
    if not facts.variables:
        yield f"EnvironmentFile=-{_plain(facts.environment)}"
        return
    yield f"# Mode 0600, with a line NAME=value for each of {', '.join(facts.variables)}."
    yield f"EnvironmentFile={_plain(facts.environment)}"


def _folders(facts: UnitFacts) -> Iterator[str]:
    """Yield where it may write: nothing else on the disk can be written to."""
    written = [folder for folder in facts.written if not folder.is_relative_to(facts.data_dir)]
    if facts.data_dir.is_relative_to(_STATE) and facts.data_dir != _STATE:
        yield f"StateDirectory={_quoted(str(facts.data_dir.relative_to(_STATE)))}"
        yield "StateDirectoryMode=0700"
    else:
        written.insert(0, facts.data_dir)
    if written:
        yield f"ReadWritePaths={' '.join(_quoted(str(folder)) for folder in dict.fromkeys(written))}"


def _is_below(facts: UnitFacts, folders: Sequence[Path]) -> bool:
    """Tell whether anything that it uses lies in one of some folders, which must then be seen."""
    used = (facts.config, facts.data_dir, facts.environment, *facts.written, *facts.read)
    return any(path.is_relative_to(folder) for path in used for folder in folders)


def _command(words: Sequence[str]) -> str:
    return " ".join(_quoted(word).replace("$", "$$") for word in words)


def _quoted(word: str) -> str:
    """Return a word as systemd takes it apart: quoted if need be, "%" doubled."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"' if not word or any(c.isspace() or c in "\"'\\;" for c in word) else escaped


def _plain(path: Path) -> str:
    """Return a path that stands alone on its line: it is taken as it is, but for "%"."""
    return str(path).replace("%", "%%")
