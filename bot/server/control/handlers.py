"""What the server of the control socket passes the orders of clients to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.operations.forgetting import ForgetTarget
    from bot.server.control.output import Output
    from bot.server.control.protocol import Enquiry, Indexing, NewsOrder, Reindexing
    from indexer.collecting.jsonl_files import Line


class OrderHandlers(Protocol):
    """Does the orders of clients, and returns what each came to, as it is sent.

    Safe to use from several threads. Only `enquire` and `news` are called several times at once. Every method raises
    `BylineError` for a failure that the client should be told.
    """

    @property
    def concurrency(self) -> int:
        """How many questions are answered at a time."""

    def enquire(self, enquiry: Enquiry, output: Output) -> dict[str, Any]:
        """Answer a question; "good" is False for a bad line of input."""

    def news(self, order: NewsOrder, output: Output) -> dict[str, Any]:
        """Make, try or remove a watch or a digest, or tell what a digest would say now."""

    def index(self, indexing: Indexing, output: Output) -> dict[str, Any]:
        """Make a pass over every feed."""

    def take(self, lot: Sequence[Line], output: Output) -> dict[str, Any]:
        """Import some lines; see `protocol.report_record`."""

    def finish(self, output: Output) -> dict[str, Any]:
        """Complete an import; see `protocol.report_record`."""

    def reindex(self, reindexing: Reindexing, output: Output) -> dict[str, Any]:
        """Make a new index; "passages" is their number."""

    def forget(self, target: ForgetTarget, output: Output) -> dict[str, Any]:
        """Remove what is kept of something; "removed" says how much it was, see `Forgetter.count`."""
