"""Single values of the config file: text as an admin writes it -> what the program works with (pure).

Each reader takes whatever TOML may hold and raises ValueError with words that complete "<place>: ...". What
was written is not repeated in them: `indexer.config.validation` adds it where it is no secret.
"""

import ipaddress
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

# Without `from __future__ import annotations`: the aliases below are read at run time.

LONGEST_URL = 2_048
LONGEST_DURATION = timedelta(days=36_500)  # a date so far back still exists
LONGEST_PATTERN = 500

_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_DURATION = re.compile("".join(rf"(?:(?P<{name}>[0-9]{{1,9}}){unit})?" for unit, name in _UNITS.items()))
_ENV_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SQL_URL = re.compile(r"[a-z][a-z0-9]*(\+[a-z0-9_]+)?://\S*")
_SQL_PASSWORD = re.compile(r"://[^/?#@]*:[^/@]+@|[?&](?:ssl)?password=.", re.IGNORECASE)
_SECRET = re.compile(
    r"xox[a-z]-|xapp-|xwfp-"  # Slack: bot, user, app-level tokens
    r"|\b(sk|pk|ck|rk)-\w|\bgh[pousr]_\w|\bBearer\s|\bBot\s+\S{20}"  # model providers, Chroma Cloud, GitHub
    r"|[\w-]{23,}\.[\w-]{5,}\.[\w-]{20,}"  # Discord; JSON web tokens
    r"|\b[0-9a-f]{32,}\b"  # Slack's signing secret and other keys in hexadecimal
    r"|://[^/\s@]*:[^/\s]*@",  # a password within an address
)
_SENDER = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]*@[a-z0-9-]+(\.[a-z0-9-]+)+")
_LIST_ID = re.compile(r"[a-z0-9._+=-]+(\.[a-z0-9._+=-]+)*")
_LONG_MIXTURE = re.compile(r"(?=[\w+=-]*[a-z])(?=[\w+=-]*[A-Z])(?=[\w+=-]*\d)[\w+=-]{24,}")


@dataclass(frozen=True, slots=True)
class ValueReader:
    """Marks a field whose value a function makes; this module need not import pydantic, which is slow."""

    read: Callable[[object], object]

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> Any:
        """Return pydantic's schema: the function alone, raising ValueError for what it refuses."""
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(self.read)


@dataclass(frozen=True, slots=True)
class Between:
    """Marks a number with bounds, both inclusive."""

    low: float
    high: float

    def __get_pydantic_core_schema__(self, source: object, handler: Callable[[object], Any]) -> Any:
        """Return pydantic's schema of the bare number with the bounds added."""
        return {**handler(source), "ge": self.low, "le": self.high}


def looks_secret(text: str) -> bool:
    """Tell whether a text may hold a token, key or password (in its first 1,000 characters)."""
    return bool(_SECRET.search(text[:1000]) or _LONG_MIXTURE.search(text[:1000]))


