"""The reader that [answers] names."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import structlog

from bot.wiring.components import models_folder
from indexer.errors import ModelError

if TYPE_CHECKING:
    from bot.config.sections import Settings
    from bot.ports import Judge, Reader

NONE = "none"
"""What [answers] reader says where no passage is to be read."""


def reader_of(settings: Settings) -> Reader | None:
    """Return the reader; None where the config wants none. Nothing is loaded before it is needed."""
    from bot.evidence.reader.model_folder import BUNDLED
    from bot.evidence.reader.onnx_reader import OnnxReader

    wanted = settings.answers.reader
    if wanted == NONE:
        return None
    bundled = OnnxReader(BUNDLED)
    if not wanted:
        return bundled
    from bot.evidence.reader.named_reader import NamedReader

    return NamedReader(wanted, models=models_folder(settings), bundled=bundled)


def judge_of(reader: Reader | None) -> Judge:
    """Return what judges a language model's sentences: the bundled reader, whichever one reads passages, if any."""
    from bot.evidence.reader.model_folder import BUNDLED
    from bot.evidence.reader.onnx_reader import OnnxReader

    return reader if isinstance(reader, OnnxReader) else OnnxReader(BUNDLED)


def prepare_in_background(reader: Reader) -> None:
    """Make what a reader lacks, in a thread that the end of the program does not wait for.

    If that cannot be, the log says why; the bundled reader reads on.
    """
    threading.Thread(target=_prepare, args=(reader,), name="reader", daemon=True).start()


def _prepare(reader: Reader) -> None:
    log = structlog.get_logger("byline.reader")
    try:
        reader.prepare()
    except ModelError as error:
        log.error("the configured reader cannot be used", model=reader.name, reason=str(error))  # noqa: TRY400  expected
    except Exception:  # a bug costs what this reader would add; the bundled one reads on
        log.exception("the configured reader was not made ready", model=reader.name)
