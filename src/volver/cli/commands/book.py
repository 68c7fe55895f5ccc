"""volver book: every figure of the newest run, to read, to print and to take away."""

from pathlib import Path
from typing import Annotated

import typer

from volver.cli.commands.options import AsJson, Folder, Language


def book(
    workspace: Folder = Path(),
    sheet: Annotated[str | None, typer.Option(help="One sheet only, by its name.")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write it as a PDF to this file.")] = None,
    as_format: Annotated[
        str | None,
        typer.Option("--format", help="Write every table: csv, csv-es, xlsx or parquet."),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the tables.")] = Path("book"),
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """The book of figures of the newest run: where it is, and which sheets it has.

    csv-es is for a spreadsheet in Spanish: semicolons between cells, commas in numbers.
    """
    from volver.app.book.publish import open_book, take_away, to_pdf
    from volver.cli.output import say, show_json, table

    found = open_book(workspace, lang)
    written: list[Path] = []
    if pdf is not None:
        to_pdf(found, lang or found.language, sheet, pdf)
        written.append(pdf)
    if as_format is not None:
        written += take_away(found, as_format, sheet, out)
    leaves = found.leaves if sheet is None else (found.leaf(sheet),)
    if json:
        show_json(
            {
                "page": str(found.page),
                "written": [str(path) for path in written],
                "sheets": [leaf.to_dict() for leaf in leaves],
            }
        )
    elif written:
        for path in written:
            say(str(path))
    else:
        table(("", ""), [(leaf.slug, leaf.question) for leaf in leaves])
        say(str(found.page))
