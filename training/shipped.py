"""The weights of a shipped reader, to go on from where no run is kept: rounded, as they are in its file.

What a short run on new examples teaches costs some of what was known before. Weights between those of before and after
keep most of both (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").
"""

from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import torch

from training import checkpoints
from training.fitting import WEIGHTS
from training.network import Reader, new_reader

_WHOLE: Final = "reader."
_QUERY: Final = ("attention.self.key.", "attention.self.value.")
"""What flows into keys and values is smoothed as what flows into queries, under their name."""


def begin(start: Path, run: Path, model: Path) -> None:
    """Give a new run, in the folder `run`, the weights in the file `model`; `start` is the encoder's folder."""
    run.mkdir(parents=True, exist_ok=True)
    if not (run / WEIGHTS).exists():
        reader = new_reader(start)
        blend(reader, model, 0.0)
        checkpoints.save(reader.state_dict(), run / WEIGHTS)


def blend(reader: Reader, model: Path, share: float) -> None:
    """Move a reader's weights towards those in the file `model`: `share` of its own are kept, 0 to 1.

    What the file does not hold stays as it is.
    """
    with torch.no_grad():
        own = reader.state_dict()
        for name, shipped in weights(model).items():
            known = own[name][: len(shipped)]  # of places only those that a pair reaches are shipped
            known.lerp_(shipped, 1 - share)


def weights(model: Path) -> dict[str, torch.Tensor]:
    """Return the weights in the file `model` by their names in `network.Reader`.

    Word vectors and places that no pair reaches are not among them: they are the encoder's own.
    """
    graph = onnx.load(str(model)).graph
    held = {each.name: onnx.numpy_helper.to_array(each) for each in graph.initializer}
    plain = {
        name.removeprefix(_WHOLE): value
        for name, value in held.items()
        if name.startswith(f"{_WHOLE}encoder.") or name.endswith(".bias")
        if not name.endswith(".smoothing") and "word_embeddings" not in name
    }
    products = {
        f"{path}.weight": _product(held, path, node.input[1].removesuffix("_quantized"))
        for node in graph.node
        if node.op_type == "MatMulInteger"
        for path in (_path(node.name),)
    }
    return {name: torch.tensor(value) for name, value in (plain | products).items()}


def _path(node: str) -> str:
    """Return the name of the layer whose product a node is: "/reader/support/support.0/Gemm_…" is "support.0"."""
    steps = node.split("/")[2:-1]
    whole = [step for step, after in zip(steps, [*steps[1:], ""], strict=True) if not after.startswith(f"{step}.")]
    return ".".join(whole)


def _product(held: dict[str, Any], path: str, product: str) -> np.ndarray[Any, Any]:
    rounded = held[f"{product}_quantized"].astype(np.float32) * held[f"{product}_scale"]
    smoothed = path
    for name in _QUERY:
        smoothed = f"{smoothed}.".replace(name, "attention.self.query.").removesuffix(".")
    factor = held[f"{_WHOLE}{smoothed}.smoothing"]
    found: np.ndarray[Any, Any] = (rounded * factor[:, None]).T.copy()
    return found
