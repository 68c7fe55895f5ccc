"""Options that several commands share, so that they are spelled and explained alike."""

from pathlib import Path
from typing import Annotated

import typer

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
