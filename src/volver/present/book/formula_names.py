"""What formulas, the changes between them and their levers are called."""

from volver.domain.formulas import Change, Formula, Kind, Lever
from volver.present.sentence import Sentence

FORMULAS: dict[Formula, Sentence] = {
    Formula.CHAIN: Sentence("Chain formula"),
    Formula.RESALE: Sentence("Resale formula"),
    Formula.PRICE: Sentence("Price formula"),
    Formula.FORECAST: Sentence("Discounted forecast"),
    Formula.MARGIN: Sentence("Margin formula"),
    Formula.MODEL: Sentence("Value by the model"),
}
WRITTEN: dict[Formula, Sentence] = {
    Formula.CHAIN: Sentence("average purchase × purchases a year × years of life"),
    Formula.RESALE: Sentence(
        "(average purchase × resale rate) × years of life − CAC; resale rate: orders after the"
        " first, per customer and year"
    ),
    Formula.PRICE: Sentence("net price × purchases a year × years of life"),
    Formula.FORECAST: Sentence(
        "income of each month of the horizon, from those still there, discounted by the rate a year"
    ),
    Formula.MARGIN: Sentence(
        "margin of each month, less cost to serve, discounted; less CAC at the first contact"
    ),
    Formula.MODEL: Sentence(
        "expected orders × margin of an order, customer by customer, discounted"
    ),
}
CHANGES: dict[Change, Sentence] = {
    Change.REPEATS_ONLY: Sentence("first orders not counted"),
    Change.LESS_CAC: Sentence("less CAC"),
    Change.CAC_BACK: Sentence("CAC not taken off"),
    Change.ALL_ORDERS: Sentence("first orders counted"),
    Change.NET: Sentence("after refunds"),
    Change.HORIZON: Sentence("horizon, not a fixed life"),
    Change.DISCOUNT: Sentence("discounted"),
    Change.MARGIN: Sentence("margin, not revenue"),
    Change.LESS_SERVICE: Sentence("less cost to serve"),
    Change.SERVICE_BACK: Sentence("cost to serve not taken off"),
    Change.ORDERS: Sentence("orders by the model"),
    Change.OWN: Sentence("each customer’s own margin"),
}
LEVERS: dict[Lever, Sentence] = {
    Lever.RETENTION: Sentence("Retention +1 point"),
    Lever.ORDER_VALUE: Sentence("Average purchase +1%"),
    Lever.FREQUENCY: Sentence("Purchases a year +1%"),
    Lever.CAC: Sentence("CAC −1%"),
    Lever.GOODS: Sentence("Cost of goods −1%"),
    Lever.SERVICE: Sentence("Cost to serve −1%"),
    Lever.RATE: Sentence("Discount rate +1 point"),
}
KINDS: dict[str, Sentence] = {
    Kind.PROFIT: Sentence("Customers who bring more than they cost to serve"),
    Kind.LOSS: Sentence("Customers who cost more to serve than they bring"),
    Kind.KEPT_NOTHING: Sentence("Bought, and everything came back"),
    Kind.NO_ORDER: Sentence("Known, and never ordered"),
}
