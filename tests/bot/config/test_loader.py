"""The config file as a whole."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from bot.config.differences import config_change
from bot.config.loader import load
from bot.config.sections import (
    AnswerSettings,
    BotSections,
    BylineSettings,
    ChannelSettings,
    DiscordSettings,
    LimitSettings,
    MailSettings,
    ModelSettings,
    ServerSettings,
    Settings,
    SlackSettings,
)
from bot.config.values import Endpoint, Shards, discord_id, optional_endpoint, optional_shards, rate, web_socket_address
from bot.model.chat import Rate, Scope
from indexer.config import (
    CatalogueSettings,
    CollectorSettings,
    EmbeddingSettings,
    IndexerSettings,
    StoreSettings,
)
from indexer.config import sections as indexer_sections
from indexer.errors import ConfigError
from indexer.model import Kind
from indexer.model.feeds import Feed, FeedSource
from indexer.model.mails import Mailbox, MailTls

DATA = Path(__file__).parents[2] / "data" / "config"
EXAMPLE = Path(__file__).parents[3] / "config.example.toml"
EVERYTHING = (DATA / "everything.toml").read_text(encoding="utf-8")


def written(folder: Path, text: str) -> Path:
    """Write a config file."""
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def problems(path: Path) -> list[str]:
    """Return what is wrong with a file, without the folder it lies in."""
    with pytest.raises(ConfigError) as caught:
        load(path)
    return [problem.removeprefix(f"{path.parent}/") for problem in caught.value.problems]


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    """A file in which nothing stands is a valid one: no adapter, no model, no feeds."""
    path = written(tmp_path, "")
    expected = Settings(
        byline=BylineSettings(data_dir=tmp_path / "data", timezone=ZoneInfo("UTC"), log="text", metrics=None),
        indexer=IndexerSettings(),
        answers=AnswerSettings(max_statements=4, min_confidence=None, retention=timedelta(0), correction_notes=True),
        model=None,
        limits=LimitSettings(per_user=Rate(count=10, per=timedelta(minutes=1)), concurrency=2, queue=100),
        slack=None,
        discord=None,
        path=path,
    )
    assert load(path) == expected


def test_every_key_can_be_set() -> None:
    """Each key of each section arrives where it belongs; folders are relative to the file's own."""
    path = DATA / "everything.toml"
    expected = Settings(
        byline=BylineSettings(
            data_dir=DATA / "newsroom",
            timezone=ZoneInfo("Europe/Berlin"),
            log="json",
            metrics=Endpoint(host="::1", port=9100),
        ),
        indexer=IndexerSettings(
            collector=CollectorSettings(
                poll_interval=timedelta(minutes=90),
                backfill=timedelta(days=30),
                keep=timedelta(days=400),
                page_concurrency=8,
                per_host=1,
                user_agent="Example/1.0",
                contact="news@example.com",
                proxy="http://user:password@proxy.example:3128",
                allow_private_hosts=True,
                recheck=(timedelta(hours=2), timedelta(days=1)),
            ),
            embedding=EmbeddingSettings(model=str(DATA / "model"), backend="onnx", batch_size=64),
            store=StoreSettings(
                url="http://chroma.example:8000", tenant="news", database="byline", token_env="CHROMA_TOKEN"
            ),
            catalogue=CatalogueSettings(
                url="postgresql+psycopg://byline@db.example/news", password_env="CATALOGUE_PASSWORD"
            ),
            feeds=(
                Feed(
                    url="https://example.com/feed.xml",
                    name="Example News",
                    kind=Kind.REPORTED,
                    tags=("policy", "chips"),
                    enabled=False,
                    poll_interval=timedelta(hours=6),
                    backfill=timedelta(days=36_500),
                    full_text=False,
                    include=("OpenAI", "/GPT-\\d/"),
                    exclude=("podcast",),
                ),
                Feed(
                    url="imap://imap.example.com:143/Newsletters/AI#2a1670c8",
                    source=FeedSource.MAILBOX,
                    name="The Loom",
                    kind=Kind.OPINION,
                    tags=("newsletters",),
                    enabled=False,
                    poll_interval=timedelta(hours=1),
                    mailbox=Mailbox(
                        host="imap.example.com",
                        port=143,
                        user="news@example.com",
                        password_env="OUR_MAIL_PASSWORD",
                        folder="Newsletters/AI",
                        senders=("editor@loom.example", "@mill.example"),
                        list_ids=("loom.list.example",),
                        tls=MailTls.STARTTLS,
                        authserv_id="mx.example.com",
                    ),
                ),
            ),
        ),
        answers=AnswerSettings(
            max_statements=3,
            min_confidence=1.0,
            reader=str(DATA / "reader"),
            retention=timedelta(days=14),
            subjects=str(DATA / "subjects.toml"),
            correction_notes=False,
        ),
        model=ModelSettings(
            provider="openai",
            base_url="http://127.0.0.1:11434/v1",
            name="small",
            api_key_env="MODEL_KEY",
            timeout=timedelta(seconds=5),
        ),
        limits=LimitSettings(per_user=Rate(count=100, per=timedelta(hours=1)), concurrency=4, queue=0),
        slack=SlackSettings(
            bot_token_env="OUR_BOT_TOKEN",
            app_token_env="",
            signing_secret_env="OUR_SECRET",
            mode="http",
            host="0.0.0.0",
            port=8080,
            api_url="https://slack-gov.com/api/",
            command="/ai-news",
            channels=("C024BE91L",),
            admins=("U024BE7LH",),
            admin_channel="G012AC86C",
            thread_follow_up=True,
        ),
        discord=DiscordSettings(
            token_env="OUR_DISCORD_TOKEN",
            api_url="http://127.0.0.1:3000/api",
            gateway_url="ws://127.0.0.1:3001",
            guilds=(197038439483310086,),
            channels=(155101607195836416,),
            admins=(),
            admin_channel=155117677105512449,
            shards=Shards(ids=(0, 1, 2, 3), count=8),
        ),
        mail=MailSettings(
            host="smtp.example.com",
            from_="news@example.com",
            port=2465,
            tls=MailTls.IMPLICIT,
            user="byline",
            password_env="OUR_SMTP_PASSWORD",
        ),
        server=ServerSettings(
            listen=Endpoint(host="0.0.0.0", port=8080), tokens_env="OUR_TOKENS", hosts=("news.example.com",)
        ),
        channels=(
            ChannelSettings(
                platform="discord",
                id="155101607195836416",
                tags=("Policy",),
                kinds=(Kind.REPORTED,),
                language="en",
                quiet="22:00-07:00",
                timezone="Europe/Berlin",
            ),
        ),
        path=path,
    )
    assert load(path) == expected


