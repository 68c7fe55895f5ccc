"""Requests that are no requests, at the server that `volver serve` starts: one answer, no fall."""

import socket
import threading
from collections.abc import Callable, Iterator

import pytest
from tests.server.conftest import Blocked, Site

HOST = "localhost"
GET = b"GET /welcome HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST /welcome HTTP/1.1\r\nHost: localhost\r\n"
SECOND = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
REFUSED = {
    "length and chunks": POST
    + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX",
    "chunks that are none": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunks after a space": POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "chunks twice": POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "chunks and identity": POST + b"Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
    "a chunk of no size": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "a chunk of minus one": POST + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n",
    "a chunk of 0x": POST + b"Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n",
    "lengths that differ": POST + b"Content-Length: 0\r\nContent-Length: 44\r\n\r\n" + SECOND,
    "a list of lengths": POST + b"Content-Length: 0, 44\r\n\r\n" + SECOND,
    "a length below nothing": POST + b"Content-Length: -1\r\n\r\n",
    "a length with a plus": POST + b"Content-Length: +0\r\n\r\n" + SECOND,
    "a length in hex": POST + b"Content-Length: 0x10\r\n\r\n" + SECOND,
    "a length of words": POST + b"Content-Length: ten\r\n\r\n",
    "a length beyond all": POST + b"Content-Length: 99999999999999\r\n\r\n",
    "a space before the colon": GET + b"X : y\r\n\r\n",
    "a header without a name": GET + b": y\r\n\r\n",
    "a header of one word": GET + b"hello\r\n\r\n",
    "a header with a return": GET + b"X: a\rb\r\n\r\n",
    "a header with a zero": GET + b"X: a\x00b\r\n\r\n",
    "headers without an end": GET + b"X: " + b"y" * 300_000 + b"\r\n\r\n",
    "cookies without an end": GET + b"Cookie: " + b"a=b; " * 60_000 + b"\r\n\r\n",
    "an address without an end": b"GET /"
    + b"x" * 300_000
    + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a method of signs": b"G<T /welcome HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "small letters": b"get /welcome HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a space in the address": b"GET /wel come HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "no host": b"GET /welcome HTTP/1.1\r\n\r\n",
    "two hosts": GET + b"Host: example.com\r\n\r\n",
    "not HTTP": b"SSH-2.0-hello\r\n\r\n",
    "bytes": bytes(range(128, 256)) + b"\r\n\r\n",
}


@pytest.fixture(scope="module")
def port(site: Site) -> Iterator[int]:
    """Where the server answers, as `volver serve` sets it up."""
    from waitress import create_server

    from volver.server.serve import THREADS
    from volver.server.wsgi import application

    server = create_server(application, host=HOST, port=0, threads=THREADS, ident="volver")
    found = getattr(server, "effective_port", None) or server.effective_listen[0][1]
    threading.Thread(target=server.run, daemon=True).start()
    yield int(found)
    server.close()


def _say(port: int, text: bytes) -> bytes:
    with socket.create_connection((HOST, port), 5) as line:
        try:
            line.sendall(text)
            line.shutdown(socket.SHUT_WR)
            said = b""
            while more := line.recv(65536):
                said += more
        except (ConnectionError, TimeoutError):
            return b""
        return said


@pytest.mark.parametrize("case", REFUSED)
def test_a_request_that_is_none_is_refused(port: int, case: str, blocked: Blocked) -> None:
    """Or hung up on; and nothing that rides behind it is taken for a request of its own."""
    said = _say(port, REFUSED[case])
    assert said.count(b"HTTP/1.") <= 1, said[:200]
    assert said == b"" or said.split(b" ")[1][:1] == b"4" or said[9:12] == b"501", said[:200]
    assert b"smuggled" not in said
    assert b"Traceback" not in said
    assert _say(port, GET + b"Connection: close\r\n\r\n").startswith(b"HTTP/1.1 200")
    blocked("requests that are none, at the port")


def test_who_asks_is_known_by_what_the_proxy_says_alone() -> None:
    """Limits count by it: the proxy is believed, a visitor who says the same is not."""
    from ipaddress import ip_address

    from waitress import create_server

    from volver.server.serve import PROXIED

    def echo(environ: dict[str, str], start: Callable[..., object]) -> list[bytes]:
        start("200 OK", [])
        return [environ["REMOTE_ADDR"].encode()]

    here, visitor = str(ip_address(0x7F000001)), "2001:db8::5"
    asked = GET + f"X-Forwarded-For: {visitor}\r\nConnection: close\r\n\r\n".encode()
    for proxy, known in ((here, visitor), ("2001:db8::7", here)):
        server = create_server(
            echo, host=here, port=0, trusted_proxy=proxy, trusted_proxy_headers=PROXIED
        )
        threading.Thread(target=server.run, daemon=True).start()
        with socket.create_connection((here, server.effective_port), 5) as line:
            line.sendall(asked)
            said = b""
            while more := line.recv(65536):
                said += more
        server.close()
        assert said.endswith(known.encode())


def test_an_honest_request_is_answered(port: int) -> None:
    """Or the test above would be content with a server that refuses everything."""
    assert _say(port, GET + b"Connection: close\r\n\r\n").startswith(b"HTTP/1.1 200")
    chunked = POST + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    assert _say(port, chunked).startswith(b"HTTP/1.1 403")  # without the token of a form
