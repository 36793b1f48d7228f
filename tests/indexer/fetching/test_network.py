"""The address guard, at work."""

from __future__ import annotations

import ipaddress
import json
import re
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpcore
import pytest

from indexer.errors import AddressRefused, ConfigError, ConnectionFailed, TimedOut
from indexer.fetching.address_guard import ForbiddenAddress
from indexer.fetching.network import Deadline, GuardedBackend, system_addresses
from tests.doubles.web_server import LOOPBACK, PUBLIC, Rerouted, Stand, feed, fetcher, page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.fetching import HttpFetcher
    from indexer.fetching.address_guard import IPAddress

_HOSTS: dict[str, str] = json.loads((Path(__file__).parents[2] / "data" / "fetching" / "hosts.json").read_text("utf-8"))
# What a header can carry at all, and what is no relative address once it stands in one.
_ABSOLUTE = re.compile(r"\w[\w+.-]*://[^/].*")
_LEADING_INSIDE = [url for url, why in _HOSTS.items() if why and url.isprintable() and _ABSOLUTE.fullmatch(url)]


class Names:
    """Stands for the DNS: a name's answers, one a question, the last for ever; every other name is public."""

    def __init__(self, **answers: list[list[IPAddress]]) -> None:
        self._answers = answers
        self.asked: list[str] = []

    def __call__(self, host: str, _port: int) -> list[IPAddress]:
        """Answer one question."""
        self.asked.append(host)
        answers = self._answers.get(host.partition(".")[0], [[PUBLIC]])
        return answers.pop(0) if len(answers) > 1 else answers[0]


@pytest.fixture
def network() -> Rerouted:
    """Return sockets that all lead to loopback."""
    return Rerouted()


@pytest.fixture
def guarded(network: Rerouted) -> Iterator[HttpFetcher]:
    """Yield a fetcher whose guard is on, for which inner.example is at loopback and other names are public."""
    names = Names(inner=[[LOOPBACK]])
    with closing(fetcher(allow_private_hosts=False, resolve=names, network=network)) as running:
        yield running


def test_public_name_is_dialled_by_address(guarded: HttpFetcher, network: Rerouted, stand: Stand) -> None:
    """A name is resolved, its address is judged, and that address is connected to; the server is told the name."""
    stand.say("/a", b"fine")
    assert guarded.fetch(feed(stand.url("/a", "news.example"))).body == b"fine"
    assert network.dialled == [str(PUBLIC)]
    assert stand.asked[0][1]["Host"] == f"news.example:{stand.port}"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "inner.example", "[::1]", "2130706433", "0x7f.1", "0177.0.0.1", "127.1"]
)
def test_loopback_is_refused(guarded: HttpFetcher, network: Rerouted, stand: Stand, host: str) -> None:
    """This machine is refused under every name and spelling, and nobody is connected to."""
    url = stand.url("/a", host)
    with pytest.raises(AddressRefused) as caught:
        guarded.fetch(feed(url))
    assert (url, [], []) == (caught.value.url, network.dialled, stand.paths)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "inner.example", "[::ffff:7f00:1]", "0x7f000001"])
def test_loopback_is_refused_after_a_redirect(guarded: HttpFetcher, network: Rerouted, stand: Stand, host: str) -> None:
    """A public page cannot send the bot to this machine."""
    stand.say("/a", status=302, Location=stand.url("/secret", host))
    with pytest.raises(AddressRefused):
        guarded.fetch(feed(stand.url("/a", "news.example")))
    assert ([str(PUBLIC)], ["/a"]) == (network.dialled, stand.paths)


def test_no_redirect_leads_inside(guarded: HttpFetcher, network: Rerouted, stand: Stand) -> None:
    """Whatever the guard refuses is refused as the target of a redirect, too, before anything is looked up or sent."""
    followed = []
    for number, url in enumerate(_LEADING_INSIDE):
        stand.say(f"/{number}", status=302, Location=url.encode().decode("latin-1"))
        try:
            guarded.fetch(feed(stand.url(f"/{number}", "news.example")))
        except AddressRefused:
            continue
        followed.append(url)
    assert followed == []
    assert set(network.dialled) == {str(PUBLIC)}
    assert stand.paths == [f"/{number}" for number in range(len(_LEADING_INSIDE))]


@pytest.mark.parametrize(
    "location",
    [
        *("//127.0.0.1/", "//2130706433/", "//[::1]/", "//news.example@127.0.0.1/", "//127.0.0.1:80", "//localhost"),
        *("HTTP://127.1", "hTTps://localhost.", " http://127.0.0.1/", "http://127.0.0.1#@news.example/"),
        *("http://127.0.0.1:80\\@news.example:99999/", "ftp://news.example/", "javascript:alert(1)", "data:,x"),
    ],
)
def test_odd_redirects_lead_nowhere(guarded: HttpFetcher, network: Rerouted, stand: Stand, location: str) -> None:
    """A target without a scheme, with an odd one, or with blanks around it is judged like any other."""
    stand.say("/a", status=307, Location=location)
    with pytest.raises(AddressRefused):
        guarded.fetch(feed(stand.url("/a", "news.example")))
    assert ([str(PUBLIC)], ["/a"]) == (network.dialled, stand.paths)


