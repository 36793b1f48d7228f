"""The collecting side's sections of the config file."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.config import SECTIONS, CollectorSettings, IndexerSettings, Problem, parse
from indexer.config.validation import quote
from indexer.config.values import (
    LONGEST_DURATION,
    catalogue_address,
    duration,
    env_name,
    feed_address,
    folder,
    is_regex,
    line,
    looks_secret,
    optional_duration,
    pattern,
    some_env_name,
    some_line,
    span,
)
from indexer.model import Kind
from indexer.model.feeds import Feed

SCALARS = st.one_of(
    st.text(max_size=30),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.times(),
    st.datetimes(),
    st.sampled_from(["15m", "1h", "https://example.com/feed", "reported", "xoxb-1", "/a(/", ""]),
)
NAMES = st.sampled_from([*SECTIONS, "url", "kind", "keep", "recheck", "poll_interval", "tags"]) | st.text(max_size=5)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)


def refusal(read: object, value: object) -> str:
    """Return the words with which a reader refuses a value."""
    assert callable(read)
    with pytest.raises(ValueError, match=r".") as caught:
        read(value)
    return str(caught.value)


def test_an_empty_file_gives_the_defaults() -> None:
    """Nothing has to be configured: every key has a default."""
    expected = IndexerSettings(
        collector=CollectorSettings(
            poll_interval=timedelta(minutes=15),
            keep=None,
            page_concurrency=16,
            per_host=2,
            recheck=(timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3)),
        )
    )
    assert parse({}) == (expected, [])


def test_a_feed_needs_its_address_only() -> None:
    """A feed's other keys have the defaults of the record, which are written down once."""
    settings, problems = parse({"feeds": [{"url": "https://example.com/feed"}]})
    assert problems == []
    assert settings is not None
    assert settings.feeds == (Feed(url="https://example.com/feed"),)


def test_a_feed_may_set_everything() -> None:
    """Lists become tuples, durations times and kinds members of their enumeration."""
    table = {
        "url": " https://example.com/feed?source=ai ",
        "name": "Example",
        "kind": "opinion",
        "tags": ["chips"],
        "enabled": False,
        "poll_interval": "6h",
        "full_text": False,
        "include": ["GPT", "/o\\d/"],
        "exclude": ["podcast"],
    }
    expected = Feed(
        url="https://example.com/feed?source=ai",
        name="Example",
        kind=Kind.OPINION,
        tags=("chips",),
        enabled=False,
        poll_interval=timedelta(hours=6),
        full_text=False,
        include=("GPT", "/o\\d/"),
        exclude=("podcast",),
    )
    settings, problems = parse({"feeds": [table]})
    assert problems == []
    assert settings is not None
    assert settings.feeds == (expected,)


def test_sections_of_others_are_passed_over() -> None:
    """The collecting side does not judge what it does not read."""
    assert parse({"slack": 5, "surprise": {}}) == (IndexerSettings(), [])


def test_every_problem_is_reported_with_its_place() -> None:
    """One mistake does not hide the others; lists are counted from one."""
    document = {
        "indexer": {"per_host": 65, "kep": "1d"},
        "feeds": [{"url": "https://example.com/a"}, {"url": "gopher://example.com"}],
    }
    assert parse(document) == (
        None,
        [
            Problem("indexer.per_host", "must be at most 64: 65"),
            Problem("indexer.kep", 'unknown key; did you mean "keep"?'),
            Problem("feeds[2].url", 'not an http(s) address: "gopher://example.com"'),
        ],
    )


