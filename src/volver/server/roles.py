"""Who may do what: the one table. UX: agents see no ranking by value, readers see no person."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What somebody is in a workspace."""

    OWNER = "owner"
    MARKETER = "marketer"
    ANALYST = "analyst"
    SUPERVISOR = "supervisor"
    AGENT = "agent"
    READER = "reader"


class May(StrEnum):
    """Something that a role may do, or may not."""

    READ = "read"
    """Figures of the whole business; no single customer."""
    SEE_SERVICE = "see service"
    """How fast customers are helped, and what they say of it."""
    RANK_CUSTOMERS = "rank customers"
    """Customers in order of what they are worth, and what one is worth."""
    SEE_CUSTOMER = "see customer"
    """One customer's card, without money or rank."""
    EXPORT = "export"
    """Take tables away as files."""
    EDIT_SEGMENTS = "edit segments"
    """Save, change and take out segments of the company."""
    EDIT_DEFINITIONS = "edit definitions"
    """Say what value is made of; it changes every figure of the next run."""
    WORK_LIST = "work list"
    """Contact the customers of the day, and note down what they say."""
    LEAD_AGENTS = "lead agents"
    """Give customers to agents, and see what was done."""
    DRAFT_PLANS = "draft plans"
    APPROVE_PLANS = "approve plans"
    SET_GOALS = "set goals"
    """Say where figures are to stand by a day, and close what was said."""
    SEE_MODELS = "see models"
    """Models, their tests, and where data come from."""
    RUN = "run"
    """Start and stop refreshes, upload files, and take them back."""
    SCHEDULE = "schedule"
    """Say when refreshes start by themselves."""
    MANAGE_PEOPLE = "manage people"
    """Invite, change a role, shut out; and read what everybody did."""
    MANAGE_KEYS = "manage keys"
    """Make and end the keys with which programs ask the API."""
    MANAGE_WEBHOOKS = "manage webhooks"
    """Say which other programs are told what happens."""
    SEE_SETTINGS = "see settings"
    """How the server and the workspace are set, and whether the server is safe."""


_FIGURES = {May.READ, May.SEE_SERVICE}
_VALUES = {*_FIGURES, May.RANK_CUSTOMERS, May.SEE_CUSTOMER, May.EXPORT, May.SEE_MODELS}
_VALUES |= {May.EDIT_SEGMENTS}
GRANTED: Mapping[Role, frozenset[May]] = {
    Role.OWNER: frozenset(May),
    Role.MARKETER: frozenset({*_VALUES, May.DRAFT_PLANS}),
    Role.ANALYST: frozenset({*_VALUES, May.RUN, May.EDIT_DEFINITIONS}),
    Role.SUPERVISOR: frozenset({May.SEE_SERVICE, May.SEE_CUSTOMER, May.WORK_LIST, May.LEAD_AGENTS}),
    Role.AGENT: frozenset({May.SEE_CUSTOMER, May.WORK_LIST}),
    Role.READER: frozenset({May.READ}),
}
"""What each role may do; what does not stand here is refused."""
