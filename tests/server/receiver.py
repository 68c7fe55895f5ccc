"""A real receiver of webhooks on this machine: TLS with a certificate of a test's own authority."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from volver.app.clock import now
from volver.server.webhooks.guard import Guard

NAME = "hooks.example.com"
LOOP = str(ip_address(0x7F000001))
Behaviour = Callable[[ssl.SSLSocket], None]


@dataclass
class Receiver:
    """What it was told, and how it is to answer the next time."""

    port: int
    authority: Path
    behave: Behaviour
    heard: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """As an owner would write it down."""
        return f"https://{NAME}:{self.port}/hook?key=1"

    def guard(self, trusting: bool = True, patience: float = 2.0) -> Guard:
        """The product's guard, told that this one name may lead to this machine."""
        context = ssl.create_default_context(cafile=self.authority if trusting else None)
        return Guard(
            resolve=lambda host, port: [LOOP],
            permits=lambda number: number == LOOP,
            ports=frozenset({self.port}),
            trust=lambda: context,
            patience=patience,
        )


def answer(text: str) -> Behaviour:
    """Say this and close."""
    return lambda line: line.sendall(text.encode())


@contextmanager
def receiver(folder: Path, name: str = NAME) -> Iterator[Receiver]:
    """One that listens until the end; its certificate is for `name`."""
    chain, authority = _certificates(folder, name)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    with socket.create_server((LOOP, 0)) as listening:
        held = Receiver(listening.getsockname()[1], authority, answer("HTTP/1.1 200 OK\r\n\r\n"))
        thread = threading.Thread(target=_serve, args=(listening, context, held), daemon=True)
        thread.start()
        yield held
        listening.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for the next caller
        thread.join(10)


def _serve(listening: socket.socket, context: ssl.SSLContext, held: Receiver) -> None:
    while True:
        try:
            plain, _ = listening.accept()
        except OSError:
            return
        # A caller that hangs up, or does not trust us, is the test's business.
        with plain, suppress(OSError), context.wrap_socket(plain, server_side=True) as line:
            held.heard.append(_read(line))
            held.behave(line)


def _read(line: ssl.SSLSocket) -> tuple[str, dict[str, str], bytes]:
    text = b""
    while b"\r\n\r\n" not in text:
        text += line.recv(65536)
    head, _, body = text.partition(b"\r\n\r\n")
    first, *rest = head.decode().split("\r\n")
    headers: Mapping[str, str] = dict(one.split(": ", 1) for one in rest)
    while len(body) < int(headers["Content-Length"]):
        body += line.recv(65536)
    return first, dict(headers), body


def _certificates(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate with its key, and the authority that signed it."""
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "volver test authority")])
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signed = {}
    for what, subject, public in (("root", root, root_key), ("own", own, key)):
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(root)
            .public_key(public.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now() - timedelta(days=1))
            .not_valid_after(now() + timedelta(days=1))
            .add_extension(x509.BasicConstraints(what == "root", None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        )
        signed[what] = made.sign(root_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    chain, authority = folder / f"{name}.pem", folder / "authority.pem"
    chain.write_bytes(signed["own"] + secret)
    authority.write_bytes(signed["root"])
    return chain, authority