@pytest.mark.parametrize(
    ("section", "value", "expected"),
    [
        ("indexer", 5, "must be a table, headed [indexer] with one bracket: 5"),
        ("indexer", [{}], "must be a table, headed [indexer] with one bracket"),
        ("indexer", date(2026, 1, 2), "must be a table, headed [indexer] with one bracket: 2026-01-02"),
        ("feeds", {"url": "https://example.com"}, "must be tables, each headed [[feeds]] with two brackets"),
        ("feeds", time(9, 30), "must be tables, each headed [[feeds]] with two brackets: 09:30:00"),
    ],
)
def test_sections_and_lists_of_sections_are_told_apart(section: str, value: object, expected: str) -> None:
    """[section] and [[section]] are easily mixed up, so the message says which it is."""
    assert parse({section: value}) == (None, [Problem(section, expected)])


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"page_concurrency": True}, "indexer.page_concurrency: must be a whole number: true"),
        ({"page_concurrency": "16"}, 'indexer.page_concurrency: must be a whole number: "16"'),
        ({"page_concurrency": 10**400}, "indexer.page_concurrency: must be at most 256: a huge number"),
        ({"page_concurrency": 1.0}, "indexer.page_concurrency: must be a whole number: 1.0"),
        ({"allow_private_hosts": 1}, "indexer.allow_private_hosts: must be true or false, without quotes: 1"),
        (
            {"allow_private_hosts": datetime(2026, 1, 2, tzinfo=UTC)},
            "indexer.allow_private_hosts: must be true or false, without quotes: 2026-01-02T00:00:00+00:00",
        ),
        ({"recheck": "1h"}, 'indexer.recheck: must be a list, such as ["one", "two"]: "1h"'),
        ({"contact": "a\nb"}, 'indexer.contact: must be one line without control characters: "a\\nb"'),
        ({"contact": "\u202e"}, 'indexer.contact: must be one line without control characters: "\\u202e"'),
        ({"x y\x1b": 1}, 'indexer."x y\\x1b": unknown key'),
        ({"": 1}, 'indexer."": unknown key'),
    ],
)
def test_wrong_types_are_named_in_plain_words(table: dict[str, object], expected: str) -> None:
    """A message says what is wanted and repeats what was written, harmlessly."""
    settings, problems = parse({"indexer": table})
    assert settings is None
    assert [str(problem) for problem in problems] == [expected]


def test_what_is_nested_too_deeply_is_refused() -> None:
    """A document that no parser can walk is a problem like any other."""
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert parse({"feeds": deep}) == (None, [Problem("", "is nested too deeply")])


def test_a_number_that_cannot_be_written_is_refused() -> None:
    """Python refuses to write integers of more than 4300 digits, which TOML in hexadecimal can hold."""
    problem = Problem("", "holds a number of more digits than any setting takes")
    assert parse({"indexer": {"per_host": 1 << 20_000}}) == (None, [problem])


@given(st.dictionaries(NAMES, VALUES, max_size=5))
def test_any_document_gives_settings_or_problems(document: dict[str, object]) -> None:
    """Whatever stands in the file, the answer is settings or problems in words of our own."""
    settings, problems = parse(document)
    assert (settings is None) == bool(problems)
    texts = [str(problem) for problem in problems]
    assert [text for text in texts if "Input should" in text or not text.isprintable()] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("1h30m", timedelta(hours=1, minutes=30)),
        ("1h 30m", timedelta(hours=1, minutes=30)),
        ("400d", timedelta(days=400)),
        ("2w3d", timedelta(days=17)),
        ("0d", timedelta(0)),
        ("36500d", LONGEST_DURATION),
    ],
)
def test_durations_are_numbers_with_units(text: str, expected: timedelta) -> None:
    """Weeks to seconds, the largest unit first, each at most once."""
    assert span(text) == expected


@pytest.mark.parametrize("text", ["", "m", "15", "15 minutes", "1m1h", "-5m", "1.5h", "15M", "\u0663m"])
def test_other_texts_are_no_durations(text: str) -> None:
    """A duration that is not understood is never guessed."""
    expected = 'must be a duration such as "15m", "1h30m" or "400d" (units: w, d, h, m, s)'
    assert refusal(span, text) == expected


def test_durations_have_bounds() -> None:
    """Zero is refused where it makes no sense, and so is what leads out of the calendar."""
    assert refusal(duration, "0s") == "must be longer than zero"
    assert refusal(span, "999999999w") == "must not be longer than 36500d"
    assert optional_duration("") is None


