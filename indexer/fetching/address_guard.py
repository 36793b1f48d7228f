"""Which addresses may be asked: a decision without any network (pure).

The records are IANA's special-purpose registries (RFC 6890), asked through `ipaddress`, plus what those leave
open: forms of IPv6 that carry an IPv4 address, clouds' metadata services, and names that never leave a local
network.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import urlsplit, urlunsplit

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# Credentials are to be had there for the asking, and no news: refused even where private hosts are allowed.
_METADATA = {
    ipaddress.ip_address("169.254.169.254"),  # AWS, Google, Azure, and most others
    ipaddress.ip_address("fd00:ec2::254"),  # AWS over IPv6
    ipaddress.ip_address("fd20:ce::254"),  # Google over IPv6
    ipaddress.ip_address("169.254.170.2"),  # AWS, the credentials of a container's task
    ipaddress.ip_address("169.254.170.23"),  # AWS, those of a Kubernetes pod
    ipaddress.ip_address("fd00:ec2::23"),  # the same over IPv6
    ipaddress.ip_address("100.100.100.200"),  # Alibaba
    ipaddress.ip_address("192.0.0.192"),  # Oracle
    ipaddress.ip_address("169.254.42.42"),  # Scaleway
    ipaddress.ip_address("fd00:42::42"),  # Scaleway over IPv6
    ipaddress.ip_address("169.254.0.23"),  # Tencent
    ipaddress.ip_address("168.63.129.16"),  # Azure's host agent: a public address that only answers inside
}
_METADATA_NAMES = {
    *("metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal"),
    *("metadata.tencentyun.com", "metadata.platformequinix.com"),  # names that look public, and lead inside
}
_METADATA_REASON = "a cloud's metadata service"
_SHARED = ipaddress.ip_network("100.64.0.0/10")  # RFC 6598; neither private nor global to `ipaddress`
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")  # all the rest of IPv6 is local, reserved, or a translation
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: how an IPv6-only network reaches IPv4
_NEVER_PUBLIC = tuple(
    (ipaddress.ip_network(network), reason)
    for network, reason in (
        ("192.88.99.0/24", "a 6to4 relay"),  # RFC 7526
        ("2002::/16", "a 6to4 tunnel"),
        ("2001::/32", "a Teredo tunnel"),
        ("64:ff9b:1::/48", "a private address"),  # RFC 8215, later than some Pythons' tables
        ("3fff::/20", "reserved for documentation"),  # RFC 9637, same
    )
)
# RFC 6761, 6762 (and its appendix G), 8375, the top-level domain that ICANN set aside for private use, and Kubernetes'.
_LOCAL_SUFFIXES = (
    *("localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan"),
    *("home.arpa", "svc"),
)
# A name or IPv4, or IPv6 with its zone. No zone behind IPv4: "127.0.0.1%00" is a name to some and loopback to others.
_HOST = re.compile(r"[\w.-]+|[0-9a-f.]*:[0-9a-f:.]*(%[\w.-]+)?", re.ASCII | re.IGNORECASE)
# https://url.spec.whatwg.org/#ends-in-a-number-checker: to browsers, and to some proxies, an IPv4 address or nothing
_NUMBER_AT_END = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
# https://fetch.spec.whatwg.org/#port-blocking: services that could take a request for a command of theirs
_OTHER_SERVICES = frozenset(
    {0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109}
    | {110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530}
    | {531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190}
    | {5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080}
)


class ForbiddenAddress(Exception):
    """The guard does not let an address through; the message says why, without naming the URL."""


def explain_refusal(address: IPAddress, *, allow_private: bool = False) -> str:
    """Say in a few words why an address may not be asked; "" if it may.

    An IPv4 address inside an IPv6 one (mapped, NAT64) is judged as itself; tunnels (6to4, Teredo) are refused
    whole: no publisher is to be found there, and their ends can be anywhere. With `allow_private` only metadata
    services are refused.
    """
    if _is_metadata(address):
        return _METADATA_REASON
    if allow_private:
        return ""
    carried = _embedded_address(address)
    if carried is not None:
        return explain_refusal(carried)
    for network, reason in _NEVER_PUBLIC:
        if address in network:
            return reason
    return _special(address)


def check_url(url: str, *, allow_private: bool = False) -> str:
    """Return an address as it is asked for: without user-info and fragment. Raise `ForbiddenAddress` if it may not be.

    What a name resolves to is judged later, when it is connected to.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = _ascii(parts.hostname or ""), parts.port
    except ValueError as error:
        raise ForbiddenAddress("not a usable address") from error
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        raise ForbiddenAddress("not an http(s) address")
    if reason := explain_host_refusal(host, allow_private=allow_private):
        raise ForbiddenAddress(reason)
    if port in _OTHER_SERVICES and not allow_private:
        raise ForbiddenAddress(f"port {port} is another service's than the web's")
    named = f"[{host}]" if ":" in host else host
    netloc = named if port is None else f"{named}:{port}"
    return urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, ""))


