"""Options that several commands share, so that they are spelled and explained alike."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer


class DecimalName(StrEnum):
    """The decimal sign."""

    POINT = "point"
    COMMA = "comma"


AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
Folder = Annotated[
    Path,
    typer.Option("--workspace", "-w", help="The folder with volver.toml.", show_default="here"),
]
Language = Annotated[str | None, typer.Option("--lang", help="en or es.")]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATE", help="Last day whose facts count; the last day of the data."
    ),
]
OrdersFile = Annotated[Path, typer.Argument(help="CSV, Parquet, JSON lines, Excel, .gz or .zip.")]
Customer = Annotated[
    str | None, typer.Option("--customer", help="Column of the customer.", metavar="COLUMN")
]
MarginRate = Annotated[
    float | None, typer.Option("--margin-rate", help="Margin per unit of revenue, such as 0.35.")
]
Currency = Annotated[str | None, typer.Option("--currency", help="ISO code, such as EUR.")]
Horizon = Annotated[str | None, typer.Option("--horizon", help="90d, 52w, 12m or 2y.")]
AnnualDiscountRate = Annotated[
    float | None,
    typer.Option("--annual-discount-rate", help="Effective annual rate, such as 0.10."),
]
Level = Annotated[
    float | None, typer.Option("--level", help="Share of intervals that should hold the truth.")
]
Out = Annotated[Path | None, typer.Option("--out", help="Table to write: .parquet or .csv.")]
OutFolder = Annotated[
    Path | None, typer.Option("--out", help="Folder for the tables as files, with every row.")
]
TableFormat = Annotated[str, typer.Option("--format", help="csv, csv-es, xlsx or parquet.")]
Page = Annotated[Path | None, typer.Option("--page", help="Write it as a page to this file.")]
DecimalSign = Annotated[DecimalName | None, typer.Option("--decimal", help="point or comma.")]
Delimiter = Annotated[str | None, typer.Option("--delimiter", help="What stands between fields.")]
Encoding = Annotated[str | None, typer.Option("--encoding", help="Such as utf-8 or cp1252.")]
Sheet = Annotated[str | None, typer.Option("--sheet", help="Sheet of a workbook.")]
NoHeader = Annotated[
    bool,
    typer.Option("--no-header", help="The first line is no header; columns are #1, #2 …"),
]
MaxRejectedShare = Annotated[
    float | None,
    typer.Option("--max-rejected-share", help="Refuse a file with more rejected rows than this."),
]


MemoryLimit = Annotated[
    str | None,
    typer.Option("--memory-limit", help="About what a run may take, such as 2GB; then to disk."),
]


def given(values: dict[str, Any]) -> dict[str, Any]:
    """What was typed, without what was not."""
    return {name: value for name, value in values.items() if value is not None}


def reading(
    delimiter: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    no_header: bool = False,
) -> dict[str, Any]:
    """How a file is to be read, as far as somebody has said."""
    told = given({"delimiter": delimiter, "encoding": encoding, "sheet": sheet})
    return told | ({"header": False} if no_header else {})
