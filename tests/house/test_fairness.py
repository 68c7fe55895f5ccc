"""Value decides on marketing and selling, never on how somebody who gets in touch is served."""

import subprocess
import sys
import tomllib
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from tests.store.company import company_with
from tests.store.shop import END, REVENUE, START, engine_with, order

from volver.describe.catalogue import OF_ANSWERS, OF_SERVICE
from volver.describe.lists import breaches
from volver.describe.measure import told
from volver.store.schema import FORECASTS
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

ROOT = Path(__file__).parents[2]
PEOPLE = ["ana", "bo", "cy", "di"]


def fences() -> list[dict]:
    """The contracts of fairness, as pyproject.toml has them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    return [one for one in contracts if one["name"].startswith("Fairness")]


def verdict(folder: Path, fence: dict, lines: dict[str, str]) -> int:
    """What the linter says of a small house with these modules: 0 is well."""
    named = [name for name in fence["source_modules"] if "*" not in name]
    for name in [*named, *fence["forbidden_modules"], *lines]:
        path = folder / f"{name.replace('.', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(lines.get(name, ""))
        for parent in path.relative_to(folder).parents:
            if parent != Path():
                (folder / parent / "__init__.py").touch()
    told_as = "\n".join(["", *fence["source_modules"]]).replace("\n", "\n    ")
    barred = "\n".join(["", *fence["forbidden_modules"]]).replace("\n", "\n    ")
    (folder / ".importlinter").write_text(
        "[importlinter]\nroot_package = volver\n\n[importlinter:contract:1]\nname = fence\n"
        f"type = forbidden\nsource_modules ={told_as}\nforbidden_modules ={barred}\n"
    )
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(linter), "--no-cache"], cwd=folder, capture_output=True, check=False)
    return done.returncode


@pytest.mark.slow
@pytest.mark.mission("R3")
@pytest.mark.parametrize(
    ("lines", "well"),
    [
        ({}, True),
        ({"volver.act.inbound": "import volver.domain.service"}, True),
        ({"volver.act.inbound": "import volver.decide"}, False),
        ({"volver.act.inbound": "import volver.act.other",
          "volver.act.other": "from volver.predict import anything"}, False),
        ({"volver.describe.service": "import volver.decide"}, False),
    ],
)  # fmt: skip
def test_the_fence_holds_for_what_is_there_and_for_what_may_come(lines, well, tmp_path):
    """A module called inbound is fenced from the day on which it is written, by any way round."""
    assert (verdict(tmp_path, fences()[0], lines) == 0) == well


def served(amounts: dict[str, str], value: list[float]) -> tuple:
    """Every figure of service and the list of late contacts, in a shop whose customers bring so."""
    lines = [order(n, who, n, amounts[who]) for n, who in enumerate(PEOPLE)]
    engine = engine_with(lines)
    log = [
        {"customer_id": who, "day": START + timedelta(days=3 * n + k), "channel": channel,
         "direction": "in", "type": "ticket", "agent": agent, "is_complaint": n == 2,
         "response_minutes": None if k == 2 else 700.0 * k + 40 * n}
        for n, who in enumerate(PEOPLE)
        for k, (channel, agent) in enumerate([("phone", "kim"), ("chat", "lee"), ("e-mail", None)])
    ]  # fmt: skip
    answers = [
        {"customer_id": who, "day": START, "kind": "nps", "score": 3.0 * n}
        for n, who in enumerate(PEOPLE)
    ]
    company = company_with(engine, interactions=log, answers=answers)
    snapshot = Snapshot(engine, END, Shape(REVENUE, True, True), company=company).with_histories()
    columns = {name: np.zeros(4) for name in FORECASTS.names}
    columns |= {"n": np.arange(4, dtype=np.int32), "value": np.array(value)}
    snapshot.store_columns("forecasts", columns)
    wanted = (*OF_SERVICE, *OF_ANSWERS)
    by = [told(snapshot, wanted, split=split, level=0.9) for split in ("contact_channel", "agent")]
    return told(snapshot, wanted, level=0.9), *by, tuple(breaches(snapshot))


@pytest.mark.slow
@pytest.mark.mission("R3")
def test_service_is_the_same_whoever_is_worth_most():
    """The same log with customers who bring the reverse: no figure and no place in a list moves."""
    rich = served(dict(zip(PEOPLE, ["1", "10", "100", "1000"], strict=True)), [1, 10, 100, 1000])
    poor = served(dict(zip(PEOPLE, ["1000", "100", "10", "1"], strict=True)), [1000, 100, 10, 1])
    assert len(rich[-1]) > len(PEOPLE)
    assert rich == poor
