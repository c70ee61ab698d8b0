"""Where a webhook may go: addresses of the Internet by HTTPS, and networks the operator named.

Whoever registers an address could make this server ask one that only the server reaches: its own services,
the machines beside it, the metadata of a cloud. So an address is read in one strict form, its name is
resolved once, every answer of the resolver must be allowed, and the connection goes to that very answer. No
redirect is followed.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotay.kernel.refusal import Refusal

Network = IPv4Network | IPv6Network
Ip = IPv4Address | IPv6Address

SLOW, REFUSED, CERTIFICATE, NOT_ALLOWED, BROKEN = "slow", "refused", "certificate", "not_allowed", "broken"
"""Why an attempt had no answer."""
SECONDS = 5
"""How long one attempt may take in all."""
_PORTS = {"https": 443, "http": 80}
_FORM = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])"
    r"(:(?P<port>[0-9]{1,5}))?(?P<target>/[\x21-\x22\x24-\x5b\x5d-\x7e]*)?",
    re.IGNORECASE,
)
"""Nothing that two parsers of addresses read differently: no user, backslash, fragment or control sign."""
_NAT64, _6TO4 = ip_network("64:ff9b::/96"), ip_network("2002::/16")
LAST_PORT = 65535


class BadAddress(Refusal):
    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence, field="url")


NOT_ONE = _("Write an address that starts with https://, as https://example.vn/tin-chi-bo.")
NOT_HERE = _(
    "This address leads into a private network or to this server itself. The operator can allow a network of "
    "your office; other addresses have to be on the Internet."
)
NOT_PLAIN = _(
    "Without https:// only an address on this server itself is taken, where the operator allows it."
)
NOT_KNOWN = _("No server of this name is known. Check the address.")


@dataclass(frozen=True, slots=True)
class Address:
    """An address in the form it is asked in."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def host_header(self) -> str:
        return self.host if self.port == _PORTS[self.scheme] else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said: the HTTP status, and how long it took."""

    status: int
    took_ms: int


class Unreachable(Exception):  # noqa: N818 - says what is wrong with the other side
    """No answer; `why` is one of the words above."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def read(url: str) -> Address:
    """Raises BadAddress."""
    found = _FORM.fullmatch(url)
    if found is None:
        raise BadAddress(NOT_ONE)
    scheme = found["scheme"].lower()
    port = int(found["port"] or _PORTS[scheme])
    if not 0 < port <= LAST_PORT:
        raise BadAddress(NOT_ONE)
    return Address(scheme, found["host"].lower(), port, found["target"] or "/")


def resolve(address: Address, networks: Iterable[Network]) -> str:
    """The one address of the network to connect to. Raises BadAddress unless all the name stands for are
    allowed."""
    try:
        found = socket.getaddrinfo(address.host.strip("[]"), address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise BadAddress(NOT_KNOWN) from None
    allowed = list(networks)
    places = [ip_address(str(row[4][0]).partition("%")[0]) for row in found]
    if not places or not all(is_allowed(place, allowed) for place in places):
        raise BadAddress(NOT_HERE)
    if address.scheme == "http" and not all(place.is_loopback for place in places):
        raise BadAddress(NOT_PLAIN)
    return str(places[0])


def is_allowed(place: Ip, networks: Iterable[Network]) -> bool:
    """Whether a place may be asked: on the Internet, or in a network the operator named. Where clouds keep
    their metadata and every other link-local place is none, whatever was named."""
    plain = _plain(place)
    if plain.is_link_local or plain.is_multicast or plain.is_unspecified:
        return False
    if any(plain in network for network in networks):
        return True
    return plain.is_global and not plain.is_reserved


def _plain(place: Ip) -> Ip:
    """The IPv4 address that an IPv6 one carries, else itself: both are asked about alike."""
    if isinstance(place, IPv4Address):
        return place
    if place.ipv4_mapped is not None:
        return place.ipv4_mapped
    if place.sixtofour is not None:
        return place.sixtofour
    if place.teredo is not None:
        return place.teredo[1]
    if place in _NAT64:
        return IPv4Address(int(place) & 0xFFFFFFFF)
    return place


class Post:
    """One attempt, made in a thread and cut from outside by `cut`."""

    def __init__(self, address: Address, networks: Iterable[Network]) -> None:
        self.address, self.networks = address, list(networks)
        self._socket: socket.socket | None = None
        self._is_cut = False

    def send(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Raises BadAddress, Unreachable."""
        begun = time.monotonic()
        try:
            connection = self._connect(resolve(self.address, self.networks))
            told = {"Host": self.address.host_header, "Connection": "close", **headers}
            connection.request("POST", self.address.target, body, told)
            status = connection.getresponse().status  # the body is not read: only the status says something
        except (OSError, http.client.HTTPException) as wrong:
            raise Unreachable(_told(wrong, is_cut=self._is_cut)) from None
        finally:
            self.cut()
        return Answer(status, int((time.monotonic() - begun) * 1000))

    def _connect(self, place: str) -> http.client.HTTPConnection:
        """A connection to that very place, under the name of the address."""
        connection = http.client.HTTPConnection(self.address.host, self.address.port, timeout=SECONDS)
        opened = socket.create_connection((place, self.address.port), timeout=SECONDS)
        self._socket = opened
        if self.address.scheme == "https":
            name = self.address.host.strip("[]")
            opened = ssl.create_default_context().wrap_socket(opened, server_hostname=name)
            self._socket = opened
        connection.sock = opened
        return connection

    def cut(self) -> None:
        """End the attempt: whatever waits for the other side waits no longer."""
        self._is_cut = True
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()


def _told(wrong: Exception, *, is_cut: bool) -> str:
    if is_cut or isinstance(wrong, TimeoutError):
        return SLOW
    if isinstance(wrong, ssl.SSLError):
        return CERTIFICATE
    return REFUSED if isinstance(wrong, ConnectionRefusedError) else BROKEN
