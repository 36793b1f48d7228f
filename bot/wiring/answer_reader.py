"""The reader that [answers] names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.ports import Reader


def answer_reader(settings: Settings) -> Reader | None:
    """Return the reader; None where the config wants none. Raises `ModelError` if it cannot be loaded."""
    from bot.evidence.reader.model_folder import BUNDLED
    from bot.evidence.reader.onnx_reader import OnnxReader

    wanted = settings.answers.reader
    return None if wanted == "none" else OnnxReader(BUNDLED)
