"""Packed files: read as a whole or refused, never half, and never onto the disk."""

import gzip
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.collect.reading import read, written

from volver.domain.errors import BadInput

TABLE = b"id,date,amount\n" + b"7,2024-01-05,12.50\n" * 100


def zipped(folder: Path, members: dict[str, bytes], name: str = "orders.zip") -> Path:
    """A zip archive."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return path


def refused(path: Path, **options: object) -> BadInput:
    """The error with which a file is refused."""
    with pytest.raises(BadInput) as caught:
        read(path, **options)
    return caught.value


def test_gzip_is_unpacked(tmp_path: Path) -> None:
    """Whatever the file is called."""
    source, rows = read(written(tmp_path, gzip.compress(TABLE), "orders"))
    assert (source.layout.kind, len(rows)) == ("text", 100)


def test_half_a_gzip_is_refused(tmp_path: Path) -> None:
    """Also when its first half would do: the whole must be there."""
    whole = gzip.compress(TABLE + bytes(range(256)).hex().encode() * 50, mtime=0)
    for size in (len(whole) // 2, len(whole) - 4, 12):
        assert "cut off or damaged" in refused(written(tmp_path, whole[:size], "o.csv.gz")).what


def test_a_damaged_gzip_is_refused(tmp_path: Path) -> None:
    """A flipped byte fails the checksum."""
    whole = bytearray(gzip.compress(TABLE))
    whole[-6] ^= 1
    assert "damaged" in refused(written(tmp_path, bytes(whole), "o.csv.gz")).what


def test_the_only_member_of_a_zip_is_read(tmp_path: Path) -> None:
    """Folders, and what one system adds for itself, do not count."""
    path = zipped(tmp_path, {"a/": b"", "a/orders.csv": TABLE, "__MACOSX/a/._orders.csv": b"x"})
    source, rows = read(path)
    assert (source.layout.member, len(rows)) == ("a/orders.csv", 100)


def test_of_several_members_one_must_be_named(tmp_path: Path) -> None:
    """The error lists them."""
    path = zipped(tmp_path, {"orders.csv": TABLE, "customers.csv": TABLE})
    error = refused(path)
    assert "orders.csv, customers.csv" in error.where
    assert read(path, member="customers.csv")[0].layout.member == "customers.csv"
    assert "no member called 'x.csv'" in refused(path, member="x.csv").what
    assert "empty archive" in refused(zipped(tmp_path, {})).what


@pytest.mark.parametrize("member", ["../../etc/cron.d/x", "/etc/x", "C:\\x", "a/../../x", "..\\x"])
def test_names_that_lead_out_are_refused(member: str, tmp_path: Path) -> None:
    """A40: for the whole archive, even if another member is asked for."""
    path = zipped(tmp_path, {member: TABLE, "orders.csv": TABLE})
    assert "leads out of the archive" in refused(path, member="orders.csv").what


def test_links_are_refused(tmp_path: Path) -> None:
    """A40."""
    path = tmp_path / "orders.zip"
    link = zipfile.ZipInfo("orders.csv")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "is a link" in refused(path).what


def test_encrypted_and_damaged_archives_are_refused(tmp_path: Path) -> None:
    """With what to do about it."""
    path = zipped(tmp_path, {"orders.csv": TABLE})
    whole = path.read_bytes()
    encrypted = bytearray(whole)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        encrypted[whole.index(signature) + flags] |= 1
    assert "encrypted" in refused(written(tmp_path, bytes(encrypted), "e.zip")).what
    damaged = bytearray(whole)
    damaged[whole.index(b"orders.csv") + 20] ^= 0xFF
    assert "damaged" in refused(written(tmp_path, bytes(damaged), "d.zip")).what
    assert "damaged" in refused(written(tmp_path, whole[:50], "h.zip")).what


def test_a_file_that_grows_too_much_is_stopped(tmp_path: Path) -> None:
    """A39: the error says how much; limits can be moved."""
    path = written(tmp_path, gzip.compress(TABLE + b"0" * 40_000_000), "orders.csv.gz")
    error = refused(path)
    assert "-fold when unpacked" in error.what
    assert "max_ratio" in error.where
    assert "max_unpacked_bytes" in refused(path, max_unpacked_bytes=1_000_000).where
    assert len(read(path, max_ratio=2_000)[1]) == 100


BOMB = """
import sys
from pathlib import Path
from volver.collect.source import ReadOptions, open_source
from volver.domain.errors import BadInput
try:
    for _ in open_source(Path(sys.argv[1]), ReadOptions()).batches():
        pass
except BadInput as error:
    print(error.what)
status = Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read there")
@pytest.mark.parametrize("line", [b"7,2024-01-05,12.50\n", b"0"])
def test_a_bomb_does_not_fill_the_memory(line: bytes, tmp_path: Path) -> None:
    """A39: 300 MiB from a small archive, as rows or as one line; under 256 MB in all."""
    path = tmp_path / "orders.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("orders.csv", "w") as member,
    ):
        for part in [TABLE, *[line * ((1 << 20) // len(line))] * 300]:
            member.write(part)
    run = subprocess.run(
        [sys.executable, "-c", BOMB, str(path)], capture_output=True, text=True, check=True
    )
    what, megabytes = run.stdout.splitlines()
    assert "-fold when unpacked" in what
    assert int(megabytes) < 256
