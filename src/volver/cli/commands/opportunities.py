"""volver opportunities FILE: orders at fixed times, from a ready table to a forecast."""

from pathlib import Path
from typing import Annotated

import typer

from volver.cli.commands.options import (
    AnnualDiscountRate,
    AsJson,
    AsOf,
    Customer,
    Language,
    Level,
    MaxRejectedShare,
    NoHeader,
    OrdersFile,
    Out,
    Sheet,
    given,
    reading,
)


def opportunities(
    file: OrdersFile,
    orders: Annotated[
        str | None,
        typer.Option(help="Column: opportunities with an order, so far.", metavar="COLUMN"),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option(help="Column: the last opportunity with an order, from 1.", metavar="COLUMN"),
    ] = None,
    periods: Annotated[
        str | None, typer.Option(help="Column: opportunities so far.", metavar="COLUMN")
    ] = None,
    weights: Annotated[
        str | None,
        typer.Option(help="Column: how many customers the row stands for.", metavar="COLUMN"),
    ] = None,
    customer: Customer = None,
    incidence: Annotated[
        bool,
        typer.Option("--incidence", help="The table has a column of 0 and 1 per opportunity."),
    ] = False,
    every: Annotated[
        str | None,
        typer.Option(
            help="The file holds orders: one opportunity a week, month, year, or 28d.",
            metavar="PERIOD",
        ),
    ] = None,
    other: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN",
            help="With --every, a column of the orders: date, amount and others of volver value.",
        ),
    ] = None,
    as_of: AsOf = None,
    periods_ahead: Annotated[
        int | None, typer.Option(help="Opportunities to forecast; as many as there were.")
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(help="Time between two opportunities, to discount: week, month or year."),
    ] = None,
    annual_discount_rate: AnnualDiscountRate = None,
    level: Level = None,
    out: Out = None,
    lang: Language = None,
    sheet: Sheet = None,
    no_header: NoHeader = False,
    max_rejected_share: MaxRejectedShare = None,
    json: AsJson = False,
) -> None:
    """Orders at fixed opportunities: yearly gifts, events, monthly boxes. Who is still there?

    The table has a row for each customer, or for each kind of customer with how many they are:
    opportunities with an order, the last of them, and opportunities there were. Columns that are
    not named are guessed, and the guess is shown.

        volver opportunities donations.csv --periods-ahead 5 --period year --out forecast.csv

    From a file of orders it counts them itself, and says what is lost:

        volver opportunities orders.csv --every month

    Exit codes: 0 done, 2 the file or an option is not usable, 3 too many rows rejected.
    """
    from volver.app.ingest import source_file
    from volver.app.opportunities import forecast
    from volver.app.opportunity_sources import (
        check_options,
        every_of,
        from_orders,
        from_table,
        period_of,
    )
    from volver.app.settings import day, pairs, settings_with
    from volver.app.value import check_out
    from volver.app.workspace import SourceFile
    from volver.cli.output import Bar, show_json
    from volver.cli.summary import show_opportunities

    settings = settings_with(
        language=lang,
        level=level,
        annual_discount_rate=annual_discount_rate,
        max_rejected_share=max_rejected_share,
    )
    apart = every_of(every) if every is not None else None
    counts = given({"orders": orders, "last": last, "periods": periods, "weights": weights})
    check_options(bool(counts) or incidence, bool(other) or as_of is not None, apart)
    between = period_of(period, annual_discount_rate, apart)
    how = reading(sheet=sheet, no_header=no_header)
    path = source_file(Path(), str(file))
    if out is not None:
        check_out(out, path)
    with Bar(watched=not json, language=settings.language) as bar:
        bar.step("read")
        if apart is None:
            stated = counts | given({"customer": customer})
            gathered = from_table(
                path, stated, settings.max_rejected_share, incidence=incidence, reading=how
            )
        else:
            columns = given({"customer": customer}) | pairs(other or [])
            source = SourceFile(path, {"columns": columns}, how)
            gathered = from_orders(source, settings, apart, day(as_of), bar)
        found = forecast(gathered, settings, periods_ahead, between, bar)
        if out is not None:
            bar.step("publish")
            found.write(out)
    if json:
        show_json(found.card.to_dict())
        return
    show_opportunities(found.card, settings.language, [out] if out else [])
