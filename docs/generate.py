"""Write docs/reference/ from the catalogues: python -m docs.generate

A page that no longer says what the code says turns tests/house/test_docs.py red.
"""

import inspect
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from volver.decide.segments.check import OPERATORS
from volver.decide.segments.columns import AT_STAKE
from volver.describe.catalogue import METRICS, SOURCES
from volver.describe.measure import sql_of
from volver.describe.splits import ATTRIBUTE, OF_CUSTOMERS
from volver.domain import errors as domain_errors
from volver.domain.errors import VolverError
from volver.domain.segment_fields import FIELDS
from volver.domain.settings import SETTINGS, Settings
from volver.predict.baselines import BASELINES, SAME_RATE, SAME_RATE_TITLE, same_rate
from volver.predict.opportunities.catalogue import OPPORTUNITY_MODELS
from volver.predict.order_value.gamma_gamma import GammaGamma
from volver.predict.purchases.catalogue import CANDIDATES, GROUPED, SEASONAL
from volver.predict.purchases.clocked import Clocked
from volver.predict.purchases.grouped import Grouped
from volver.predict.renewals.catalogue import RENEWAL_MODELS
from volver.store.schema import TABLES

FOLDER = Path(__file__).parent / "reference"
HOLDS = {
    "whole": "a whole number",
    "number": "a number",
    "day": "a day",
    "text": "a text",
    "truth": "whether it is so",
    "either": "a text or a number",
}
KINDS = {
    "table": "a table of the workspace's database",
    "view": "a view, part of each query that names it",
    "derived": "computed for one snapshot, gone with it",
    "published": "a file of every published run",
}


def metrics() -> Iterator[str]:
    """Every figure about what happened."""
    yield "# Metrics\n\nFigures about what happened by the observation date, by month, quarter or"
    yield "year or as a whole, and by any split. `volver kpi SLUG --sql` prints the query as it is"
    yield "run. Where nothing is known of a customer, the level is `unknown`; what is counted adds"
    yield "up over levels. An estimate has an interval.\n"
    customers = ", ".join(f"`{split}`" for split in (*OF_CUSTOMERS, f"{ATTRIBUTE}NAME"))
    yield f"Figures of customers can be split by {customers}.\n"
    for metric in METRICS:
        source = SOURCES[metric.source]
        yield f"## {metric.title}\n\n`{metric.slug}` · {metric.unit}\n\n{metric.question}\n"
        yield f"Beware: {metric.caution}\n"
        told = "an estimate, with an interval" if metric.is_estimate else "no estimate"
        own = "".join(f", `{split}`" for split in source.own)
        splits = f"customers{own}" if source.key else own.removeprefix(", ")
        needs = f"Needs {source.needs}, at least {metric.least} behind it"
        yield f"{needs}; {told}; splits: {splits}.\n"
        yield f"Needs {source.needs}, at least {metric.least} behind it; {told}; splits:"
        yield f"{splits}.\n"
        yield f"```sql\n{sql_of(source, metric.parts, 'month', None).strip()}\n```\n"


def models() -> Iterator[str]:
    """Every model and every baseline it must beat."""
    yield "# Models\n\nWhat a forecast may be made of, and what that has to beat.\n"
    yield "## Repeat purchases\n"
    yield f"{_told('purchases')}\n"
    for model in CANDIDATES.values():
        yield f"### {model.title}\n\n`{model.name}`\n\n{_story(model)}\n"
    names = ", ".join(f"`{name}`" for name in SEASONAL)
    yield f"### The same with season\n\n{names}\n\n{_story(Clocked)}\n"
    names = ", ".join(f"`{name}`" for name in GROUPED)
    yield f"### The same with groups\n\n{names}\n\n{_story(Grouped)}\n"
    yield f"{_told('groups')}\n"
    yield "## Orders at fixed opportunities\n"
    yield f"{_told('bg-bb')}\n"
    for discrete in OPPORTUNITY_MODELS.values():
        yield f"### {discrete.title}\n\n`{discrete.name}`\n\n{_story(discrete)}\n"
    yield "## Order value\n"
    yield f"{_told('order-value')}\n"
    yield f"### {GammaGamma.title}\n\n`{GammaGamma.name}`\n\n{_story(GammaGamma)}\n"
    yield "## Renewals\n"
    yield f"{_told('renewals')}\n"
    for renewing in RENEWAL_MODELS.values():
        yield f"### {renewing.title}\n\n`{renewing.name}`\n\n{_story(renewing)}\n"
    yield "## Baselines\n"
    same = {SAME_RATE: (SAME_RATE_TITLE, same_rate)}
    for name, (title, make) in {**BASELINES, **same}.items():
        yield f"### {title}\n\n`{name}`\n\n{_story(make)}\n"