def test_the_test_sets_every_key() -> None:
    """The file that sets everything misses no key of the contract."""
    document = tomllib.loads(EVERYTHING)
    assert {name: set(body) for name, body in tables(document).items()} == contract()


def test_a_section_alone_switches_its_adapter_on(tmp_path: Path) -> None:
    """[slack] and [discord] need no keys where the usual variables are used."""
    settings = load(written(tmp_path, "[slack]\n[discord]\n"))
    assert settings.slack == SlackSettings(
        bot_token_env="SLACK_BOT_TOKEN", app_token_env="SLACK_APP_TOKEN", mode="socket", command="/news"
    )
    assert settings.discord == DiscordSettings(token_env="DISCORD_TOKEN")


def test_all_problems_are_listed_at_once_in_the_order_of_the_file() -> None:
    """One run shows everything that has to be mended, and repeats no secret."""
    expected = (DATA / "wrong.problems.txt").read_text(encoding="utf-8").splitlines()
    assert problems(DATA / "wrong.toml") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '[mail]\nhost = "smtp.example.org"\nform = "x"\nport = "25"\n',
            [
                "mail.from: is missing",
                'mail.port: must be a whole number: "25"',
                'mail.form: unknown key; did you mean "from"?',
            ],
        ),
        (
            '[mail]\nhost = "smtp.example.org"\nfrom = "@"\n',
            ['mail.from: not a mail address such as "news@example.org": no name, no brackets, plain ASCII: "@"'],
        ),
        (
            '[mail]\nhost = "smtp.example.org"\nfrom = "n@example.org"\nuser = "n"\n',
            ["mail: user and password_env belong together: give both, or neither where none is demanded"],
        ),
        (
            '[mail]\nhost = "smtp.example.org"\nfrom = "n@example.org"\nuser = "n"\npassword_env = "P"\ntls = "none"\n',
            ['mail: tls = "none" would send the password in the clear: use "starttls" or "implicit"'],
        ),
        ("[slak]\n", ['slak: unknown section; did you mean "slack"?']),
        ("[[feed]]\nurl = 1\n", ['feed: unknown section; did you mean "feeds"?']),
        ("zzz = 1\n", ["zzz: unknown key"]),
        ('[byline]\ndata_dir = ""\n', ['byline.data_dir: must not be empty: ""']),
        (
            '[byline]\ntimezone = "Europe"\n',
            ['byline.timezone: not a time zone; the closest is "Europe/Rome": "Europe"'],
        ),
        (
            '[byline]\ntimezone = "../../etc/passwd"\n',
            ['byline.timezone: not a time zone; write a name such as "Europe/Berlin" or "UTC": "../../etc/passwd"'],
        ),
        (
            '[answers]\nretention = "-1d"\n',
            ['answers.retention: must be a duration such as "15m", "1h30m" or "400d" (units: w, d, h, m, s): "-1d"'],
        ),
        ("[answers]\nmax_statements = 0\n", ["answers.max_statements: must be at least 1: 0"]),
        ("[answers]\nmin_confidence = nan\n", ["answers.min_confidence: must be at most 1: nan"]),
        ('[answers]\nmin_confidence = "0.5"\n', ['answers.min_confidence: must be a number: "0.5"']),
        ("[model]\n", ["model.provider: is missing", "model.name: is missing"]),
        ('[model]\nprovider = "openai"\n', ["model.name: is missing"]),
        (
            '[model]\nprovider = "openai"\nname = "small"\n',
            ["model: needs api_key_env, the variable that holds the key, or the base_url of a server without one"],
        ),
        (
            '[model]\nprovider = "openai"\nname = "small"\nbase_url = "localhost:11434"\n',
            ['model.base_url: not an http(s) address: "localhost:11434"'],
        ),
        ('[slack]\nmode = "http"\nsigning_secret_env = ""\n', ['slack: mode = "http" needs signing_secret_env']),
        ('[slack]\napp_token_env = ""\n', ['slack: mode = "socket" needs app_token_env']),
        ("[slack]\nport = 65536\n", ["slack.port: must be at most 65535: 65536"]),
        (
            '[slack]\nadmins = ["@ann"]\n',
            ['slack.admins[1]: must be a member id such as "U024BE7LH", not a name; the profile shows it: "@ann"'],
        ),
        (
            "[discord]\ngateway_url = 'https://gateway.example'\n",
            ['discord.gateway_url: not a ws(s) address: "https://gateway.example"'],
        ),
        (
            "[discord]\nguilds = [0, true]\n",
            [
                "discord.guilds[1]: must be an id, such as 197038439483310086: 0",
                "discord.guilds[2]: must be an id, such as 197038439483310086: true",
            ],
        ),
        *(
            (f'[discord]\nshards = "{given}"\n', [f'discord.shards: {says}: "{given}"'])
            for given, says in {
                "0-3": 'must say which shards of how many, such as "0-3/8" (the first four of eight) or "5/8"',
                "0-3/0": 'must say which shards of how many, such as "0-3/8" (the first four of eight) or "5/8"',
                "0-8/8": "there is no shard 8 of 8: they are counted from 0, up to 7",
                "3-1/8": '3-1 runs backwards: write "1-3"',
                "0-3,2/8": "names shard 2 twice",
            }.items()
        ),
        ("feeds = [5]\n", ["feeds[1]: must be a table: 5"]),
        ("a = 1\na = 2\n", ["line 2, column 6: not TOML: Cannot overwrite a value"]),
        ("[byline\n", ["line 1, column 8: not TOML: Expected ']' at the end of a table declaration"]),
        ("a = [", ["end of document: not TOML: Invalid value"]),
        ("a = " + "[" * 100_000, ["not TOML: a number too long, or values nested too deeply"]),
        ("a = " + "1" * 5_000, ["not TOML: a number too long, or values nested too deeply"]),
    ],
)
def test_each_mistake_has_its_message(text: str, expected: list[str], tmp_path: Path) -> None:
    """A message names the place, says what is wanted, and offers what was probably meant."""
    assert problems(written(tmp_path, text)) == [f"config.toml: {problem}" for problem in expected]


