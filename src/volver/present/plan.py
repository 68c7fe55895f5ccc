"""A plan in words: what it would do and bring, what its holdout can tell, what happened."""

from collections.abc import Iterable, Iterator, Sequence

from volver.domain.equal_service import service_by_value
from volver.domain.plan import Event, Plan, Power, Proposal
from volver.present.book.grids import columns, grid, three
from volver.present.effects import lessons_told, source_of
from volver.present.effects import segment_name as segment_name
from volver.present.sentence import Sentence
from volver.present.sheet import Cell, Grid, Sheet
from volver.present.words import Words

STATES = {
    "draft": Sentence("Draft"),
    "approved": Sentence("Approved"),
    "running": Sentence("Running"),
    "closed": Sentence("Closed"),
}
HAPPENED = {
    "drafted": Sentence("Drafted"),
    "approved": Sentence("Approved"),
    "started": Sentence("Started"),
    "closed": Sentence("Closed"),
    "noted": Sentence("Remark"),
}
LEFT = {
    "no forecast": Sentence("No forecast"),
    "open complaint": Sentence("Have an open complaint: that comes first"),
    "contacted lately": Sentence("Were contacted a short while ago"),
    "in another plan": Sentence("Are in another plan"),
    "costs more than it brings": Sentence("Would cost more than they bring"),
    "beyond budget or capacity": Sentence("Beyond the budget or the capacity"),
}
NEXT_STEPS = {"draft": "approve", "approved": "start", "running": "close"}
"""The command that takes a plan on from a state."""
LIKELY = 0.9
"""Chance from which a plan is called likely to pay."""


def sheet(plan: Plan, words: Words, commands: bool = True) -> Sheet:
    """One plan, for somebody who is to decide on it.

    commands: whether to say with which command it goes on.
    """
    proposal = plan.proposal
    blocks: tuple[Grid | str, ...] = (
        *result(plan, words),
        verdict(plan, words),
        words(
            "{state:text} · {segment:text} · {action:text} by {channel:text} · {owner:text} answers"
            " for it · {first:day} to {last:day}",
            state=words.say(STATES[plan.state]),
            segment=segment_name(proposal.segment, words),
            action=proposal.action.name,
            channel=proposal.action.channel,
            owner=proposal.owner,
            first=proposal.first_day,
            last=proposal.last_day,
        ),
        words(
            "The action is thought to add {low:percent} to {high:percent} to a customer's value;"
            " {source:text}.",
            low=proposal.action.low,
            high=proposal.action.high,
            source=source_of(proposal.action, words),
        ),
        *lessons_told(proposal.action, words),
        *_payback(plan, words),
        *_service(proposal, words),
        told(plan.expected.power, words),
        _money(plan, words),
        *_left(plan, words),
        _log(plan.events, words),
        *(_next(plan, words) if commands else ()),
    )
    slug = f"plan-{plan.name}"
    return Sheet(slug, plan.name, proposal.goal or words("What is this plan for?"), blocks)


def verdict(plan: Plan, words: Words) -> str:
    """What it comes to, in a sentence."""
    found = plan.expected
    if not found.treated:
        return words("Nobody is left to be treated: see below why.")
    values = {
        "cost": found.cost,
        "net": found.net.value,
        "low": found.net.low,
        "high": found.net.high,
        "chance": found.chance,
    }
    whom = words.plural("{n:count} customer", "{n:count} customers", found.treated)
    if found.chance >= LIKELY:
        return words(
            "Treating {whom:text} costs {cost:whole_money}. It is expected to bring"
            " {net:whole_money} beyond that ({low:whole_money} to {high:whole_money}), and is"
            " likely to pay: {chance:percent}.",
            whom=whom,
            **values,
        )
    return words(
        "Treating {whom:text} costs {cost:whole_money}. It is expected to bring {net:whole_money}"
        " beyond that ({low:whole_money} to {high:whole_money}), but it may cost more than it"
        " brings: the chance that it pays is {chance:percent}.",
        whom=whom,
        **values,
    )


