"""Edge: asks the process that owns the data directory, as a client."""

from __future__ import annotations

import http.client
import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

from bot.server.control import protocol, socket_path
from bot.server.control.protocol import HEADER, PATIENCE, PROTOCOL
from indexer.data_dir_lock import signature
from indexer.errors import BylineError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.server.control.voice import Voice
    from indexer.collecting.jsonl_files import ImportReport, Line


def owner_of(data_dir: Path) -> Owner | None:
    """Return the process that owns a data directory and serves others; None if there is none."""
    try:
        socket_path.connected(data_dir, PATIENCE).close()
    except OSError:  # no socket, or one that a killed process has left
        return None
    return Owner(data_dir)


class Owner:
    """The process that owns a data directory. Whatever it is asked, hanging up calls it off.

    Every method raises the error that the work itself raises, and `BylineError` if the process ends before it has
    answered, does not answer, or is of another version.
    """

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir

    def enquire(self, enquiry: protocol.Enquiry, voice: Voice) -> bool:
        """Have a question answered; return False for a bad line of input."""
        return bool(self._done(protocol.ENQUIRE, protocol.written(enquiry), voice)["good"])

    def index(self, indexing: protocol.Indexing, voice: Voice) -> None:
        """Have a pass made over every feed."""
        self._done(protocol.INDEX, protocol.written(indexing), voice)

    def reindex(self, reindexing: protocol.Reindexing, voice: Voice) -> int:
        """Have a new index made; return the number of passages."""
        return int(self._done(protocol.REINDEX, protocol.written(reindexing), voice)["passages"])

    def take(self, lot: Sequence[Line], voice: Voice) -> ImportReport:
        """Have some lines of an import taken in."""
        return protocol.report_heard(self._done(protocol.IMPORT, protocol.packed(lot), voice))

    def finish(self, voice: Voice) -> ImportReport:
        """Have an import completed."""
        return protocol.report_heard(self._done(protocol.FINISH, b"", voice))

    def _done(self, order: str, body: bytes, voice: Voice) -> dict[str, Any]:
        """Send an order, pass on what is said meanwhile, and return what it came to."""
        connection = _Connection(self._data_dir)
        try:
            connection.request("POST", order, body, {HEADER: PROTOCOL, "Connection": "close"})
            with closing(connection.getresponse()) as response:
                self._check(response)
                ended = _heard(response, voice)
        except TimeoutError as error:
            raise BylineError(f"{self._who()} does not answer: see whether it hangs, and start it again") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise self._cut_off() from error
        finally:
            connection.close()
        if ended is None:
            raise self._cut_off()
        if "failed" in ended:
            raise protocol.failure_heard(ended)
        return dict(ended["end"])

    def _check(self, response: http.client.HTTPResponse) -> None:
        theirs = response.headers.get(HEADER, "none")
        if theirs != PROTOCOL:
            raise BylineError(
                f"{self._who()} is of another version (its protocol is {theirs}, this one's {PROTOCOL}): "
                "start it again, so that both are of one"
            )
        if response.status != http.client.OK:
            raise BylineError(f"{self._who()} refuses: {response.read(10_000).decode(errors='replace').strip()}")

    def _cut_off(self) -> BylineError:
        return BylineError(
            f"{self._who()} ended before it had answered: what it had done until then is kept; try again"
        )

    def _who(self) -> str:
        return str(signature(self._data_dir) or "the process that owned the data directory")


class _Connection(http.client.HTTPConnection):
    """HTTP through the control socket."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__("byline", timeout=PATIENCE)
        self._data_dir = data_dir

    def connect(self) -> None:
        """Connect to the owner of the data directory."""
        self.sock = socket_path.connected(self._data_dir, PATIENCE)


def _heard(response: http.client.HTTPResponse, voice: Voice) -> dict[str, Any] | None:
    """Pass on what is said, and return the last event; None if it does not come."""
    for line in response:
        event: dict[str, Any] = json.loads(line)
        if "out" in event:
            voice.out(event["out"])
        elif "note" in event:
            voice.note(event["note"])
        elif "progress" in event:
            voice.progress(*event["progress"])
        elif event:
            return event
    return None
