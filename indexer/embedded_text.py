"""What an embedding model makes of a text: one vector of the whole, and one of each token where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class Embedded:
    """A text as a model reads it."""

    vector: npt.NDArray[np.float32]  # shape (dimension,), of unit length
    tokens: npt.NDArray[np.float16]  # shape (n, width), rows of unit length; special tokens and prompts left out
    spans: tuple[tuple[int, int], ...]  # n times where the token stands in the text: first character, and one past it
