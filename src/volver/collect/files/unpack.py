"""The bytes of a file, unpacked while they are read and never onto the disk.

Sizes written in an archive's directory can lie, so limits apply to the bytes that really come
out: 306 kB of zip may hold 300 MiB of nothing.
"""

import gzip
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, NoReturn

from volver.collect.files.layout import MEBIBYTE, ReadOptions
from volver.collect.files.lines import Stream
from volver.domain.errors import BadInput

# A small file may well repeat itself a thousand times; the ratio matters once it grows.
RATIO_FROM_BYTES = 32 * MEBIBYTE

# What Python's own modules raise over archives that were cut, flipped or made up.
DAMAGED = (
    *(EOFError, OSError, ValueError, KeyError, struct.error),
    *(zlib.error, lzma.LZMAError, zipfile.BadZipFile),
)


@dataclass(frozen=True, slots=True)
class Packed:
    """How to get at the bytes: `open` starts from the beginning each time."""

    open: Callable[[], AbstractContextManager[Stream]]
    member: str | None = None
    as_stored: bool = False  # nothing to unpack: positions in the stream are those in the file


class Unpacking:
    """A stream that stops at the limits, and says so when an archive is cut off or damaged."""

    def __init__(self, stream: Stream, path: Path, options: ReadOptions) -> None:
        self._stream = stream
        self._name = path.name
        self._packed_bytes = max(1, path.stat().st_size)
        self._options = options
        self._unpacked_bytes = 0

    def read(self, size: int, /) -> bytes:
        """Unpack about `size` more bytes."""
        with _understood(self._name):
            data = self._stream.read(size)
        self._unpacked_bytes += len(data)
        self._stop_at_limits()
        return data

    def _stop_at_limits(self) -> None:
        size, most = self._unpacked_bytes, self._options.max_unpacked_bytes
        if size > most:
            raise BadInput(
                f"{self._name} unpacks to more than {most:,} bytes",
                "limit max_unpacked_bytes",
                "Split the file.",
            )
        ratio = size // self._packed_bytes
        if size > RATIO_FROM_BYTES and ratio > self._options.max_ratio:
            refuse_ratio(self._name, size, self._packed_bytes, self._options.max_ratio)


def zip_directory(path: Path) -> list[zipfile.ZipInfo]:
    """What a zip archive says it holds."""
    with _understood(path.name), zipfile.ZipFile(path) as archive:
        return archive.infolist()


def unpacked_members(path: Path) -> Iterator[bytes]:
    """All that a zip archive holds, piece by piece, for whoever has to measure it."""
    with _understood(path.name), zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            with archive.open(info) as member:
                while data := member.read(MEBIBYTE):
                    yield data


def refuse_damaged(name: str, error: Exception) -> NoReturn:
    """Refuse an archive that is cut off or damaged: half a log is worse than none."""
    raise BadInput(
        f"{name} is cut off or damaged: it cannot be unpacked to its end",
        f"{name} ({error})",
        "Copy or export the file again. Nothing of it was kept.",
    ) from error


def refuse_ratio(name: str, unpacked: int, packed: int, most: int) -> NoReturn:
    """Refuse an archive that grows too much."""
    raise BadInput(
        f"{name} grows {unpacked // packed:,}-fold when unpacked, as archive bombs do",
        f"{packed:,} bytes gave {unpacked:,} bytes so far; limit max_ratio is {most}",
        "Unpack it yourself and look at it before you give the file that is inside.",
    )


def plain(path: Path) -> Packed:
    """A file that is not packed."""
    return Packed(lambda: path.open("rb"), as_stored=True)


def gzipped(path: Path, options: ReadOptions) -> Packed:
    """A gzip file."""

    @contextmanager
    def unpack() -> Iterator[Stream]:
        with gzip.open(path) as stream:
            yield Unpacking(stream, path, options)

    return Packed(unpack)


def zipped(path: Path, options: ReadOptions) -> Packed:
    """The one member of a zip archive that holds the table."""
    infos = zip_directory(path)
    for info in infos:
        _refuse_unsafe(path.name, info)
    member = _choose(path.name, infos, options.member)

    @contextmanager
    def unpack() -> Iterator[Stream]:
        with zipfile.ZipFile(path) as archive, _member(archive, member, path.name) as stream:
            yield Unpacking(stream, path, options)

    return Packed(unpack, member)


def _member(archive: zipfile.ZipFile, member: str, name: str) -> IO[bytes]:
    with _understood(name):
        return archive.open(member)


@contextmanager
def _understood(name: str) -> Iterator[None]:
    """Say in our words what Python's modules have against an archive."""
    try:
        yield
    except DAMAGED as error:
        refuse_damaged(name, error)
    except RuntimeError as error:  # NotImplementedError is one
        raise BadInput(
            f"{name} is encrypted, or packed in a way that is not supported",
            f"{name} ({error})",
            "Unpack it yourself and give the file that is inside.",
        ) from error


def _refuse_unsafe(name: str, info: zipfile.ZipInfo) -> None:
    """Refuse names that would lead out of a folder; an honest export has none."""
    inside = PurePosixPath(info.filename.replace("\\", "/"))
    drive = inside.parts and inside.parts[0].endswith(":")
    if inside.is_absolute() or drive or ".." in inside.parts:
        what = f"A member of {name} has a name that leads out of the archive"
    elif stat.S_ISLNK(info.external_attr >> 16):
        what = f"A member of {name} is a link to another file"
    else:
        return
    raise BadInput(
        what,
        f"member {info.filename!r}",
        "Do not trust this archive. Ask for it again, or unpack it yourself with care.",
    )


def _choose(name: str, infos: list[zipfile.ZipInfo], wanted: str | None) -> str:
    members = [
        info.filename
        for info in infos
        if not info.is_dir() and not info.filename.startswith("__MACOSX/")
    ]
    if wanted is not None and wanted in members:
        return wanted
    if wanted is None and len(members) == 1:
        return members[0]
    if not members:
        raise BadInput(f"{name} is an empty archive", name, "Give a file with orders in it.")
    shown = ", ".join(members[:10]) + (", ..." if len(members) > 10 else "")
    raise BadInput(
        f"{name} has {len(members)} files inside"
        if wanted is None
        else f"{name} has no member called {wanted!r}",
        f"inside are: {shown}",
        'Unpack it and give one of them; in volver.toml, member = "name" says which.',
    )
