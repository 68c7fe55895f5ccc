"""Dirty files whose truth is known, because they are made here, record by record.

Nothing in this module comes from the reader it serves to test: a file is written as text, and
next to it what a careful person would say about each of its records.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

LINE_END = re.compile("\r\n|\r|\n")


@dataclass
class Record:
    """One record as it stands in the file, and what it is: a row, a rejection, or nothing."""

    text: str
    fields: list[str] | None = None
    rule: str | None = None
    broken_byte: bool = False  # an undecodable byte goes where the text has MARK


MARK = "\ue000"


@dataclass
class DirtyFile:
    """The bytes of a file, and its truth: rows and rejections with their physical lines."""

    data: bytes
    delimiter: str
    encoding: str | None  # what has to be declared
    header_line: int
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    rejected: list[tuple[int, str]] = field(default_factory=list)


Maker = Callable[["Pen"], list[Record]]
KINDS: dict[str, Maker] = {}


def kind(make: Maker) -> Maker:
    """Add a kind of dirt by its function's name."""
    KINDS[make.__name__] = make
    return make


class Pen:
    """Writes fields for one file: knows its delimiter, its width and its line ends."""

    def __init__(self, random: Random, delimiter: str, width: int, line_ends: list[str]) -> None:
        self.random = random
        self.delimiter = delimiter
        self.width = width
        self.line_ends = line_ends
        self.number = 536_000

    def fields(self) -> list[str]:
        """The fields of an ordinary row, all different from those of other rows."""
        self.number += 1
        price = self.random.randint(1, 99_999) / 100
        texts = ["RED HEART", "Café crème", "PARTY BUNTING", "S/6 SKITTLES", "Größe 5"]
        more = [f"{price:.2f}", self.random.choice(texts), "2010-12-02 12:16:00", "GBP", "48"]
        return [str(self.number), *more][: self.width]

    def join(self, *fields: str) -> str:
        """Fields with delimiters between, as they are."""
        return self.delimiter.join(fields)

    def plain(self) -> Record:
        """An ordinary row."""
        fields = self.fields()
        return Record(self.join(*fields), fields)

    def fence(self) -> Record:
        """A row in quotes, at which no quote left open before can be taken for closed."""
        fields = self.fields()
        return Record(self.join(*(f'"{text}"' for text in fields)), fields)

    def with_last(self, written: str, meant: str) -> Record:
        """A row whose last field is written in some way."""
        fields = self.fields()[:-1]
        return Record(self.join(*fields, written), [*fields, meant])

    def rejected(self, text: str, rule: str) -> list[Record]:
        """A record to reject; a row after it keeps rows in the majority."""
        return [Record(text, rule=rule), self.plain()]

    def line_end(self) -> str:
        """One of the file's line ends."""
        return self.random.choice(self.line_ends)


# Rows that look odd and are whole.


@kind
def clean(pen: Pen) -> list[Record]:
    """An ordinary row."""
    return [pen.plain()]


@kind
def all_in_quotes(pen: Pen) -> list[Record]:
    """Every field in quotes, needed or not."""
    return [pen.fence()]


@kind
def delimiter_in_quotes(pen: Pen) -> list[Record]:
    """Delimiters that belong to a text."""
    text = f"red{pen.delimiter}blue{pen.delimiter} green"
    return [pen.with_last(f'"{text}"', text)]


@kind
def doubled_quotes(pen: Pen) -> list[Record]:
    """Quotes inside quotes, doubled."""
    return [pen.with_last('"the ""best"" one"', 'the "best" one')]


@kind
def nothing_but_a_quote(pen: Pen) -> list[Record]:
    """A text of one quote."""
    return [pen.with_last('""""', '"')]


@kind
def empty_quotes(pen: Pen) -> list[Record]:
    """An empty text, in quotes."""
    return [pen.with_last('""', "")]


@kind
def line_break_in_quotes(pen: Pen) -> list[Record]:
    """A text of two lines."""
    text = f"first{pen.line_end()}second"
    return [pen.with_last(f'"{text}"', text), pen.plain()]


