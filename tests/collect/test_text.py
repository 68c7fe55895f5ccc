"""Text files: what is found out about them, and what each kind of trouble comes to."""

from pathlib import Path

import pytest
from tests.collect.reading import read, told, written

from volver.collect.source import ReadOptions, open_source
from volver.domain.errors import BadInput

HEADER = "id,date,amount\n"
ROW = "7,2024-01-05,12.50\n"


def refused(path: Path, **options: object) -> BadInput:
    """The error with which a file is refused; it names the file and no folder."""
    with pytest.raises(BadInput) as caught:
        read(path, **options)
    assert str(path.parent) not in str(caught.value)
    return caught.value


def test_a_clean_file_is_read_as_it_is(tmp_path: Path) -> None:
    """Text stays text, empty text stays empty, lines count from 1."""
    source, rows = read(written(tmp_path, HEADER + "7,,NULL\n8, x ,\n"))
    assert source.layout.columns == ("id", "date", "amount")
    assert rows == [(2, ["7", "", "NULL"]), (3, ["8", " x ", ""])]


def test_reading_again_starts_again(tmp_path: Path) -> None:
    """Batches can be asked for twice; counts are those of the last time."""
    source, rows = read(written(tmp_path, HEADER + ROW + "8,1\n"))
    assert sum(len(batch) for batch in source.batches()) == len(rows) == 1
    assert (source.rows_in, len(source.malformed)) == (2, 1)


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", "  \n"])
def test_an_empty_file_is_refused(content: str, tmp_path: Path) -> None:
    """A01: by name."""
    assert "orders.csv is empty" in refused(written(tmp_path, content)).what


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """With a sentence, as a folder is."""
    assert "cannot be opened" in refused(tmp_path / "orders.csv").what
    (tmp_path / "folder").mkdir()
    assert "cannot be opened" in refused(tmp_path / "folder").what


def test_a_header_alone_has_no_rows(tmp_path: Path) -> None:
    """A02: what that means is for the caller to say."""
    source, rows = read(written(tmp_path, HEADER))
    assert (source.layout.columns, rows) == (("id", "date", "amount"), [])


def test_equal_names_are_noted_with_their_places(tmp_path: Path) -> None:
    """A04: and not renamed."""
    source, _ = read(written(tmp_path, "id,email,x,email,\n7,a,b,c,d\n"))
    assert source.layout.columns == ("id", "email", "x", "email", "")
    assert source.layout.notes == (
        "Columns 2 and 4 have the same name: 'email'.",
        "No name stands above column 5.",
    )


def test_a_number_split_by_its_separator_is_recognised(tmp_path: Path) -> None:
    """A05 and A06: the row is set apart, with a hint."""
    source, rows = read(written(tmp_path, HEADER + ROW * 3 + "8,2024-01-06,1,234.50\n9,2024\n"))
    assert told(source.malformed) == [(5, "too_many_fields"), (6, "too_few_fields")]
    assert "1,234.50 is one number" in str(source.malformed[0].detail)
    assert len(rows) == 3


def test_a_broken_byte_costs_its_row_and_not_the_encoding(tmp_path: Path) -> None:
    """A14: its place in the file is told."""
    content = f"{HEADER}7,Café,1\n8,x".encode() + b"\xff,1\n9,y,1\n"
    source, rows = read(written(tmp_path, content))
    (found,) = source.malformed
    assert (found.line, found.rule, found.column) == (3, "bad_encoding", "date")
    assert found.raw == "8,x\\xff,1"
    assert found.detail == f"byte 0xff at offset {content.index(0xFF):,} of the file"
    assert [fields[1] for _, fields in rows] == ["Café", "y"]


def test_a_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    """A15."""
    source, _ = read(written(tmp_path, "\ufeff" + HEADER + ROW))
    assert source.layout.columns[0] == "id"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    ("mark", "declared"),
    [("", None), ("", "itself"), ("\ufeff", None), ("\ufeff", "itself"), ("\ufeff", "utf-16")],
)
def test_utf16_is_found(codec: str, mark: str, declared: str | None, tmp_path: Path) -> None:
    """A16: with its mark, without it, or declared."""
    path = written(tmp_path, (mark + HEADER + "7,Łódź,1\n").encode(codec))
    source, rows = read(path, encoding=codec if declared == "itself" else declared)
    assert (source.layout.encoding, rows) == (codec, [(2, ["7", "Łódź", "1"])])