def span(value: object) -> timedelta:
    """Read a duration such as "15m", "1h30m" or "400d"; zero is one, too."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        raise ValueError('must be text with a unit, such as "15m", "1h30m" or "400d", not a bare number')
    match = _DURATION.fullmatch(value.replace(" ", "")) if isinstance(value, str) else None
    parts = {name: int(digits) for name, digits in match.groupdict().items() if digits} if match else {}
    if not parts:
        raise ValueError('must be a duration such as "15m", "1h30m" or "400d" (units: w, d, h, m, s)')
    if sum(timedelta(**{name: 1}).total_seconds() * n for name, n in parts.items()) > LONGEST_DURATION.total_seconds():
        raise ValueError("must not be longer than 36500d")
    return timedelta(**parts)


def duration(value: object) -> timedelta:
    """Read a duration longer than zero."""
    result = span(value)
    if not result:
        raise ValueError("must be longer than zero")
    return result


def optional_duration(value: object) -> timedelta | None:
    """Read a duration longer than zero, or "" for none."""
    return None if value == "" else duration(value)


def reach(value: object) -> timedelta:
    """Read how far back something goes: a duration longer than zero, or "" for as far as there is anything."""
    return LONGEST_DURATION if value == "" else duration(value)


def line(value: object) -> str:
    """Read one line of text without control characters, spaces around it removed."""
    if not isinstance(value, str):
        raise ValueError("must be text in quotes")
    text = value.strip()
    if not all(char.isprintable() for char in text):
        raise ValueError("must be one line without control characters")
    return text


def some_line(value: object) -> str:
    """Read one line of text that is not empty."""
    text = line(value)
    if not text:
        raise ValueError("must not be empty")
    return text


def header(value: object) -> str:
    """Read text that is sent in an HTTP header: ASCII only, may be empty."""
    text = line(value)
    if not text.isascii():
        raise ValueError("must be plain ASCII, since it is sent in an HTTP header")
    return text


def address(value: object, schemes: tuple[str, ...] = ("http", "https"), name: str = "an http(s)") -> str:
    """Read an absolute URL of the given schemes with a host that can exist."""
    text = line(value)
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        usable = parts.scheme.lower() in schemes and _is_possible_host(host) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or " " in text:
        raise ValueError(f"not {name} address")
    if len(text) > LONGEST_URL:
        raise ValueError(f"longer than {LONGEST_URL} characters")
    return text


def optional_address(value: object) -> str:
    """Read an http(s) address, or "" for none."""
    return "" if value == "" else address(value)


def feed_address(value: object) -> str:
    """Read a feed's address. Credentials are refused: feed addresses are shown to people and logged."""
    text = address(value)
    if "@" in urlsplit(text).netloc:
        raise ValueError("must not carry a user name or password: it is shown to people")
    return text


def catalogue_address(value: object) -> str:
    """Read a database URL as SQLAlchemy takes it, or "" for SQLite in the data folder; a password in it is refused."""
    text = line(value)
    if text and not _SQL_URL.fullmatch(text):
        raise ValueError('not a database URL such as "sqlite:////var/lib/byline/catalogue.db"')
    if _SQL_PASSWORD.search(text):
        raise ValueError("must not carry a password (not shown): put it into a variable, and name that in password_env")
    return text


def env_name(value: object) -> str:
    """Read the name of an environment variable, or "" for none; a token in its place is refused."""
    text = line(value)
    if looks_secret(text):
        raise ValueError(
            "must be the name of an environment variable; what stands here looks like the secret itself "
            "(not shown): put that into the variable"
        )
    if text and not _ENV_NAME.fullmatch(text):
        raise ValueError("must be the name of an environment variable (letters, digits and _), not its content")
    return text


def some_env_name(value: object) -> str:
    """Read the name of an environment variable that cannot be left out."""
    name = env_name(value)
    if not name:
        raise ValueError("must name the environment variable that holds the secret")
    return name


def host(value: object) -> str:
    """Read the name or IP address of a computer, without port."""
    text = line(value).lower()
    try:
        usable = bool(text) and _is_possible_host(text)
    except ValueError:
        usable = False
    if not usable or "/" in text:
        raise ValueError('not a host such as "imap.example.com": no scheme, no port')
    return text


def sender(value: object) -> str:
    """Read a mail address, or "@example.com" for every address there; in lower case."""
    text = line(value).lower()
    if not _SENDER.fullmatch(text):
        raise ValueError('not a mail address such as "news@example.com", nor "@example.com" for all of a domain')
    return text


def list_id(value: object) -> str:
    """Read the identifier of a mailing list (RFC 2919), with or without its angle brackets; in lower case."""
    text = line(value).lower().removeprefix("<").removesuffix(">")
    if not _LIST_ID.fullmatch(text):
        raise ValueError('not what stands in angle brackets in the header List-Id, such as "news.example.com"')
    return text


