"""Every record of a dirty file is handed out or told of: none is lost, none is made up."""

from pathlib import Path
from random import Random
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.collect import dirt
from tests.collect.reading import read, told

from volver.collect.files import lines

LINE_ENDS = [["\n"], ["\r\n"], ["\r"], ["\n", "\r\n", "\r"]]
DELIMITERS = [",", ";", "\t", "|"]
PREAMBLES: list[list[str]] = [[], ["Sales export"], ["Sales export", "Generated today", ""]]
CLOSINGS = [[], ["", "TOTAL{}"], ["End of report", ""]]
BLOCK_BYTES = [40, 333, 5_000, 4_000_000]


def check(file: dirt.DirtyFile, path: Path, block_bytes: int) -> None:
    """A reader agrees with the truth about a dirty file, record by record."""
    path.write_bytes(file.data)
    with mock.patch.object(lines, "TAIL_BYTES", 60):  # so that small files have many blocks
        source, rows = read(path, encoding=file.encoding, block_bytes=block_bytes)
    assert source.layout.delimiter == file.delimiter
    assert source.layout.header_line == file.header_line
    assert told(source.malformed) == file.rejected
    assert rows == file.rows


@st.composite
def dirty_files(draw: st.DrawFn) -> dirt.DirtyFile:
    """Files with any mixture of dirt, in any encoding."""
    delimiter = draw(st.sampled_from(DELIMITERS))
    pen = dirt.Pen(
        Random(draw(st.integers(0, 9))),
        delimiter,
        draw(st.integers(2, 6)),
        draw(st.sampled_from(LINE_ENDS)),
    )
    return dirt.write(
        draw(st.lists(st.sampled_from(sorted(dirt.KINDS)), max_size=25)),
        pen,
        draw(st.sampled_from(dirt.ENCODINGS)),
        draw(st.sampled_from(PREAMBLES)),
        [line.format(delimiter) for line in draw(st.sampled_from(CLOSINGS))],
        draw(st.booleans()),
    )


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@pytest.mark.slow
@given(file=dirty_files(), block_bytes=st.sampled_from(BLOCK_BYTES))
def test_every_record_is_a_row_or_a_rejection(
    file: dirt.DirtyFile, block_bytes: int, tmp_path: Path
) -> None:
    """Whatever the dirt, the encoding and the line ends, and wherever blocks are cut."""
    check(file, tmp_path / "dirty.csv", block_bytes)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(dirt.KINDS))
@pytest.mark.parametrize("encoding", dirt.ENCODINGS)
def test_every_kind_of_dirt_in_every_encoding(name: str, encoding: str, tmp_path: Path) -> None:
    """Three of a kind in one file."""
    pen = dirt.Pen(Random(1), ";", 6, ["\n"])
    check(dirt.write([name] * 3, pen, encoding, [], []), tmp_path / "dirty.csv", 4_000_000)


PIECES = ['"', '""', ",", ";", "\n", "\r\n", "\r", "\0", "\\", "x", "7", "é", "\ufeff", "\t", " "]


@pytest.mark.long
@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=200), broken=st.integers(0, 3))
def test_blocks_do_not_matter_to_rubbish(pieces: list[str], broken: int, tmp_path: Path) -> None:
    """Whatever the bytes: the counts add up, and are the same wherever blocks are cut."""
    path = tmp_path / "rubbish.csv"
    rubbish = "".join(pieces).encode() + b"\xff\n" * broken
    path.write_bytes(b"id,date,amount\n" + b"7,2024-01-05,1\n" * 300 + rubbish)
    whole, rows = read(path, encoding="utf-8")
    with mock.patch.object(lines, "TAIL_BYTES", 60):
        parts, same_rows = read(path, encoding="utf-8", block_bytes=40)
    assert told(parts.malformed) == told(whole.malformed)
    assert same_rows == rows


@pytest.mark.long
@pytest.mark.parametrize("batch", range(40))
def test_a_thousand_larger_files_lose_nothing(batch: int, tmp_path: Path) -> None:
    """25 files of up to 2,000 pieces of dirt in each of 40 batches."""
    for seed in range(25 * batch, 25 * batch + 25):
        random = Random(seed)
        delimiter = random.choice(DELIMITERS)
        pen = dirt.Pen(random, delimiter, random.randint(2, 6), random.choice(LINE_ENDS))
        some = random.sample(sorted(dirt.KINDS), random.randint(1, len(dirt.KINDS)))
        file = dirt.write(
            random.choices(some, k=random.randint(0, 2_000)),
            pen,
            random.choice(dirt.ENCODINGS),
            random.choice(PREAMBLES),
            [line.format(delimiter) for line in random.choice(CLOSINGS)],
            random.random() < 0.5,
        )
        check(file, tmp_path / "dirty.csv", random.choice(BLOCK_BYTES[2:]))
