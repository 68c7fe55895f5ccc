"""volver renewals FILE: how long customers of a contract stay, and what that is worth."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from volver.cli.commands.options import (
    AnnualDiscountRate,
    AsJson,
    Currency,
    Customer,
    DecimalSign,
    Delimiter,
    Encoding,
    Horizon,
    Language,
    Level,
    MaxRejectedShare,
    Out,
    Sheet,
    reading,
)


class PeriodName(StrEnum):
    """How often customers decide."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class CellName(StrEnum):
    """What a table of cohorts holds."""

    CUSTOMERS = "customers"
    PERCENT = "percent"
    SHARE = "share"


def renewals(
    file: Annotated[
        Path, typer.Argument(help="Subscriptions, one row a customer; or a table of cohorts.")
    ],
    customer: Customer = None,
    tenure: Annotated[
        str | None,
        typer.Option(
            help="Column of the tenure, in periods; makes it subscriptions.", metavar="COLUMN"
        ),
    ] = None,
    ended: Annotated[
        str | None, typer.Option(help="Column that says who has left: yes or no.", metavar="COLUMN")
    ] = None,
    ended_is: Annotated[
        list[str] | None,
        typer.Option(help="A word of that column that means has left. May be repeated."),
    ] = None,
    value: Annotated[
        str | None,
        typer.Option(
            help="Column of what one renewal brings; for cohorts the amount itself.",
            metavar="COLUMN",
        ),
    ] = None,
    reason: Annotated[
        str | None, typer.Option(help="Column of why they left.", metavar="COLUMN")
    ] = None,
    entered: Annotated[
        str | None,
        typer.Option(help="Column of the tenure at which the record begins.", metavar="COLUMN"),
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Column of a group: each is fitted apart.", metavar="COLUMN")
    ] = None,
    period: Annotated[
        PeriodName | None, typer.Option(help="How often customers decide; a cohort table: year.")
    ] = None,
    tenure_unit: Annotated[
        PeriodName | None, typer.Option(help="In what tenures are written; the period.")
    ] = None,
    cells: Annotated[
        CellName | None, typer.Option(help="What a table of cohorts holds; found out.")
    ] = None,
    customers: Annotated[
        float | None, typer.Option(help="With how many each cohort began, where shares are known.")
    ] = None,
    horizon: Horizon = None,
    annual_discount_rate: AnnualDiscountRate = None,
    due: Annotated[
        float,
        typer.Option(help="Periods until the next renewal: 0 now, 1 just renewed.", min=0, max=1),
    ] = 1.0,
    margin_rate: Annotated[
        float | None, typer.Option(help="Margin per unit of the value, such as 0.35.")
    ] = None,
    currency: Currency = None,
    model: Annotated[
        str | None,
        typer.Option(help="auto chooses; or geometric, sbg, bdw, weibull-gamma and others."),
    ] = None,
    never_leaves: Annotated[
        bool, typer.Option("--never-leaves", help="Try models in which some never leave.")
    ] = False,
    fit_periods: Annotated[
        int | None,
        typer.Option(help="Learn from the first so many periods; test on the others.", min=1),
    ] = None,
    level: Level = None,
    lang: Language = None,
    out: Out = None,
    decimal: DecimalSign = None,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    sheet: Sheet = None,
    max_rejected_share: MaxRejectedShare = None,
    json: AsJson = False,
) -> None:
    """How long customers under contract stay, and what their renewals are worth.

    Subscriptions, one row a customer:

        volver renewals customers.csv --customer id --tenure months --ended churned
        --value fee --margin-rate 0.35

    A table of cohorts (period from 0, then a column for each, customers or percent):

        volver renewals retention.csv --period year --horizon 5y

    Exit codes: 0 done, 2 the file or an option is not usable, 3 too many rows rejected.
    """
    from volver.app.ingest import source_file
    from volver.app.renewals import RenewalFile
    from volver.app.renewals import renewals as look
    from volver.app.settings import settings_with
    from volver.app.value import check_out
    from volver.cli.output import Bar, say, show_json

    asked = RenewalFile.of(
        source_file(Path(), str(file)),
        dict(customer=customer, tenure=tenure, ended=ended, reason=reason, entered=entered, by=by),
        value=value,
        period=_chosen(period),
        reading=reading(delimiter, encoding, sheet),
        tenure_unit=_chosen(tenure_unit),
        ended_is=tuple(ended_is or ()),
        cells=cells.value if cells else None,
        customers=customers,
        decimal=decimal.value if decimal else None,
        due=due,
        never_leaves=never_leaves,
        fit_periods=fit_periods,
    )
    settings = settings_with(
        currency=currency, language=lang, margin_rate=margin_rate, level=level, model=model,
        horizon=horizon or asked.usual_horizon,
        annual_discount_rate=annual_discount_rate, max_rejected_share=max_rejected_share,
    )  # fmt: skip
    if out is not None:
        check_out(out, asked.path)
    with Bar(watched=not json, language=settings.language) as bar:
        found = look(asked, settings, bar)
        if out is not None:
            bar.step("publish")
            found.write(out)
    if json:
        show_json(found.card)
        return
    from volver.cli.summary import show_renewals

    show_renewals(found.data, settings.language)
    if out is not None:
        say(str(out))


def _chosen(name: PeriodName | None) -> Literal["day", "week", "month", "year"] | None:
    return None if name is None else name.value
