"""The API asked everything that its description allows, and more, through the real server."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from tests.server.api_callers import key_of
from tests.server.conftest import SHOP, Site

from volver.server.roles import Role

if TYPE_CHECKING:
    from schemathesis import Case, HookContext

FEW, MANY = 25, 200
"""Cases of an operation: where every change is tried, and on the long path."""
ALL_CHECKS = {
    # A rule is a language, and a plan has states: what the schema allows may still be impossible.
    # `_count` sees to it that such an answer is about that, not about the form.
    "positive_data_acceptance": {"expected-statuses": ["2xx", "401", "403", "404", "409", "422"]},
}
"""Every check that there is, with one widened."""
PHASES = {"coverage", "fuzzing", "stateful"}


@dataclass
class Found:
    """What came of it."""

    cases: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    phases: set[str] = field(default_factory=set)
    operations: set[str] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)


@pytest.fixture
def left_as_it_was(site: Site) -> Iterator[None]:
    """Keys, kept answers and plans that were drafted go when the test is over."""
    from volver.server.keys.models import ApiKey, Kept

    plans = site.shop / ".volver" / "plans"
    before = set(plans.glob("*")) if plans.is_dir() else set()
    yield
    Kept.objects.all().delete()
    ApiKey.objects.all().delete()
    for path in set(plans.glob("*")) - before:
        path.unlink()


def _asked(served: str, key: str, examples: int) -> Found:
    """All phases, every check, no operation left out."""
    import schemathesis
    from schemathesis.config import SchemathesisConfig
    from schemathesis.engine import events, from_schema

    config = SchemathesisConfig.from_dict(
        {
            "seed": 7,
            "auth": {"openapi": {"key": {"bearer": key}}},
            "parameters": {"path.workspace": SHOP},
            "generation": {"max-examples": examples, "deterministic": True},
            "checks": ALL_CHECKS,
        }
    )
    schema = schemathesis.openapi.from_url(f"{served}/api/v1/openapi.json", config=config)
    found = Found()
    schemathesis.hook("before_call")(before_call)
    try:
        for event in from_schema(schema).execute():
            if isinstance(event, events.NonFatalError | events.FatalError):
                found.failures.append(repr(event))
            elif isinstance(event, events.ScenarioFinished):
                _count(event, found)
    finally:
        schemathesis.hooks.unregister(before_call)
    return found


def before_call(context: "HookContext", case: "Case", kwargs: dict[str, Any]) -> None:
    """A new word for each write, where it has a good one: else most would be told it was used."""
    word = (case.headers or {}).get("Idempotency-Key")
    if word and word.isascii() and word.isprintable() and " " not in word and len(word) < 200:
        case.headers["Idempotency-Key"] = f"{word}{uuid4().hex}"


def _count(event: Any, found: Found) -> None:
    found.phases.add(event.phase.value)
    if event.phase.value != "stateful":
        found.operations.add(event.recorder.label)
    for name, one in event.recorder.interactions.items():
        found.cases += 1
        found.statuses[one.response.status_code if one.response else 0] += 1
        if one.response is not None and b"not-as-described" in one.response.content:
            case = event.recorder.cases[name].value
            if case.meta is not None and case.meta.generation.mode.value == "positive":
                told = f"fits the schema, and was refused: {case.as_curl_command()}"
                found.failures.append(f"{event.recorder.label}: {told}")
    for checks in event.recorder.checks.values():
        for check in checks:
            if check.failure_info is not None:
                failure = check.failure_info.failure
                found.failures.append(
                    f"{event.recorder.label}: {failure.title} {failure.message[:200]}"
                    f" {check.failure_info.code_sample[:300]}"
                )


def _is_sound(found: Found, operations: int, least: int) -> None:
    assert not found.failures, "\n".join(found.failures)
    assert len(found.operations) == operations
    assert found.phases >= PHASES
    assert not [status for status in found.statuses if status == 0 or status >= 500]
    assert found.cases > least
    print(f"{found.cases} cases, {dict(found.statuses)}")  # noqa: T201 - shown with -rP


def _operations() -> int:
    from volver.server.api.schema import description

    return sum(len(item) for item in description()["paths"].values())


@pytest.mark.usefixtures("left_as_it_was")
def test_nothing_makes_it_fall_over(served: str) -> None:
    """As an owner, who gets furthest."""
    _is_sound(_asked(served, key_of("owner"), FEW), _operations(), 500)


@pytest.mark.long
@pytest.mark.usefixtures("left_as_it_was")
@pytest.mark.parametrize("role", Role)
def test_nothing_makes_it_fall_over_for_any_role(served: str, role: Role) -> None:
    """With two hundred cases of each operation."""
    _is_sound(_asked(served, key_of(role.value), MANY), _operations(), 1_000)
