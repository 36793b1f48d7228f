"""Edge: text -> vectors, with sentence-transformers or with a copy of its model that onnxruntime computes.

`files` is the model as it lies on the disk. `plain` computes it with sentence-transformers, `fast` with onnxruntime;
`making` makes the copy in a process of its own, as `processors` finds best for this machine, `keeping` keeps it, and
`choosing` decides which of the two computes.
"""

from indexer.embedding.embedder import AutoEmbedder
from indexer.embedding.model_files import BUNDLED, ModelFiles
from indexer.embedding.onnx.engine import OnnxEmbedder
from indexer.embedding.torch_engine import SentenceTransformersEmbedder

__all__ = ["BUNDLED", "AutoEmbedder", "ModelFiles", "OnnxEmbedder", "SentenceTransformersEmbedder"]
