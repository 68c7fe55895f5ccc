"""What hurts customers and what they would like to find: why they get in touch, what they answer.

Ranked by how many customers, with intervals; what was asked of nobody is not known, so a list says
what was said, not what is so.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from volver.domain.estimate import Estimate, NotEnough
from volver.domain.loss import Grief, Griefs
from volver.stats.intervals import share_band
from volver.store.snapshot import Snapshot

CONTACTS = """
WITH asked AS (
  SELECT
    customer_id,
    COALESCE(reason, '') AS reason,
    MAX(CASE WHEN is_complaint THEN 1 ELSE 0 END) AS complained
  FROM interactions
  WHERE day > $start AND customer_id IS NOT NULL
    AND (reason IS NOT NULL OR is_complaint) AND NOT COALESCE(direction, 'in') = 'out'
  GROUP BY customer_id, COALESCE(reason, '')
)
SELECT
  asked.reason,
  COUNT(*) AS customers,
  CAST(SUM(asked.complained) AS BIGINT) AS complaints,
  CAST(COALESCE(SUM(histories.margin_to_date), 0) AS DOUBLE) AS margin
FROM asked
LEFT JOIN histories ON histories.customer_id = asked.customer_id
GROUP BY asked.reason
ORDER BY v_bytewise(asked.reason)
"""
IN_TOUCH = """
SELECT COUNT(*) FROM (
  SELECT customer_id
  FROM interactions
  WHERE day > $start AND customer_id IS NOT NULL
    AND (reason IS NOT NULL OR is_complaint) AND NOT COALESCE(direction, 'in') = 'out'
  GROUP BY customer_id
) AS everybody
"""
SAID = """
SELECT kind, question, answer, channel, score, answers
FROM (
  SELECT
    kind,
    COALESCE(question, '') AS question,
    COALESCE(answer, '') AS answer,
    COALESCE(channel, '') AS channel,
    COALESCE(score, -1) AS score,
    COUNT(*) AS answers
  FROM answers
  WHERE day > $start
  GROUP BY kind, COALESCE(question, ''), COALESCE(answer, ''), COALESCE(channel, ''),
    COALESCE(score, -1)
) AS said
ORDER BY v_bytewise(kind), v_bytewise(question), v_bytewise(answer), v_bytewise(channel), score
"""
UNHAPPY = {"nps": 6.0, "csat": 2.0, "ces": 3.0}
"""The highest score that counts as unhappy; of ces 7 is the least effort."""
YEAR = timedelta(days=365)


def griefs(snapshot: Snapshot, level: float) -> Griefs | NotEnough:
    """Contacts and answers of a year; NotEnough where there is neither."""
    start = snapshot.as_of - YEAR
    contacts = _contacts(snapshot, start, level)
    said = snapshot.columns(SAID, start=start)
    size = said["answers"].astype(np.float64)
    if not contacts and len(size) == 0:
        return NotEnough("no contact with a reason and no answer to a survey is known", 1, 0)
    chosen = said["kind"] == "choice"
    labels = list(zip(said["question"].tolist(), said["answer"].tolist(), strict=True))
    return Griefs(
        contacts=contacts,
        wishes=_ranked(_wishes(labels, chosen, size, level)),
        unhappy=_ranked(_unhappy(said["kind"], said["channel"], said["score"], size, level)),
        texts=int(size[said["kind"] == "text"].sum()),
    )


def _contacts(snapshot: Snapshot, start: date, level: float) -> tuple[Grief, ...]:
    found = snapshot.columns(CONTACTS, start=start)
    of = int(snapshot.rows(IN_TOUCH, start=start)[0][0])
    columns = ("reason", "customers", "complaints", "margin")
    return _ranked(
        Grief("contact", "", reason, n, complaints, of, _share(n, of, level), margin)
        for reason, n, complaints, margin in zip(*(found[c].tolist() for c in columns), strict=True)
    )


def _wishes(
    labels: list[tuple[str, str]], chosen: np.ndarray, size: np.ndarray, level: float
) -> Iterator[Grief]:
    times: dict[tuple[str, str], float] = {}
    asked: dict[str, float] = {}
    for at in np.flatnonzero(chosen).tolist():
        times[labels[at]] = times.get(labels[at], 0.0) + size[at]
        asked[labels[at][0]] = asked.get(labels[at][0], 0.0) + size[at]
    for (question, answer), n in times.items():
        of = asked[question]
        yield Grief("answer", question, answer, int(n), 0, int(of), _share(n, of, level), None)


def _unhappy(
    kind: np.ndarray, channel: np.ndarray, score: np.ndarray, size: np.ndarray, level: float
) -> Iterator[Grief]:
    for one, highest in UNHAPPY.items():
        for about in dict.fromkeys(channel[kind == one].tolist()):
            here = (kind == one) & (channel == about) & (score >= 0)
            of, low = float(size[here].sum()), float(size[here & (score <= highest)].sum())
            if of:
                yield Grief("score", one, about, int(low), 0, int(of), _share(low, of, level), None)


def _ranked(found: Iterator[Grief]) -> tuple[Grief, ...]:
    return tuple(sorted(found, key=lambda row: (-row.customers, row.asked, row.said)))


def _share(count: float, of: float, level: float) -> Estimate:
    return Estimate(count / of, *share_band(count, of, level), level)
