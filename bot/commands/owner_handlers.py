"""What the process that owns the data directory does for the commands of other shells."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands.enquiries import reply
from bot.commands.reports import pass_lines
from bot.config.loader import load
from bot.operations.collecting_loop import metered_pass
from bot.operations.forgetting import ForgetTarget
from bot.operations.roles import Role
from bot.server.control import protocol
from bot.server.control.protocol import Enquiry, ImportEnd, ImportLot, Indexing, NewsOrder, Reindexing
from bot.wiring.index_rebuild import reindex_within
from indexer.errors import BylineError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bot.adapters.terminal import Answers
    from bot.commands.news_orders import NewsOrders
    from bot.config.sections import Settings
    from bot.config.watcher import LiveSettings
    from bot.server.control.output import Output
    from bot.server.control.protocol import Order
    from bot.wiring.installation import Engines
    from indexer.collecting.jsonl_files import Line

_WAITING = "the running process is collecting: waiting for its turn to end"
_ENDING = "the process that owns the data directory is about to end: what was done until now is kept; try again"


@dataclass(frozen=True, slots=True)
class OwnerHandlers:
    """Does the orders: see `bot.server.control.section.ControlSection`."""

    opened: Engines
    live: LiveSettings
    answers: Callable[[], Answers]  # called when a question comes: only then a language model must work
    news_orders: Callable[[], NewsOrders]  # likewise

    def by_order(self) -> Mapping[type[Order], Callable[[Any, Output], dict[str, Any]]]:
        """Return what does each order, and returns what it came to, as `protocol.PATHS` says."""
        return {
            Enquiry: self.enquire,
            NewsOrder: self.news,
            Indexing: self.index,
            ImportLot: self.take,
            ImportEnd: self.finish,
            Reindexing: self.reindex,
            ForgetTarget: self.forget,
        }

    def enquire(self, enquiry: Enquiry, output: Output) -> dict[str, Any]:
        return {"good": reply(enquiry, self.answers(), self.opened.clock.now(), output)}

    def news(self, order: NewsOrder, output: Output) -> dict[str, Any]:
        self.live.refresh()  # tags of feeds that were edited a moment ago count
        self.news_orders().do(order, output)
        return {}

    def index(self, indexing: Indexing, output: Output) -> dict[str, Any]:
        self._require(self.opened.role.collects, "collects nothing", "index")
        self.live.refresh()  # what was edited a moment ago counts
        settings = self.live.current
        self._check(settings, indexing.config)
        with self._turn(output) as is_cancelled, ExitStack() as stack:
            collector = self.opened.turns.collector or stack.enter_context(self.opened.collector())
            collect = partial(
                collector.collect,
                settings.indexer.feeds,
                poll_all=True,
                recheck=indexing.recheck,
                progress=output.progress,
                stop=is_cancelled,
            )
            report = metered_pass(self.opened.meter, collect)
            _go_on(is_cancelled)
        for line in pass_lines(report, as_json=indexing.as_json):
            output.out(line)
        return {}

    def take(self, lot: ImportLot, output: Output) -> dict[str, Any]:
        with self._turn(output) as is_cancelled:
            report = self.opened.importer().take(_until(is_cancelled, lot.lines), output.progress)
            _go_on(is_cancelled)
        return protocol.report_record(report)

    def finish(self, _: ImportEnd, output: Output) -> dict[str, Any]:
        with self._turn(output):
            return protocol.report_record(self.opened.importer().finish(output.progress))

    def reindex(self, reindexing: Reindexing, output: Output) -> dict[str, Any]:
        self._require(self.opened.role is Role.ALL, "makes no new index", "reindex")
        settings = self.opened.settings
        self._check(settings, reindexing.config)
        wanted = load(settings.path).indexer
        for name in ("embedding", "store", "catalogue"):
            if getattr(wanted, name) != getattr(settings.indexer, name):
                raise BylineError(
                    f"[{name}] was changed since the running process was started: stop it, run `byline reindex`, and "
                    "start it again"
                )
        with self._turn(output) as is_cancelled:

            def progress(what: str, done: int, total: int) -> None:
                _go_on(is_cancelled)
                output.progress(what, done, total)

            return {"passages": reindex_within(self.opened, progress)}

    def forget(self, target: ForgetTarget, output: Output) -> dict[str, Any]:
        with self._turn(output) as is_cancelled:
            removed = dict(self.opened.forgetter().erase(target, is_cancelled))
            self.opened.syncer.drain(output.progress)  # to its end: it shall not be found any more
        return {"removed": removed}

    def _require(self, is_its_part: bool, what: str, order: str) -> None:  # noqa: FBT001
        """Raise `UsageError` if an order is no part of what this process does."""
        if not is_its_part:
            role = self.opened.role
            raise UsageError(
                f"the running process {what} (--role {role}): order `byline {order}` where one does that, or in a "
                "data_dir that no process uses"
            )

    def _check(self, settings: Settings, config: str) -> None:
        """Raise `BylineError` if an order was given by another config file."""
        if Path(config).resolve() != settings.path.resolve():
            raise BylineError(
                f"the running process goes by {settings.path}, not by {config}: "
                "order it with that one, or stop it first"
            )

    @contextmanager
    def _turn(self, output: Output) -> Iterator[Callable[[], bool]]:
        """Wait for the turn to change what is collected; yield the function that tells whether to stop."""
        turns = self.opened.turns

        def is_cancelled() -> bool:
            return output.is_gone() or turns.is_ending()

        with turns.turn(is_cancelled, on_wait=lambda: output.note(_WAITING)) as taken:
            if not taken or is_cancelled():
                raise BylineError(_ENDING)
            yield is_cancelled


def _go_on(is_cancelled: Callable[[], bool]) -> None:
    if is_cancelled():
        raise BylineError(_ENDING)


def _until(is_cancelled: Callable[[], bool], lot: Sequence[Line]) -> Iterator[Line]:
    """Yield lines until the order is cancelled."""
    for line in lot:
        if is_cancelled():
            return
        yield line
