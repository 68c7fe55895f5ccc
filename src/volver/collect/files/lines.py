"""Cut a stream of UTF-8 bytes into blocks of whole physical lines.

Bytes are counted here and nowhere else: the block size bounds the memory, however long the file
or a single line may be. A line ends with LF, CRLF or CR, also when a file mixes them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.int64]
Mask = NDArray[np.bool_]

LF, CR = b"\n"[0], b"\r"[0]

# The last block of a file holds at least this much of its end (or the whole file), so that
# closing lines such as TOTAL are seen together.
TAIL_BYTES = 4_096


class Stream(Protocol):
    """Anything that hands out bytes until it answers with none."""

    def read(self, size: int, /) -> bytes:
        """Return some bytes, about `size` of them; b"" means the end."""


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines of a file; only the last line of the last block may lack its end.

    starts, ends: shape (lines,), byte positions in data; a line's own end is inside.
    """

    data: bytes
    first_line: int  # physical line number of the first line, from 1
    offset: int  # position of the first byte in the stream
    last: bool
    starts: Positions = field(init=False)
    ends: Positions = field(init=False)

    def __post_init__(self) -> None:
        ends = _line_ends(self.data)
        starts = np.concatenate(([0], ends[:-1])) if len(ends) else ends
        object.__setattr__(self, "ends", ends)
        object.__setattr__(self, "starts", starts.astype(np.int64, copy=False))

    def __len__(self) -> int:
        return len(self.ends)

    @property
    def array(self) -> NDArray[np.uint8]:
        """The bytes as numbers, without a copy."""
        return np.frombuffer(self.data, np.uint8)

    def part(self, start: int, end: int) -> "Block":
        """Some of the lines, as a block of their own."""
        start = min(max(start, 0), len(self))
        if (start, end) == (0, len(self)):
            return self
        first = self.start(start) if start < len(self) else len(self.data)
        last = self.end(end - 1) if end else 0
        data = self.data[first:last]
        return Block(data, self.first_line + start, self.offset + first, self.last)

    def line(self, index: int) -> bytes:
        """One physical line with its end."""
        return self.data[self.start(index) : self.end(index)]

    def lines(self, index: int, count: int) -> bytes:
        """Some physical lines with their ends."""
        return self.data[self.start(index) : self.end(index + count - 1)]

    def start(self, index: int) -> int:
        """The position of a line's first byte."""
        return self.starts.item(index)

    def end(self, index: int) -> int:
        """The position after a line's last byte."""
        return self.ends.item(index)

    def empty(self) -> Mask:
        """Which lines have no character at all."""
        first = self.array[self.starts]
        empty: Mask = (first == LF) | (first == CR)
        return empty

    def lines_at(self, positions: Positions) -> Positions:
        """The index of the line around each byte position; positions ascend."""
        return np.searchsorted(self.ends, positions, side="right")

    def only(self, keep: Mask) -> bytes:
        """The lines to keep, joined."""
        if keep.all():
            return self.data
        edges = np.flatnonzero(np.diff(keep, prepend=False, append=False))
        view = memoryview(self.data)
        runs = zip(self.starts[edges[::2]], self.ends[edges[1::2] - 1], strict=True)
        return b"".join(view[start:end] for start, end in runs)


class Blocks:
    """The blocks of a stream, in order; what a reader cannot finish yet it puts back."""

    def __init__(self, stream: Stream, block_bytes: int, max_line_bytes: int) -> None:
        self._stream = stream
        self._block_bytes = block_bytes
        self._max_line_bytes = max_line_bytes
        self._buffer = b""
        self._line = 1
        self._offset = 0
        self._ended = False

    def __iter__(self) -> Iterator[Block]:
        while not (self._ended and not self._buffer):
            block = self._next()
            if block.data:
                yield block

    def put_back(self, block: Block, index: int) -> None:
        """Read the block's lines from `index` on again, together with what follows them."""
        rest = block.data[block.start(index) :]
        self._buffer = rest + self._buffer
        self._line -= len(block) - index
        self._offset -= len(rest)

    def _next(self) -> Block:
        cut = 0
        while not cut:
            self._ended = not (chunk := self._stream.read(self._block_bytes))
            self._buffer += chunk
            if self._ended:
                return self._take(len(self._buffer))
            whole = _last_line_end(self._buffer, len(self._buffer))
            if len(self._buffer) - whole > self._max_line_bytes:
                return self._take_shortened(whole)
            cut = _last_line_end(self._buffer, len(self._buffer) - TAIL_BYTES)
        return self._take(cut)

    def _take(self, size: int) -> Block:
        data, self._buffer = self._buffer[:size], self._buffer[size:]
        block = Block(data, self._line, self._offset, last=self._ended and not self._buffer)
        self._line += len(block)
        self._offset += size
        return block

    def _take_shortened(self, whole: int) -> Block:
        """Everything up to the end of an endless line, of which only the start is kept.

        One byte more than allowed is left of it, so that the reader will refuse it.
        """
        keep = whole + self._max_line_bytes + 1
        kept, rest = self._buffer[:keep], self._buffer[keep:]
        dropped = -1  # the line end put in its place
        while not (end := _first_line_end(rest)) and not self._ended:
            dropped += len(rest)
            rest = self._stream.read(self._block_bytes)
            self._ended = not rest
        self._buffer = kept + b"\n" + rest[end:]
        block = self._take(keep + 1)
        self._offset += dropped + end
        return block


def first_lines(stream: Stream, size: int) -> Block:
    """The whole lines within about `size` bytes, to see what a file is like."""
    data = b""
    while len(data) < size and (chunk := stream.read(size)):
        data += chunk
    ended = len(data) < size
    cut = 0 if ended else _last_line_end(data, len(data))
    return Block(data[: cut or len(data)], first_line=1, offset=0, last=ended)


def _line_ends(data: bytes) -> Positions:
    """The position after each line's end."""
    array = np.frombuffer(data, np.uint8)
    ending = array == LF
    if b"\r" in data:
        carriage = array == CR
        carriage[:-1] &= ~ending[1:]
        ending |= carriage
    ends = np.flatnonzero(ending) + 1
    if len(data) and (not len(ends) or ends[-1] != len(data)):
        ends = np.append(ends, len(data))
    return ends


def _last_line_end(data: bytes, size: int) -> int:
    """The position after the last line end within `size` bytes; 0 when there is none.

    A CR at the very edge is left alone: it may be half of a CRLF.
    """
    if size <= 0:
        return 0
    return max(data.rfind(b"\n", 0, size), data.rfind(b"\r", 0, size - 1)) + 1


def _first_line_end(data: bytes) -> int:
    """The position after the first line end; 0 when there is none."""
    found = [at for at in (data.find(b"\n"), data.find(b"\r")) if at >= 0]
    if not found:
        return 0
    end = min(found)
    return end + (2 if data[end : end + 2] == b"\r\n" else 1)