@kind
def many_line_breaks_in_quotes(pen: Pen) -> list[Record]:
    """A text of five lines, two of them blank."""
    end = pen.random.choice([end for end in pen.line_ends if end != "\r"] or ["\r"])
    text = f'Dear "Ann"{end}{end}two packets{end}{end}thanks'
    written = text.replace('"', '""')
    return [pen.with_last(f'"{written}"', text), pen.plain()]


@kind
def quote_and_line_break(pen: Pen) -> list[Record]:
    """Doubled quotes on both sides of a line break."""
    end = pen.line_end()
    return [pen.with_last(f'"5"" pipe{end}6"" pipe"', f'5" pipe{end}6" pipe'), pen.plain()]


@kind
def inch_mark(pen: Pen) -> list[Record]:
    """One quote in a text without quotes around it."""
    return [pen.with_last('12" vinyl', '12" vinyl')]


@kind
def two_inch_marks(pen: Pen) -> list[Record]:
    """Two quotes in a text without quotes around it."""
    return [pen.with_last('12" by 7" frame', '12" by 7" frame')]


@kind
def delimiter_too_many(pen: Pen) -> list[Record]:
    """A delimiter behind the last field."""
    row = pen.plain()
    return [Record(row.text + pen.delimiter, row.fields), pen.plain()]


@kind
def empty_field(pen: Pen) -> list[Record]:
    """Nothing in the last field."""
    return [pen.with_last("", "")]


@kind
def spaces_around(pen: Pen) -> list[Record]:
    """Spaces that belong to the field."""
    return [pen.with_last("  12.50 ", "  12.50 ")]


@kind
def control_z(pen: Pen) -> list[Record]:
    """What once ended a file."""
    return [pen.with_last("1.25\x1a", "1.25\x1a")]


@kind
def no_break_space(pen: Pen) -> list[Record]:
    """Spaces that do not break, as web pages have them."""
    return [pen.with_last("\xa015923\xa0", "\xa015923\xa0")]


@kind
def formula(pen: Pen) -> list[Record]:
    """What a spreadsheet would run."""
    return [pen.with_last("=HYPERLINK(1)", "=HYPERLINK(1)")]


@kind
def number_in_formula(pen: Pen) -> list[Record]:
    """A number that a spreadsheet was to leave alone."""
    return [pen.with_last('"=""536365"""', '="536365"')]


@kind
def word_for_nothing(pen: Pen) -> list[Record]:
    """Words that some readers take for nothing."""
    word = pen.random.choice(["NULL", "NA", "nan", "#N/A", "None"])
    return [pen.with_last(word, word)]


@kind
def backslash(pen: Pen) -> list[Record]:
    """A path that ends with a backslash."""
    return [pen.with_last("C:\\new\\", "C:\\new\\")]


@kind
def long_field(pen: Pen) -> list[Record]:
    """A text of 1,000 characters."""
    return [pen.with_last("long " * 200, "long " * 200)]


@kind
def vertical_tab_and_form_feed(pen: Pen) -> list[Record]:
    """Characters that only Python takes for line ends."""
    return [pen.with_last("a\x0bb\x0cc\x1dd", "a\x0bb\x0cc\x1dd")]


@kind
def hash_in_front(pen: Pen) -> list[Record]:
    """What other programs take for a comment."""
    row = pen.plain()
    return [Record("#" + row.text, ["#" + (row.fields or [])[0], *(row.fields or [])[1:]])]


# Records that cannot be rows.


@kind
def too_few(pen: Pen) -> list[Record]:
    """A field is missing."""
    return pen.rejected(pen.join(*pen.fields()[:-1]), "too_few_fields")


@kind
def too_many(pen: Pen) -> list[Record]:
    """A field too many."""
    return pen.rejected(pen.join(*pen.fields(), "extra"), "too_many_fields")


@kind
def thousands_separator(pen: Pen) -> list[Record]:
    """A number that became two."""
    fields = [*pen.fields()[:-1], f"1{pen.delimiter}234.50"]
    return pen.rejected(pen.join(*fields), "too_many_fields")


@kind
def nul(pen: Pen) -> list[Record]:
    """A NUL in a number."""
    return pen.rejected(pen.join(*pen.fields()[:-1], "1.2\0005"), "nul_byte")


