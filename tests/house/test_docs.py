"""What the documentation says is so: catalogues are shown, code runs, links lead somewhere."""

import re
import shlex
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from docs.generate import FOLDER, PAGES, page

from volver.predict.opportunities.bg_bb import BgBb
from volver.predict.opportunities.draw import draw_new
from volver.stats.simulate import World, simulate

ROOT = Path(__file__).parents[2]
WRITTEN = [
    path.relative_to(ROOT).as_posix()
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
]
RUN = [name for name in WRITTEN if "```python" in (ROOT / name).read_text("utf-8")]
TYPED = [name for name in WRITTEN if "\n$ volver" in (ROOT / name).read_text("utf-8")]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_what_its_catalogue_says(name):
    """A new metric, model, setting or table stands in the docs: python -m docs.generate"""
    assert (FOLDER / f"{name}.md").read_text("utf-8") == page(name)


def test_no_page_of_the_reference_is_written_by_hand():
    """It would go stale unseen."""
    assert sorted(path.stem for path in FOLDER.glob("*.md")) == sorted(PAGES)


@pytest.mark.parametrize("name", WRITTEN)
def test_links_lead_somewhere(name):
    """Within the project: what others keep is theirs to move."""
    text = (ROOT / name).read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    missing = [link for link in links if not (ROOT / name).parent.joinpath(link).exists()]
    assert missing == []


@pytest.mark.parametrize("name", WRITTEN)
def test_every_make_target_that_is_named_exists(name):
    """A reader types what the page says."""
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    named = re.findall(r"(?:^\$ |`)make ([a-z]+)", (ROOT / name).read_text("utf-8"), re.MULTILINE)
    assert set(named) <= set(targets)


@pytest.fixture
def shop(tmp_path, monkeypatch) -> pd.DataFrame:
    """A reader's own orders, as the pages suppose them: a table, a file, and a folder."""
    world = World(r=0.8, alpha=40.0, a=0.8, b=2.5, leaving="after_orders", p=6.0, q=4.0, gamma=90.0,
                  cost_share=0.6, refund_chance=0.0)  # fmt: skip
    orders, _ = simulate(world, customers=400, arrival_days=400, as_of=600, horizon=1,
                         generator=np.random.default_rng(7))  # fmt: skip
    days = [date(2024, 1, 1) + timedelta(days=int(day)) for day in orders.day]
    table = pd.DataFrame(
        {"customer": orders.customer + 12346, "day": days, "paid": orders.amount.round(2)}
    )
    named = table.rename(columns={"customer": "customer_id", "day": "order_date"})
    (tmp_path / "shop").mkdir()
    for file in ("orders.csv", "shop/orders.csv"):
        named.to_csv(tmp_path / file, index=False)
    generator = np.random.default_rng(7)
    gifts = draw_new(BgBb(1.2, 0.75, 0.66, 2.8), generator.integers(3, 9, 500), 1, generator)
    h = gifts.histories
    pd.DataFrame(
        {"donor": np.arange(500), "gifts": h.order_count, "last": h.last_with_order,
         "years": h.opportunities}
    ).to_csv(tmp_path / "donors.csv", index=False)  # fmt: skip
    monkeypatch.chdir(tmp_path)
    return table


@pytest.mark.slow
@pytest.mark.parametrize("name", RUN)
def test_the_python_of_a_page_runs(name, shop):
    """From its first block to its last, as a reader would paste it."""
    text = (ROOT / name).read_text("utf-8")
    known = {"orders": shop, "__name__": "__main__"}
    for block in re.finditer(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        above = "\n" * text.count("\n", 0, block.start(1))  # so that an error names its line
        exec(compile(above + block[1], name, "exec"), known)


@pytest.mark.slow
@pytest.mark.parametrize("name", TYPED)
def test_the_commands_of_a_page_run(name, shop):
    """In their order, each to a good end."""
    text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
    program = Path(sys.executable).with_name("volver")
    for line in re.findall(r"^\$ volver (.*)$", text, re.MULTILINE):
        command = [str(program), *shlex.split(line, comments=True)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"volver {line}\n{done.stderr}"
