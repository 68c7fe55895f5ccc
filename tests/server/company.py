"""A company's sign-in for tests: a small real server of OpenID Connect on a free port."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode
from wsgiref.simple_server import WSGIRequestHandler, make_server

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET, HOST = "volver", "a secret of both", "localhost"


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class Company:
    """Signs in whoever asks as the person it was told; `bent` changes the next tokens."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.address = ""
        self.person: dict[str, Any] = {}
        self.bent: dict[str, Any] = {}
        self.signed_by: Any = self.key
        self.algorithm = "RS256"
        self.asked: dict[str, dict[str, str]] = {}

    def __call__(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        """Answer."""
        query = {k: v[0] for k, v in parse_qs(environ["QUERY_STRING"]).items()}
        length = int(environ.get("CONTENT_LENGTH") or 0)
        form = {k: v[0] for k, v in parse_qs(environ["wsgi.input"].read(length).decode()).items()}
        place = environ["PATH_INFO"]
        if place == "/authorize":
            code = secrets.token_urlsafe(8)
            self.asked[code] = query
            back = urlencode({"code": code, "state": query["state"]})
            start("302 Found", [("Location", f"{query['redirect_uri']}?{back}")])
            return [b""]
        found = {
            "/.well-known/openid-configuration": self._discovery,
            "/keys": self._keys,
            "/token": lambda: self._token(form),
        }.get(place)
        answer = found() if found else None
        start("200 OK" if answer else "400 Bad", [("Content-Type", "application/json")])
        return [json.dumps(answer).encode()]

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "userinfo_endpoint": f"{self.address}/nobody",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def _keys(self) -> dict[str, Any]:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [key | {"kid": "one", "alg": "RS256", "use": "sig"}]}

    def _token(self, form: dict[str, str]) -> dict[str, Any] | None:
        asked = self.asked.pop(form.get("code", ""), None)
        if asked is None or form.get("client_secret") != SECRET:
            return None
        mark = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(mark).rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 60}
        claims |= {"nonce": asked["nonce"]} | self.person | self.bent
        known = {name: value for name, value in claims.items() if value is not None}
        token = jwt.encode(known, self.signed_by, self.algorithm, headers={"kid": "one"})
        return {"access_token": "x", "token_type": "Bearer", "id_token": token}


@contextmanager
def serving() -> Iterator[Company]:
    """The company's server, from its first answer to its last."""
    company = Company()
    server = make_server(HOST, 0, company, handler_class=_Silent)
    company.address = f"http://{HOST}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield company
    server.shutdown()
    server.server_close()
    thread.join()
