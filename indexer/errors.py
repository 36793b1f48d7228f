"""One tree of errors; foreign ones are translated into it once, at the edge.

::

    BylineError
    ├── ConfigError             problems in the config file, all of them            exit code 2
    ├── UsageError              the command line or a request makes no sense        exit code 2
    ├── FetchError              one address could not be fetched
    │   ├── AddressRefused      private, loopback, link-local, not http(s)
    │   ├── RobotsDenied        robots.txt does not want it
    │   ├── BadStatus           an answer that is neither 200 nor 304
    │   │   └── HeldOff         not asked: the host said so to another request, with Retry-After
    │   ├── ConnectionFailed    DNS, TCP, TLS, or cut off in the middle
    │   ├── MailboxRefused      the mail server let us not in, has no such folder, or answers nonsense
    │   ├── TimedOut            connect, read or total time
    │   ├── TooLarge            more bytes than the limit, packed or unpacked
    │   └── TooManyRedirects    or a redirect that leads in a circle
    ├── ParseError              bytes that are not what they should be
    │   ├── NotAFeed            an HTML page, an empty body, something else altogether
    │   └── Unreadable          reading it takes too long, or too much memory
    ├── ModelError              an embedding model or a reader is missing, changed or unusable
    ├── WritingFailed           the language model gave no answer that can be used
    ├── TakenOver               another process sees to this question now
    ├── PlatformError           Slack or Discord
    │   ├── Refused             it answered that it would not, and why: nothing was done
    │   │   └── PlaceGone       the bot was removed from the place, or there is none any more
    │   ├── NotNow              it wants to be asked again later: nothing was done
    │   └── Unsure              no answer, or none that says whether something was done
    └── StoreError              the data directory or one of its engines
        ├── DataDirBusy         another process owns it
        ├── LeaseLost           another process does by now what this one was about to do
        ├── NothingCollected    there is no catalogue yet to read
        ├── CatalogueTooNew     written by a later version of the program           exit code 2
        ├── StoreRefused        a database that is the wrong one, or lets us not in exit code 2
        ├── StoreUnreachable    a server that does not answer now, or went away
        │   └── VectorsUnreachable  that of the vectors
        ├── IndexMismatch       an index of another model or other passage rules
        └── IndexDamaged        an index that cannot be read; the catalogue can rebuild it

Messages are written for the person who runs the program: what, where, and what to do.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


class BylineError(Exception):
    """The root: whatever can be expected to go wrong."""


class ConfigError(BylineError):
    """The config file cannot be used; `problems` lists every reason with its place."""

    def __init__(self, problems: Sequence[str]) -> None:
        """Keep the problems, one line each."""
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class UsageError(BylineError):
    """A request that makes no sense as it stands."""


class FetchError(BylineError):
    """One address could not be fetched; `url` is the one that failed, which may be a redirect's target."""

    def __init__(self, url: str, reason: str) -> None:
        """Keep the address apart from the reason, so that health views can show either."""
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason


class AddressRefused(FetchError):
    """The address guard does not let it through."""


class RobotsDenied(FetchError):
    """The site's robots.txt excludes it for this bot."""


class BadStatus(FetchError):
    """The server answered with neither content nor "not modified"."""

    _preface = ""

    def __init__(self, url: str, status: int, retry_after: datetime | None = None) -> None:
        """Keep the status and the time before which the server does not want to be asked again."""
        later = f", to be asked again from {retry_after:%Y-%m-%d %H:%M} UTC on" if retry_after else ""
        super().__init__(url, f"{self._preface}HTTP {status}{_phrase(status)}{later}")
        self.status = status
        self.retry_after = retry_after


class HeldOff(BadStatus):
    """It was not asked: its host answered another request so, and named the time from which to ask again."""

    _preface = "not asked: to another request its host answered "


class ConnectionFailed(FetchError):
    """No connection, or it was lost before the answer was whole."""


class MailboxRefused(FetchError):
    """A mail server does not let the mailbox be read, or gives answers that make no sense."""


class TimedOut(FetchError):
    """It took longer than one of the limits."""


class TooLarge(FetchError):
    """It holds more bytes than the limit."""


class TooManyRedirects(FetchError):
    """The redirects do not end."""


class ParseError(BylineError):
    """Bytes that cannot be made sense of."""


class NotAFeed(ParseError):
    """What an address gave is no feed."""


class Unreadable(ParseError):
    """Reading it takes too long or too much memory, or ends the process that tries."""


class ModelError(BylineError):
    """An embedding model or a reader cannot be used."""


class WritingFailed(BylineError):
    """The configured language model gave no usable answer; the message says why."""


class TakenOver(BylineError):
    """Another process sees to a question, since this one was not heard of for a while: nothing more is to be said."""


class PlatformError(BylineError):
    """A chat platform did not do as asked."""


class Refused(PlatformError):
    """The platform answered that it would not; `error` is its own name for the reason."""

    def __init__(self, what: str, error: str) -> None:
        """Keep the platform's code apart, since it decides what happens next."""
        super().__init__(f"{what}: {error}")
        self.error = error


class PlaceGone(Refused):
    """The place to post to is there no more, or the bot is not in it any more."""


class NotNow(PlatformError):
    """The platform does not take it now: too many requests, or it is down. Nothing was done."""

    def __init__(self, what: str, pause: float) -> None:
        """Keep the seconds after which it wants to be asked again, as it said in Retry-After."""
        super().__init__(f"{what}: to be asked again in {pause:g} seconds")
        self.pause = pause


class Unsure(PlatformError):
    """It is not known whether the platform did what it was asked to."""


class StoreError(BylineError):
    """The data directory, or one of the engines that live in it."""


class DataDirBusy(StoreError):
    """Another process owns the data directory."""


class LeaseLost(StoreError):
    """Another process has taken over, or may have done so: nothing was written."""


class NothingCollected(StoreError):
    """There is no catalogue yet that could be read."""


class CatalogueTooNew(StoreError):
    """The catalogue was written by a later version."""


class StoreRefused(StoreError):
    """A database is the wrong one or does not let us do what is needed, and will not before something is changed."""


class StoreUnreachable(StoreError):
    """A database server does not answer, or went away; what was being written was undone. It may be tried again."""

    part: ClassVar[str] = "catalogue"  # of the program, as the health pages name it


class VectorsUnreachable(StoreUnreachable):
    """The same of the server of vectors."""

    part = "vectors"


class IndexMismatch(StoreError):
    """The index was made by another model or by other passage rules."""


class IndexDamaged(StoreError):
    """The index cannot be read; `what` says which, where and why, without the remedy."""

    def __init__(self, what: str) -> None:
        """Add the remedy to what is wrong."""
        super().__init__(f"{what}. The next start makes it anew from the catalogue, as does `byline reindex`")
        self.what = what


def fault_in_words(error: Exception) -> str:
    """Return what is said of an error that is none of these: nobody has reckoned with it."""
    return f"a fault in the program ({type(error).__name__}): see its log"


def _phrase(status: int) -> str:
    """Return what a status means in words, after a blank; "" for one that no standard knows."""
    try:
        return f" {HTTPStatus(status).phrase}"
    except ValueError:
        return ""
