"""The reader that a config names: a question-answering model, or until its copy is made the bundled one."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

import structlog
from typing_extensions import override

from bot.evidence.reader.extractive_reader import TOKENIZER, ExtractiveReader
from bot.ports import Reader
from indexer.embedding.model_files import ModelFiles
from indexer.embedding.onnx.making import MODEL, Maker
from indexer.embedding.onnx.store import copy_folder, find, make
from indexer.embedding.processors import this_processor
from indexer.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.model import Reading
    from indexer.embedding.onnx.store import ModelCopy
    from indexer.embedding.processors import Processor, Recipe

SETTING = "[answers] reader"
_HEAD = "ForQuestionAnswering"  # how the classes are called that answer


def _choose(processor: Processor) -> tuple[tuple[Recipe, ...], str]:
    if "signed" in processor.recipes or "unsigned" in processor.recipes:
        return ("signed", "float32"), "weights of 7 bits are added up without overflow by every processor"
    return processor.recipes, processor.why


READER = Maker(
    module="bot.evidence.reader.export",
    edition=1,
    measures=("difference", "same_spans", "longest"),
    choose=_choose,
    files=(MODEL, TOKENIZER),
    sort="reader-",
)
"""Makes the copies of question-answering models."""


class NamedReader(Reader):
    """A question-answering model of the Hugging Face hub or in a folder, by the copy of it that lies in `models`.

    `prepare` downloads the model and makes the copy, in a process of its own that takes from ten seconds to some
    minutes. A question waits for neither: until then the bundled reader reads, and the log says so.
    """

    def __init__(self, model: str, *, models: Path, bundled: Reader, processor: Processor | None = None) -> None:
        """Take the model's name or folder, and what reads until its copy is there; nothing is looked at yet."""
        self._files = ModelFiles(model, setting=SETTING, download=False)
        self._models = models
        self._bundled = bundled
        self._processor = processor or this_processor()
        self._chosen: ExtractiveReader | None = None
        self._copy: ModelCopy | None = None
        self._said = ""
        self._log = structlog.get_logger("byline.reader")
        self._choosing = Lock()  # held for as long as a copy takes to be found
        self._making = Lock()  # held for as long as one takes to be made; questions do not wait for it

    @property
    @override
    def name(self) -> str:
        return self._files.name

    @override
    def check(self) -> None:
        self._choice()

    @override
    def describe(self) -> str:
        chosen = self._choice()
        if chosen is None or self._copy is None:
            return f"{self.name}, whose copy the next pass makes; until then {self._bundled.describe()}"
        chosen.check()
        return (
            f"{self.name}, weights {self._files.fingerprint}; computed by onnxruntime, from a copy of the model "
            f"({self._nearness(self._copy)}; {self._copy.recipe}: {self._copy.why})"
        )

    @override
    def prepare(self) -> None:
        with self._making:
            if self._choice() is None:
                self._take(self._made())

    @override
    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        return self._reading().read(question, passages)

    def _reading(self) -> Reader:
        """Return what reads at the moment."""
        try:
            chosen = self._choice()
        except ModelError as error:  # it was found while the program ran: `check` says so at its start
            self._say(str(error))
        else:
            if chosen is not None:
                return chosen
            self._say("its copy is not made yet: `byline index` and `byline run` make it")
        return self._bundled

    def _say(self, reason: str) -> None:
        if reason != self._said:
            self._said = reason
            self._log.warning("the bundled reader reads in place of the configured one", model=self.name, reason=reason)

    def _choice(self) -> ExtractiveReader | None:
        """Return the reader, None as long as there is no copy. Raises `ModelError` if it is known that it cannot be."""
        with self._choosing:
            if self._chosen is None and self._lies_here():
                check_is_extractive(self._files)
                found = find(self._models, self._files, self._processor, READER)
                if found:
                    self._accept(found)
            return self._chosen

    def _lies_here(self) -> bool:
        """Tell whether the model is on the disk; raise `ModelError` if it is not and nothing can bring it there."""
        try:
            return bool(self._files.fingerprint)
        except ModelError:
            if self._files.may_be_downloaded:
                return False
            raise

    def _take(self, found: ModelCopy) -> None:
        with self._choosing:
            self._accept(found)

    def _accept(self, found: ModelCopy) -> None:
        if found.path is None:
            folder = copy_folder(self._models, self._files, self._processor, READER)
            again = f"; once that is mended, remove {folder}" if folder.exists() else ""
            raise ModelError(
                f"the model {self.name} cannot be the reader: {found.refused}. Name another one at {SETTING}, or"
                f' "" for the bundled one{again}'
            )
        self._copy = found
        self._chosen = ExtractiveReader(self.name, found.path.parent, int(found.measures["longest"]))

    def _made(self) -> ModelCopy:
        if self._files.may_be_downloaded:
            self._log.info("looking for the reader's model on the hub", model=self.name)
            _ = ModelFiles(self.name, setting=SETTING).folder
            self._files = ModelFiles(self.name, setting=SETTING, download=False)  # which forgets what was not there
        check_is_extractive(self._files)
        self._log.info("making a copy of the reader's model, once", model=self.name)
        made = make(self._models, self._files, self._processor, READER)
        if made.path is not None:
            self._log.info(
                "the reader's copy is made",
                path=str(made.path),
                nearness=self._nearness(made),
                recipe=made.recipe,
                why=made.why,
            )
        return made

    def _nearness(self, found: ModelCopy) -> str:
        difference, same = found.measures["difference"], found.measures["same_spans"]
        return f"log-odds {difference:.2f} from its own, {same:.0%} of answers alike"


def check_is_extractive(files: ModelFiles) -> None:
    """Raise `ModelError` if a model's own settings say that it does not mark answers in a text."""
    classes = [str(each) for each in files.config.get("architectures") or ()]
    if not files.config:
        raise ModelError(f"no config.json in {files.folder}: {files.name} is not a complete model. Check {SETTING}")
    if classes and not any(_HEAD in each for each in classes):
        raise ModelError(
            f"the model {files.name} is no extractive question-answering model but a {classes[0]}. Name one at "
            f'{SETTING}, trained on SQuAD 2.0 or the like, or "" for the bundled one'
        )