@kind
def undecodable_byte(pen: Pen) -> list[Record]:
    """A byte that is no text in this encoding."""
    text = pen.join(*pen.fields()[:-1], f"G{MARK}P")
    valid = pen.with_last("Café", "Café")  # the file is UTF-8 for the most part
    return [Record(text, rule="bad_encoding", broken_byte=True), valid]


@kind
def text_after_quotes(pen: Pen) -> list[Record]:
    """Text between a closing quote and the delimiter."""
    return pen.rejected(pen.join(*pen.fields()[:-1], '"red"ish'), "stray_quote")


@kind
def quotes_within_quotes(pen: Pen) -> list[Record]:
    """Quotes inside quotes, not doubled."""
    return pen.rejected(pen.join(*pen.fields()[:-1], '"the "best" one"'), "stray_quote")


@kind
def unclosed_quote(pen: Pen) -> list[Record]:
    """A quote that is never closed, and rows that must not be lost to it."""
    broken = Record(pen.join(*pen.fields()[:-1], '"never closed'), rule="unclosed_quote")
    swallowed = [pen.plain() for _ in range(pen.random.randint(0, 5))]
    return [broken, *swallowed, pen.fence()]


@kind
def line_break_and_too_many(pen: Pen) -> list[Record]:
    """A text of two lines, and a field too many."""
    text = pen.join(*pen.fields()[:-1], f'"a{pen.line_end()}b"', "extra")
    return [*pen.rejected(text, "too_many_fields"), pen.plain()]


@kind
def line_break_and_nul(pen: Pen) -> list[Record]:
    """A text of two lines with a NUL in the second."""
    text = pen.join(*pen.fields()[:-1], f'"a{pen.line_end()}b\0"')
    return [*pen.rejected(text, "nul_byte"), pen.plain()]


# Lines that are no records.


@kind
def blank_line(pen: Pen) -> list[Record]:
    """A line without a character."""
    return [Record("")]


@kind
def spaces_only(pen: Pen) -> list[Record]:
    """A line of spaces."""
    return [Record("   "), pen.plain()]


BROKEN = {"utf-8": b"\xff", "cp1252": b"\x81", "gb18030": b"\xff", "utf-16-le": b"\x00\xd8"}
BROKEN |= {"utf-16-be": b"\xd8\x00"}
BYTE_ORDER_MARKS = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
MARKED = {"utf-8-sig": "utf-8", "utf-16le-marked": "utf-16-le", "utf-16be-marked": "utf-16-be"}
ENCODINGS = ["utf-8", *MARKED, "utf-16-le", "cp1252", "gb18030"]
DECLARED = ("cp1252", "gb18030")  # the others are found


def write(
    kinds: list[str],
    pen: Pen,
    encoding: str,
    preamble: list[str],
    closing: list[str],
    last_line_ends: bool = True,
) -> DirtyFile:
    """A file with these kinds of dirt, in this order."""
    names = ["order_id", "price", "product", "order_date", "currency", "quantity"]
    records = [Record(text) for text in preamble]
    header = Record(pen.join(*names[: pen.width]))
    records += [header, pen.plain(), pen.plain(), pen.plain()]
    for name in kinds:
        records += KINDS[name](pen)
    records += [Record(text) for text in closing]
    codec = MARKED.get(encoding, encoding)
    data = BYTE_ORDER_MARKS[codec] if encoding in MARKED else b""
    file = DirtyFile(data, pen.delimiter, encoding if encoding in DECLARED else None, 0)
    line, end = 1, ""
    for number, record in enumerate(records, start=1):
        end = _line_end(pen, record, end)
        if number == len(records) and not last_line_ends and record.text:
            end = ""
        file.data += _encoded(record.text + end, codec)
        if record is header:
            file.header_line = line
        elif record.rule:
            file.rejected.append((line, record.rule))
        elif record.fields is not None:
            file.rows.append((line, record.fields))
        line += len(LINE_END.findall(record.text + end))
    return file


def _line_end(pen: Pen, record: Record, before: str) -> str:
    """A line end; CR and then the LF of a blank line would be one CRLF."""
    end = pen.line_end()
    return "\r\n" if before == "\r" and not record.text and end == "\n" else end


def _encoded(text: str, codec: str) -> bytes:
    return BROKEN[codec].join(part.encode(codec) for part in text.split(MARK))
