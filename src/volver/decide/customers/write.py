"""What a run puts by so that its customers can be listed, sorted and found at once.

A page of fifty among a million is read, not computed: what it is sorted by and shows lies in one
file in order of the histories, in parts small enough that fifty scattered rows are soon found; and
the texts that people look for lie in order of the text.
"""

from pathlib import Path

import numpy as np

from volver.decide.segments.columns import AT_STAKE
from volver.stats.places import places
from volver.store.shelf import SHELF, on_shelf
from volver.store.snapshot import Snapshot

SOUGHT = frozenset(
    {
        "name", "full_name", "fullname", "customer_name", "first_name", "last_name", "surname",
        "company", "nombre", "nombre_completo", "apellido", "apellidos", "empresa", "razon_social",
        "email", "e-mail", "e_mail", "mail", "correo", "correo_electronico",
        "phone", "telephone", "phone_number", "mobile", "tel", "telefono", "teléfono", "movil",
        "móvil",
    }
)  # fmt: skip
"""Attributes that customers are looked up by, where the company has them."""

KEPT = """
SELECT
  CAST(COALESCE(sold.revenue, 0) AS DOUBLE) AS revenue,
  CAST(COALESCE(sold.margin, 0) - COALESCE(served.cost, 0) AS DOUBLE) AS kept
FROM histories
LEFT JOIN (
  SELECT n, SUM(revenue) AS revenue, SUM(margin) AS margin FROM customer_months GROUP BY n
) AS sold ON sold.n = histories.n
LEFT JOIN (
  SELECT n, SUM(cost) AS cost FROM customer_costs GROUP BY n
) AS served ON served.n = histories.n
ORDER BY histories.n
"""
KEPT_AFAR = """
SELECT
  CAST(COALESCE(sold.revenue, 0) AS DOUBLE) AS revenue,
  CAST(COALESCE(sold.margin, 0) AS DOUBLE) AS kept
FROM histories
LEFT JOIN (
  SELECT n, SUM(revenue) AS revenue, SUM(margin) AS margin FROM customer_months GROUP BY n
) AS sold ON sold.n = histories.n
ORDER BY histories.n
"""
"""Of orders in the company's database, beside which nothing is known of what service costs."""
NAMES = "SELECT name FROM attributes GROUP BY name"
BY_ORDER = """
SELECT net_orders.order_key AS word, 'order' AS kind, histories.n
FROM net_orders
JOIN histories ON histories.customer_id = net_orders.customer_id
"""
BY_ATTRIBUTE = """
SELECT v_word(attributes.label) AS word, 'attribute' AS kind, histories.n
FROM attributes
JOIN histories ON histories.customer_id = attributes.customer_id
WHERE attributes.name IN ({names})
"""
IN_ORDER = """
SELECT word, kind, n
FROM ({words}) AS words
ORDER BY v_bytewise(word), v_bytewise(kind), n
"""


def write_lists(snapshot: Snapshot, folder: Path) -> None:
    """Write `customer_list` and `search_words` into the folder of a run's tables."""
    rank(snapshot)
    classified = "classes" in snapshot.tables
    with on_shelf(snapshot.engine, folder):
        snapshot.put(f"{SHELF}.customer_list", list_sql(classified))
        if snapshot.is_at_home:
            _write_words(snapshot)


def list_sql(classified: bool) -> str:
    """The query of `customer_list`. classified: whether there are classes."""
    code = "classes.class_code" if classified else "CAST(NULL AS INTEGER)"
    join = "LEFT JOIN classes ON classes.n = histories.n\n" if classified else ""
    return f"""
SELECT
  histories.n, histories.customer_id, {code} AS class_code, histories.first_order,
  histories.last_order, histories.age - histories.first_to_last AS days_since_last,
  histories.orders, histories.repeat_count,
  CAST(histories.margin_to_date AS DOUBLE) AS margin_to_date, customer_ranks.revenue,
  customer_ranks.revenue_rank, customer_ranks.margin_rank, forecasts.p_alive, forecasts.value,
  forecasts.value_low, forecasts.value_high, {AT_STAKE} AS value_at_stake
FROM histories
JOIN customer_ranks ON customer_ranks.n = histories.n
JOIN forecasts ON forecasts.n = histories.n
{join}ORDER BY histories.n
"""  # noqa: S608 - our own words


def words_sql(has_order_ids: bool, names: int) -> str | None:
    """The query of `search_words`, with $name_a, $name_b … bound; None where there are none.

    names: how many attributes customers are looked up by.
    """
    given = ", ".join(f"$name_{letter(at)}" for at in range(names))
    parts = [BY_ORDER] if has_order_ids else []
    parts += [BY_ATTRIBUTE.format(names=given)] if names else []
    return IN_ORDER.format(words=" UNION ALL ".join(parts)) if parts else None


def letter(at: int) -> str:
    """A place among few as a letter: parameters have no digits."""
    return chr(ord("a") + at)


def rank(snapshot: Snapshot) -> None:
    """Keep `customer_ranks` as a derived table of this snapshot."""
    found = snapshot.columns(KEPT if snapshot.is_at_home else KEPT_AFAR)
    snapshot.store_columns(
        "customer_ranks",
        {
            "n": np.arange(len(found["kept"]), dtype=np.int32),
            "revenue": found["revenue"],
            "revenue_rank": places(found["revenue"]),
            "margin_rank": places(found["kept"]),
        },
    )


def _write_words(snapshot: Snapshot) -> None:
    known = sorted(str(name) for (name,) in snapshot.rows(NAMES))
    sought = [name for name in known if name.strip().lower().replace(" ", "_") in SOUGHT][:26]
    sql = words_sql(snapshot.shape.has_order_ids, len(sought))
    if sql is not None:
        named = {f"name_{letter(at)}": name for at, name in enumerate(sought)}
        snapshot.put(f"{SHELF}.search_words", sql, **named)
