"""Find the lines of a block that may not be one whole record each.

No line is doubted for having quotes, only for quotes that do not open after a delimiter, close
before one and stay within the line. Everything here is arithmetic on the bytes of a block at
once, because most files have no doubtful line and must not pay for those that have.
"""

import numpy as np

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
    first = np.searchsorted(quotes, block.starts)
    counts = np.diff(first, append=len(quotes))
    odd = (np.arange(len(quotes)) - np.repeat(first, counts)) & 1

    padded = np.frombuffer(b"\n%b\n" % block.data, np.uint8)
    beside = padded[quotes + 2 * odd]
    broken: Mask = counts % 2 == 1
    broken[block.lines_at(quotes[~_table(delimiter, '"')[beside]])] = True

    begins_field = np.zeros(len(block), np.bool_)
    if broken.any():
        begins_field[block.lines_at(quotes[_table(delimiter)[padded[quotes]]])] = True
    return broken & begins_field


def _table(*characters: str) -> Mask:
    """Which bytes are one of these characters or end a line."""
    table: Mask = np.zeros(256, np.bool_)
    table[[LF, CR, *map(ord, characters)]] = True
    return table


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