@given(st.integers(0, 3_000), st.integers(0, 23), st.integers(0, 59))
def test_durations_add_up(days: int, hours: int, minutes: int) -> None:
    """The parts of a duration are added."""
    assert span(f"{days}d{hours}h{minutes}m") == timedelta(days=days, hours=hours, minutes=minutes)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/feed",
        "http://127.0.0.1:8000/feed.xml",
        "HTTPS://[2001:db8::1]:8443/",
        "https://bücher.example/feed?format=rss&q=ai",
    ],
)
def test_feed_addresses_stay_as_they_were_written(url: str) -> None:
    """A feed's address is an identity: it is checked and not rewritten."""
    assert feed_address(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com/feed",
        "ftp://example.com",
        "javascript:alert(1)",
        "https://",
        "https:///feed",
        "https://a b.example/",
        "https://example.com/a b",
        "https://example.com:99999/",
        "https://example.com:0/",
        "https://[::1",
        "https://[fe80::zz]/",
        "https://a..b/",
        "https://" + "a" * 64 + ".example/",
        "https://exa<mple.com/",
    ],
)
def test_what_cannot_be_fetched_is_no_address(url: str) -> None:
    """Only absolute http(s) URLs with a possible host are addresses."""
    assert refusal(feed_address, url) == "not an http(s) address"


def test_addresses_of_feeds_carry_no_credentials() -> None:
    """Feed addresses are shown and logged, so a password in one is refused."""
    message = "must not carry a user name or password: it is shown to people"
    assert refusal(feed_address, "https://me:secret@example.com/feed") == message
    assert refusal(feed_address, "https://example.com/" + "a" * 2_048) == "longer than 2048 characters"


def test_a_catalogue_address_is_a_database_url() -> None:
    """SQLAlchemy's form is asked for, and "" means the default place."""
    assert catalogue_address("") == ""
    assert catalogue_address("postgresql+psycopg://db.example/news") == "postgresql+psycopg://db.example/news"
    expected = 'not a database URL such as "sqlite:////var/lib/byline/catalogue.db"'
    assert refusal(catalogue_address, "news.db") == expected


@pytest.mark.parametrize("url", ["postgresql://u:hunter2@db/news", "postgresql://db/news?user=u&password=hunter2"])
def test_a_catalogue_address_carries_no_password(url: str) -> None:
    """A password in the database URL is refused and not shown; an empty one, as some tools write it, is none."""
    assert refusal(catalogue_address, url) == (
        "must not carry a password (not shown): put it into a variable, and name that in password_env"
    )
    assert catalogue_address("postgresql://u:@db/news") == "postgresql://u:@db/news"


SECRETS = (
    "xoxb-1234567890-abcdef",
    "xapp-1-A0000000000-1111111111111-abcdef",
    "sk-proj-abcdefghijkl",
    "ghp_abcdefghijklmnop",
    "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs",
    "0123456789abcdef0123456789abcdef",
    "AKz9AKz9AKz9AKz9AKz9AKz9",
    "https://user:hunter2@example.com/",
)


@pytest.mark.parametrize("secret", SECRETS)
def test_secrets_are_known_and_never_repeated(secret: str) -> None:
    """A token where the name of a variable belongs is refused, and no message holds it, wherever it stands."""
    message = (
        "must be the name of an environment variable; what stands here looks like the secret itself "
        "(not shown): put that into the variable"
    )
    assert refusal(env_name, secret) == message
    assert quote(secret) == ""
    document = {
        "store": {"token_env": secret, "url": secret.replace("https", "ftp"), "tenant": f"a\n{secret}"},
        "indexer": {"per_host": secret, "token": secret},
        "feeds": [{"url": f"ftp://{secret}", "kind": secret, "include": [f"/({secret}/"]}],
    }
    _, problems = parse(document)
    assert [str(problem) for problem in problems if secret in str(problem)] == []


@pytest.mark.parametrize("text", ["SLACK_BOT_TOKEN", "https://openai.com/news/rss.xml", "Europe/Berlin", "risk-on"])
def test_ordinary_values_are_not_taken_for_secrets(text: str) -> None:
    """What an admin may well write is repeated in a message, so that it can be found."""
    assert not looks_secret(text)
    assert quote(text) == f'"{text}"'