def test_an_old_encoding_is_guessed_and_said(tmp_path: Path) -> None:
    """Or taken as declared."""
    content = (HEADER + "7,José Müller,£1\n8,Françoise,£2\n9,Zoë Ångström,£3\n").encode("cp1252")
    source, rows = read(written(tmp_path, content))
    assert rows[0][1] == ["7", "José Müller", "£1"]
    assert source.layout.notes == ("Decoded as cp1252, a guess: the text is not UTF-8.",)
    assert read(written(tmp_path, content), encoding="latin-1")[1] == rows


def test_other_old_encodings_are_guessed_too(tmp_path: Path) -> None:
    """Where their letters are unlike those of cp1252."""
    for codec, names in {
        "cp1251": "Иван Петров|Мария Сидорова|Москва|Анна",
        "cp1253": "Γιώργος Παπαδόπουλος|Αθήνα|Μαρία",
        "shift_jis": "名前|田中太郎|山田花子|東京都",
        "gb18030": "张伟|北京市海淀区|王芳|上海市浦东新区",
    }.items():
        rows = "".join(f"{n},{name},1\n" for n, name in enumerate(names.split("|") * 5))
        source, found = read(written(tmp_path, (HEADER + rows).encode(codec)))
        assert source.layout.encoding == codec
        assert [fields[1] for _, fields in found] == names.split("|") * 5


def test_spanish_capitals_are_not_taken_for_those_of_dos(tmp_path: Path) -> None:
    """A column full of Ñúñez, as Excel writes it in Spain; what DOS wrote is still found."""
    rows = "".join(f"{n},Ñúñez {n},1 €\n" for n in range(40))
    assert read(written(tmp_path, (HEADER + rows).encode("cp1252")))[1][0][1][1] == "Ñúñez 0"
    names = ("Peña", "Gómez", "Málaga", "León", "Camión", "Güell") * 5
    rows = "".join(f"{n},{name},1\n" for n, name in enumerate(names))
    source, _ = read(written(tmp_path, (HEADER + rows).encode("cp850")))
    assert source.layout.encoding == "cp850"


@pytest.mark.parametrize("name", ["klingon", "zlib", "rot13", "idna", "a\0b"])
def test_an_encoding_must_exist(name: str, tmp_path: Path) -> None:
    """And be one of texts."""
    assert "no encoding" in refused(written(tmp_path, HEADER + ROW), encoding=name).what


def test_a_quote_left_open_does_not_swallow_the_rest(tmp_path: Path) -> None:
    """A17: all 300 lines are accounted for, and 298 are rows."""
    lines = [f'{n},"2024-01-05","1"' if n % 40 == 0 else f"{n},2024-01-05,1" for n in range(2, 301)]
    lines[5] = '7,"2024-01-05,1'
    source, rows = read(written(tmp_path, HEADER + "\n".join(lines)))
    assert told(source.malformed) == [(7, "unclosed_quote")]
    assert [line for line, _ in rows] == [line for line in range(2, 301) if line != 7]


def test_an_inch_mark_does_not_close_a_quote_left_open(tmp_path: Path) -> None:
    """The record would be well-formed: but it would be made of nothing but whole rows."""
    lines = ['7,"never closed,1', *[ROW.strip()] * 20, '30,12",1']
    source, rows = read(written(tmp_path, HEADER + "\n".join(lines)))
    assert told(source.malformed) == [(2, "unclosed_quote")]
    assert rows[-1] == (23, ["30", '12"', "1"])
    assert len(rows) == 21


def test_a_quote_left_open_at_the_end_of_the_file(tmp_path: Path) -> None:
    """Costs its own line, wherever blocks end."""
    content = HEADER + ROW * 500 + '8,"open,1\n' + ROW * 300
    for block_bytes in (100, 4_000_000):
        source, rows = read(written(tmp_path, content), block_bytes=block_bytes)
        assert told(source.malformed) == [(502, "unclosed_quote")]
        assert len(rows) == 800


def test_lines_are_physical(tmp_path: Path) -> None:
    """A18: a text of three lines moves those after it."""
    source, rows = read(written(tmp_path, HEADER + '7,"a\n\nb",1\n8,x\n' + ROW))
    assert rows == [(2, ["7", "a\n\nb", "1"]), (6, ["7", "2024-01-05", "12.50"])]
    assert told(source.malformed) == [(5, "too_few_fields")]


