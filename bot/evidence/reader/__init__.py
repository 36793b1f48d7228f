"""The reader: a small model that reads a passage together with a question or a statement.

It says whether the passage answers, with which words, and whether it bears a statement out. `onnx_reader` computes it,
`model_folder` finds it, `spans` is where it sees the answer. `training` made the bundled one; `model/CARD.md` tells of
what, and how good it is.
"""
