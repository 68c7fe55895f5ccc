"""The public contract of every table: rooms meet here and nowhere else."""

from volver.store.schema.table import Column, Table
from volver.store.schema.tables import (
    CLASSES,
    DAY_TOTALS,
    FORECASTS,
    HISTORIES,
    LOADS,
    MARGIN_RATES,
    NET_ORDERS,
    NEXT_ORDERS,
    OCCASIONS,
    ORDER_LINES,
    REFUNDS_WAITING,
    REJECTIONS,
    TABLES,
    VALUES,
)

__all__ = [
    "CLASSES",
    "DAY_TOTALS",
    "FORECASTS",
    "HISTORIES",
    "LOADS",
    "MARGIN_RATES",
    "NET_ORDERS",
    "NEXT_ORDERS",
    "OCCASIONS",
    "ORDER_LINES",
    "REFUNDS_WAITING",
    "REJECTIONS",
    "TABLES",
    "VALUES",
    "Column",
    "Table",
]