def pattern(value: object) -> str:
    """Read a word filter: words as they stand, or a regular expression between slashes."""
    text = some_line(value)
    if len(text) > LONGEST_PATTERN:
        raise ValueError(f"longer than {LONGEST_PATTERN} characters")
    compile_filter(text)
    return text


def is_regex(text: str) -> bool:
    """Tell whether a filter is a regular expression ("/gpt-[45]/") and not words."""
    return len(text) > 2 and text.startswith("/") and text.endswith("/")  # noqa: PLR2004  the two slashes


def compile_filter(text: str) -> Any:
    """Return what a filter looks for, as a pattern of `regex`, which knows a limit in time; upper or lower case.

    Words are found as whole words ("AI" not in "said"), in text with single blanks. A regular expression is found
    anywhere; "(?-i:AI)" in it minds the case. Raises ValueError for one that cannot be compiled.
    """
    import regex

    if not is_regex(text):
        words = regex.escape(" ".join(text.split()), literal_spaces=True)
        return regex.compile(rf"(?<!\w(?=\w)){words}(?!(?<=\w)\w)", regex.IGNORECASE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "possible nested set": allowed, if odd
            return regex.compile(text[1:-1], regex.IGNORECASE)
    except (regex.error, OverflowError, RecursionError) as error:
        raise ValueError(f"not a regular expression that can be used ({error})") from error


def path_pattern(value: object) -> str:
    """Read a path on a site, as robots.txt has them: "*" stands for anything, "$" for the end."""
    text = some_line(value)
    if not text.startswith("/"):
        raise ValueError('must be a path that begins with "/", such as "/news/": a sitemap has neither titles nor text')
    if len(text) > LONGEST_PATTERN:
        raise ValueError(f"longer than {LONGEST_PATTERN} characters")
    return text


def compile_path(text: str) -> Any:
    """Return what a path stands for: a pattern of `regex` for how an address's path begins (RFC 9309, 2.2.3)."""
    import regex

    begun, ended = text.removesuffix("$"), text.endswith("$")
    return regex.compile(r"\A" + ".*".join(map(regex.escape, begun.split("*"))) + (r"\Z" if ended else ""))


def folder(value: object) -> Path:
    """Read a path; "~" is the home folder."""
    text = some_line(value)
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise ValueError("names a home folder that does not exist") from error


def is_this_computer(host: object) -> bool:
    """Tell whether a host is surely the computer that the program runs on."""
    try:
        return host == "localhost" or ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _is_possible_host(host: str) -> bool:
    """Tell whether a host is an IP address or has labels of lengths that DNS admits (RFC 1035, 2.3.4)."""
    if ":" in host:
        return bool(ipaddress.IPv6Address(host))
    return bool(host.encode("idna")) and not re.search(r"[\s<>\"'\\^`{|}%]", host)


Duration = Annotated[timedelta, ValueReader(duration)]
OptionalDuration = Annotated[timedelta | None, ValueReader(optional_duration)]
Reach = Annotated[timedelta, ValueReader(reach)]
Span = Annotated[timedelta, ValueReader(span)]
Line = Annotated[str, ValueReader(line)]
SomeLine = Annotated[str, ValueReader(some_line)]
Header = Annotated[str, ValueReader(header)]
Address = Annotated[str, ValueReader(optional_address)]
FeedAddress = Annotated[str, ValueReader(feed_address)]
CatalogueAddress = Annotated[str, ValueReader(catalogue_address)]
EnvName = Annotated[str, ValueReader(env_name)]
SomeEnvName = Annotated[str, ValueReader(some_env_name)]
Host = Annotated[str, ValueReader(host)]
Sender = Annotated[str, ValueReader(sender)]
ListId = Annotated[str, ValueReader(list_id)]
Pattern = Annotated[str, ValueReader(pattern)]
Folder = Annotated[Path, ValueReader(folder)]
