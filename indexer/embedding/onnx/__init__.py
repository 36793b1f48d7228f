"""The copy of an embedding model that onnxruntime computes: built, stored, checked and run."""
