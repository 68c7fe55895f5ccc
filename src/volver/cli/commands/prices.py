"""volver prices and volver bundles: what each product should cost, and pairs to sell as one."""

from pathlib import Path
from typing import Annotated

import typer

from volver.cli.commands.options import AsJson, Folder, Language, OutFolder, Page, TableFormat


def prices(
    history: Annotated[
        Path | None, typer.Option(help="A file of list prices: product, day, price.")
    ] = None,
    change: Annotated[
        float | None, typer.Option(help="What you think of, such as -0.1: a tenth less.")
    ] = None,
    audience: Annotated[
        str | None, typer.Option("--for", help="A rule for who gets it; everybody without.")
    ] = None,
    category: Annotated[str | None, typer.Option(help="Products of one category only.")] = None,
    least_margin: Annotated[
        float, typer.Option(help="Share of the price that stays as margin; it makes the floor.")
    ] = 0.0,
    most_change: Annotated[
        float, typer.Option(help="Share of the price that it may move by in 30 days.")
    ] = 0.1,
    propose: Annotated[
        str | None, typer.Option(help="Write them into the log as proposed by this person.")
    ] = None,
    approve: Annotated[
        str | None, typer.Option(help="Write into the log that this person lets them change.")
    ] = None,
    out: OutFolder = None,
    as_format: TableFormat = "csv",
    page: Page = None,
    workspace: Folder = Path(),
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """The price of each product by the newest run: advised, its floor and ceiling, what it brings.

        volver prices --history list-prices.csv --least-margin 0.2

        volver prices --change -0.1 --for "days_since_last > 90"

    Nothing is advised where the data cannot tell how sales follow the price, and it says why.
    Gender, age and their like decide on no price. Exit codes: 0 done, 2 not usable, 4 no run.
    """
    from volver.app.price_log import write_down
    from volver.app.prices import PriceWish
    from volver.app.prices import prices as look
    from volver.cli.sheets import answer

    wish = PriceWish(history, change, audience, category, least_margin, most_change)
    found = look(workspace, wish, lang)
    if propose is not None:
        write_down(workspace, found, "proposed", propose, audience)
    if approve is not None:
        write_down(workspace, found, "approved", approve, audience)
    answer(found, workspace, "Prices", page, out, as_format, json)


def bundles(
    discount: Annotated[float, typer.Option(help="Share off the price of both together.")] = 0.1,
    out: OutFolder = None,
    as_format: TableFormat = "csv",
    page: Page = None,
    workspace: Folder = Path(),
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """Pairs of products to sell as one: price, margin, uptake, and whom it would be given away to.

        volver bundles --discount 0.1

    Exit codes: 0 done, 2 not usable, 4 no workspace, no run.
    """
    from volver.app.prices import bundles as look
    from volver.cli.sheets import answer

    found = look(workspace, discount, lang)
    answer(found, workspace, "Bundles", page, out, as_format, json)


def price_log(
    out: OutFolder = None,
    as_format: TableFormat = "csv",
    page: Page = None,
    workspace: Folder = Path(),
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """Which prices were proposed and approved, when and by whom; nothing is ever taken out.

        volver prices --history list-prices.csv --propose "Ana Ruiz"
        volver prices --history list-prices.csv --approve "Bea Soler"
        volver price-log

    Exit codes: 0 done, 2 not usable, 4 no workspace, no run.
    """
    from volver.app.price_log import price_log as look
    from volver.cli.sheets import answer

    found = look(workspace, lang)
    answer(found, workspace, "Log of prices", page, out, as_format, json)
