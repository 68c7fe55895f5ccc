"""Find the lines of a block that may not be one whole record each.

No line is doubted for having quotes, only for quotes that do not open after a delimiter, close
before one and stay within the line. Everything here is arithmetic on the bytes of a block at
once, because most files have no doubtful line and must not pay for those that have.
"""

import numpy as np
from numpy.typing import NDArray

from volver.collect.files.lines import CR, LF, Block, Mask, Positions
from volver.collect.files.records import Grammar

QUOTE = ord('"')


def doubtful_lines(block: Block, grammar: Grammar) -> Positions:
    """The lines that need care, in order."""
    doubtful: Mask = block.ends - block.starts > grammar.max_line_bytes
    if b'"' in block.data:
        doubtful |= _doubtful_quotes(block, grammar.delimiter)
    for character in ("\0", grammar.escape):
        if character and character.encode() in block.data:
            doubtful[block.lines_at(np.flatnonzero(block.array == ord(character)))] = True
    if not block.data.isascii():
        doubtful[_undecodable(block)] = True
    return np.flatnonzero(doubtful)


def _doubtful_quotes(block: Block, delimiter: str) -> Mask:
    """Lines whose quotes do not simply alternate between opening and closing a field.

    Counted within its line from 0, an even quote must follow a delimiter, an odd one must come
    before one; a doubled quote inside a field satisfies both by standing beside another quote.
    Quotes that nowhere begin a field are characters like others, as in 12" vinyl.
    """
    quotes = np.flatnonzero(block.array == QUOTE)
    line = block.lines_at(quotes)
    counts = np.bincount(line, minlength=len(block))
    first = np.cumsum(counts) - counts
    odd = (np.arange(len(quotes)) - first[line]) % 2 == 1

    ends_field = np.zeros(256, np.bool_)
    ends_field[[ord(delimiter), LF, CR]] = True
    before, after = _neighbours(block.array, quotes)
    begins = ends_field[before]
    beside = np.where(odd, after, before)
    wrong = ~(ends_field[beside] | (beside == QUOTE))

    broken = (counts % 2 == 1) | _any_by_line(wrong, line, len(block))
    doubtful: Mask = broken & _any_by_line(begins, line, len(block))
    return doubtful


def _neighbours(
    array: NDArray[np.uint8], places: Positions
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The bytes before and after; beyond the block there is a line end."""
    before = np.where(places == 0, LF, array[places - 1])
    after = np.where(places == len(array) - 1, LF, array[(places + 1) % len(array)])
    return before.astype(np.uint8), after.astype(np.uint8)


def _any_by_line(marks: Mask, line: Positions, lines: int) -> Mask:
    """Which lines have at least one mark."""
    marked: Mask = np.zeros(lines, np.bool_)
    marked[line[marks]] = True
    return marked


def _undecodable(block: Block) -> list[int]:
    """The lines that are not UTF-8."""
    try:
        block.data.decode()
    except UnicodeDecodeError:
        foreign = np.unique(block.lines_at(np.flatnonzero(block.array >= 0x80))).tolist()
        return [index for index in foreign if not _is_utf8(block.line(index))]
    return []


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
