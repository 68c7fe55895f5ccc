"""Where a server keeps its own things: the folder of its records, its secret and its settings.

SITE/site.toml         who may reach it and how; only what differs from the defaults
SITE/secret.key        made at the first start, readable by its owner alone
SITE/records.sqlite3   people, roles and what they did, unless site.toml names a PostgreSQL
SITE/static/           styles and scripts as they are served
"""

import os
import secrets
import tomllib
from contextlib import suppress
from dataclasses import dataclass, field, fields
from ipaddress import IPv4Address, ip_address
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from volver.domain.errors import BadInput
from volver.server import site_parts as parts
from volver.server.site_parts import FILE

SECRET, RECORDS, STATIC = "secret.key", "records.sqlite3", "static"
FOLDER = ".volver/server"
"""Within a workspace, where no other folder is named."""
HOSTS = ("localhost", str(IPv4Address(0x7F000001)))
"""This machine, by its name and by its number."""
LARGEST = 2000
"""Megabytes of a file that people upload."""
PARTS = {"mail": parts.mail, "openid": parts.openid, "records": parts.records}
"""What site.toml says below a name in brackets."""
LEAST_SECRET = 50
"""Characters of a secret key."""


@dataclass(frozen=True, slots=True)
class Site:
    """One server's settings."""

    folder: Path
    secret: str = field(repr=False)
    hosts: tuple[str, ...] = HOSTS
    """Names under which the server answers."""
    https: bool = False
    """Whether people reach it by https, through a proxy that says so."""
    proxy: str = HOSTS[1]
    """The number under which that proxy calls; nobody else is believed."""
    upload_megabytes: int = LARGEST
    """The largest file that people may upload."""
    mail: parts.Mail | None = None
    """None where nothing is mailed."""
    openid: parts.OpenId | None = None
    records: parts.Records | None = None
    """None where they are a file of the folder."""

    @property
    def origins(self) -> list[str]:
        """The addresses that a form may come from."""
        return [f"https://{host}" for host in self.hosts] if self.https else []

    @classmethod
    def open(cls, folder: Path) -> "Site":
        """Read site.toml, and make the secret at the first start.

        Raises BadInput that names the key at fault.
        """
        if not folder.exists():
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir(mode=0o700)
        return cls(folder, _secret(folder / SECRET), **_stated(folder / FILE))


def _make_secret(path: Path) -> None:
    """In one step: of a start that is killed there is no half of it, of two at once one counts."""
    with NamedTemporaryFile("w", dir=path.parent, suffix=".part") as file:  # its owner's alone
        file.write(secrets.token_urlsafe(LEAST_SECRET) + "\n")
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, path)


def _secret(path: Path) -> str:
    if not path.exists():
        _make_secret(path)
    if path.stat().st_mode & 0o077:
        raise BadInput(
            what="The secret key can be read by others of this machine",
            where=path.name,
            next_step=f"Run: chmod 600 {path.name}, in the folder of the server.",
        )
    secret = path.read_text("utf-8").strip()
    if len(secret) < LEAST_SECRET:
        raise BadInput(
            what="The secret key is too short to keep anything secret",
            where=path.name,
            next_step=f"Remove {path.name}: the next start makes a new one, and everybody signs in"
            " again.",
        )
    return secret


def _stated(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        said = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(
            what=f"{FILE} cannot be read: {error}",
            where=FILE,
            next_step="Mend that line; see docs/how-to/serve.md.",
        ) from error
    known = {one.name for one in fields(Site)} - {"folder", "secret"}
    for key in said:
        if key not in known:
            raise BadInput(
                what=f"{FILE} knows no setting {key[:40]!r}",
                where=FILE,
                next_step=f"Give one of: {', '.join(sorted(known))}.",
            )
    hosts, https = said.get("hosts", list(HOSTS)), said.get("https", False)
    if not (isinstance(hosts, list) and hosts and all(isinstance(h, str) and h for h in hosts)):
        raise BadInput(
            what="hosts is no list of names",
            where=FILE,
            next_step='Write: hosts = ["clv.example.com"]',
        )
    if "*" in hosts:
        raise BadInput(
            what="A server that answers to any name can be made to send people elsewhere",
            where=FILE,
            next_step='Name the hosts: hosts = ["clv.example.com"]',
        )
    if not isinstance(https, bool):
        raise BadInput(what="https is no truth", where=FILE, next_step="Write: https = true")
    return {
        "hosts": tuple(hosts),
        "https": https,
        "proxy": _number(said.get("proxy", HOSTS[1])),
        "upload_megabytes": _megabytes(said.get("upload_megabytes", LARGEST)),
        **{name: read(said[name], path.parent) for name, read in PARTS.items() if name in said},
    }


def _megabytes(most: object) -> int:
    if isinstance(most, bool) or not isinstance(most, int) or not 1 <= most <= 1_000_000:
        raise BadInput(
            what=f"{str(most)[:40]!r} is no size of a file",
            where=FILE,
            next_step="Write: upload_megabytes = 2000",
        )
    return most


def _number(proxy: object) -> str:
    """An address by its number: a name could be another's tomorrow."""
    try:
        return str(ip_address(str(proxy)))
    except ValueError as error:
        raise BadInput(
            what=f"{str(proxy)[:40]!r} is no number of a proxy",
            where=FILE,
            next_step="Give the number under which it calls, not its name.",
        ) from error
