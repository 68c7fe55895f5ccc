"""Contacts, answers and subscriptions as sources of metrics."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from volver.describe.sources import DAYS, Source, product

CONTACTS = """
WITH asking AS (
  SELECT * FROM interactions
  WHERE v_word(type) NOT IN (
    'visit', 'open', 'click', 'view', 'impression', 'search', 'download', 'engage',
    'basket', 'cart', 'checkout', 'signup', 'subscribe', 'trial', 'demo', 'quote'
  )
), held AS (
  SELECT
    interaction_id, customer_id, day, channel, agent, reason, area, type, direction,
    is_complaint, response_minutes, resolution_minutes,
    ROW_NUMBER() OVER (
      PARTITION BY customer_id ORDER BY opened_at, v_bytewise(interaction_id)
    ) AS place
  FROM asking
  WHERE NOT v_word(direction) = 'out'
), outgoing AS (
  SELECT * FROM asking WHERE v_word(direction) = 'out'
)
SELECT
  held.interaction_id, held.customer_id, held.day, v_month(held.day) AS month,
  held.channel AS contact_channel, held.agent, held.reason, held.area, held.type,
  FALSE AS is_out, held.is_complaint, held.response_minutes, held.resolution_minutes,
  CAST(v_days_between(held.day, $as_of) AS DOUBLE) * 1440 AS waited,
  CASE WHEN v_days_between(earlier.day, held.day) <= $days THEN TRUE ELSE FALSE END AS is_repeat
FROM held
LEFT JOIN held AS earlier
  ON earlier.customer_id = held.customer_id AND earlier.place = held.place - 1
UNION ALL
SELECT
  interaction_id, customer_id, day, v_month(day) AS month,
  channel AS contact_channel, agent, reason, area, type,
  TRUE AS is_out, is_complaint, response_minutes, resolution_minutes,
  CAST(v_days_between(day, $as_of) AS DOUBLE) * 1440 AS waited,
  FALSE AS is_repeat
FROM outgoing
"""
ANSWERS = """
WITH scored AS (
  SELECT
    answers.answer_id, answers.customer_id, answers.day, v_word(answers.kind) AS kind,
    CAST(answers.score AS DECIMAL(18,4)) AS score, answers.channel, interactions.agent,
    ROW_NUMBER() OVER (
      PARTITION BY answers.answer_id
      ORDER BY interactions.opened_at DESC, v_bytewise(interactions.interaction_id)
    ) AS place
  FROM answers
  LEFT JOIN interactions
    ON interactions.customer_id = answers.customer_id
    AND interactions.agent IS NOT NULL
    AND interactions.day <= answers.day
    AND v_days_between(interactions.day, answers.day) <= $days
  WHERE answers.score IS NOT NULL
)
SELECT
  answer_id, customer_id, v_month(day) AS month, kind, score,
  channel AS contact_channel, agent
FROM scored
WHERE place = 1
"""
SUBSCRIPTIONS = """
SELECT subscription_id, customer_id, started, ended, amount, involuntary
FROM subscriptions
WHERE ended IS NULL OR ended > started
"""


@dataclass(frozen=True, slots=True)
class Targets:
    """Within how many minutes a contact should be answered and resolved, by channel; '*': any."""

    response: Mapping[str, float] = field(
        default_factory=lambda: {"phone": 1, "chat": 5, "social": 240, "*": 1_440}
    )
    resolution: Mapping[str, float] = field(default_factory=lambda: {"*": 4_320})


USUAL = Targets()
"""A minute on the phone, five in a chat, four hours on social media, else a day; resolved within
three days. Ours, and no law: give the company's own."""


def within(targets: Mapping[str, float], column: str = "contact_channel") -> str:
    """The target of a contact in minutes, as SQL.

    >>> within({"it's": 2.5, "*": 60})
    "CASE WHEN v_word(contact_channel) = 'it''s' THEN CAST('2.5' AS DOUBLE) ELSE CAST('60' AS DOUBLE) END"
    """  # noqa: E501 - as it is written
    rest = f"CAST('{targets.get('*', 1_440)!r}' AS DOUBLE)"
    cases = " ".join(
        f"WHEN v_word({column}) = '{_word(channel)}' THEN CAST('{minutes!r}' AS DOUBLE)"
        for channel, minutes in targets.items()
        if channel != "*"
    )
    return f"CASE {cases} ELSE {rest} END" if cases else rest