def settings() -> Iterator[str]:
    """Every line of volver.toml."""
    yield "# Settings\n\nWhat may stand in `volver.toml`; `volver init` writes all of it.\n"
    sections = dict.fromkeys(setting.section for setting in SETTINGS)
    for section in sections:
        yield f"## [{section}]\n" if section else "## At the top\n"
        yield "| setting | default | takes | what it does |\n|---|---|---|---|"
        for setting in SETTINGS:
            if setting.section == section:
                default = getattr(Settings(), setting.name)
                shown = "not set" if default in (None, {}) else f"`{json.dumps(default)}`"
                yield f"| `{setting.name}` | {shown} | {setting.expects} | {setting.help} |"
        yield ""


def tables() -> Iterator[str]:
    """Every table and its columns."""
    yield "# Tables\n\nWhere the rooms meet, in the order an order travels.\n"
    for table in TABLES:
        key = ", ".join(f"`{name}`" for name in table.key)
        yield f"## {table.name}\n\nOne row: {table.one_row}. Key: {key}.\n"
        yield f"Written by {table.written_by}; {KINDS[table.kind]}.\n"
        yield "| column | type | what it holds |\n|---|---|---|"
        for column in table.columns:
            absent = " (may be absent)" if column.nullable else ""
            yield f"| `{column.name}` | {column.type} | {column.meaning}{absent} |"
        yield ""


def fields() -> Iterator[str]:
    """Everything that a rule may ask."""
    yield "# Fields of rules\n\nWhat a segment may ask; how: "
    yield "[choose customers by a rule](../how-to/choose-customers.md).\n"
    yield "| field | what it is | holds | asked with | needs |\n|---|---|---|---|---|"
    for field in FIELDS:
        name = f'{field.name} "{field.asks}"' if field.asks else field.name
        within = " in last N days" if field.windowed else ""
        holds = ", ".join(field.choices) or HOLDS[field.kind]
        barred = "; barred from prices and service" if field.barred else ""
        asked = ", ".join(f"`{operator}`" for operator in OPERATORS[field.kind])
        needs = field.needs or "orders"
        yield f"| `{name}{within}` | {field.title}{barred} | {holds} | {asked} | {needs} |"
    yield "\nA text behind a name and `in last N days` may be left out, but for what was bought"
    yield "and for `attribute`. An attribute whose name tells gender, age or another protected"
    yield "trait is barred from prices and service too.\n"
    yield f"Value at stake is this: `{AT_STAKE}`."


def errors() -> Iterator[str]:
    """Every error and its exit code."""
    yield "# Errors\n\nEach says what happened, where, and what to do next.\n"
    yield "| error | exit code | what it means |\n|---|---|---|"
    for error in vars(domain_errors).values():
        if inspect.isclass(error) and issubclass(error, VolverError):
            yield f"| `{error.__name__}` | {error.exit_code} | {_story(error)} |"


def _told(name: str) -> str:
    """Where more is said."""
    return f"Their story, equations, choice and limits: [{name}](../why/{name}.md)."


def _story(thing: Any) -> str:
    """A docstring up to its examples."""
    return (inspect.getdoc(thing) or "").partition(">>>")[0].strip()


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "metrics": metrics,
    "models": models,
    "settings": settings,
    "tables": tables,
    "fields": fields,
    "errors": errors,
}


def page(name: str) -> str:
    """One page as its file should be."""
    return "\n".join(PAGES[name]()).strip() + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in PAGES:
        (FOLDER / f"{name}.md").write_text(page(name), "utf-8")
