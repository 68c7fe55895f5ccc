"""Made businesses for tests: tables as pandas frames, by the name of their file."""

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from volver.worlds.make import BUSINESSES, business, make

SEED = 5
NAMES = tuple(BUSINESSES)


def frames(folder: Path) -> dict[str, pd.DataFrame]:
    """Every file of a folder."""
    return {
        path.relative_to(folder).with_suffix("").as_posix(): pq.read_table(path).to_pandas()
        for path in sorted(folder.rglob("*.parquet"))
    }


def made(name: str, customers: int, folder: Path, seed: int = SEED, at_once: int = 2):
    """The files of a business that is made there."""
    make(business(name, seed), customers, seed, folder, at_once=at_once)
    return frames(folder)
