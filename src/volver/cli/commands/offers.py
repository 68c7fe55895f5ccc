"""volver offers: what would help one customer next."""

from pathlib import Path
from typing import Annotated

import typer

from volver.cli.commands.options import AsJson, Folder, Language


def offers(
    customer: Annotated[str, typer.Argument(help="The customer's id.")],
    workspace: Folder = Path(),
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """What to offer one customer: again, new, better; and what the selling rules forbid.

    Exit codes: 0 done, 2 orders name no products, 4 no such customer, no run.
    """
    from volver.app.offers import offers as ask
    from volver.cli.output import show_json
    from volver.cli.sheets import plain, show

    found = ask(workspace, customer, lang)
    if json:
        show_json(plain(found))
    else:
        show(found)
