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
    DRAFT_PLANS = "draft plans"
    APPROVE_PLANS = "approve plans"
    SEE_MODELS = "see models"
    """Models, their tests, and where data come from."""
    MANAGE_PEOPLE = "manage people"
    """Invite, change a role, shut out; and read what everybody did."""
    SEE_SETTINGS = "see settings"
    """How the server and the workspace are set, and whether the server is safe."""


_FIGURES = {May.READ, May.SEE_SERVICE}
_VALUES = {*_FIGURES, May.RANK_CUSTOMERS, May.SEE_CUSTOMER, May.EXPORT, May.SEE_MODELS}
GRANTED: Mapping[Role, frozenset[May]] = {
    Role.OWNER: frozenset(May),
    Role.MARKETER: frozenset({*_VALUES, May.DRAFT_PLANS}),
    Role.ANALYST: frozenset(_VALUES),
    Role.SUPERVISOR: frozenset({May.SEE_SERVICE, May.SEE_CUSTOMER}),
    Role.AGENT: frozenset({May.SEE_CUSTOMER}),
    Role.READER: frozenset({May.READ}),
}
"""What each role may do; what does not stand here is refused."""
