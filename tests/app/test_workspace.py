"""volver.toml: what a person writes into it, and what is written for them."""

import tomllib
from pathlib import Path

import pytest

from volver.app.workspace import Workspace, toml_text
from volver.domain.errors import BadInput
from volver.domain.settings import Settings

SOURCE = '[[sources]]\nfile = "orders.csv"\n'

MISTAKES = {
    "sources = 3": "A source needs the name of its file",
    'sources = ["orders.csv"]': "A source needs the name of its file",
    SOURCE + "delimiter = 3": "delimiter",
    SOURCE + "encoding = 3": "encoding",
    SOURCE + "sheet = 3": "sheet",
    SOURCE + 'header = "yes"': "header",
    SOURCE + "date_format = 3": "date_format",
    SOURCE + 'columns = "customer"': "columns",
    SOURCE + "[sources.columns]\ncustomer = 1": "customer",
    SOURCE + 'parentheses_negative = "yes"': "parentheses_negative",
    SOURCE + 'calculated_amounts = "yes"': "calculated_amounts",
    SOURCE + "statuses = 3": "statuses",
    SOURCE + "rates = 3": "rates",
    SOURCE + "zone = 3": "zone",
    SOURCE + "nonsense = 3": "nonsense",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_every_mistake_in_a_source_is_named_with_its_key(text: str, tmp_path: Path) -> None:
    """A63: file, key and what would be right."""
    (tmp_path / "volver.toml").write_text(text, "utf-8")
    with pytest.raises(BadInput, match=MISTAKES[text]) as caught:
        Workspace.open(tmp_path)
    assert caught.value.where.startswith("volver.toml")


def test_what_a_file_says_is_never_a_setting() -> None:
    """A cell above the header may hold line breaks; a remark on it is one line all the same."""
    remark = "Line 1 before the header set aside: Report\r\n[economics]\nmargin_rate = 1\x1b[2J"
    mapping = {"columns": {"customer": "id"}}
    text = toml_text(Settings(), {"orders.csv": mapping}, {"orders.csv": (remark,)})
    written = tomllib.loads(text)
    assert "margin_rate" not in written["economics"]
    assert written["sources"] == [{"file": "orders.csv", **mapping}]
