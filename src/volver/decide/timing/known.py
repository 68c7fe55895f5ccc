"""What is known of everybody for the list of a day: contacts, refusals, complaints, consent."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from volver.decide.offers.known import LOOK_BACK, NO
from volver.store.snapshot import Snapshot

TOLD = """
SELECT
  customer_id,
  day,
  v_word(outcome) AS outcome,
  CASE WHEN v_word(direction) = 'out' THEN 1 ELSE 0 END AS is_ours,
  CASE WHEN is_complaint AND resolved_day IS NULL THEN 1 ELSE 0 END AS is_open
FROM interactions
WHERE NOT customer_id IS NULL
  AND ((v_word(direction) = 'out' AND day > $since) OR (is_complaint AND resolved_day IS NULL))
ORDER BY v_bytewise(customer_id), day, v_bytewise(interaction_id)
"""
CONSENT = """
SELECT customer_id, v_word(label) AS label
FROM attributes
WHERE v_word(name) = $attribute
ORDER BY v_bytewise(customer_id)
"""
NO_CONSENT = frozenset({"no", "n", "false", "0", "none", "withdrawn", "denied", "ninguno", "falso",
                        "retirado", "denegado"})  # fmt: skip
"""What the attribute `consent` of a customer says, in small letters, where there is none."""


@dataclass(slots=True)
class Told:
    """What one customer has told us, and how often we got in touch."""

    contacts: list[date] = field(default_factory=list)
    """Days of a year."""
    refused: date | None = None
    """The last no."""
    complaint_open: bool = False


def told(snapshot: Snapshot) -> dict[str, Told]:
    """Those of whom anything is known, by their id."""
    found: dict[str, Told] = {}
    if "interactions" not in snapshot.company:
        return found
    for who, day, outcome, is_ours, is_open in snapshot.rows(
        TOLD, since=snapshot.as_of - LOOK_BACK
    ):
        one = found.setdefault(str(who), Told())
        one.complaint_open |= bool(is_open)
        if is_ours:
            one.contacts.append(day)
            if outcome in NO:
                one.refused = day
    return found


def without_consent(snapshot: Snapshot) -> frozenset[str] | None:
    """Customers who do not agree to be contacted; None where no attribute `consent` says.

    A stand-in until there is a record of consents: by purpose and channel, with day and proof.
    """
    rows = snapshot.rows(CONSENT, attribute="consent") if "attributes" in snapshot.company else []
    if not rows:
        return None
    return frozenset(str(who) for who, label in rows if label is None or label in NO_CONSENT)


def consents(attributes: Iterable[tuple[str, str]]) -> bool | None:
    """Whether one customer agrees to be contacted, by their attributes; None: nothing says."""
    said = [text.strip().lower() for name, text in attributes if name.strip().lower() == "consent"]
    return None if not said else not any(text in NO_CONSENT for text in said)
