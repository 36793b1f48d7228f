"""The address guard, by itself."""

from __future__ import annotations

import ipaddress
import json
from pathlib import Path

import pytest

from indexer.fetching import address_guard

_DATA = Path(__file__).parents[2] / "data" / "fetching"
_ADDRESSES: dict[str, str] = json.loads((_DATA / "addresses.json").read_text("utf-8"))
_HOSTS: dict[str, str] = json.loads((_DATA / "hosts.json").read_text("utf-8"))


@pytest.mark.parametrize(("address", "expected"), _ADDRESSES.items())
def test_address_is_judged(address: str, expected: str) -> None:
    """An address is let through or refused by what it is for, and an IPv4 address inside IPv6 as itself."""
    assert expected == address_guard.explain_refusal(ipaddress.ip_address(address))


@pytest.mark.parametrize(("url", "expected"), _HOSTS.items())
def test_host_is_judged_as_written(url: str, expected: str) -> None:
    """A host that is an IP address, one in disguise, or a local name is refused before anything is resolved."""
    assert expected == _said(url)


def test_target_loses_what_is_not_sent() -> None:
    """User-info and fragment are no part of what is asked for; the query is, tracking parameters and all."""
    expected = "http://news.example:8080/a?utm_source=rss&b="
    assert expected == address_guard.check_url(" http://user:pw@News.example:8080/a?utm_source=rss&b=#part ")


def test_target_is_ascii() -> None:
    """A host in another script is asked for as the DNS knows it."""
    assert address_guard.check_url("https://bücher.example") == "https://xn--bcher-kva.example/"


def test_ports_of_other_services() -> None:
    """A port that belongs to mail, chat and the like is refused, except on the hosts of an admin's own network."""
    for port in (0, 22, 25, 6667):
        with pytest.raises(address_guard.ForbiddenAddress, match=rf"^port {port} is another service's"):
            address_guard.check_url(f"http://news.example:{port}/")
    assert address_guard.check_url("http://localhost:25/", allow_private=True) == "http://localhost:25/"
    assert address_guard.check_url("https://news.example:8443/") == "https://news.example:8443/"


def test_private_hosts_can_be_allowed() -> None:
    """With private hosts allowed a host of the local network is asked for, but still only over http(s)."""
    assert address_guard.check_url("http://localhost:8080", allow_private=True) == "http://localhost:8080/"
    with pytest.raises(address_guard.ForbiddenAddress, match="not an http"):
        address_guard.check_url("file:///etc/passwd", allow_private=True)


@pytest.mark.parametrize(
    "host",
    [
        *("169.254.169.254", "169.254.170.2", "100.100.100.200", "[fd00:ec2::254]", "[fd00:ec2::254%25eth0]"),
        *("[::ffff:a9fe:a9fe]", "[64:ff9b::a9fe:a9fe]", "[2002:a9fe:a9fe::]"),
        *("2852039166", "0xa9fea9fe", "169.254.43518", "169。254。169。254", "169.254.169.254."),
        *("[::a9fe:a9fe]", "[::ffff:0:a9fe:a9fe]", "[64:ff9b:1::a9fe:a9fe]", "[fe80::a9fe:a9fe%25eth0]"),
        *("[2001:0:a9fe:a9fe::1]", "[2001::5601:5601]", "[2a00:1450::200:5efe:a9fe:a9fe]", "169.254.42.42"),
        *("metadata.google.internal", "Metadata.Google.Internal.", "instance-data", "metadata.tencentyun.com"),
    ],
)
def test_metadata_services_are_never_allowed(host: str) -> None:
    """A cloud's metadata service is refused under every name and spelling, also where private hosts are allowed."""
    for allow_private in (False, True):
        with pytest.raises(address_guard.ForbiddenAddress) as refused:
            address_guard.check_url(f"http://{host}/latest/meta-data/", allow_private=allow_private)
    assert str(refused.value).endswith(" is a cloud's metadata service")


@pytest.mark.parametrize(
    "address", [address for address, why in _ADDRESSES.items() if why.endswith("metadata service")]
)
def test_metadata_addresses_are_never_allowed(address: str) -> None:
    """With private hosts allowed the addresses of metadata services are the only ones that are refused."""
    assert (
        address_guard.explain_refusal(ipaddress.ip_address(address), allow_private=True) == "a cloud's metadata service"
    )
    assert address_guard.explain_refusal(ipaddress.ip_address("10.0.0.1"), allow_private=True) == ""


def _said(url: str) -> str:
    try:
        address_guard.check_url(url)
    except address_guard.ForbiddenAddress as error:
        return str(error)
    return ""
