"""The unit for systemd: what it says for which installation, and that systemd takes it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.operations.systemd_unit import UnitFacts, unit_text

ANALYZE = shutil.which("systemd-analyze") or ""

FACTS = UnitFacts(
    command=("/opt/byline/bin/byline", "--config", "/etc/byline/config.toml", "run"),
    config=Path("/etc/byline/config.toml"),
    data_dir=Path("/var/lib/byline"),
    account="byline",
    environment=Path("/etc/byline/byline.env"),
)


def settings(text: str) -> dict[str, list[str]]:
    """Return the settings of a unit, each with its values, as systemd reads it: a setting a line, "#" for comments."""
    found: dict[str, list[str]] = defaultdict(list)
    section = ""
    for line in text.splitlines():
        if line.startswith("["):
            section = line
        elif line and not line.startswith("#"):
            name, equals, value = line.partition("=")
            assert (section in ("[Unit]", "[Service]", "[Install]"), equals) == (True, "="), line
            found[name].append(value)
    return found


def test_it_runs_as_configured() -> None:
    """It starts the console script by the config, as its account, with the tokens from a file, and not for ever."""
    said = settings(unit_text(FACTS))
    assert said["ExecStart"] == ["/opt/byline/bin/byline --config /etc/byline/config.toml run"]
    assert (said["User"], said["WorkingDirectory"]) == (["byline"], ["/etc/byline"])
    assert said["EnvironmentFile"] == ["-/etc/byline/byline.env"]
    assert said["RestartPreventExitStatus"] == ["2"]
    needed = settings(unit_text(replace(FACTS, variables=("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"))))
    assert needed["EnvironmentFile"] == ["/etc/byline/byline.env"]
    assert "# Mode 0600, with a line NAME=value for each of SLACK_BOT_TOKEN" in unit_text(
        replace(FACTS, variables=("SLACK_BOT_TOKEN",))
    )


def test_it_is_named_by_what_it_does() -> None:
    """A unit of one role says under which name it is to be saved."""
    assert "/etc/systemd/system/byline-collect.service." in unit_text(replace(FACTS, unit="byline-collect"))


def test_it_writes_to_its_own_folders_only() -> None:
    """Under /var/lib systemd makes the folder; elsewhere the unit names it, and what else is written to."""
    said = settings(unit_text(FACTS))
    assert (said["StateDirectory"], said["StateDirectoryMode"], said["ReadWritePaths"]) == (["byline"], ["0700"], [])
    assert (said["ProtectSystem"], said["ProtectHome"], said["NoNewPrivileges"]) == (["strict"], ["yes"], ["yes"])
    other = replace(FACTS, data_dir=Path("/srv/the news"), written=(Path("/srv/db"), Path("/srv/the news/x")))
    said = settings(unit_text(other))
    assert (said["StateDirectory"], said["ReadWritePaths"]) == ([], ['"/srv/the news" /srv/db'])


@pytest.mark.parametrize(
    ("changes", "home", "temporary"),
    [
        ({}, "yes", "yes"),
        ({"config": Path("/home/ann/config.toml")}, "read-only", "yes"),
        ({"read": (Path("/root/.local/share/python"),)}, "read-only", "yes"),
        ({"data_dir": Path("/tmp/data")}, "yes", "no"),  # noqa: S108  what an operator may write
        ({"data_dir": Path("/homer/data")}, "yes", "yes"),
    ],
)
def test_what_it_uses_is_not_hidden(changes: dict[str, Any], home: str, temporary: str) -> None:
    """Homes and temporary files are hidden unless it needs something in there."""
    said = settings(unit_text(replace(FACTS, **changes)))
    assert (said["ProtectHome"], said["PrivateTmp"]) == ([home], [temporary])


@pytest.mark.parametrize(("ports", "rights"), [((), ""), ((0, 3_000), ""), ((443,), "CAP_NET_BIND_SERVICE")])
def test_it_has_no_capability_that_it_does_not_need(ports: tuple[int, ...], rights: str) -> None:
    """It may listen on a reserved port if one is configured, and nothing else."""
    said = settings(unit_text(replace(FACTS, ports=ports)))
    assert said["CapabilityBoundingSet"] == said["AmbientCapabilities"] == [rights]


def test_odd_paths_stay_what_they_are() -> None:
    """Spaces, quotes, "%" and "$" in a path mean to systemd what they are."""
    odd = Path('/etc/a 100%/$HOME "x"/config.toml')
    said = settings(unit_text(replace(FACTS, command=("/bin/true", str(odd)), config=odd)))
    assert said["ExecStart"] == ['/bin/true "/etc/a 100%%/$$HOME \\"x\\"/config.toml"']
    assert said["WorkingDirectory"] == ['/etc/a 100%%/$HOME "x"']


@pytest.mark.skipif(not ANALYZE, reason="systemd is not installed")
def test_systemd_takes_it(tmp_path: Path) -> None:
    """`systemd-analyze verify` finds nothing wrong with it, odd paths or not."""
    homes = (Path("/srv/byline"), Path("/srv/a 100% folder"))  # a unit may not work below /dev/shm
    for number, home in enumerate(homes):
        command = (sys.executable, "-m", "bot", "--config", str(home / "config.toml"), "run")
        unit = tmp_path / f"byline-{number}.service"
        facts = replace(FACTS, command=command, config=home / "config.toml", data_dir=home / "data", account="root")
        unit.write_text(unit_text(facts), encoding="utf-8")
        said = subprocess.run([ANALYZE, "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False)
        assert (said.returncode, [line for line in said.stderr.splitlines() if unit.name in line]) == (0, [])
