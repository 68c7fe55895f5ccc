"""The frame of every page: six groups of pages, of which each role sees its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from volver.present.sentence import Sentence
from volver.present.words import Words
from volver.server.roles import GRANTED, May, Role


@dataclass(frozen=True, slots=True)
class Entry:
    """A page as the menu names it."""

    name: str
    """Of its address."""
    title: Sentence
    may: May


MENU: tuple[tuple[Sentence, tuple[Entry, ...]], ...] = (
    (
        Sentence("Today"),
        (
            Entry("overview", Sentence("Overview"), May.READ),
            Entry("my_list", Sentence("My list"), May.WORK_LIST),
        ),
    ),
    (
        Sentence("Customers"),
        (
            Entry("customers", Sentence("Customers"), May.RANK_CUSTOMERS),
            Entry("find", Sentence("Find a customer"), May.SEE_CUSTOMER),
            Entry("segments", Sentence("Segments"), May.READ),
            Entry("personas", Sentence("Personas"), May.READ),
            Entry("journey", Sentence("Journey"), May.READ),
        ),
    ),
    (
        Sentence("Value"),
        (
            Entry("value", Sentence("Value"), May.READ),
            Entry("figures", Sentence("Orders and money"), May.READ),
            Entry("cohorts", Sentence("Cohorts"), May.READ),
            Entry("retention", Sentence("Retention"), May.READ),
            Entry("acquisition", Sentence("Acquisition"), May.READ),
            Entry("forecast", Sentence("Forecast"), May.READ),
        ),
    ),
    (
        Sentence("Act"),
        (
            Entry("plans", Sentence("Plans"), May.DRAFT_PLANS),
            Entry("recommendations", Sentence("Recommendations"), May.RANK_CUSTOMERS),
            Entry("prices", Sentence("Prices"), May.DRAFT_PLANS),
            Entry("interactions", Sentence("Interactions"), May.SEE_SERVICE),
            Entry("agents", Sentence("Agents"), May.LEAD_AGENTS),
        ),
    ),
    (
        Sentence("Money"),
        (
            Entry("budget", Sentence("Budget"), May.DRAFT_PLANS),
            Entry("goals", Sentence("Goals"), May.READ),
            Entry("reports", Sentence("Reports"), May.READ),
        ),
    ),
    (
        Sentence("System"),
        (
            Entry("data", Sentence("Data"), May.SEE_MODELS),
            Entry("runs", Sentence("Runs"), May.RUN),
            Entry("definitions", Sentence("Definitions"), May.READ),
            Entry("models", Sentence("Models"), May.SEE_MODELS),
            Entry("people", Sentence("People"), May.MANAGE_PEOPLE),
            Entry("trail", Sentence("Trail"), May.MANAGE_PEOPLE),
            Entry("keys", Sentence("Keys"), May.MANAGE_KEYS),
            Entry("begin", Sentence("Getting started"), May.RUN),
            Entry("webhooks", Sentence("Webhooks"), May.MANAGE_WEBHOOKS),
            Entry("settings", Sentence("Settings"), May.SEE_SETTINGS),
        ),
    ),
)

ROLE_NAMES: Mapping[Role, Sentence] = {
    Role.OWNER: Sentence("Business owner"),
    Role.MARKETER: Sentence("Marketer"),
    Role.ANALYST: Sentence("Analyst"),
    Role.SUPERVISOR: Sentence("Supervisor"),
    Role.AGENT: Sentence("Agent"),
    Role.READER: Sentence("Reader"),
}
HOMES = ("overview", "interactions", "my_list", "find")
"""Where somebody begins: the first of these that the role may open."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the menu, in the reader's words."""

    title: str
    entries: tuple[tuple[str, str], ...]
    """(name of the address, title)."""


def groups_for(role: Role, words: Words) -> tuple[Group, ...]:
    """The menu of a role; what a role may not open does not stand in it."""
    granted = GRANTED[role]
    found = (
        Group(
            words.say(title),
            tuple((e.name, words.say(e.title)) for e in entries if e.may in granted),
        )
        for title, entries in MENU
    )
    return tuple(group for group in found if group.entries)


def home_of(role: Role) -> str:
    """The page where a role begins."""
    known = {entry.name: entry.may for _, entries in MENU for entry in entries}
    return next(name for name in HOMES if known[name] in GRANTED[role])
