"""The public contract of every table: rooms meet here and nowhere else."""

from volver.store.schema.tables import (
    FORECASTS,
    HISTORIES,
    LOADS,
    NET_ORDERS,
    OCCASIONS,
    ORDER_LINES,
    REJECTIONS,
    TABLES,
    VALUES,
    Column,
    Table,
)

__all__ = [
    "FORECASTS",
    "HISTORIES",
    "LOADS",
    "NET_ORDERS",
    "OCCASIONS",
    "ORDER_LINES",
    "REJECTIONS",
    "TABLES",
    "VALUES",
    "Column",
    "Table",
]
