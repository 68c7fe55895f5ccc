"""The parts of site.toml that lead to other servers: mail, records, and a company's own sign-in.

No password stands in site.toml, which is copied, shown and kept in version control: it names a
variable of the environment, or a file that nobody but its owner can read.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from volver.domain.errors import BadInput

FILE, HERE = "site.toml", "localhost"
TLS = ("starttls", "tls", "none")
PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""Where a mail server listens, unless said otherwise."""
_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
_SENDER = re.compile(rf"(?:[^<>\r\n]+ <{_ADDRESS.pattern}>|{_ADDRESS.pattern})")
_DATABASE = re.compile(
    r"postgres(?:ql)?://(?:(?P<user>[^@/:?]+)@)?(?P<host>[^@/:?]*)(?::(?P<port>\d+))?"
    r"/(?P<name>[^/?]+)(?:\?(?P<more>.*))?"
)
_MORE = {"host", "user", "sslmode", "sslrootcert", "service"}
"""What an address of PostgreSQL may say behind its question mark."""
_WHOLE = re.compile(r"https://[^\s/?#@]+[^\s?#]*")


@dataclass(frozen=True, slots=True)
class Mail:
    """The server that takes our letters."""

    host: str
    port: int
    sender: str
    """As letters name it: an address, or a name with the address in <>."""
    tls: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class OpenId:
    """A company's own sign-in."""

    name: str
    """As the button names it."""
    server_url: str
    client_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Records:
    """The PostgreSQL that keeps the records."""

    name: str
    user: str
    host: str
    port: str
    options: Mapping[str, str]
    password: str = field(default="", repr=False)
    """Where there is none, libpq looks into PGPASSWORD and ~/.pgpass."""


def mail(said: object, folder: Path) -> Mail:
    """Read [mail]."""
    table = _table(said, "mail", {"host", "port", "user", "tls", "from"}, "password")
    tls = table.get("tls", TLS[0])
    if tls not in TLS:
        raise BadInput(
            what="tls of [mail] is not known",
            where=FILE,
            next_step=f"Give one of: {', '.join(TLS)}.",
        )
    port = table.get("port", PORTS[tls])
    if not isinstance(port, int) or isinstance(port, bool) or not 0 < port < 65536:
        raise BadInput(what="port of [mail] is no port", where=FILE, next_step="Write: port = 587")
    sender = _text(table, "mail", "from")
    if not _SENDER.fullmatch(sender):
        raise BadInput(
            what="from of [mail] is no address",
            where=FILE,
            next_step='Write: from = "Volver <volver@example.com>"',
        )
    return Mail(
        host=_text(table, "mail", "host"),
        port=port,
        sender=sender,
        tls=tls,
        user=_text(table, "mail", "user", ""),
        password=_secret(table, "mail", "password", folder),
    )


def openid(said: object, folder: Path) -> OpenId:
    """Read [openid]."""
    table = _table(said, "openid", {"name", "server_url", "client_id"}, "secret")
    url = _text(table, "openid", "server_url")
    if not (_WHOLE.fullmatch(url) or url.startswith(f"http://{HERE}:")):
        raise BadInput(
            what="server_url of [openid] is no https address",
            where=FILE,
            next_step='Write: server_url = "https://example.com/realm"',
        )
    secret = _secret(table, "openid", "secret", folder)
    if not secret:
        raise BadInput(
            what="[openid] has no secret",
            where=FILE,
            next_step="Name a variable of the environment with secret_env, or a file with"
            " secret_file.",
        )
    return OpenId(
        name=_text(table, "openid", "name", "OpenID Connect"),
        server_url=url.rstrip("/"),
        client_id=_text(table, "openid", "client_id"),
        secret=secret,
    )


def records(said: object, folder: Path) -> Records:
    """Read [records]."""
    table = _table(said, "records", {"url"}, "password")
    read = _DATABASE.fullmatch(_text(table, "records", "url"))
    more = {} if read is None else _more(read["more"] or "")
    if read is None or not set(more) <= _MORE:
        raise BadInput(
            what="url of [records] is no address of a PostgreSQL without a password",
            where=FILE,
            next_step="Write: postgresql://USER@HOST:PORT/DATABASE, and name where the password is"
            " with password_env or password_file.",
        )
    if find_spec("psycopg") is None:
        raise BadInput(
            what="Records in PostgreSQL need a part that is not installed",
            where=FILE,
            next_step="Run: pip install 'volver[server,postgres]'",
        )
    return Records(
        name=read["name"],
        user=more.pop("user", read["user"] or ""),
        host=more.pop("host", read["host"]),
        port=read["port"] or "",
        options=more,
        password=_secret(table, "records", "password", folder),
    )


def _more(text: str) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in text.split("&") if pair)
    return {name: value.replace("%2F", "/").replace("%2f", "/") for name, _, value in pairs}


def _table(said: object, part: str, known: set[str], secret: str) -> dict[str, Any]:
    """A part of the file; the secret by its own name is refused."""
    if not isinstance(said, dict):
        raise BadInput(
            what=f"{part} is no part of its own", where=FILE, next_step=f"Write a line: [{part}]"
        )
    if secret in said:
        raise BadInput(
            what=f"[{part}] holds a {secret} that whoever sees this file can read",
            where=FILE,
            next_step=f"Take it out, change it, and name a variable of the environment with"
            f" {secret}_env or a file with {secret}_file.",
        )
    allowed = known | {f"{secret}_env", f"{secret}_file"}
    for key in said:
        if key not in allowed:
            raise BadInput(
                what=f"[{part}] knows no setting {key[:40]!r}",
                where=FILE,
                next_step=f"Give one of: {', '.join(sorted(allowed))}.",
            )
    return said


def _text(table: Mapping[str, Any], part: str, key: str, default: str | None = None) -> str:
    found = table.get(key, default)
    if not isinstance(found, str) or (default is None and not found) or not found.isprintable():
        raise BadInput(
            what=f"{key} of [{part}] is no text",
            where=FILE,
            next_step=f'Write below [{part}]: {key} = "…"',
        )
    return found


def _secret(table: Mapping[str, Any], part: str, key: str, folder: Path) -> str:
    """From where the file says that it is; "" where it says nothing."""
    variable, file = _text(table, part, f"{key}_env", ""), _text(table, part, f"{key}_file", "")
    if variable:
        found = os.environ.get(variable)  # noqa: TID251 - site.toml names it, so that it is no file
        if not found:
            raise BadInput(
                what=f"The environment has no {variable}",
                where=FILE,
                next_step=f"Set {variable} where the server is started, or name a file with"
                f" {key}_file.",
            )
        return found
    return _of_file(folder / file) if file else ""


def _of_file(path: Path) -> str:
    try:
        if path.stat().st_mode & 0o077:
            raise BadInput(
                what=f"{path.name} can be read by others of this machine",
                where=FILE,
                next_step=f"Run: chmod 600 {path.name}, in its folder.",
            )
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            what=f"The file {path.name} cannot be read",
            where=FILE,
            next_step="Write the secret into it, and run: chmod 600 on it.",
        ) from error
