"""The sections of the config file that the answering side reads, as settings."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Annotated, ClassVar, Literal
from zoneinfo import ZoneInfo

from bot.config.values import (
    ChannelId,
    Command,
    DiscordId,
    LanguageCode,
    MailAddress,
    OptionalDiscordId,
    OptionalEndpoint,
    OptionalShards,
    OptionalSlackChannel,
    OptionalZone,
    QuietText,
    RateText,
    SlackChannel,
    SlackUser,
    WebSocketAddress,
    Zone,
    discord_id,
    slack_channel,
)
from bot.model.chat import Rate, Scope
from indexer.config import IndexerSettings
from indexer.config.values import (
    Address,
    Between,
    Duration,
    EnvName,
    Folder,
    Host,
    Line,
    SomeEnvName,
    SomeLine,
    Span,
    is_this_computer,
)
from indexer.model import Kind
from indexer.model.mails import MailTls

# Without `from __future__ import annotations`: pydantic reads the fields' types at run time.

UTC = ZoneInfo("UTC")
TEN_A_MINUTE = Rate(count=10, per=timedelta(minutes=1))
Port = Annotated[int, Between(0, 65_535)]


@dataclass(frozen=True, slots=True, kw_only=True)
class BylineSettings:
    """[byline]: the program as a whole."""

    data_dir: Folder = Path("data")  # relative to the config file's folder; absolute once loaded
    timezone: Zone = UTC  # what "today" means where the asker's own zone is not known
    log: Literal["text", "json"] = "text"
    metrics: OptionalEndpoint = None  # where the health and metrics pages are served; None: nowhere


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSettings:
    """[answers]: what an answer looks like and how long it is remembered."""

    max_statements: Annotated[int, Between(1, 20)] = 4
    min_confidence: Annotated[float, Between(0, 1)] | None = None  # below it: "nothing found"; None: as measured
    reader: Line = ""  # what reads passages: "" the bundled model, "none", else a hub name or a folder
    retention: Span = timedelta(0)  # how long the text of questions is kept; zero: until they are answered
    subjects: Line = ""  # a file of companies with their products and people, which adds to the shipped one; "": none
    correction_notes: bool = True  # tell the thread when a cited sentence was changed


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """[model]: the language model that writes answers; without the section the articles are quoted."""

    provider: Literal["openai", "anthropic"]  # which protocol; many other servers speak OpenAI's
    name: SomeLine  # the model's, as the provider calls it
    base_url: Address = field(default="", repr=False)  # "": the provider's own
    api_key_env: EnvName = ""  # the variable that holds the key; "": the server at base_url demands none
    timeout: Duration = timedelta(seconds=20)  # after it the answer is quoted from the articles

    def __post_init__(self) -> None:
        """Refuse the provider's own service without a key."""
        if not self.base_url and not self.api_key_env:
            raise ValueError(
                "needs api_key_env, the variable that holds the key, or the base_url of a server without one"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSettings:
    """[limits]: how much is answered at a time."""

    per_user: RateText = TEN_A_MINUTE
    concurrency: Annotated[int, Between(1, 64)] = 2  # questions answered at the same time
    queue: Annotated[int, Between(0, 100_000)] = 100  # questions that wait; beyond them "busy" is the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """[slack]: switches the Slack adapter on. Ids, not names: they do not change."""

    bot_token_env: SomeEnvName = "SLACK_BOT_TOKEN"  # noqa: S105  a variable's name
    app_token_env: EnvName = "SLACK_APP_TOKEN"  # noqa: S105  a variable's name; socket mode only
    signing_secret_env: EnvName = "SLACK_SIGNING_SECRET"  # noqa: S105  a variable's name; HTTP mode only
    mode: Literal["socket", "http"] = "socket"
    host: SomeLine = "127.0.0.1"  # HTTP mode: the address to listen on, behind the proxy that speaks TLS
    port: Port = 3000  # likewise; 0: any free one
    api_url: Address = ""  # "": Slack's own; another for GovSlack, proxies and tests
    command: Command = "/news"
    channels: tuple[SlackChannel, ...] = ()  # none: wherever it is invited
    admins: tuple[SlackUser, ...] = ()
    admin_channel: OptionalSlackChannel = ""  # where trouble with feeds is told; "": nowhere
    thread_follow_up: bool = False  # answer in its threads without a mention, for 24 hours

    def __post_init__(self) -> None:
        """Refuse a mode without the secret that it cannot do without."""
        needed = "app_token_env" if self.mode == "socket" else "signing_secret_env"
        if not getattr(self, needed):
            raise ValueError(f'mode = "{self.mode}" needs {needed}')


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordSettings:
    """[discord]: switches the Discord adapter on."""

    token_env: SomeEnvName = "DISCORD_TOKEN"  # noqa: S105  a variable's name
    api_url: Address = ""  # "": Discord's own; another for proxies and tests
    gateway_url: WebSocketAddress = ""  # likewise
    guilds: tuple[DiscordId, ...] = ()  # none: every server that has invited it
    channels: tuple[DiscordId, ...] = ()  # none: wherever it may write
    admins: tuple[DiscordId, ...] = ()
    admin_channel: OptionalDiscordId = None  # where trouble with feeds is told; None: nowhere
    shards: OptionalShards = None  # those that this process serves; None: all, as many as Discord wants


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """[server]: the pages, the HTTP interface and MCP."""

    listen: OptionalEndpoint = None  # None: nowhere
    tokens_env: EnvName = "BYLINE_TOKENS"  # the variable that holds "name:scope:token,..."; "": there are none
    hosts: tuple[Host, ...] = ()  # names under which a proxy passes requests on, beside addresses and localhost


_SUBMISSION = {MailTls.IMPLICIT: 465, MailTls.STARTTLS: 587, MailTls.NONE: 25}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """[mail]: the server that takes what watches and digests send by mail. "from" is no name in Python."""

    __pydantic_config__: ClassVar = {"extra": "forbid", "strict": True, "alias_generator": lambda key: key.rstrip("_")}

    host: Host
    from_: MailAddress  # whom the mails are from; answers and "unsubscribe" go there
    port: Port = 0  # 0: the usual one, see `server_port`
    tls: MailTls = MailTls.STARTTLS
    user: Line = ""  # "": the server demands no login
    password_env: EnvName = ""  # the variable that holds the password

    def __post_init__(self) -> None:
        """Refuse half a login, and a password in the clear."""
        if bool(self.user) != bool(self.password_env):
            raise ValueError("user and password_env belong together: give both, or neither where none is demanded")
        if self.user and self.tls is MailTls.NONE and not is_this_computer(self.host):
            raise ValueError('tls = "none" would send the password in the clear: use "starttls" or "implicit"')

    @property
    def server_port(self) -> int:
        """The port to connect to."""
        return self.port or _SUBMISSION[self.tls]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """[[channels]]: what a channel draws on, and when it is not disturbed."""

    platform: Literal["slack", "discord"]
    id: ChannelId
    tags: tuple[SomeLine, ...] = ()  # of feeds; none: all of them
    kinds: tuple[Kind, ...] = ()  # none: all of them
    language: LanguageCode = ""
    quiet: QuietText = ""  # "22:00-07:00"
    timezone: OptionalZone = ""  # "": that of [byline]

    def __post_init__(self) -> None:
        """Refuse an id that is none of the platform's."""
        try:
            slack_channel(self.id) if self.platform == "slack" else discord_id(self.id)
        except ValueError as error:
            raise ValueError(f"id {error}") from error

    @property
    def scope(self) -> Scope:
        """What the table says of the channel."""
        return Scope(tags=self.tags, kinds=self.kinds, language=self.language, quiet=self.quiet, zone=self.timezone)


@dataclass(frozen=True, slots=True, kw_only=True)
class BotSections:
    """The answering side's part of the file, one field a section."""

    __pydantic_config__: ClassVar = {"extra": "forbid", "strict": True}  # holds for the sections, too

    byline: BylineSettings = BylineSettings()
    answers: AnswerSettings = AnswerSettings()
    model: ModelSettings | None = None
    limits: LimitSettings = LimitSettings()
    slack: SlackSettings | None = None
    discord: DiscordSettings | None = None
    mail: MailSettings | None = None
    server: ServerSettings = ServerSettings()
    channels: tuple[ChannelSettings, ...] = ()

    @property
    def scopes(self) -> dict[tuple[str, str], Scope]:
        """The scopes of channels, by platform and id."""
        return {(each.platform, each.id): each.scope for each in self.channels}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(BotSections):
    """All sections, and the file that they were read from."""

    indexer: IndexerSettings
    path: Path  # of the file, absolute
