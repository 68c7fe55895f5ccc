"""Where things lie and what is agreed: imports nothing heavy, so that the runner stays small."""

from pathlib import Path

SEED = 20261122
AS_OF = "2024-12-31"
ANNUAL_RATE = 0.10
HORIZON_WEEKS = 365 / 7
"""What `--horizon 12m` means, in the unit of the peers' summaries."""
TEXT_CUSTOMERS = 1_000_000
FILES = ("sorted", "shuffled", "strings")
"""By date with whole-number ids; in no order; by date with ids like CUST-000000123."""
TEXTS = ("clean", "broken")
"""One record a line; or quoted fields over several lines, and quotes that are broken."""

HERE = Path(__file__).parent
WORK = HERE / ".work"
RESULTS = HERE / "RESULTS.md"


def orders_file(customers: int, kind: str) -> Path:
    """The Parquet file of so many customers, one of FILES."""
    return WORK / "data" / f"orders-{customers}-{kind}.parquet"


def histories_file(customers: int) -> Path:
    """The Parquet file with one row for each of so many customers."""
    return WORK / "data" / f"histories-{customers}.parquet"


def text_file(kind: str) -> Path:
    """The big CSV file, one of TEXTS."""
    return WORK / "data" / f"orders-{kind}.csv"