def _word(channel: str) -> str:
    return channel.strip().lower().replace("'", "''")


def _if(condition: str) -> str:
    return f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)"


def _kept(what: str, limit: str) -> tuple[str, str]:
    """Those within the limit, and all that were or should have been by now."""
    return (
        _if(f"NOT is_out AND {what} <= {limit}"),
        _if(f"NOT is_out AND ({what} IS NOT NULL OR waited > {limit})"),
    )


def contacts(targets: Targets = USUAL) -> Source:
    """Contacts, held against targets."""
    answered, answerable = _kept("response_minutes", within(targets.response))
    resolved, resolvable = _kept("resolution_minutes", within(targets.resolution))
    return Source(
        name="contacts",
        rows="""
SELECT
  contacts.customer_id, periods.period, contacts.contact_channel, contacts.agent,
  contacts.reason, contacts.area, contacts.type, contacts.is_out, contacts.is_complaint,
  contacts.response_minutes, contacts.resolution_minutes, contacts.waited, contacts.is_repeat
FROM contacts
JOIN periods ON periods.month = contacts.month
""",
        key="customer_id",
        needs="interactions",
        prepare=lambda snapshot: snapshot.keep("contacts", CONTACTS, days=DAYS),
        own={
            "contact_channel": "contact_channel",
            "agent": "agent",
            "reason": "reason",
            "area": "area",
            "type": "type",
        },
        parts={
            "contacts": _if("NOT is_out"),
            "outgoing": _if("is_out"),
            "complaints": _if("NOT is_out AND is_complaint"),
            "of_known": _if("NOT is_out AND found.customer_id IS NOT NULL"),
            "repeats": _if("is_repeat AND found.customer_id IS NOT NULL"),
            "responses": _if("NOT is_out AND response_minutes IS NOT NULL"),
            "response_middle": "v_median(CASE WHEN NOT is_out THEN response_minutes END)",
            "answered_in_time": answered,
            "answerable": answerable,
            "unanswered": _if(
                "NOT is_out AND response_minutes IS NULL AND resolution_minutes IS NULL"
            ),
            "resolutions": _if("NOT is_out AND resolution_minutes IS NOT NULL"),
            "resolution_middle": "v_median(CASE WHEN NOT is_out THEN resolution_minutes END)",
            "resolved_in_time": resolved,
            "resolvable": resolvable,
        },
    )


ANSWERED = Source(
    name="answers",
    rows="""
SELECT
  survey_answers.customer_id, periods.period, survey_answers.kind, survey_answers.score,
  survey_answers.contact_channel, survey_answers.agent
FROM survey_answers
JOIN periods ON periods.month = survey_answers.month
""",
    key="customer_id",
    needs="answers",
    prepare=lambda snapshot: snapshot.keep("survey_answers", ANSWERS, days=DAYS),
    own={"contact_channel": "contact_channel", "agent": "agent"},
    parts={
        "csat": _if("kind = 'csat'"),
        "satisfied": _if("kind = 'csat' AND score >= 4"),
        "nps": _if("kind = 'nps'"),
        "promoters": _if("kind = 'nps' AND score >= 9"),
        "detractors": _if("kind = 'nps' AND score <= 6"),
        "ces": _if("kind = 'ces'"),
        "ces_sum": "SUM(CASE WHEN kind = 'ces' THEN score ELSE 0 END)",
        "ces_squares": "SUM(CASE WHEN kind = 'ces' THEN score * score ELSE 0 END)",
    },
)

