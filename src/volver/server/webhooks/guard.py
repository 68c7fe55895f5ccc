"""The one door to the network: what is sent to an address that somebody else wrote down.

An address is looked at when it is saved and again each time before anything is sent: https alone,
a name and no number, one of two ports, and every number behind the name public. The connection
then goes to the number that was checked, under the name's certificate: the name is not asked a
second time, so it cannot answer differently. No redirect is followed and no proxy is asked; of an
answer only the first line is read, and nothing of it is kept but its status.
"""

import re
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from urllib.parse import SplitResult, quote, urlsplit

from volver.server.webhooks.faults import Fault, Refused, refused
from volver.server.webhooks.public import is_public

PORTS = frozenset({443, 8443})
PATIENCE = 10.0
"""Seconds for one try, from the first packet to the first line of the answer."""
LONGEST_LINE = 1024
"""Bytes of an answer that are read at most."""
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
LAST = re.compile(r"(?=.*[a-z])(?!0x)[a-z0-9-]{2,63}")
"""The last part of a name: a number, in whatever base, would make the whole a number."""
STATUS = re.compile(rb"HTTP/1\.[01] ([1-5]\d\d)(?: [^\r\n]*)?\r?\n")
Resolver = Callable[[str, int], Sequence[str]]


class Outcome(StrEnum):
    """Why there is no status."""

    REFUSED = "refused"
    UNKNOWN_NAME = "unknown name"
    NO_CONNECTION = "no connection"
    NO_TRUST = "no trust"
    TOO_SLOW = "too slow"
    NO_ANSWER = "no answer"


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be told, and the number that was checked."""

    host: str
    """In ASCII."""
    port: int
    path: str
    number: str


def numbers_of(host: str, port: int) -> list[str]:
    """Every number of a name, as the system knows it; OSError where it knows none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


@cache
def trusted() -> ssl.SSLContext:
    """Whom the system trusts; TLS 1.2 at the least, and the name has to be the certificate's."""
    return ssl.create_default_context()


@dataclass(frozen=True, slots=True)
class Guard:
    """What is let out. Tests replace its parts; nothing else does."""

    resolve: Resolver = numbers_of
    permits: Callable[[str], bool] = is_public
    ports: frozenset[int] = PORTS
    trust: Callable[[], ssl.SSLContext] = trusted
    """Whose certificates are believed."""
    patience: float = PATIENCE

    def check(self, address: str) -> Target:
        """The target of an address; raises Refused where it may not be told."""
        parts, host, port = self._read(address)
        try:
            numbers = list(self.resolve(host, port))
        except (OSError, UnicodeError) as error:
            raise refused(Fault.UNKNOWN, host) from error
        if not numbers or not all(self.permits(number) for number in numbers):
            raise refused(Fault.INSIDE, host)
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=-._~")
        query = quote(parts.query, safe="/?%:@!$&'()*+,;=-._~")
        return Target(host, port, f"{path}?{query}" if query else path, numbers[0])

    def _read(self, address: str) -> tuple[SplitResult, str, int]:
        """What can be told without asking anybody."""
        if any(c <= " " or c in '\x7f\\"<>^`{|}' for c in address):
            raise refused(Fault.CHARACTER)
        try:
            parts = urlsplit(address)
            port = parts.port or 443
        except ValueError as error:
            raise refused(Fault.NO_ADDRESS) from error
        if parts.scheme != "https":
            raise refused(Fault.NOT_HTTPS)
        if parts.username is not None or parts.password is not None or "@" in parts.netloc:
            raise refused(Fault.PASSWORD)
        if parts.fragment:
            raise refused(Fault.FRAGMENT)
        host = _name(parts.hostname or "")
        if port not in self.ports:
            known = " or ".join(str(one) for one in sorted(self.ports))
            raise refused(Fault.PORT, str(port), known)
        return parts, host, port

    def send(self, address: str, body: bytes, headers: Mapping[str, str]) -> str:
        """Post a body; the status of the answer as digits, or an Outcome."""
        until = time.monotonic() + self.patience
        try:
            target = self.check(address)
        except Refused as error:
            unknown = error.fault is Fault.UNKNOWN
            return Outcome.UNKNOWN_NAME if unknown else Outcome.REFUSED
        try:
            return self._told(target, _request(target, body, headers), until)
        except ssl.SSLCertVerificationError:
            return Outcome.NO_TRUST
        except TimeoutError:
            return Outcome.TOO_SLOW
        except OSError:  # also every other error of TLS
            return Outcome.NO_CONNECTION

    def _told(self, target: Target, request: bytes, until: float) -> str:
        with socket.create_connection((target.number, target.port), _left(until)) as line:
            line.settimeout(_left(until))
            with self.trust().wrap_socket(line, server_hostname=target.host) as safe:
                safe.settimeout(_left(until))
                safe.sendall(request)
                return _status(safe, until)


def _name(host: str) -> str:
    """A host as it is asked for, in ASCII; raises Refused for a number in any disguise."""
    try:
        plain = host.encode("idna").decode().lower() if host else ""
    except UnicodeError as error:
        raise refused(Fault.NO_ADDRESS) from error
    labels = plain.split(".")
    if len(labels) < 2 or len(plain) > 253 or not all(LABEL.fullmatch(one) for one in labels):
        raise refused(Fault.NO_NAME)
    if not LAST.fullmatch(labels[-1]):
        raise refused(Fault.NUMBER)
    return plain


def _request(target: Target, body: bytes, headers: Mapping[str, str]) -> bytes:
    port = "" if target.port == 443 else f":{target.port}"
    lines = [
        f"POST {target.path} HTTP/1.1",
        f"Host: {target.host}{port}",
        "User-Agent: volver",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    if any("\r" in line or "\n" in line for line in lines):
        raise ValueError("a header holds a line break")
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def _status(safe: ssl.SSLSocket, until: float) -> str:
    held = b""
    while b"\n" not in held and len(held) < LONGEST_LINE:
        safe.settimeout(_left(until))  # else a receiver could drip a byte at a time for ever
        more = safe.recv(LONGEST_LINE - len(held))
        if not more:
            break
        held += more
    found = STATUS.match(held)
    return found[1].decode() if found else Outcome.NO_ANSWER


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
