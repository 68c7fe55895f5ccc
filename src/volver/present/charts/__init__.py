"""One function, one chart: for a notebook, the report and every other page.

Each takes a record of binned or short figures and gives a Drawing: the chart, its finding as a
sentence, what it shows, and the same figures as a table.
"""

from volver.present.charts.cohorts import cohort_lines, funnel, late_gaps, second_wait, staying
from volver.present.charts.groups import alive, classes
from volver.present.charts.past import backtest
from volver.present.charts.payback import payback
from volver.present.charts.promises import calibration, past_orders, pit
from volver.present.charts.rhythm import alive_history, between_orders
from volver.present.charts.season import season
from volver.present.charts.spread import concentration, distribution
from volver.present.charts.survival import survival
from volver.present.charts.tracking import tracking, tracking_total
from volver.present.charts.worth import bridge, tornado

__all__ = [
    "alive",
    "alive_history",
    "backtest",
    "between_orders",
    "bridge",
    "calibration",
    "classes",
    "cohort_lines",
    "concentration",
    "distribution",
    "funnel",
    "late_gaps",
    "past_orders",
    "payback",
    "pit",
    "season",
    "second_wait",
    "staying",
    "survival",
    "tornado",
    "tracking",
    "tracking_total",
]
