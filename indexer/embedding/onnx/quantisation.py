"""The change of a model's matrix products to whole numbers of 8 bits, one scale a column.

What flows into a product is rounded to 8 bits as it comes. A few channels that are far larger than the others would
take all of the range, so each channel is divided by a measured factor first, and the weights that meet it are
multiplied with it (Xiao et al. 2022, "SmoothQuant"): of the angle that rounding makes between two vectors of one text,
more than half goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import torch
from torch.nn import Linear, Parameter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from torch import Tensor
    from torch.nn import Module

OPSET = 17
"""The version of ONNX's operations that models are exported in."""


class SmoothingRules(NamedTuple):
    """How what flows is smoothed."""

    smoothing: float = 0.7  # 0: all is left to the weights, 1: to what flows; of five the nearest to the original
    least_flow: float = 1e-5  # of a channel that is silent in all calibration texts


SMOOTHING = SmoothingRules()


def smooth(model: Module, inputs: Iterable[tuple[Tensor, ...]]) -> None:
    """Divide what flows into each product by a factor a channel, and multiply the weights that it meets with it.

    How large the channels get is measured on `inputs`.
    """
    largest = _largest(model, inputs)
    together: dict[tuple[float, ...], list[Linear]] = {}  # the same flows into a query, a key and a value
    for linear, flow in largest.items():
        together.setdefault(tuple(flow.tolist()), []).append(linear)
    with torch.no_grad():
        for linears in together.values():
            flow = largest[linears[0]].clamp_min(SMOOTHING.least_flow)
            weights = (
                torch.stack([linear.weight.abs().amax(0) for linear in linears]).amax(0).clamp_min(SMOOTHING.least_flow)
            )
            factor = flow**SMOOTHING.smoothing / weights ** (1 - SMOOTHING.smoothing)
            inverse = Parameter(1 / factor, requires_grad=False)  # one for all: one product is exported
            for linear in linears:
                linear.weight.mul_(factor)
                linear.register_parameter("smoothing", inverse)
                linear.register_forward_pre_hook(lambda module, given: (given[0] * module.smoothing, *given[1:]))


def _largest(model: Module, inputs: Iterable[tuple[Tensor, ...]]) -> dict[Linear, Tensor]:
    """Return how large each channel that flows into a product gets."""
    largest: dict[Linear, Tensor] = {}

    def note(module: Linear, given: tuple[Tensor, ...]) -> None:
        flow = given[0].detach().abs().flatten(0, -2).amax(0)
        largest[module] = torch.maximum(largest.get(module, flow), flow)

    linears = [module for module in model.modules() if isinstance(module, Linear)]
    hooks = [linear.register_forward_pre_hook(note) for linear in linears]
    with torch.no_grad():
        for each in inputs:
            model(*each)
    for hook in hooks:
        hook.remove()
    return largest


def quantise(
    source: Path, target: Path, *, signed: bool, reduced: bool = False, operations: Sequence[str] = ("MatMul",)
) -> None:
    """Write a model whose matrix products have weights of 8 bits, signed or not; `reduced`: 7 bits of them are used.

    The table of words stays as it is: looking it up takes no time, and rounding it costs accuracy.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        source,
        target,
        op_types_to_quantize=list(operations),
        per_channel=True,
        reduce_range=reduced,
        weight_type=QuantType.QInt8 if signed else QuantType.QUInt8,
    )
