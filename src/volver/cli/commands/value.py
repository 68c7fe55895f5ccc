"""volver value FILE: from any file of orders to a table of values."""

from pathlib import Path
from typing import Annotated, Any

import typer

from volver.cli.commands.options import (
    AnnualDiscountRate,
    AsJson,
    AsOf,
    Currency,
    Customer,
    DecimalSign,
    Delimiter,
    Encoding,
    Horizon,
    Language,
    Level,
    MarginRate,
    MaxRejectedShare,
    MemoryLimit,
    NoHeader,
    OrdersFile,
    Out,
    Sheet,
    given,
    reading,
)


def value(
    file: OrdersFile,
    customer: Customer = None,
    date: Annotated[str | None, typer.Option(help="Column of the date.", metavar="COLUMN")] = None,
    amount: Annotated[
        str | None, typer.Option(help="Column of what was paid.", metavar="COLUMN")
    ] = None,
    order: Annotated[
        str | None, typer.Option(help="Column of the order's number.", metavar="COLUMN")
    ] = None,
    cost: Annotated[
        str | None, typer.Option(help="Column of the line's cost.", metavar="COLUMN")
    ] = None,
    other: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN",
            help="Any other column: quantity, unit_price, unit_cost, status, product, category,"
            " currency, refund_of, line_id; #3 is the third column. May be repeated.",
        ),
    ] = None,
    group: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN",
            help="Column of an attribute, such as the channel, that customers are compared by: that"
            " of their first order. May be repeated.",
        ),
    ] = None,
    margin_rate: MarginRate = None,
    currency: Currency = None,
    time_zone: Annotated[
        str | None, typer.Option(help="Where a day begins, such as Europe/Madrid.")
    ] = None,
    lang: Language = None,
    as_of: AsOf = None,
    unit: Annotated[str | None, typer.Option(help="Parameters per day or week.")] = None,
    horizon: Horizon = None,
    annual_discount_rate: AnnualDiscountRate = None,
    model: Annotated[
        str | None,
        typer.Option(
            help="auto chooses by backtest; or nbd, bg-nbd, mbg-nbd, pareto-nbd, bg-cnbd-k,"
            " mbg-cnbd-k; some with -season or -groups after it."
        ),
    ] = None,
    challenger: Annotated[
        bool, typer.Option("--challenger", help="Let boosting challenge the model; takes time.")
    ] = False,
    level: Level = None,
    out: Out = None,
    date_format: Annotated[
        str | None, typer.Option(help="day-first, month-first or a pattern such as %d.%m.%y.")
    ] = None,
    decimal: DecimalSign = None,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    sheet: Sheet = None,
    no_header: NoHeader = False,
    drop_repeats: Annotated[
        bool, typer.Option("--drop-repeats", help="Drop lines that repeat another exactly.")
    ] = False,
    max_rejected_share: MaxRejectedShare = None,
    memory_limit: MemoryLimit = None,
    point_only: Annotated[
        bool, typer.Option("--point-only", help="Expectations only: no intervals, no backtest.")
    ] = False,
    next_order: Annotated[
        bool,
        typer.Option(
            "--next-order",
            help="Write when each orders next as well: next_order_low, next_order,"
            " next_order_high (days from the last day) and chance_30d.",
        ),
    ] = False,
    json: AsJson = False,
) -> None:
    """What each customer in a file of orders is worth.

    Columns that are not named are guessed, and the guess is shown.

        volver value orders.csv --customer id --date day --amount paid --margin-rate 0.35
        --out values.csv

    Exit codes: 0 done, 2 the file or an option is not usable, 3 too many rows rejected.
    """
    from volver.app.ingest import source_file
    from volver.app.settings import day, pairs, settings_with
    from volver.app.value import check_out, value_file
    from volver.app.workspace import SourceFile
    from volver.cli.output import Bar, show_json
    from volver.cli.summary import show

    settings = settings_with(
        currency=currency,
        time_zone=time_zone,
        language=lang,
        margin_rate=margin_rate,
        horizon=horizon,
        annual_discount_rate=annual_discount_rate,
        model=model,
        challenger=challenger or None,
        unit=unit,
        level=level,
        drop_repeats=drop_repeats or None,
        max_rejected_share=max_rejected_share,
        memory_limit=memory_limit,
    )
    columns = {
        "customer": customer,
        "date": date,
        "amount": amount,
        "order": order,
        "cost": cost,
    }
    mapping: dict[str, Any] = {"columns": given(columns) | pairs(other or [])}
    if group:
        mapping["groups"] = {column: column for column in group}
    mapping |= given({"date_format": date_format, "decimal": decimal.value if decimal else None})
    how = reading(delimiter, encoding, sheet, no_header)
    source = SourceFile(source_file(Path(), str(file)), mapping, how)
    if out is not None:
        check_out(out, source.path)
    with Bar(watched=not json, language=settings.language) as bar:
        found = value_file(source, settings, day(as_of), bar, point_only)
        if out is not None:
            bar.step("publish")
            found.write(out, next_order)
    if json:
        show_json(found.card)
        return
    data = None if point_only else found.data
    basis = found.findings.snapshot.shape.basis
    show(basis, data, settings.language, [out] if out else [])
