"""Postgres and Chroma's server, each in an empty folder and on a port of its own, started, stopped and restarted."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from bench.ports import await_port, free_port

if TYPE_CHECKING:
    from types import TracebackType

_USER = "byline"


@dataclass(slots=True)
class Postgres:
    """A cluster made by the `initdb` and run by the `pg_ctl` of this computer, as user `nobody` if this one is root."""

    folder: Path
    port: int = field(default_factory=free_port)

    def __enter__(self) -> Self:
        """Make and start it, with an empty database."""
        self.folder.mkdir(parents=True)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "nobody")
        self._do("initdb", "-D", str(self._data), "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C")
        with (self._data / "pg_hba.conf").open("a", encoding="ascii") as allowed:
            allowed.write("host all all 10.231.0.0/16 trust\n")  # of `bench.machines.namespace`
        self.start()
        self._do("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", _USER, _USER)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self._do("pg_ctl", "-D", str(self._data), "-m", "immediate", "stop")

    def start(self) -> None:
        """Start it."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200"
        self._do("pg_ctl", "-D", str(self._data), "-l", str(self.folder / "log"), "-w", "-o", options, "start")

    def restart(self) -> None:
        """End every connection and its transaction, as after a crash of the machine, and start again."""
        self._do("pg_ctl", "-D", str(self._data), "-m", "immediate", "stop")
        self.start()

    @property
    def pid(self) -> int:
        """Its number as a process, whose children serve the connections."""
        return int((self._data / "postmaster.pid").read_text(encoding="ascii").split()[0])

    def url(self, port: int = 0) -> str:
        """Return the address for Byline, through another port if it is given."""
        return f"postgresql+psycopg://{_USER}@127.0.0.1:{port or self.port}/{_USER}"

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _do(self, program: str, *arguments: str) -> None:
        found = shutil.which(program, path=os.pathsep.join((_newest_binaries(), os.environ["PATH"])))
        if not found:
            raise FileNotFoundError(f"{program} is not on this computer: install Postgres' server and client programs")
        user = "nobody" if os.geteuid() == 0 else None
        subprocess.run(
            [found, *arguments], check=True, user=user, cwd="/", stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL
        )


def _newest_binaries() -> str:
    """Return where Debian keeps the programs of Postgres' newest version, "" if it has none."""
    return str(max(Path("/usr/lib/postgresql").glob("*/bin"), default=""))


@dataclass(slots=True)
class Chroma:
    """Chroma's own server."""

    folder: Path
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start it."""
        self.folder.mkdir(parents=True)
        chroma = str(Path(sys.executable).with_name("chroma"))
        command = [chroma, "run", "--path", str(self.folder), "--port", str(self.port), "--host", "127.0.0.1"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        await_port(self.port)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        if self._process:
            self._process.terminate()
            self._process.wait()

    @property
    def pid(self) -> int:
        """Its number as a process, 0 while it does not run."""
        return self._process.pid if self._process else 0

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"
