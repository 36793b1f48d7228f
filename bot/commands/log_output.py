"""The log: to stderr, as text or one JSON object a line."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, TextIO, cast

from indexer.web.redaction import redact

if TYPE_CHECKING:
    from structlog.typing import Processor

_OURS = ("bot", "indexer")


class _RedactedStderr:
    """Writes to stderr, whatever that is at the moment, without secrets, those of libraries and tracebacks included."""

    def write(self, text: str) -> int:
        """Write."""
        return sys.stderr.write(redact(text))

    def flush(self) -> None:
        """Flush."""
        sys.stderr.flush()


def log_to_stderr(*, form: str, verbose: bool) -> None:
    """Log as the config says: `form` is "text" or "json"; `verbose` adds what only helps to find a fault.

    Tracebacks are plain: structlog's own for terminals show the values of variables, and one of them may be a token.
    Other libraries stay as quiet as they are, since some of them log the headers that they send.
    """
    import structlog

    stderr = cast("TextIO", _RedactedStderr())
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    as_json = (structlog.processors.format_exc_info, structlog.processors.JSONRenderer())
    common: list[Processor] = [
        structlog.contextvars.merge_contextvars,  # the reference of the question or order
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*common, *(as_json if form == "json" else (plain,))],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG if verbose else logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(file=stderr),
    )
    handler = logging.StreamHandler(stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*common, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *as_json],
        )
        if form == "json"
        else logging.Formatter("%(levelname)s %(name)s: %(message)s")
    )
    for logger in map(logging.getLogger, _OURS):
        logger.setLevel(logging.DEBUG if verbose else logging.WARNING)
        logger.handlers = [handler]