def test_second_redirect_leads_nowhere_either(guarded: HttpFetcher, stand: Stand) -> None:
    """Every hop of a chain is judged, not the first alone."""
    stand.say("/a", status=301, Location="/b")
    stand.say("/b", status=308, Location=stand.url("/c", "other.example"))
    stand.say("/c", status=303, Location=stand.url("/d", "inner.example"))
    with pytest.raises(AddressRefused, match=r"inner\.example leads to 127\.0\.0\.1, this machine"):
        guarded.fetch(feed(stand.url("/a", "news.example")))
    assert stand.paths == ["/a", "/b", "/c"]


def test_robots_txt_cannot_lead_inside(guarded: HttpFetcher, stand: Stand) -> None:
    """Nor can a public robots.txt."""
    stand.say("/robots.txt", status=302, Location=stand.url("/secret", "inner.example"))
    with pytest.raises(AddressRefused):
        guarded.fetch(page(stand.url("/a", "news.example")))
    assert stand.paths == ["/robots.txt"]


def test_one_private_address_spoils_a_name(network: Rerouted, stand: Stand) -> None:
    """A name with one public and one private address is refused whichever would be dialled."""
    names = Names(mixed=[[PUBLIC, ipaddress.ip_address("10.0.0.1")]])
    web = fetcher(allow_private_hosts=False, resolve=names, network=network)
    with closing(web), pytest.raises(AddressRefused, match=r"mixed\.example leads to 10\.0\.0\.1, a private"):
        web.fetch(feed(stand.url("/a", "mixed.example")))
    assert network.dialled == []


@pytest.mark.parametrize("address", ["169.254.169.254", "169.254.170.2", "100.100.100.200", "fd00:ec2::254"])
def test_no_name_leads_to_a_metadata_service(network: Rerouted, address: str) -> None:
    """A name that leads to a cloud's metadata service is refused even where private hosts are allowed."""
    names = Names(mixed=[[LOOPBACK, ipaddress.ip_address(address)]])
    web = fetcher(allow_private_hosts=True, resolve=names, network=network)
    with closing(web), pytest.raises(AddressRefused, match=rf"mixed\.example leads to {address}, a cloud's metadata"):
        web.fetch(feed("http://mixed.example/latest/meta-data/"))
    assert network.dialled == []


def test_changing_dns_changes_nothing(network: Rerouted, stand: Stand) -> None:
    """A name is resolved once a connection: an answer that changes is either judged or not even asked for."""
    names = Names(rebind=[[PUBLIC], [LOOPBACK]])
    stand.say("/a", b"fine", Connection="close")
    url = stand.url("/a", "rebind.example")
    with closing(fetcher(allow_private_hosts=False, resolve=names, network=network)) as web:
        assert web.fetch(feed(url)).body == b"fine"
        assert (["rebind.example"], [str(PUBLIC)]) == (names.asked, network.dialled)
        with pytest.raises(AddressRefused, match="loopback"):
            web.fetch(feed(url))
    assert network.dialled == [str(PUBLIC)]


def test_dns_that_changes_within_a_chain(network: Rerouted, stand: Stand) -> None:
    """A name that was public for robots.txt and for the first hop is refused when it leads inside at the next."""
    names = Names(rebind=[[PUBLIC], [PUBLIC], [ipaddress.ip_address("::ffff:10.0.0.1")]])
    stand.say("/robots.txt", b"", Connection="close")
    stand.say("/a", status=302, Location="/b", Connection="close")
    web = fetcher(allow_private_hosts=False, resolve=names, network=network)
    with closing(web), pytest.raises(AddressRefused, match=r"rebind\.example leads to ::ffff:a00:1, a private address"):
        web.fetch(page(stand.url("/a", "rebind.example")))
    assert (["/robots.txt", "/a"], [str(PUBLIC)] * 2) == (stand.paths, network.dialled)


@pytest.mark.parametrize("second", ["127.0.0.1", "fe80::1%eth0", "100.64.0.1", "224.0.0.1", "::ffff:192.168.0.1", "::"])
def test_mixed_answers_of_the_dns(network: Rerouted, second: str) -> None:
    """One address among a name's many that may not be asked is enough, wherever it stands and whatever it is for."""
    many = [PUBLIC] * 6
    many.insert(5, ipaddress.ip_address(second))
    web = fetcher(allow_private_hosts=False, resolve=Names(mixed=[many]), network=network)
    with closing(web), pytest.raises(AddressRefused, match=r"mixed\.example leads to "):
        web.fetch(feed("http://mixed.example/"))
    assert network.dialled == []


def test_next_address_is_tried(stand: Stand) -> None:
    """If one address of a host does not answer, the next is tried."""
    with Stand() as gone:
        nobody = gone.port
    backend = GuardedBackend(
        Deadline(),
        allow_private=True,
        resolve=lambda _host, _port: [ipaddress.ip_address("::1"), LOOPBACK],
    )
    stream = backend.connect_tcp("news.example", stand.port, 1.0)
    assert ("127.0.0.1", stand.port) == stream.get_extra_info("server_addr")
    stream.close()
    with pytest.raises(httpcore.ConnectError):
        backend.connect_tcp("news.example", nobody, 1.0)


