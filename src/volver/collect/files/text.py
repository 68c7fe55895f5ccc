"""Read delimited text as batches of rows, every record counted.

Most lines of most files are whole records and go to the fast reader together. The doubtful ones
are found first and go to the careful reader, one record at a time. So do the lines that the fast
reader refuses, and what it read must add up to the number of lines it was given.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from volver.collect.files.batch import column_names, text_batch
from volver.collect.files.doubt import doubtful_lines
from volver.collect.files.encoding import decoded
from volver.collect.files.fast import FastReader
from volver.collect.files.layout import Malformed, ReadOptions, Tally
from volver.collect.files.lines import Block, Blocks, Mask, Positions, Stream
from volver.collect.files.records import CarefulReader, Unfinished, split_record
from volver.collect.files.sniff import Shape
from volver.collect.files.table import CLOSING_LINES, looks_like_closing, note_set_aside


@dataclass(slots=True)
class _Found:
    """What the careful reader made of a block, and which lines it took for that."""

    taken: Mask
    lines: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    malformed: list[Malformed] = field(default_factory=list)
    unfinished: int | None = None  # the line of a record that goes on behind the block


class TextReader:
    """One reading of a text from its start."""

    def __init__(
        self, shape: Shape, options: ReadOptions, origin: int | None, tally: Tally
    ) -> None:
        self._shape = shape
        self._options = options
        self._tally = tally
        self._width = len(shape.columns)
        self._careful_reader = CarefulReader(shape.grammar, shape.columns, origin)
        self._fast = FastReader(shape.grammar.delimiter, self._width, options.max_line_bytes)

    def batches(self, stream: Stream) -> Iterator[pa.RecordBatch]:
        """The rows of a stream of UTF-8, block by block."""
        blocks = Blocks(stream, self._options.block_bytes, self._options.max_line_bytes)
        for whole in blocks:
            block = self._inside_table(whole)
            careful, batch = self._read(block)
            if careful.unfinished is not None:
                blocks.put_back(block, careful.unfinished)
            self._tally.accept(len(batch) + len(careful.rows))
            self._tally.reject(*sorted(careful.malformed, key=lambda found: found.line))
            special = text_batch(careful.lines, careful.rows, self._width)
            yield from (part for part in (batch, special) if len(part))

    def _inside_table(self, block: Block) -> Block:
        """The block without the lines before the data and, at the end of the file, after it."""
        block = block.part(self._shape.data_line - block.first_line, len(block))
        closing = self._closing_lines(block) if block.last else []
        if not closing:
            return block
        self._tally.notes.append(note_set_aside("after the data", closing))
        return block.part(0, closing[0][0] - block.first_line)

    def _closing_lines(self, block: Block) -> list[tuple[int, str]]:
        closing: list[tuple[int, str]] = []
        for index in reversed(np.flatnonzero(~block.empty())[-CLOSING_LINES:].tolist()):
            text = decoded(block.line(index))
            cells = split_record(block, index, self._shape.grammar).fields
            if text.count('"') % 2 or not looks_like_closing(cells, self._width):
                break
            closing.insert(0, (block.first_line + index, text))
        return closing

    def _read(self, block: Block) -> tuple[_Found, pa.RecordBatch]:
        """The block's records: those that needed care, and all others."""
        careful = _Found(np.zeros(len(block), np.bool_))
        self._take(block, doubtful_lines(block, self._shape.grammar), careful)
        batch = self._read_rest(block, careful)
        if batch is None:  # the two readers count differently: take every line with care
            careful = _Found(np.zeros(len(block), np.bool_))
            self._take(block, np.arange(len(block)), careful)
            batch = text_batch([], [], self._width)
        return careful, batch

    def _take(self, block: Block, indices: Positions, careful: _Found) -> None:
        """Read the records that start on these lines, unless one before has taken them."""
        behind = 0  # the line after the last one taken
        for index in indices.tolist():
            if index < behind:
                continue
            try:
                lines, found = self._careful_reader.read(block, index)
            except Unfinished:
                careful.taken[index:] = True
                careful.unfinished = index
                return
            behind = index + lines
            careful.taken[index:behind] = True
            if isinstance(found, Malformed):
                careful.malformed.append(found)
            elif found is not None:
                careful.lines.append(block.first_line + index)
                careful.rows.append(found)

    def _read_rest(self, block: Block, careful: _Found) -> pa.RecordBatch | None:
        """The lines not taken, of which each must be one record; None if the count is off."""
        rest = ~careful.taken
        lines = np.flatnonzero(rest & ~block.empty())
        if not len(lines):
            return text_batch([], [], self._width)
        result = self._fast.read(block.only(rest))
        if result is None:
            return None
        table, refused = result
        if table.num_rows + len(refused) != len(lines):
            return None
        self._take(block, lines[refused], careful)
        kept = pa.array(block.first_line + np.delete(lines, refused), pa.int64())
        texts = [column.combine_chunks() for column in table.columns]
        return pa.RecordBatch.from_arrays([kept, *texts], column_names(self._width))
