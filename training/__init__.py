"""How the reader is made: question answering and support sets in, one small cross-encoder out.

Nothing of the product imports this package. It runs by hand, for hours, and may be ended and taken up again at any
time:

    python -m training fit --data DIR --run DIR      trains, with a checkpoint every few minutes
    python -m training measure --data DIR --run DIR  measures the last checkpoint on what it was not trained on
    python -m training ship --run DIR                puts it into the package, as `bot.evidence.reader` computes it

Begun with `setsid` it gives way to the other sessions of the machine, too, and not only to its own.

On two cores it sees some twenty examples a second; with `--device cuda --batch 128` an accelerator does the same work.

`sets` reads the files, `mixture` decides which example comes when, `batches` makes tensors of them, `network` is the
model, `fitting` trains it in two processes that share its weights, `checkpoints` keeps what was reached, `measuring`
tells how good it is. The data are described in the README files beside them; their texts are no part of this project.
"""
