"""Where the reader's model lies."""

from __future__ import annotations

from pathlib import Path

BUNDLED = Path(__file__).parent / "model"
"""The folder of the model that comes with the package."""
