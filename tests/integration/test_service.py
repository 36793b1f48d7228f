"""`service`: the unit of an installation."""

from __future__ import annotations

import getpass
import os
import sys
from typing import TYPE_CHECKING

from tests.bot.operations.test_systemd_unit import settings

if TYPE_CHECKING:
    from pathlib import Path

    from tests.integration.conftest import CommandLine


def test_the_unit_of_an_installation(byline: CommandLine, tmp_path: Path) -> None:
    """It names the program, this config, its data directory, the account and the variables that must be set."""
    with byline.config.open("a", encoding="utf-8") as config:
        config.write('\n[slack]\nmode = "http"\nport = 443\n\n[model]\nprovider = "anthropic"\nname = "m"\n')
        config.write('api_key_env = "SOME_KEY"\n[[mailboxes]]\nhost = "imap.example.org"\nuser = "u"\n')
        config.write('password_env = "MAIL_KEY"\nname = "The Loom"\nfrom = ["@loom.example"]\n')
    said = byline("service")
    assert said.code == 0
    found = settings(said.out)
    (command,) = found["ExecStart"]
    assert command.endswith(f"--config {byline.config} run")
    assert os.access(command.split()[0], os.X_OK)
    assert command.startswith(os.path.dirname(sys.executable))  # noqa: PTH120  a link stays one
    assert found["ReadWritePaths"] == [str(tmp_path / "data")]
    assert found["EnvironmentFile"] == [str(tmp_path / "byline.env")]
    assert found["User"] == [getpass.getuser() if os.geteuid() else "byline"]
    assert found["AmbientCapabilities"] == ["CAP_NET_BIND_SERVICE"]
    needed = "it sets SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, SOME_KEY, MAIL_KEY"
    assert f"{tmp_path / 'byline.env'} is not there yet: {needed}" in said.err
    assert f"{tmp_path / 'data'} is not there yet: make it" in said.err
    assert "sudo tee /etc/systemd/system/byline.service" in said.err


def test_account_and_environment_can_be_named(byline: CommandLine, tmp_path: Path) -> None:
    """Another account and another file of tokens stand in the unit; that the account is missing is said."""
    options = ("--account", "no-such-user", "--environment-file", str(tmp_path / "tokens"))
    said = byline("service", *options)
    found = settings(said.out)
    assert (found["User"], found["EnvironmentFile"]) == (["no-such-user"], [f"-{tmp_path / 'tokens'}"])
    assert "there is no user no-such-user yet" in said.err
    assert f"byline -c {byline.config} service {' '.join(options)} | sudo tee" in said.err
    wrong = byline("service", "--account", "no such\nUser=root")
    assert (wrong.code, wrong.out) == (2, "")


def test_no_config(byline: CommandLine) -> None:
    """Without a config file there is no unit, and exit code 2."""
    byline.config.unlink()
    said = byline("service")
    assert (said.code, said.out) == (2, "")