def test_mixed_line_ends_give_the_same_rows(tmp_path: Path) -> None:
    """A20."""
    clean = read(written(tmp_path, HEADER + "1,a,b\n2,c,d\n3,e,f\n"))[1]
    mixed = read(written(tmp_path, "id,date,amount\r1,a,b\r\n2,c,d\n3,e,f"))[1]
    assert mixed == clean


def test_a_wrong_delimiter_is_told_with_the_right_one(tmp_path: Path) -> None:
    """A21."""
    path = written(tmp_path, (HEADER + ROW).replace(",", ";"))
    error = refused(path, delimiter=",")
    assert "One column found" in error.what
    assert "looks like ';'" in error.next_step
    assert read(path)[0].layout.delimiter == ";"


@pytest.mark.parametrize("delimiter", ["^", "\t", "\\t", "tab", ":"])
def test_a_delimiter_can_be_declared(delimiter: str, tmp_path: Path) -> None:
    """Any ASCII character, and a tab in words."""
    character = "\t" if len(delimiter) > 1 else delimiter
    path = written(tmp_path, (HEADER + ROW).replace(",", character))
    assert read(path, delimiter=delimiter)[1] == [(2, ["7", "2024-01-05", "12.50"])]


@pytest.mark.parametrize("delimiter", ["||", "", '"', "\n", "→"])
def test_not_everything_can_be_a_delimiter(delimiter: str, tmp_path: Path) -> None:
    """What would never work is refused at once."""
    path = written(tmp_path, HEADER + ROW)
    assert "cannot be a delimiter" in refused(path, delimiter=delimiter).what


def test_lines_around_the_table_are_set_aside_and_shown(tmp_path: Path) -> None:
    """A22: a TOTAL is no order, nor is a farewell."""
    before, after = "Report\nGenerated,today\n\n", "TOTAL,,12.50\nEnd of report\n"
    source, rows = read(written(tmp_path, before + HEADER + ROW + after))
    assert rows == [(5, ["7", "2024-01-05", "12.50"])]
    assert source.layout.notes == (
        "Lines 1 to 2 before the header set aside: Report | Generated,today",
        "Lines 6 to 7 after the data set aside: TOTAL,,12.50 | End of report",
    )


@pytest.mark.parametrize("last", ["540113,13126", "540113", "", "Total,2024-01-05,1"])
def test_a_cut_off_row_is_no_closing_line(last: str, tmp_path: Path) -> None:
    """Only words for sums and farewells are set aside."""
    source, _ = read(written(tmp_path, HEADER + ROW * 3 + last))
    assert source.layout.notes == ()
    assert source.rows_in == 3 + bool(last)


def test_a_file_without_header_is_not_robbed_of_its_first_order(tmp_path: Path) -> None:
    """It asks for names, and takes them."""
    path = written(tmp_path, ROW * 3)
    error = refused(path)
    assert "has no header" in error.what
    assert error.where == "line 1, with 3 fields"  # and nothing of the order itself
    for header in (None, False):
        source, rows = read(path, names=("id", "date", "amount"), header=header)
        assert source.layout.header_line is None
        assert [line for line, _ in rows] == [1, 2, 3]
    assert "2 names were given for the 3 columns" in refused(path, names=("a", "b")).what


def test_a_file_that_is_said_to_have_no_header_has_columns_by_place(tmp_path: Path) -> None:
    """As --no-header promises: the first line is an order, and #1 is the first column."""
    source, rows = read(written(tmp_path, ROW * 3), header=False)
    assert source.layout.columns == ("#1", "#2", "#3")
    assert [line for line, _ in rows] == [1, 2, 3]


def test_names_replace_those_of_a_header(tmp_path: Path) -> None:
    """The header is no order either."""
    source, rows = read(written(tmp_path, HEADER + ROW), names=("a", "b", "c"))
    assert source.layout.columns == ("a", "b", "c")
    assert [line for line, _ in rows] == [2]


def test_a_header_of_numbers_can_be_declared(tmp_path: Path) -> None:
    """Then the first row of the table is one."""
    source, rows = read(written(tmp_path, "1,2,3\n" + ROW), header=True)
    assert (source.layout.columns, len(rows)) == (("1", "2", "3"), 1)


def test_a_header_shorter_than_its_rows(tmp_path: Path) -> None:
    """Is completed when the rows only end with one delimiter too many, else refused."""
    source, rows = read(written(tmp_path, HEADER + "1,a,b,\n2,c,d,\n3,e,f,\n"))
    assert source.layout.columns == ("id", "date", "amount", "")
    assert rows[0] == (2, ["1", "a", "b", ""])
    error = refused(written(tmp_path, HEADER + "1,a,b,c\n2,c,d,e\n3,e,f,g\n"))
    assert "names 3 columns, but most of its rows have 4" in error.what