def explain_host_refusal(host: str, *, allow_private: bool = False) -> str:
    """Say why a host may not be asked, going by how it is written; "" if nothing speaks against it."""
    name = host.rstrip(".").lower()
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return _explain_metadata(name) if allow_private else _explain_name(name)
    reason = explain_refusal(address, allow_private=allow_private)
    return f"{host} is {reason}" if reason else ""


def _ascii(host: str) -> str:
    """Return a host as the DNS knows it: digits and dots of other scripts become plain ones."""
    return host if host.isascii() else host.encode("idna").decode()


def _explain_metadata(name: str) -> str:
    """Say that a name is a metadata service's, also where it is the service's address in disguise."""
    disguised = _hidden_address(name)
    found = name in _METADATA_NAMES or (disguised is not None and _is_metadata(disguised))
    return f"{name} is {_METADATA_REASON}" if found else ""


def _explain_name(name: str) -> str:
    if _hidden_address(name) is not None:
        return f"{name} is an IP address in disguise"
    if name in _METADATA_NAMES:
        return _explain_metadata(name)
    if "." not in name:
        return f"{name} is a name of the local network"
    if any(name.endswith("." + suffix) for suffix in _LOCAL_SUFFIXES):
        return f"{name} is a name of the local network"
    return f"{name} is neither a name nor an IP address" if _NUMBER_AT_END.fullmatch(name) else ""


def _hidden_address(name: str) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address as which a resolver would read a name: "2130706433", "0x7f.1", "127.1"."""
    try:
        return ipaddress.IPv4Address(socket.inet_aton(name))  # parses; asks nobody
    except (OSError, UnicodeError):
        return None


def _is_metadata(address: IPAddress) -> bool:
    """Tell whether an address leads to a metadata service: as itself, with a zone, or inside of another.

    Most forms of IPv6 that carry an IPv4 address (mapped, compatible, translated, NAT64, ISATAP) do so at their end, as
    does OpenStack's own fe80::a9fe:a9fe.
    """
    if isinstance(address, ipaddress.IPv4Address):
        return address in _METADATA
    without_zone = ipaddress.IPv6Address(int(address))
    tunnelled = (address.sixtofour, *(address.teredo or ()))
    return not _METADATA.isdisjoint({without_zone, _last_four_bytes(address), *tunnelled})


def _embedded_address(address: IPAddress) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 one stands for, if it stands for one."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    return _last_four_bytes(address) if address in _NAT64 else address.ipv4_mapped


def _last_four_bytes(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address:
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)


def _special(address: IPAddress) -> str:
    """Name the special purpose of an address, most telling first; "" for one of the public internet."""
    elsewhere = isinstance(address, ipaddress.IPv6Address) and address not in _GLOBAL_UNICAST
    purposes = {
        "the unspecified address": address.is_unspecified,
        "this machine (loopback)": address.is_loopback,
        "a link-local address": address.is_link_local,
        "a multicast address": address.is_multicast,
        "a carrier's internal address": address in _SHARED,
        "a private address": address.is_private,
        "a reserved address": address.is_reserved or elsewhere or not address.is_global,
    }
    return next((purpose for purpose, applies in purposes.items() if applies), "")