@pytest.mark.parametrize(
    "other",
    [
        "https://example.com/feed",
        "http://www.example.com/feed/",
        "https://EXAMPLE.com/feed?utm_source=rss",
        "https://example.com:443/feed#top",
    ],
)
def test_a_feed_that_stands_twice_is_named_at_both_places(other: str, tmp_path: Path) -> None:
    """Two spellings of one address are one feed, also where one of them has other problems."""
    text = f'[[feeds]]\nurl = "https://example.com/feed"\nnam = ""\n[[feeds]]\nurl = "{other}"\n'
    assert problems(written(tmp_path, text)) == [
        'config.toml: feeds[1].nam: unknown key; did you mean "name"?',
        "config.toml: feeds[2].url: the same feed as feeds[1]",
    ]


def test_feeds_that_differ_in_a_parameter_are_two(tmp_path: Path) -> None:
    """A parameter that on an article would only be for tracking may choose what is in a feed."""
    text = '[[feeds]]\nurl = "https://example.com/rss?source=a"\n[[feeds]]\nurl = "https://example.com/rss?source=b"\n'
    urls = [feed.url for feed in load(written(tmp_path, text)).indexer.feeds]
    assert urls == ["https://example.com/rss?source=a", "https://example.com/rss?source=b"]


def test_a_missing_file_comes_with_a_way_out(tmp_path: Path) -> None:
    """A newcomer without a config file is told two ways on."""
    expected = (
        'config.toml: no such file; make one with "byline init", name another with --config, '
        'or try "byline demo", which needs none'
    )
    assert problems(tmp_path / "config.toml") == [expected]


