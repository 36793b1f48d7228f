"""The reader: a small model that reads a passage together with a question or a statement.

It says whether the passage answers, with which words, and whether it bears a statement out. `onnx_reader` computes the
bundled one, which `model_folder` finds and checks; `training` made it, and `model/CARD.md` tells of what, and how good
it is. `named_reader` puts a question-answering model in its place: `extractive_reader` computes the copy that `export`
makes of it in a process of its own. Both are a `pair_model` each; `spans` is where they see the answer.
"""