def result(plan: Plan, words: Words) -> Iterator[str]:
    """Of a plan that is closed: what was measured beside what was expected, in a sentence."""
    if plan.state != "closed":
        return
    found, expected = plan.observed, plan.expected.net
    if found is None:
        yield words("It is closed, and nobody has said what was measured.")
        return
    values = {
        "found": found,
        "net": expected.value,
        "low": expected.low,
        "high": expected.high,
    }
    if found < expected.low:
        yield words(
            "Measured: {found:whole_money}, less than was expected: {net:whole_money}"
            " ({low:whole_money} to {high:whole_money}).",
            **values,
        )
    elif found > expected.high:
        yield words(
            "Measured: {found:whole_money}, more than was expected: {net:whole_money}"
            " ({low:whole_money} to {high:whole_money}).",
            **values,
        )
    else:
        yield words(
            "Measured: {found:whole_money}, within what was expected: {net:whole_money}"
            " ({low:whole_money} to {high:whole_money}).",
            **values,
        )


def _service(proposal: Proposal, words: Words) -> Iterator[str]:
    found = service_by_value(proposal.goal, proposal.action.name)
    if found:
        yield words(
            "Mind: goal or action speak of service in an order ({found:text}). A plan may choose"
            " whom to sell to; whoever gets in touch is served in turn, whatever they are worth.",
            found=", ".join(found),
        )


def _payback(plan: Plan, words: Words) -> Iterator[str]:
    found = plan.expected.payback
    if found is None:
        return
    if found.day is None:
        yield words("Its cost is not expected to be paid back within the horizon.")
    elif found.latest is None:
        yield words(
            "Its cost is expected to be paid back by {day:day} (at the earliest by {earliest:day};"
            " it may never be).",
            day=found.day,
            earliest=found.earliest,
        )
    else:
        yield words(
            "Its cost is expected to be paid back by {day:day} ({earliest:day} to {latest:day}).",
            day=found.day,
            earliest=found.earliest,
            latest=found.latest,
        )


def told(power: Power, words: Words) -> str:
    """What the holdout can tell, in a sentence."""
    if power.smallest is None:
        return words("Nobody is held out, so nobody will know whether it worked.")
    held = words.plural("{n:count} customer", "{n:count} customers", power.holdout)
    values = {"held": held, "smallest": power.smallest, "expected": power.expected}
    if power.can_tell:
        return words(
            "Held out: {held:text}. While it lasts the plan is expected to bring {expected:money}"
            " for each customer treated, and {smallest:money} would be noticed.",
            **values,
        )
    return words(
        "Held out: {held:text}, too few to tell. {expected:money} for each customer treated is"
        " expected while the plan lasts, and less than {smallest:money} would go unnoticed. To"
        " notice it, each arm needs {needed:count} customers, or the plan must last longer.",
        **values,
        needed=power.needed or 0,
    )


def board(without: Sequence[str], plans: Iterable[Plan], words: Words) -> Sheet:
    """What is being done for each segment; those without a plan first."""
    blocks: list[Grid | str] = []
    if without:
        blocks.append(
            grid(
                "without-a-plan",
                words("Segments without a plan"),
                columns(("segment", words("Segment"), "text")),
                ((segment_name(name, words),) for name in without),
            )
        )
    rows = tuple(plans)
    if rows:
        blocks += compared(rows, words)
    return Sheet("plans", words("Plans"), words("What are we doing for each segment?"), (*blocks,))


def best_of(plans: Sequence[Plan], words: Words) -> str:
    """Of which of several most is expected, and what all of them cost."""
    best = max(plans, key=lambda plan: plan.expected.net.value)
    return words(
        "Most is expected of {plan:text}: {net:whole_money} beyond its cost. All of them together"
        " cost {cost:whole_money}.",
        plan=best.name,
        net=best.expected.net.value,
        cost=sum(plan.expected.cost for plan in plans),
    )


