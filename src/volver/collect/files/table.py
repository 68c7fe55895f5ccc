"""What tells a table from the lines around it: header, preamble, closing lines."""

import re
from collections.abc import Iterable, Sequence

from volver.domain.errors import BadInput

# Amounts, counts, dates and times: what data has and names have not.
VALUE = re.compile(
    r"""[="']*(
      # amount
      [^\w\s]?\s*[-+(]?\s*[^\w\s]?\d[\d.,'\s]*([eE][-+]?\d+)?\)?\s*(%|[^\w\s]|[A-Z]{3})?
      # date
    | \d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T\s].*)?
      # 2 Dec 2010
    | \d{1,2}[-\s./]?[A-Za-z]{3,9}[-\s./,]*\d{2,4}(\s.*)?
      # Dec 2, 2010
    | [A-Za-z]{3,9}\.?\s\d{1,2},?\s\d{4}(\s.*)?
      # time
    | \d{8}T\d{4,6}Z? | \d{1,2}:\d{2}(:\d{2})?(\s?[AaPp][Mm])?
      # address
    | [^@\s]+@[^@\s]+\.[A-Za-z]+
    )["']*""",
    re.VERBOSE,
)
LETTER = re.compile(r"[^\W\d_]")

SUM = re.compile(
    r"\W*((grand|sub|report)[\s-]*)?(totals?|totaal|totale|sum|summe|suma|somme|gesamt(summe)?)"
    r"(\s+general)?\W*",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"\W*(end of|eof\b|ende\b|fin\b|fine\b|generated|exported|report\b|page \d+|"
    r"\d+ (rows?|records?|lines?|orders?)\b|(rows?|records?|lines?)\s*:\s*\d+).*|\x1a",
    re.IGNORECASE,
)
CLOSING_LINES = 10
SHOWN_LINES = 3


def looks_like_header(cells: Sequence[str]) -> bool:
    """Names are words: some letter somewhere, and no amount, date or address.

    >>> looks_like_header(["order_id", "Unit Price (£)", ""])
    True
    >>> looks_like_header(["536674", "2010-12-02 12:16:00", "RED HEART"])
    False
    """
    texts = [cell.strip()[:100] for cell in cells]
    return any(LETTER.search(text) for text in texts) and not any(map(VALUE.fullmatch, texts))


def looks_like_closing(cells: Sequence[str], width: int) -> bool:
    """A sum below a column, or a word of farewell: after the data these are no orders.

    >>> looks_like_closing(["TOTAL", "", "", "13632", "22909.59", ""], 6)
    True
    >>> looks_like_closing(["536674", "", "", "48", "0.21", ""], 6)
    False
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return False
    if SUM.fullmatch(filled[0]):
        return len(filled) < width
    return len(filled) == 1 and CLOSING.fullmatch(filled[0]) is not None


def named(cells: Iterable[str]) -> tuple[str, ...]:
    """Header names as written, trimmed."""
    return tuple(cell.strip() for cell in cells)


def notes_on_names(columns: Sequence[str]) -> list[str]:
    """Names that stand twice, and columns that have none."""
    places: dict[str, list[str]] = {}
    for position, name in enumerate(columns, start=1):
        places.setdefault(name, []).append(str(position))
    notes = []
    for name, positions in places.items():
        if not name:
            notes.append(f"No name stands above column {' and '.join(positions)}.")
        elif len(positions) > 1:
            notes.append(f"Columns {' and '.join(positions)} have the same name: {name!r}.")
    return notes


def note_set_aside(where: str, lines: Sequence[tuple[int, str]]) -> str:
    """Say which lines around the table were set aside, and how they begin."""
    first, last = lines[0][0], lines[-1][0]
    span = f"Line {first}" if first == last else f"Lines {first} to {last}"
    shown = " | ".join(text.strip()[:60] for _, text in lines[:SHOWN_LINES] if text.strip())
    return f"{span} {where} set aside: {shown}{' ...' if len(lines) > SHOWN_LINES else ''}"


def check_width(columns: int, most: int, name: str) -> None:
    """Refuse a table too wide to be one of orders."""
    if columns > most:
        raise BadInput(
            f"{name} has {columns:,} columns, more than {most:,}",
            "limit max_columns",
            "Export only the columns of the orders.",
        )


def numbered(width: int) -> tuple[str, ...]:
    """Names for the columns of a table that has none.

    >>> numbered(3)
    ('#1', '#2', '#3')
    """
    return tuple(f"#{place}" for place in range(1, width + 1))


def no_header(name: str, line: int, cells: Sequence[str]) -> BadInput:
    """The error of a table that starts with data: its first order must not become its names."""
    return BadInput(  # what stands there is somebody's order and is not shown
        f"{name} has no header: its first row looks like data",
        f"line {line}, with {len(cells)} fields",
        "Say --no-header and name columns by their place, such as --customer '#1'; where it is a"
        " header all the same, header = true in volver.toml.",
    )


def wrong_names(name: str, names: int, fields: int) -> BadInput:
    """The error of names that do not fit the table."""
    return BadInput(
        f"{names} names were given for the {fields} columns of {name}",
        "option names",
        "Give one name for each column, in order; '' for a column without use.",
    )
