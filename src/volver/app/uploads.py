"""Files that people gave on a page: each in a folder of its own, and a source of the workspace.

    .volver/uploads/<id>/<name>          the file, as it was given
    .volver/uploads/<id>/upload.json     what it is said to hold, and what became of its rows
    .volver/uploads/<id>/rejected.json   the rows that were set aside, and why

The id is random. The end of the name says what the content is, not what somebody called it.
"""

import json
import os
import re
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from volver.domain.errors import BadInput, NotFound

FOLDER = ".volver/uploads"
RECORD, REJECTED = "upload.json", "rejected.json"
GIVEN, READING, IN, GOING, REFUSED = "given", "reading", "in", "going", "refused"
"""Not read yet; being read; a source of the workspace; being taken back; not loaded."""
ID = re.compile(r"[0-9a-f]{32}")
LONGEST_NAME = 60
PARQUET, GZIP, ZIP, OLD_EXCEL = b"PAR1", b"\x1f\x8b", b"PK", b"\xd0\xcf\x11\xe0"
WORKBOOK = (b"[Content_Types].xml", b"mimetype")


@dataclass(frozen=True, slots=True)
class Upload:
    """One file that somebody gave, and what became of it."""

    id: str
    name: str
    kind: str
    """orders, or one of the kinds of what is known besides."""
    at: str
    """When it was given, ISO 8601."""
    size: int
    """Bytes."""
    state: str = GIVEN
    rows_in: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicates: int = 0
    notes: Sequence[str] = ()


def keep(folder: Path, given: Path, name: str, kind: str, at: datetime, known: str = "") -> Upload:
    """Move a file that was given into the workspace.

    known: the id of an upload whose place it takes, as soon as it has been read.
    Raises NotFound where that one is not there, BadInput where the two are of different kinds.
    """
    id_ = secrets.token_hex(16)
    if known:
        before = upload_of(folder, known)
        if before.kind != kind:
            raise BadInput(
                what=f"A file of {kind} cannot take the place of one of {before.kind}",
                where=before.name,
                next_step="Choose what it holds, or the file whose place it takes, anew.",
            )
        called = before.name
    else:
        # Orders of two files add up, so that each needs a name of its own. Of what else is known,
        # a newer file of one name takes the place of the earlier one, as everywhere.
        called = _named(name, given, id_ if kind == "orders" else "")
    made = Upload(id_, called, kind, at.isoformat(), given.stat().st_size)
    place = folder / FOLDER / id_
    place.mkdir(parents=True)
    shutil.move(given, place / called)
    (place / called).chmod(0o600)
    write(folder, made)
    return made


def path_of(folder: Path, upload: Upload) -> Path:
    """Where the file lies."""
    return folder / FOLDER / upload.id / upload.name


def uploads(folder: Path) -> list[Upload]:
    """All that were given, the newest first; what cannot be read of them is left out."""
    found = [_read(path) for path in (folder / FOLDER).glob(f"*/{RECORD}")]
    return sorted((one for one in found if one), key=lambda one: one.at, reverse=True)


def sources(folder: Path) -> list[Upload]:
    """Those that belong to the workspace, the oldest first: one for each name and kind."""
    newest: dict[tuple[str, str], Upload] = {}
    for one in uploads(folder):
        if one.state == IN:
            newest.setdefault((one.name, one.kind), one)
    return list(newest.values())[::-1]


def upload_of(folder: Path, id_: str) -> Upload:
    """One by its id; raises NotFound."""
    found = _read(folder / FOLDER / id_ / RECORD) if ID.fullmatch(id_) else None
    if found is None:
        raise NotFound(
            what="There is no such import", where="this workspace", next_step="Choose another one."
        )
    return found


def write(folder: Path, upload: Upload, **changed: Any) -> Upload:
    """Write down what is known of an upload, in one step."""
    made = replace(upload, **changed)
    _put(folder / FOLDER / made.id / RECORD, asdict(made))
    return made


def write_rejected(folder: Path, upload: Upload, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep the rows that were set aside."""
    _put(folder / FOLDER / upload.id / REJECTED, list(rows))


def rejected_of(folder: Path, upload: Upload) -> list[dict[str, Any]]:
    """The rows that were set aside: line, column, value, rule, what it says and what to do."""
    path = folder / FOLDER / upload.id / REJECTED
    if not path.is_file():
        return []
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return found


def remove(folder: Path, upload: Upload) -> None:
    """Take the file and all that is known of it away."""
    shutil.rmtree(folder / FOLDER / upload.id, ignore_errors=True)


def _read(path: Path) -> Upload | None:
    try:
        plain = json.loads(path.read_text("utf-8"))
        known = {field.name for field in fields(Upload)}
        made = Upload(**{name: value for name, value in plain.items() if name in known})
    except (OSError, ValueError, TypeError, AttributeError):
        return None  # on its way in or out, or not ours
    here = made.id == path.parent.name and made.name == Path(made.name).name
    return made if here else None


def _put(path: Path, content: Any) -> None:
    beside = path.with_suffix(".part")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, default=str)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _named(name: str, given: Path, id_: str) -> str:
    """A name that is safe anywhere, with an end that says what the content is."""
    stem = Path(name.replace("\\", "/")).name.split(".")[0]
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-")[:LONGEST_NAME] or "file"
    return f"{plain}{'-' if id_ else ''}{id_[:8]}{_end_of(given)}"


def _end_of(given: Path) -> str:
    with given.open("rb") as file:
        start = file.read(512)
    if start.startswith(PARQUET):
        return ".parquet"
    if start.startswith(OLD_EXCEL):
        return ".xls"
    if start.startswith(GZIP):
        return ".gz"
    if start.startswith(ZIP):
        # A workbook is an archive that begins with one of two names; to list them all takes memory.
        return ".xlsx" if start[30:].startswith(WORKBOOK) else ".zip"
    return ".jsonl" if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") else ".csv"