def test_backslashes_escape_quotes_only_where_the_file_does_so(tmp_path: Path) -> None:
    """A path that ends with a backslash is nothing but text."""
    path = written(tmp_path, HEADER + '7,"the \\"best\\", ever",1\n8,C:\\,2\n')
    source, rows = read(path)
    assert source.layout.escape == "\\"
    assert rows[0] == (2, ["7", 'the "best", ever', "1"])
    assert read(written(tmp_path, HEADER + "8,C:\\,2\n"))[1] == [(2, ["8", "C:\\", "2"])]


def test_a_file_of_broken_quotes_is_refused(tmp_path: Path) -> None:
    """And not read as a single column with an order for its name."""
    path = written(tmp_path, '1;"the "best" one"\n2;"the "best" one"\n')
    assert "quotes in quoted text must be doubled" in refused(path).next_step


def test_a_long_line_is_rejected_by_the_name_of_its_limit(tmp_path: Path) -> None:
    """A41: rows before and after it are kept, and memory is not filled with it."""
    content = HEADER.encode() + b"7,a," + b"x" * 30_000_000 + b"\r\n" + ROW.encode() * 2
    source, rows = read(written(tmp_path, content), block_bytes=1 << 20)
    (found,) = source.malformed
    assert (found.line, found.rule, len(found.raw)) == (2, "line_too_long", 2_000)
    assert "max_line_bytes" in str(found.detail)
    assert [line for line, _ in rows] == [3, 4]


def test_offsets_are_right_behind_a_long_line(tmp_path: Path) -> None:
    """What was dropped is counted."""
    content = HEADER.encode() + b"7,a," + b"x" * 9_000 + b"\r\n8,\xff,1\n" + ROW.encode() * 2
    for block_bytes in (500, 4_000_000):
        path = written(tmp_path, content)
        source, _ = read(path, max_line_bytes=1_000, block_bytes=block_bytes)
        assert told(source.malformed) == [(2, "line_too_long"), (3, "bad_encoding")]
        offset = f"offset {content.index(0xFF):,} of"
        assert offset in str(source.malformed[1].detail)


def test_a_file_of_one_long_line_is_refused(tmp_path: Path) -> None:
    """A41."""
    assert "max_line_bytes" in refused(written(tmp_path, b"x" * 3_000_000)).where


def test_a_table_too_wide_is_refused(tmp_path: Path) -> None:
    """A41."""
    wide = ",".join(f"column {chr(97 + n % 26)}" for n in range(5_000))
    assert "max_columns" in refused(written(tmp_path, wide + "\n")).where


def test_a_preview_needs_no_reading(tmp_path: Path) -> None:
    """The layout is there before the first batch."""
    source = open_source(written(tmp_path, HEADER + ROW), ReadOptions())
    assert source.layout.kind == "text"
    assert (source.rows_in, source.malformed) == (0, [])


def test_a_file_of_almost_nothing_but_rejections_is_given_up(tmp_path: Path) -> None:
    """Before they fill the memory."""
    path = written(tmp_path, HEADER + ROW * 300 + "8\n" * 20)
    assert "max_malformed" in refused(path, max_malformed=19).where
    assert len(read(path, max_malformed=20)[0].malformed) == 20


def test_a_long_text_of_many_lines_is_one_field(tmp_path: Path) -> None:
    """Up to the length that a line may have."""
    text = "a line of text\n" * 20_000
    rows = read(written(tmp_path, HEADER + f'7,"{text}",1\n' + ROW))[1]
    assert rows == [(2, ["7", text, "1"]), (20_003, ["7", "2024-01-05", "12.50"])]


def test_offsets_count_the_mark(tmp_path: Path) -> None:
    """They are positions in the file."""
    content = ("\ufeff" + HEADER).encode() + b"7,\xff,1\n"
    source, _ = read(written(tmp_path, content))
    assert f"offset {content.index(0xFF):,} of" in str(source.malformed[0].detail)


def test_a_mark_within_the_file_is_text(tmp_path: Path) -> None:
    """Even where a block begins with it: files were joined there, and the field says so."""
    content = HEADER + "\ufeff7,a,b\n" + ROW
    assert read(written(tmp_path, content))[1][0] == (2, ["\ufeff7", "a", "b"])