def test_variables_have_names() -> None:
    """An environment variable's name holds letters, digits and underscores; some cannot be left out."""
    assert env_name("_Token1") == "_Token1"
    assert env_name("") == ""
    expected = "must be the name of an environment variable (letters, digits and _), not its content"
    assert refusal(env_name, "my token") == expected
    assert refusal(some_env_name, "") == "must name the environment variable that holds the secret"


def test_the_content_of_a_variable_is_not_repeated() -> None:
    """Even what does not look like a secret is not shown where a secret may have been put."""
    _, problems = parse({"store": {"token_env": "open sesame"}})
    expected = "must be the name of an environment variable (letters, digits and _), not its content"
    assert problems == [Problem("store.token_env", expected)]


@pytest.mark.parametrize(("text", "expected"), [("/a|b/", True), ("/r/news", False), ("//", False), ("a/b", False)])
def test_a_filter_between_slashes_is_a_regular_expression(text: str, expected: bool) -> None:  # noqa: FBT001  a table
    """Everything else is words as they stand."""
    assert is_regex(text) == expected
    assert pattern(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/(/", "missing ) at position 1"),
        ("/a{99999999999999999999}/", "repeat count too big at position 2"),
    ],
)
def test_a_regular_expression_must_be_one(text: str, expected: str) -> None:
    """What cannot be compiled is refused with the reason."""
    assert refusal(pattern, text) == f"not a regular expression that can be used ({expected})"


def test_filters_are_bounded() -> None:
    """An empty filter would match everything, and an endless one is a mistake; an odd one is allowed."""
    assert refusal(pattern, " ") == "must not be empty"
    assert refusal(pattern, "a" * 501) == "longer than 500 characters"
    assert pattern("/[[a]b]/") == "/[[a]b]/"


def test_text_is_one_line() -> None:
    """Spaces around a text are dropped; other types are no text."""
    assert line("  a b ") == "a b"
    assert refusal(line, 5) == "must be text in quotes"
    assert refusal(some_line, "") == "must not be empty"


def test_a_home_that_does_not_exist_is_said_so() -> None:
    """A path may begin with a user's home folder, if there is one."""
    assert refusal(folder, "~nobody-of-this-name/data") == "names a home folder that does not exist"
    assert str(folder("a/b")) == "a/b"


def test_long_values_are_cut_in_messages() -> None:
    """A message stays readable whatever was written."""
    assert quote("z" * 81) == '"' + "z" * 79 + '…"'
    assert quote('say "hi" \\ \x00') == '"say \\"hi\\" \\\\ \\x00"'
    assert quote([1]) == ""


def test_passwords_are_not_part_of_how_settings_are_shown() -> None:
    """Settings may be logged: what may hold a password is left out of their text."""
    settings, _ = parse({"indexer": {"proxy": "http://u:hunter2@proxy.example"}, "catalogue": {"url": "a://b@d"}})
    assert settings is not None
    assert settings.collector.proxy == "http://u:hunter2@proxy.example"
    assert "hunter2" not in repr(settings)
    assert "b@d" not in repr(settings)


def test_pydantic_is_loaded_with_the_first_file_only() -> None:
    """Start-up without a config file, such as for --help, does not pay for the validator."""
    code = "import sys, bot.config, indexer.config; print('pydantic' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "False\n"


def test_paths_of_a_sitemap_are_no_words() -> None:
    """What would be no regular expression is a path there, and all that is wrong is told at once."""
    table = {"url": "https://lab.example/", "source": "sitemap", "include": ["/*/news/"], "exclude": ["/[a/"]}
    settings, problems = parse({"feeds": [{"url": "https://a.example/", "include": ["AI"]}, table]})
    assert problems == []
    assert settings
    assert [(feed.include, feed.exclude) for feed in settings.feeds] == [(("AI",), ()), (("/*/news/",), ("/[a/",))]
    wrong = {"url": "ftp://lab.example/", "source": "sitemap", "include": ["news", ""], "exclude": "x"}
    _, problems = parse({"feeds": [wrong]})
    assert {problem.path for problem in problems} == {
        "feeds[1].url",
        "feeds[1].include[1]",
        "feeds[1].include[2]",
        "feeds[1].exclude",
    }
