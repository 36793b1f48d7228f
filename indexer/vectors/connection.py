"""Connections to Chroma, and the translation of its errors."""

from __future__ import annotations

import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.errors import IndexDamaged, StoreError, VectorsUnreachable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chromadb.api import ClientAPI

_HTTP_TIMEOUT = 60.0  # seconds
# SQLite's read-only, I/O error, full and cannot open, and the system's words for the same: no fault of the files.
_NOT_DAMAGE = re.compile(r"read-?only|disk is full|no space left|permission denied|\(os error \d+\)", re.IGNORECASE)
_NOT_DAMAGE_CODES = frozenset((8, 10, 13, 14))
_CODE = re.compile(r"\(code: (\d+)\)")  # in its lowest byte: https://www.sqlite.org/rescode.html


def open_folder(path: str) -> ClientAPI:
    """Open a directory, which is made if it is not there."""
    from chromadb import PersistentClient
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings

    Path(path).mkdir(parents=True, exist_ok=True)
    try:
        return PersistentClient(path, settings=Settings(anonymized_telemetry=False, allow_reset=False))
    except BaseException:  # an engine that failed to start stays registered, and the next attempt would get it
        SharedSystemClient._identifier_to_system.pop(path, None)
        raise


def connect(url: str, tenant: str, database: str, token: str) -> ClientAPI:
    """Reach a server, cluster or cloud; empty tenant and database mean Chroma's defaults."""
    from chromadb import HttpClient
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT, Settings

    known = set(SharedSystemClient._identifier_to_system)
    try:
        client = HttpClient(
            host=url.rstrip("/"),
            ssl=url.startswith("https:"),
            # The first is Chroma's own, the second what proxies in front of it check.
            headers={"X-Chroma-Token": token, "Authorization": f"Bearer {token}"} if token else None,
            settings=Settings(anonymized_telemetry=False, allow_reset=False),
            tenant=tenant or DEFAULT_TENANT,
            database=database or DEFAULT_DATABASE,
        )
    except BaseException:  # likewise
        _forget_new(known)
        raise
    for session in _sessions(client):
        session.timeout = _HTTP_TIMEOUT  # Chroma's client waits for ever, and offers no setting for it
    return client


def _forget_new(known: set[str]) -> None:
    """Close what a client that failed to start left registered and open."""
    from chromadb.api import ServerAPI
    from chromadb.api.shared_system_client import SharedSystemClient

    systems = SharedSystemClient._identifier_to_system
    for key in set(systems) - known:
        api = systems.pop(key).instance(ServerAPI)  # type: ignore[type-abstract] # chromadb's own way to get it
        session = getattr(api, "_session", None)
        if session is not None:
            session.close()


def disconnect(client: ClientAPI) -> None:
    """Give files and connections back."""
    sessions = _sessions(client)
    client.close()  # type: ignore[attr-defined] # the interface lacks it, every client has it
    for session in sessions:
        session.close()  # Chroma's own close() leaves the sockets open


def _sessions(client: ClientAPI) -> list[Any]:
    """Return the httpx clients inside a server's client; its admin client has another."""
    holders = (client, getattr(client, "_admin_client", None))
    found = [getattr(getattr(holder, "_server", None), "_session", None) for holder in holders]
    return [session for session in found if session is not None]


@contextmanager
def translate_errors(place: str, *, remote: bool) -> Iterator[None]:
    """Turn what Chroma raises into `StoreError` or `IndexDamaged`; our own errors and mistakes pass."""
    try:
        yield
    except (StoreError, TypeError, AttributeError):
        raise
    except Exception as error:  # Chroma raises bare Exceptions for what a server says, ValueErrors and httpx's
        raise _translate(error, place, remote=remote) from error
    except BaseException as error:  # pyo3's panic is no Exception: the engine met files it had not reckoned with
        if type(error).__name__ != "PanicException":
            raise
        raise _translate(error, place, remote=remote) from error


def _translate(error: BaseException, place: str, *, remote: bool) -> StoreError:
    if remote:
        away = type(error).__module__.startswith("http") or "could not connect" in str(error).lower()
        kind = VectorsUnreachable if away else StoreError
        return kind(f"the Chroma server at {place}: {error}. Check that it runs, and [store] url and token_env")
    code = _CODE.search(str(error))
    harmless = code is not None and int(code[1]) & 0xFF in _NOT_DAMAGE_CODES
    if isinstance(error, OSError) or harmless or _NOT_DAMAGE.search(str(error)):
        return StoreError(f"the vectors in {place} cannot be used: {error}. Check disk and permissions")
    return IndexDamaged(f"the vectors in {place} cannot be read: {error}")