def test_what_is_no_readable_text_is_said_so(tmp_path: Path) -> None:
    """A folder, another encoding and an impossible name are told apart."""
    latin = tmp_path / "latin.toml"
    latin.write_bytes("# B\xfccher\n".encode("latin-1"))
    assert problems(latin) == ["latin.toml: not UTF-8 text (byte 4); save it as UTF-8"]
    (tmp_path / "folder").mkdir()
    assert problems(tmp_path / "folder") == ["folder: cannot be read: Is a directory"]
    assert problems(tmp_path / "a\0b") == ["a\0b: cannot be read: embedded null byte"]


def test_files_from_other_systems_are_read(tmp_path: Path) -> None:
    """A byte order mark and carriage returns, as Windows editors write them, do no harm."""
    path = written(tmp_path, '\ufeff[byline]\r\ntimezone = "Asia/Tokyo"\r\n')
    assert load(path).byline.timezone == ZoneInfo("Asia/Tokyo")


def test_folders_are_relative_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings do not depend on where the program is started; absolute paths and hub names stay."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "etc").mkdir()
    text = '[byline]\ndata_dir = "{}"\n[embedding]\nmodel = "{}"\n[answers]\nreader = "{}"\n'
    settings = load(written(Path("etc"), text.format("../data", "org/name", "org/reader")))
    assert settings.path == tmp_path / "etc" / "config.toml"
    assert settings.byline.data_dir == tmp_path / "etc" / ".." / "data"
    assert settings.indexer.embedding.model == "org/name"
    assert settings.answers.reader == "org/reader"
    settings = load(written(Path("etc"), text.format("/var/lib/byline", "/models/one", "./reader")))
    assert settings.byline.data_dir == Path("/var/lib/byline")
    assert settings.indexer.embedding.model == "/models/one"
    assert settings.answers.reader == str(tmp_path / "etc" / "reader")
    for said in ("none", ""):
        assert load(written(Path("etc"), text.format("data", "", said))).answers.reader == said


@pytest.mark.parametrize(
    ("text", "count", "seconds"),
    [("10/min", 10, 60), ("1/s", 1, 1), (" 5 / Hour ", 5, 3_600), ("200/day", 200, 86_400)],
)
def test_rates_are_numbers_per_time(text: str, count: int, seconds: int) -> None:
    """A rate is so many within a second, minute, hour or day."""
    assert rate(text) == Rate(count=count, per=timedelta(seconds=seconds))


