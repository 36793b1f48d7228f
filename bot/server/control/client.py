"""Edge: asks the process that owns the data directory, as a client."""

from __future__ import annotations

import http.client
import json
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from bot.server.control import protocol, socket_path
from bot.server.control.protocol import HEADER, PATIENCE, PROBLEM, PROTOCOL
from indexer.errors import BylineError, UsageError
from indexer.indexing.data_dir_lock import read_owner

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bot.server.control.output import Output
    from bot.server.control.protocol import Order

_LONG = 120.0  # seconds that an answer without signs of life may take: it may wait for a language model
_WRONG_USE = -32_602  # "invalid params" of JSON-RPC
_MCP = {  # without the version results lack what later versions have added
    "Content-Type": "application/json",
    "Accept": "application/json, text/event-stream",
    "MCP-Protocol-Version": "2025-11-25",
}


def owner_of(data_dir: Path) -> OwnerClient | None:
    """Return the process that owns a data directory and serves others; None if there is none."""
    try:
        socket_path.connect(data_dir, PATIENCE).close()
    except OSError:  # no socket, or one that a killed process has left
        return None
    return OwnerClient(data_dir)


class OwnerClient:
    """The process that owns a data directory. Hanging up cancels what it was asked for.

    Every method raises the error that the work itself raises, and `BylineError` if the process ends before it has
    answered, does not answer, or is of another version.
    """

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir

    def order(self, order: Order, output: Output) -> dict[str, Any]:
        """Have an order done, pass its output on, and return what it came to: see `protocol.PATHS`."""
        headers = {HEADER: PROTOCOL, "Connection": "close"}
        with self._answer(protocol.PATHS[type(order)], protocol.encode_order(order), headers) as response:
            self._check(response)
            ended = _last_event(response, output)
        if ended is None:
            raise self._cut_off()
        if "failed" in ended:
            raise protocol.failure_of(ended)
        return dict(ended["end"])

    def mcp(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """Have a request of the Model Context Protocol done, and return its result.

        Raises `UsageError` for what is wrong with the request.
        """
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        with self._answer("/mcp", body, _MCP, _LONG) as response:
            said = json.loads(response.read())
        if "result" in said:
            return dict(said["result"])
        wrong = said.get("error", {})
        message = wrong.get("message") or f"{self._name()} refuses: {said.get('detail', 'it does not say why')}"
        raise UsageError(message) if wrong.get("code") == _WRONG_USE else BylineError(message)

    @contextmanager
    def _answer(
        self, path: str, body: bytes, headers: Mapping[str, str], patience: float = PATIENCE
    ) -> Iterator[http.client.HTTPResponse]:
        """Send a request, and yield its answer, to be read within the block."""
        try:
            with closing(_Connection(self._data_dir, patience)) as connection:
                connection.request("POST", path, body, dict(headers))
                with closing(connection.getresponse()) as response:
                    yield response
        except TimeoutError as error:
            raise self._silent() from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise self._cut_off() from error

    def _check(self, response: http.client.HTTPResponse) -> None:
        if response.headers.get_content_type() == PROBLEM and response.status != http.client.CONFLICT:
            raise BylineError(f"{self._name()} refuses: {json.loads(response.read(10_000))['detail']}")
        theirs = response.headers.get(HEADER, "none")
        if theirs != PROTOCOL or response.status != http.client.OK:
            raise BylineError(
                f"{self._name()} is of another version (its protocol is {theirs}, this one's {PROTOCOL}): "
                "start it again, so that both are of one"
            )

    def _silent(self) -> BylineError:
        return BylineError(f"{self._name()} does not answer: see whether it hangs, and start it again")

    def _cut_off(self) -> BylineError:
        return BylineError(
            f"{self._name()} ended before it had answered: what it had done until then is kept; try again"
        )

    def _name(self) -> str:
        return str(read_owner(self._data_dir) or "the process that owned the data directory")


class _Connection(http.client.HTTPConnection):
    """HTTP through the control socket."""

    def __init__(self, data_dir: Path, patience: float = PATIENCE) -> None:
        super().__init__("byline", timeout=patience)
        self._data_dir = data_dir
        self._patience = patience

    def connect(self) -> None:
        """Connect to the owner of the data directory."""
        self.sock = socket_path.connect(self._data_dir, self._patience)


def _last_event(response: http.client.HTTPResponse, output: Output) -> dict[str, Any] | None:
    """Pass the output on, and return the last event; None if it does not come."""
    for line in response:
        event: dict[str, Any] = json.loads(line)
        if "out" in event:
            output.out(event["out"])
        elif "note" in event:
            output.note(event["note"])
        elif "progress" in event:
            output.progress(*event["progress"])
        elif event:
            return event
    return None
