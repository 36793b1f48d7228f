"""What the process that owns the data directory does for others."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.config import load
from bot.server.control import protocol
from bot.server.control.questions import replied
from bot.server.control.reports import pass_lines
from bot.wiring import reindex_within
from bot.wiring.metering import metered_pass
from indexer.errors import BylineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.config import Settings
    from bot.config.watcher import LiveSettings
    from bot.conversation.service import Desk
    from bot.server.control.protocol import Enquiry, Indexing, Reindexing
    from bot.server.control.voice import Voice
    from bot.wiring import Engines
    from indexer.collecting.jsonl_files import Line

_PLATFORM = "command line"
_WAITING = "the running process is collecting: waiting for its turn to end"
_ENDING = "the process that owns the data directory is about to end: what was done until now is kept; try again"


class Office:
    """Does what clients order. Safe to use from several threads; only `enquire` is done several times at once."""

    def __init__(self, opened: Engines, live: LiveSettings, desk: Callable[[], Desk]) -> None:
        """Take what gives the `desk`, whose limits hold for all who ask.

        It is called when a question comes: only then a language model must be usable.
        """
        self._opened = opened
        self._live = live
        self._desk = desk

    @property
    def concurrency(self) -> int:
        """How many questions are answered at a time."""
        return self._opened.settings.limits.concurrency

    def enquire(self, enquiry: Enquiry, voice: Voice) -> dict[str, Any]:
        """Answer a question."""
        return {"good": replied(enquiry, self._desk().counter(_PLATFORM), self._opened.clock.now(), voice)}

    def index(self, indexing: Indexing, voice: Voice) -> dict[str, Any]:
        """Make a pass over every feed, with the collector that is there already."""
        self._live.look()  # what was edited a moment ago counts
        settings = self._live.current
        self._check(settings, indexing.config)
        with self._turn(voice) as stopped, ExitStack() as stack:
            collector = self._opened.shift.collector or stack.enter_context(self._opened.collector())
            collect = partial(
                collector.collect,
                settings.indexer.feeds,
                poll_all=True,
                recheck=indexing.recheck,
                progress=voice.progress,
                stop=stopped,
            )
            report = metered_pass(self._opened.meter, collect)
            _go_on(stopped)
        for line in pass_lines(report, as_json=indexing.as_json):
            voice.out(line)
        return {}

    def take(self, lot: Sequence[Line], voice: Voice) -> dict[str, Any]:
        """Take some lines of an import in."""
        with self._turn(voice) as stopped:
            report = self._opened.importer().take(_until(stopped, lot), voice.progress)
            _go_on(stopped)
        return protocol.report_told(report)

    def finish(self, voice: Voice) -> dict[str, Any]:
        """Complete an import."""
        with self._turn(voice):
            return protocol.report_told(self._opened.importer().finish(voice.progress))

    def reindex(self, reindexing: Reindexing, voice: Voice) -> dict[str, Any]:
        """Make a new index, and answer from the old one until it serves."""
        settings = self._opened.settings
        self._check(settings, reindexing.config)
        wanted = load(settings.path).indexer
        for name in ("embedding", "store", "catalogue"):
            if getattr(wanted, name) != getattr(settings.indexer, name):
                raise BylineError(
                    f"[{name}] was changed since the running process was started: stop it, run `byline reindex`, and "
                    "start it again"
                )
        with self._turn(voice) as stopped:

            def progress(what: str, done: int, total: int) -> None:
                _go_on(stopped)
                voice.progress(what, done, total)

            return {"passages": reindex_within(self._opened, progress)}

    def _check(self, settings: Settings, config: str) -> None:
        """Refuse to go by one config file what was ordered by another."""
        if Path(config).resolve() != settings.path.resolve():
            raise BylineError(
                f"the running process goes by {settings.path}, not by {config}: "
                "order it with that one, or stop it first"
            )

    @contextmanager
    def _turn(self, voice: Voice) -> Iterator[Callable[[], bool]]:
        """Wait for the turn to change what is collected; yield what tells whether to stop."""
        shift = self._opened.shift

        def stopped() -> bool:
            return voice.gone() or shift.ending

        with shift.turn(stopped, waiting=lambda: voice.note(_WAITING)) as mine:
            if not mine or stopped():
                raise BylineError(_ENDING)
            yield stopped


def _go_on(stopped: Callable[[], bool]) -> None:
    if stopped():
        raise BylineError(_ENDING)


def _until(stopped: Callable[[], bool], lot: Sequence[Line]) -> Iterator[Line]:
    """Yield lines until somebody wants an end."""
    for line in lot:
        if stopped():
            return
        yield line