def compared(plans: Sequence[Plan], words: Words) -> tuple[Grid, ...]:
    """Plans beside each other: what each is, and what it may bring."""
    named = columns(
        ("plan", words("Plan"), "text"),
        ("segment", words("Segment"), "text"),
        ("state", words("State"), "text"),
        ("owner", words("Owner"), "text"),
        ("approved_by", words("Approved by"), "text"),
    )
    figures = columns(
        ("plan", words("Plan"), "text"),
        ("treated", words("Treated"), "count"),
        ("holdout", words("Held out"), "count"),
        ("cost", words("Cost"), "money"),
        ("net", words("Beyond its cost"), "money"),
        ("net_low", words("Lower end"), "money"),
        ("net_high", words("Upper end"), "money"),
        ("chance", words("Chance that it pays"), "share"),
        ("observed", words("Measured"), "money"),
    )
    return (
        grid("plans", words("Plans"), named, (_named(plan, words) for plan in plans)),
        grid("plans-expected", words("What they may bring"), figures, map(_figures, plans)),
    )


def _named(plan: Plan, words: Words) -> tuple[Cell, ...]:
    proposal = plan.proposal
    segment = segment_name(proposal.segment, words)
    return plan.name, segment, words.say(STATES[plan.state]), proposal.owner, plan.approved_by


def _figures(plan: Plan) -> tuple[Cell, ...]:
    found = plan.expected
    net, low, high = three(found.net)
    return (
        plan.name, found.treated, found.holdout, found.cost, net, low, high, found.chance,
        plan.observed,
    )  # fmt: skip


def _money(plan: Plan, words: Words) -> Grid:
    found = plan.expected
    return grid(
        "expected",
        words("What is expected"),
        columns(
            ("what", words("What"), "text"),
            ("amount", words("Amount"), "money"),
            ("low", words("Lower end"), "money"),
            ("high", words("Upper end"), "money"),
        ),
        (
            (words("Value of those treated, without the plan"), found.value, None, None),
            (words("Value at stake"), found.at_stake, None, None),
            (words("Cost"), found.cost, None, None),
            (words("Margin that it adds"), *three(found.margin)),
            (words("Beyond its cost"), *three(found.net)),
        ),
        words(
            "By run {run:text}; the intervals hold the truth in {level:percent} of cases, as far"
            " as the range of the effect does.",
            run=found.run,
            level=found.net.level,
        ),
    )


def _left(plan: Plan, words: Words) -> Iterator[Grid]:
    found = plan.expected
    rows = [(words.say(LEFT[one.why]), one.customers) for one in found.left]
    rows += [(words("Held out"), found.holdout), (words("Treated"), found.treated)]
    yield grid(
        "members",
        words("Of {members:count} customers in the segment", members=found.members),
        columns(("why", words("What"), "text"), ("customers", words("Customers"), "count")),
        rows,
    )


def _next(plan: Plan, words: Words) -> Iterator[str]:
    if plan.state != "closed":
        yield words(
            "Next: {command:text}",
            command=f"volver plan {NEXT_STEPS[plan.state]} {plan.name}",
        )


def _log(events: Sequence[Event], words: Words) -> Grid:
    return grid(
        "log",
        words("What happened: decided, expected, measured"),
        columns(
            ("day", words("Day"), "day"),
            ("by", words("By"), "text"),
            ("what", words("What"), "text"),
            ("expected", words("Expected beyond its cost"), "money"),
            ("observed", words("Measured"), "money"),
            ("note", words("Remark"), "text"),
        ),
        (
            (
                event.at.date(),
                event.by,
                words.say(HAPPENED[event.kind]),
                None if event.expected is None else event.expected.net.value,
                event.observed,
                event.note,
            )
            for event in events
        ),
    )
