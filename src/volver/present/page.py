"""What a page of our own needs around its text: assets, chart specifications, and a lock."""

import json
from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from volver.present.drawing import Drawing

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def environment() -> "Environment":
    """Our own templates, with every value escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("volver.present"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def asset(name: str) -> str:
    """A file of our own that goes into the page as it is."""
    return (files("volver.present") / "templates" / name).read_text(encoding="utf-8")


def specs(drawings: Iterable[Drawing]) -> str:
    """Chart specifications by name, as JSON that cannot leave its script element."""
    found = {drawing.name: drawing.page_spec() for drawing in drawings}
    return json.dumps(found, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")


def policy(styles: Iterable[str], scripts: Iterable[str]) -> str:
    """A content security policy: nothing from anywhere but the page's own style and scripts."""

    def hashes(texts: Iterable[str]) -> str:
        digests = (b64encode(sha256(text.encode()).digest()).decode() for text in texts)
        return " ".join(f"'sha256-{digest}'" for digest in digests)

    return (
        f"default-src 'none'; style-src {hashes(styles)}; script-src {hashes(scripts)}; "
        "base-uri 'none'; form-action 'none'"
    )
