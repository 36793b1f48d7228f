"""Edge: text -> vectors, with sentence-transformers or with a copy of its model that onnxruntime computes.

`model_files` reads a model on the disk. `torch_engine` computes it with sentence-transformers, `onnx.engine` with
onnxruntime; `onnx.build` makes the copy in a process of its own (`onnx.making`), as `processors` finds best for this
machine, `onnx.store` stores it, and `embedder` decides which of the two computes.
"""

from indexer.embedding.embedder import AutoEmbedder
from indexer.embedding.model_files import BUNDLED, ModelFiles
from indexer.embedding.torch_engine import SentenceTransformersEmbedder

__all__ = ["BUNDLED", "AutoEmbedder", "ModelFiles", "SentenceTransformersEmbedder"]