@pytest.mark.parametrize("value", ["", "10", "10/", "/min", "0/min", "-1/min", "10/year", "1.5/s", 10, None])
def test_other_values_are_no_rates(value: object) -> None:
    """A limit that is not understood is never guessed."""
    with pytest.raises(ValueError, match=r'^must be a number per time such as "10/min" \(s, min, h, day\)$'):
        rate(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("127.0.0.1:9100", Endpoint(host="127.0.0.1", port=9100)),
        ("localhost:0", Endpoint(host="localhost", port=0)),
        ("[::]:80", Endpoint(host="::", port=80)),
    ],
)
def test_endpoints_are_host_and_port(text: str, expected: Endpoint | None) -> None:
    """Both have to be said: nothing is opened to the world by default."""
    assert optional_endpoint(text) == expected


@pytest.mark.parametrize(
    "text", ["9100", ":9100", "host", "host:", "host:x", "host:70000", "::1:80", "[::1", "http://h:1", "h:1/x", "u@h:1"]
)
def test_other_texts_are_no_endpoints(text: str) -> None:
    """An address to listen on that is not understood is refused."""
    with pytest.raises(ValueError, match=r'^must be host:port, such as "127\.0\.0\.1:9100"$'):
        optional_endpoint(text)


@pytest.mark.parametrize(
    ("given", "expected", "words"),
    [
        ("0-3/8", (0, 1, 2, 3), "the shards 0 to 3 of 8"),
        (" 6, 0 - 1 /8", (0, 1, 6), "the shards 0 to 1 and 6 of 8"),
        ("5/8", (5,), "shard 5 of 8"),
        ("1,3,5/8", (1, 3, 5), "the shards 1, 3 and 5 of 8"),
    ],
)
def test_shards_are_named_by_numbers(given: str, expected: tuple[int, ...], words: str) -> None:
    """A process serves the shards that it is told to, and is told without a word to serve all."""
    found = optional_shards(given)
    assert found is not None
    assert (found.ids, found.count, found.words) == (expected, 8, words)
    assert optional_shards("") is None


def test_discord_ids_may_be_numbers_or_text() -> None:
    """Both ways of writing an id give the number."""
    assert discord_id("197038439483310086") == discord_id(197038439483310086)
    with pytest.raises(ValueError, match="must be an id"):
        discord_id(2**63)


def test_gateways_speak_web_sockets() -> None:
    """The address of a gateway is ws or wss, or the platform's own."""
    assert web_socket_address("") == ""
    assert web_socket_address("wss://gateway.example/?v=10") == "wss://gateway.example/?v=10"


def test_the_example_is_valid_and_has_real_feeds() -> None:
    """The file that newcomers copy works as it stands."""
    settings = load(EXAMPLE)
    assert len(settings.indexer.feeds) == 6
    assert all(feed.url.startswith("https://") and feed.name for feed in settings.indexer.feeds)


def test_the_example_names_every_key_and_each_default() -> None:
    """With its comments taken away the example sets every key of the contract, and most to the default."""
    document = tables(tomllib.loads(uncommented(EXAMPLE.read_text(encoding="utf-8"))))
    assert {name: set(body) for name, body in document.items()} == contract()


def test_the_example_shows_the_defaults(tmp_path: Path) -> None:
    """What stands in the example's comments is what holds without it, where that can be written."""
    text = uncommented(EXAMPLE.read_text(encoding="utf-8"))
    shown = load(written(tmp_path, re.sub(r"(?m)^min_confidence.*$", "", text)))
    plain = load(written(tmp_path, "[slack]\n[discord]\n"))
    for name in ("byline", "answers", "limits", "slack", "discord"):
        assert getattr(shown, name) == getattr(plain, name)
    for name in ("collector", "embedding", "store", "catalogue"):
        assert getattr(shown.indexer, name) == getattr(plain.indexer, name)


