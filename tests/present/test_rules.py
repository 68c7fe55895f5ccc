"""A rule is read back in both languages before anybody saves it."""

import pytest

from volver.decide.segments.parse import parse
from volver.present.rules import sentence
from volver.present.words import Words

SAID = [
    (
        'orders in last 90 days >= 3 and not (country = "FR" or first_order before 2024-02-29)',
        "Customers with: Orders (last 90 days): at least 3 and not (Country: «FR» or"
        " First order: before Feb 29, 2024).",
        "Clientes con: Pedidos (últimos 90 días): al menos 3 y no (País: «FR» o"
        " Primer pedido: antes del 29 feb 2024).",
    ),
    (
        '(value > 1234.5 or p_alive < 0.5) and channel in ("search", "web")',
        "Customers with: (Value: more than €1,234.50 or P(alive): less than 50%) and"
        " Channel: «search» or «web».",
        "Clientes con: (Valor: más de 1.234,50\xa0€ o P(activo): menos de 50\xa0%) y"
        " Canal: «search» o «web».",
    ),
    (
        'bought_product "p1" or not subscribed "pro"',
        "Customers with: Bought the product «p1» or not (Subscribed «pro»).",
        "Clientes con: Compró el producto «p1» o no (Suscrito «pro»).",
    ),
    (
        'value_class in ("best", "never_profitable") and gender is not missing',
        "Customers with: Value class: Best or Never profitable and Gender: known.",
        "Clientes con: Clase de valor: Mejores o Nunca rentables y Género: se sabe.",
    ),
    (
        'in segment "late" and birth_year <= 1990 and last_order >= 2024-01-01',
        "Customers with: in the segment «late» and Year of birth: at most 1990 and"
        " Last order: from Jan 1, 2024 on.",
        "Clientes con: en el segmento «late» y Año de nacimiento: como máximo 1990 y"
        " Último pedido: desde el 1 ene 2024.",
    ),
    (
        'days_since_last != 1 and margin <= 0.123456 and attribute "plan" is missing',
        "Customers with: Days since the last order: other than 1 and Margin: at most 0.123456 and"
        " Attribute «plan»: not known.",
        "Clientes con: Días desde el último pedido: distinto de 1 y Margen: como máximo 0,123456 y"
        " Atributo «plan»: no se sabe.",
    ),
]


@pytest.mark.mission("G3")
@pytest.mark.parametrize(("rule", "english", "spanish"), SAID)
def test_a_rule_is_one_sentence(rule, english, spanish):
    """With its brackets, so that nobody takes an `or` for an `and`."""
    known = parse(rule, {"late"})
    assert sentence(known, Words("en", "EUR")) == english
    assert sentence(known, Words("es", "EUR")) == spanish
