"""What a rule may ask about: one row for each field, read by the parser, the compiler and pages."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Kind = Literal["whole", "number", "day", "text", "truth", "either"]
"""What a field holds; `either` is a number or a text, as the rule compares it."""
Unit = Literal["count", "money", "share", "days", "day", "text", "truth"]
Asks = Literal["product", "category", "attribute", "type", "plan"]

CLASSES = ("best", "potential", "good", "never_profitable")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is known of a customer."""

    name: str
    title: str
    kind: Kind
    unit: Unit
    needs: str = ""
    """What the company must have given: a view, or forecasts; "": orders alone."""
    asks: Asks | None = None
    """What the text behind the name says, such as the product of `bought_product "p1"`."""
    must_ask: bool = False
    windowed: bool = False
    """Whether `in last 90 days` may stand behind it."""
    choices: tuple[str, ...] = ()
    """The only texts it holds, where they are known."""
    barred: bool = False
    """Barred from prices and from rules of service."""


FIELDS: tuple[Field, ...] = (
    Field("orders", "Orders", "whole", "count", windowed=True),
    Field("repeat_count", "Days with an order after the first", "whole", "count"),
    Field("days_since_last", "Days since the last order", "whole", "days"),
    Field("days_since_first", "Days since the first order", "whole", "days"),
    Field("first_order", "First order", "day", "day"),
    Field("last_order", "Last order", "day", "day"),
    Field("revenue", "Revenue", "number", "money", windowed=True),
    Field("margin", "Margin", "number", "money", windowed=True),
    Field(
        "bought_product", "Bought the product", "truth", "truth",
        asks="product", must_ask=True, windowed=True,
    ),
    Field(
        "bought_category", "Bought from the category", "truth", "truth",
        asks="category", must_ask=True, windowed=True,
    ),
    Field("value", "Value", "number", "money", "forecasts"),
    Field("value_low", "Lower end of the value", "number", "money", "forecasts"),
    Field("value_high", "Upper end of the value", "number", "money", "forecasts"),
    Field("value_at_stake", "Value at stake", "number", "money", "forecasts"),
    Field("p_alive", "P(alive)", "number", "share", "forecasts"),
    Field("expected_orders", "Expected orders", "number", "count", "forecasts"),
    Field("value_class", "Value class", "text", "text", "classes", choices=CLASSES),
    Field("channel", "Channel", "text", "text", "customers"),
    Field("campaign", "Campaign", "text", "text", "customers"),
    Field("country", "Country", "text", "text", "customers"),
    Field("first_contact", "First contact", "day", "day", "customers"),
    Field("referred", "Recommended by another customer", "truth", "truth", "customers"),
    Field("gender", "Gender", "text", "text", "customers", barred=True),
    Field("birth_year", "Year of birth", "whole", "count", "customers", barred=True),
    Field("years_old", "Age in years", "whole", "count", "customers", barred=True),
    Field(
        "attribute", "Attribute", "either", "text", "attributes", asks="attribute", must_ask=True
    ),
    Field(
        "interactions", "Interactions", "whole", "count", "interactions",
        asks="type", windowed=True,
    ),
    Field("last_interaction", "Last interaction", "day", "day", "interactions", asks="type"),
    Field("complaints", "Complaints", "whole", "count", "interactions", windowed=True),
    Field("complaint_open", "An open complaint", "truth", "truth", "interactions"),
    Field("nps", "Last answer to recommend us (0-10)", "number", "count", "answers"),
    Field("csat", "Last satisfaction (1-5)", "number", "count", "answers"),
    Field("ces", "Last ease (1-7)", "number", "count", "answers"),
    Field("subscribed", "Subscribed", "truth", "truth", "subscriptions", asks="plan"),
    Field("mrr", "Recurring revenue in a month", "number", "money", "subscriptions", asks="plan"),
    Field("cost_to_serve", "Cost to serve", "number", "money", windowed=True),
)  # fmt: skip
BY_NAME = {field.name: field for field in FIELDS}
PROTECTED = frozenset(
    {
        "gender", "sex", "sexo", "genero", "age", "edad", "birth", "birthday", "birthdate",
        "birthyear", "born", "nacimiento", "dob", "ethnicity", "etnia", "race", "raza",
        "religion", "nationality", "nacionalidad", "disability", "discapacidad", "health",
        "salud", "pregnancy", "embarazo", "orientation", "orientacion",
    }
)  # fmt: skip
"""Words in the name of an attribute that make it as barred as gender and age are."""


def is_barred(field: Field, of: str | None) -> bool:
    """Whether a field may not decide on prices or service.

    >>> is_barred(BY_NAME["attribute"], "Género"), is_barred(BY_NAME["attribute"], "page_views")
    (True, False)
    """
    if field.asks != "attribute" or of is None:
        return field.barred
    plain = unicodedata.normalize("NFKD", of).encode("ascii", "ignore").decode()
    words = re.sub(r"([a-z])([A-Z])", r"\1 \2", plain).lower()
    return not PROTECTED.isdisjoint(re.split(r"[^a-z]+", words))
