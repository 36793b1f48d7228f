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
    ipaddress.ip_address("168.63.129.16"),  # Azure's host agent: a public address that only answers inside
}
_METADATA_NAMES = {"metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal"}
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
# RFC 6761, 6762 (and its appendix G), 8375, and the top-level domain that ICANN set aside for private use.
_LOCAL_SUFFIXES = (
    *("localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan"),
    "home.arpa",
)
_HOST = re.compile(r"[\w.-]+|[0-9a-f:.]+(%[\w.-]+)?", re.ASCII | re.IGNORECASE)  # a name or IPv4, or IPv6 with zone


class Refused(Exception):
    """The guard does not let an address through; the message says why, without naming the URL."""


def refusal(address: IPAddress, *, allow_private: bool = False) -> str:
    """Say in a few words why an address may not be asked; "" if it may.

    An IPv4 address inside an IPv6 one (mapped, NAT64) is judged as itself; tunnels (6to4, Teredo) are refused
    whole: no publisher is to be found there, and their ends can be anywhere. With `allow_private` only metadata
    services are refused.
    """
    if _is_metadata(address):
        return _METADATA_REASON
    if allow_private:
        return ""
    carried = _carried(address)
    if carried is not None:
        return refusal(carried)
    for network, reason in _NEVER_PUBLIC:
        if address in network:
            return reason
    return _special(address)


def target(url: str, *, allow_private: bool = False) -> str:
    """Return an address as it is asked for: without user-info and fragment. Raise `Refused` if it may not be.

    What a name resolves to is judged later, when it is connected to.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = _ascii(parts.hostname or ""), parts.port
    except ValueError as error:
        raise Refused("not a usable address") from error
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        raise Refused("not an http(s) address")
    if reason := host_refusal(host, allow_private=allow_private):
        raise Refused(reason)
    named = f"[{host}]" if ":" in host else host
    netloc = named if port is None else f"{named}:{port}"
    return urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, ""))


def host_refusal(host: str, *, allow_private: bool = False) -> str:
    """Say why a host may not be asked, going by how it is written; "" if nothing speaks against it."""
    name = host.rstrip(".").lower()
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return _metadata_refusal(name) if allow_private else _name_refusal(name)
    reason = refusal(address, allow_private=allow_private)
    return f"{host} is {reason}" if reason else ""


def _ascii(host: str) -> str:
    """Return a host as the DNS knows it: digits and dots of other scripts become plain ones."""
    return host if host.isascii() else host.encode("idna").decode()


def _metadata_refusal(name: str) -> str:
    """Say that a name is a metadata service's, also where it is the service's address in disguise."""
    disguised = _disguised(name)
    found = name in _METADATA_NAMES or (disguised is not None and _is_metadata(disguised))
    return f"{name} is {_METADATA_REASON}" if found else ""


def _name_refusal(name: str) -> str:
    if _disguised(name) is not None:
        return f"{name} is an IP address in disguise"
    if name in _METADATA_NAMES:
        return _metadata_refusal(name)
    if "." not in name:
        return f"{name} is a name of the local network"
    if any(name.endswith("." + suffix) for suffix in _LOCAL_SUFFIXES):
        return f"{name} is a name of the local network"
    return ""


def _disguised(name: str) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address as which a resolver would read a name: "2130706433", "0x7f.1", "127.1"."""
    try:
        return ipaddress.IPv4Address(socket.inet_aton(name))  # parses; asks nobody
    except (OSError, UnicodeError):
        return None


def _is_metadata(address: IPAddress) -> bool:
    """Tell whether an address leads to a metadata service: as itself, with a zone, or inside of another."""
    if isinstance(address, ipaddress.IPv4Address):
        return address in _METADATA
    without_zone = ipaddress.IPv6Address(int(address))
    return not _METADATA.isdisjoint({without_zone, _carried(address), address.sixtofour})


def _carried(address: IPAddress) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 one stands for, if it stands for one."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped


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
