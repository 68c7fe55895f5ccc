"""The demo: a workspace around real orders, then the whole job."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from volver.app.run import Published, run
from volver.app.workspace import FILE, Workspace, toml_text
from volver.domain.errors import BadInput
from volver.domain.ports import Progress
from volver.domain.settings import Settings

DATA = "online_retail.parquet"
MAPPING: Mapping[str, Any] = {
    "calculated_amounts": True,
    "columns": {
        "customer": "CustomerID",
        "date": "InvoiceDate",
        "order": "InvoiceNo",
        "product": "StockCode",
        "quantity": "Quantity",
        "unit_price": "UnitPrice",
    },
}
REMARKS = (
    "Online Retail: Chen, Sain & Guo (2012), J. Database Marketing & Customer Strategy",
    "Management 19(3). The data hold no cost: margin_rate above is an assumption.",
)
ASSUMED_MARGIN_RATE = 0.35


def demo(folder: Path, language: str, progress: Progress) -> Published:
    """Make the workspace where it is not there yet, and run it."""
    if not (folder / FILE).exists():
        if folder.exists() and any(folder.iterdir()):
            raise BadInput(
                what=f"The folder {folder.name} holds other files",
                where="--folder",
                next_step="Give an empty or a new folder.",
            )
        folder.mkdir(parents=True, exist_ok=True)
        settings = Settings(
            currency="GBP", time_zone="Europe/London", margin_rate=ASSUMED_MARGIN_RATE
        )
        with as_file(files("volver.app") / "demo_data" / DATA) as packed:
            shutil.copyfile(packed, folder / DATA)
        text = toml_text(settings, {DATA: MAPPING}, {DATA: REMARKS})
        (folder / FILE).write_text(text, "utf-8")
    here = Workspace.open(folder)
    here = replace(here, settings=replace(here.settings, language=language))
    return run(here, None, progress, with_book=True)