_RUNS = (
    "CASE WHEN subscription_rows.started <= spans.{at} AND (subscription_rows.ended IS NULL OR"
    " subscription_rows.ended > spans.{at}) THEN {what} ELSE 0 END"
)
_ENDED = (
    "CASE WHEN subscription_rows.ended > spans.opens AND subscription_rows.ended <= spans.closes"
    " AND {cause} THEN 1 ELSE 0 END"
)
_AMOUNT = "subscription_rows.amount"
_LEFT = "opening > 0 AND closing = 0"
_OPENING2 = product("opening", "opening")
_CLOSING2 = product("closing", "closing")
_BOTH = product("closing", "opening")
_HELD = f"""
SELECT
  customer_id, period,
  CAST(opening AS DECIMAL(18,4)) AS opening, CAST(closing AS DECIMAL(18,4)) AS closing,
  had, involuntary, voluntary
FROM (
  SELECT
    subscription_rows.customer_id, spans.period,
    SUM({_RUNS.format(at="opens", what=_AMOUNT)}) AS opening,
    SUM({_RUNS.format(at="closes", what=_AMOUNT)}) AS closing,
    MAX(CASE WHEN {_AMOUNT} > 0 AND subscription_rows.started <= spans.opens
      THEN 1 ELSE 0 END) AS had,
    MAX({_ENDED.format(cause="subscription_rows.involuntary")}) AS involuntary,
    MAX({_ENDED.format(cause="NOT subscription_rows.involuntary")}) AS voluntary
  FROM subscription_rows
  JOIN spans ON subscription_rows.started <= spans.closes
  GROUP BY subscription_rows.customer_id, spans.period
) AS held
WHERE opening > 0 OR closing > 0
"""  # noqa: S608 - constants of this file
FIRST_MONTH = "SELECT MIN(v_month(started)) FROM subscription_rows"
RECURRING = Source(
    name="subscriptions",
    rows=_HELD,
    key="customer_id",
    needs="subscriptions",
    prepare=lambda snapshot: snapshot.keep("subscription_rows", SUBSCRIPTIONS),
    begins=FIRST_MONTH,
    parts={
        "mrr_start": "SUM(opening)",
        "mrr": "SUM(closing)",
        "mrr_new": "SUM(CASE WHEN opening = 0 AND had = 0 THEN closing ELSE 0 END)",
        "mrr_reactivated": "SUM(CASE WHEN opening = 0 AND had = 1 THEN closing ELSE 0 END)",
        "mrr_expansion": "SUM(CASE WHEN opening > 0 AND closing > opening"
        " THEN closing - opening ELSE 0 END)",
        "mrr_contraction": "SUM(CASE WHEN closing > 0 AND closing < opening"
        " THEN opening - closing ELSE 0 END)",
        "mrr_churned": f"SUM(CASE WHEN {_LEFT} THEN opening ELSE 0 END)",
        "mrr_kept": "SUM(CASE WHEN opening > 0 THEN closing ELSE 0 END)",
        "mrr_held": "SUM(CASE WHEN opening > 0 AND closing < opening THEN closing"
        " WHEN opening > 0 THEN opening ELSE 0 END)",
        "opening2": f"SUM({_OPENING2})",
        "kept2": f"SUM(CASE WHEN opening > 0 THEN {_CLOSING2} ELSE 0 END)",
        "kept_opening": f"SUM(CASE WHEN opening > 0 THEN {_BOTH} ELSE 0 END)",
        "held2": f"SUM(CASE WHEN opening > 0 AND closing < opening THEN {_CLOSING2}"
        f" WHEN opening > 0 THEN {_OPENING2} ELSE 0 END)",
        "held_opening": f"SUM(CASE WHEN opening > 0 AND closing < opening THEN {_BOTH}"
        f" WHEN opening > 0 THEN {_OPENING2} ELSE 0 END)",
        "closing2": f"SUM({_CLOSING2})",
        "added": "SUM(CASE WHEN closing > opening THEN closing - opening ELSE 0 END)",
        "lost": "SUM(CASE WHEN closing < opening THEN opening - closing ELSE 0 END)",
        "accounts": _if("closing > 0"),
        "at_start": _if("opening > 0"),
        "left": _if(_LEFT),
        "left_involuntary": _if(f"{_LEFT} AND involuntary = 1"),
        "left_voluntary": _if(f"{_LEFT} AND involuntary = 0 AND voluntary = 1"),
        "rows": "COUNT(*)",
    },
)