@given(st.text(max_size=200))
def test_any_text_gives_settings_or_problems(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Whatever bytes the file holds, nothing but a config error comes of it."""
    survives(tmp_path_factory, text.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))


@given(st.data())
def test_any_value_in_any_place_gives_settings_or_problems(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A valid file in which something is replaced either loads or is refused in words."""
    document: dict[str, Any] = tomllib.loads(EVERYTHING)
    for _ in range(data.draw(st.integers(1, 3))):
        section = data.draw(st.sampled_from(sorted(document)))
        table = tables(document)[section]
        key = data.draw(st.sampled_from(sorted(table)) | st.text(max_size=8))
        table[key] = data.draw(VALUES)
    survives(tmp_path_factory, tomlkit.dumps(document))


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SCALARS = (
    TEXTS
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.booleans()
    | st.dates()
    | st.sampled_from(["1h", "10/min", "C1", "https://h/", "a:1", "UTC"])
)
VALUES = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(TEXTS, SCALARS, max_size=3)


def survives(factory: pytest.TempPathFactory, text: str) -> None:
    """Assert that a file gives settings or problems, one printable line each."""
    path = written(factory.getbasetemp(), text)
    found = outcome(path)
    if isinstance(found, Settings):
        assert found.path == path
    else:
        assert found
        assert [problem for problem in found if not problem.isprintable()] == []


def outcome(path: Path) -> Settings | tuple[str, ...]:
    """Return the settings, or the problems, of a file."""
    try:
        return load(path)
    except ConfigError as error:
        return error.problems


def tables(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the sections of a document, of feeds and mailboxes the keys of the first."""
    return {name: body[0] if isinstance(body, list) else body for name, body in document.items()}


def contract() -> dict[str, set[str]]:
    """Return the keys that the program takes, by section."""
    records = {
        "indexer": CollectorSettings,
        "embedding": EmbeddingSettings,
        "store": StoreSettings,
        "catalogue": CatalogueSettings,
        "byline": BylineSettings,
        "answers": AnswerSettings,
        "model": ModelSettings,
        "limits": LimitSettings,
        "slack": SlackSettings,
        "discord": DiscordSettings,
        "mail": MailSettings,
        "server": ServerSettings,
    }
    assert {field.name for field in (*fields(BotSections), *fields(indexer_sections.IndexerSections))} == {
        *records,
        "channels",
        "feeds",
        "mailboxes",
    }
    records["channels"] = ChannelSettings
    keys = {name: {field.name.rstrip("_") for field in fields(record)} for name, record in records.items()}
    listed = {"feeds": indexer_sections.FeedTable, "mailboxes": indexer_sections.MailboxTable}
    return keys | {name: set(get_type_hints(table)) for name, table in listed.items()}


def uncommented(text: str) -> str:
    """Return the example with the settings in its comments switched on."""
    return re.sub(r"(?m)^# (?=\[|[a-z_]+ = )", "", text)


def test_what_is_wrong_with_channels(tmp_path: Path) -> None:
    """A wrong id, language, time or zone, a tag that no feed has, and a channel that stands there twice, are named."""
    wrong = """
[[channels]]
platform = "slack"
id = "general"
[[channels]]
platform = "slack"
id = "C024BE91L"
language = "english"
quiet = "22:00-25:00"
timezone = "Berlin"
"""
    assert problems(written(tmp_path, wrong)) == [
        (
            'config.toml: channels[1]: id must be a channel id such as "C024BE91L", not a name; '
            "the channel's details show it"
        ),
        'config.toml: channels[2].language: must be the code of a language, two letters such as en or de: "english"',
        'config.toml: channels[2].quiet: must be two times of a day, such as "22:00-07:00": "22:00-25:00"',
        'config.toml: channels[2].timezone: not a time zone; the closest is "Europe/Berlin": "Berlin"',
    ]
    channel = '[[channels]]\nplatform = "slack"\nid = "C024BE91L"\ntags = ["chip"]\n'
    feed = '[[feeds]]\nurl = "https://a.example/feed"\ntags = ["chips"]\n'
    assert problems(written(tmp_path, channel * 2 + feed)) == [
        "config.toml: channels[1].tags: no feed has the tag 'chip'; there are chips",
        "config.toml: channels[2].id: the same channel as channels[1]",
        "config.toml: channels[2].tags: no feed has the tag 'chip'; there are chips",
    ]


def test_channels_apply_without_a_restart(tmp_path: Path) -> None:
    """The scopes of channels are in force as soon as the file says so."""
    before = load(written(tmp_path, ""))
    after = load(written(tmp_path, '[[channels]]\nplatform = "slack"\nid = "C1"\nkinds = ["opinion"]\n'))
    change = config_change(before, before=before, after=after)
    assert change.settings.scopes == {("slack", "C1"): Scope(kinds=(Kind.OPINION,))}
    assert change.words == ("[[channels]] changed",)