class Deaf(Rerouted):
    """Stands for the sockets of a network that swallows every packet."""

    def connect_tcp(self, host: str, *_: Any, **__: Any) -> httpcore.NetworkStream:
        """Remember the address and give up."""
        self.dialled.append(host)
        raise httpcore.ConnectTimeout


def test_host_that_does_not_answer() -> None:
    """Of a host's many addresses four are tried; if none answers, there is no connection in time."""
    network = Deaf()
    many = [ipaddress.ip_address(f"93.184.216.{n}") for n in range(1, 9)]
    web = fetcher(allow_private_hosts=False, resolve=Names(many=[many]), network=network)
    with closing(web), pytest.raises(TimedOut, match="no connection within 10 s"):
        web.fetch(feed("http://many.example/"))
    assert [str(address) for address in many[:4]] == network.dialled


def test_deadline() -> None:
    """A timeout is cut to what the deadline leaves; what is done inside under a deadline of its own is not charged."""
    deadline = Deadline()
    assert (deadline.left(None), deadline.left(5.0)) == (None, 5.0)
    with deadline.within(60):
        with deadline.within(0), pytest.raises(httpcore.TimeoutException):
            deadline.left(None)
        assert deadline.left(5.0) == 5.0
        assert 59 < (deadline.left(None) or 0) <= 60
    assert not deadline.passed


def test_system_resolver_is_judged() -> None:
    """What the system makes of a number or a local name is judged like every address."""
    backend = GuardedBackend(Deadline())
    for host in ("localhost", "127.0.0.1", "2130706433"):
        with pytest.raises(ForbiddenAddress, match="this machine"):
            backend.connect_tcp(host, 80, 1.0)
    assert LOOPBACK in system_addresses("localhost", 80)


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 70 + ".com"])
def test_unknown_name(host: str) -> None:
    """A name that does not resolve is a failed connection that says so."""
    web = fetcher(allow_private_hosts=False, resolve=system_addresses)
    with closing(web), pytest.raises(ConnectionFailed, match="cannot be resolved"):
        web.fetch(feed(f"http://{host}/"))


@pytest.mark.parametrize("proxy", ["http://xn--:80", "ftp://proxy.example:80"])
def test_proxy_that_cannot_be_is_a_mistake_in_the_config(proxy: str) -> None:
    """What no request could be sent to is refused by the name of its key, when the client is made."""
    with pytest.raises(ConfigError, match=r"indexer\.proxy: "):
        fetcher(proxy=proxy)


def test_proxy_is_asked_by_name(stand: Stand) -> None:
    """Behind a proxy, which may be private, the address goes to the proxy as it is, credentials apart."""
    stand.say("http://news.example/a", b"from the proxy")
    with closing(_proxied(stand)) as web:
        assert web.fetch(feed("http://news.example/a")).body == b"from the proxy"
    assert stand.asked[0][1]["Proxy-Authorization"] == "Basic dXNlcjpwdw=="


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "wiki.corp", "10.1.2.3", "0x7f.1", "127。0。0。1"])
def test_proxy_is_not_sent_inside(stand: Stand, host: str) -> None:
    """Behind a proxy names and literals are judged before anything is sent, also after a redirect."""
    stand.say("http://news.example/a", status=302, Location=f"http://{host}/secret".encode().decode("latin-1"))
    with closing(_proxied(stand)) as web:
        for url in (f"http://{host}/secret", "http://news.example/a"):
            with pytest.raises(AddressRefused):
                web.fetch(feed(url))
    assert stand.paths == ["http://news.example/a"]


def test_no_redirect_makes_the_proxy_lead_inside(stand: Stand) -> None:
    """Behind a proxy, which resolves the names, whatever the guard refuses as written is never sent to it."""
    followed = []
    with closing(_proxied(stand)) as web:
        for number, url in enumerate(_LEADING_INSIDE):
            start = f"http://news.example/{number}"
            stand.say(start, status=302, Location=url.encode().decode("latin-1"))
            try:
                web.fetch(feed(start))
            except AddressRefused:
                continue
            followed.append(url)
    assert followed == []
    assert stand.paths == [f"http://news.example/{number}" for number in range(len(_LEADING_INSIDE))]


@pytest.mark.parametrize("proxy", ["ftp://proxy.example", "http://", "proxy.example:3128", "http://a:b:c"])
def test_unusable_proxy(proxy: str) -> None:
    """A proxy that makes no sense is a mistake in the config."""
    with pytest.raises(ConfigError, match=r"indexer\.proxy"):
        fetcher(proxy=proxy)


def test_environment_names_no_proxy(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxies in the environment are not used."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with closing(fetcher()) as web:
        assert web.fetch(feed(stand.say("/a", b"fine"))).body == b"fine"


def _proxied(stand: Stand) -> HttpFetcher:
    return fetcher(allow_private_hosts=False, proxy=f"http://user:pw@127.0.0.1:{stand.port}")
