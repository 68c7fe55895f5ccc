"""One function, one chart: for a notebook, the report and every other page.

Each takes a record of binned or short figures and gives a Drawing: the chart, its finding as a
sentence, what it shows, and the same figures as a table.
"""

from volver.present.charts.groups import alive, classes
from volver.present.charts.past import backtest, tracking
from volver.present.charts.spread import concentration, distribution

__all__ = ["alive", "backtest", "classes", "concentration", "distribution", "tracking"]
