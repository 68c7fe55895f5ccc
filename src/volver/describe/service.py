"""The contact centre: how much, how fast, how often again."""

from volver.describe.metric import Metric, Middle, Share, Total, Unit

CONTACTS = Metric(
    slug="contacts",
    title="Contacts",
    question="How often did customers get in touch?",
    unit=Unit.COUNT,
    source="contacts",
    how=Total("contacts", "contacts"),
    caution="Visits, baskets, quotes and the like are none; contacts from us are counted apart.",
)

OUTGOING = Metric(
    slug="outgoing_contacts",
    title="Contacts from us",
    question="How often did we get in touch with customers?",
    unit=Unit.COUNT,
    source="contacts",
    how=Total("outgoing", "outgoing"),
    caution="Only those whose direction is out.",
)

COMPLAINTS = Metric(
    slug="complaints",
    title="Complaints",
    question="How many contacts were complaints?",
    unit=Unit.COUNT,
    source="contacts",
    how=Total("complaints", "contacts"),
    caution="Most who are dissatisfied never complain.",
)

COMPLAINT_SHARE = Metric(
    slug="complaint_share",
    title="Share of complaints",
    question="What share of contacts were complaints?",
    unit=Unit.SHARE,
    source="contacts",
    how=Share("complaints", "contacts"),
    caution="It falls when customers ask more, with as many complaints.",
)

RESPONSE_TIME = Metric(
    slug="response_time",
    title="Time to first response",
    question="How many minutes does the contact in the middle wait for a first response?",
    unit=Unit.MINUTES,
    source="contacts",
    how=Middle("response_middle", "responses"),
    caution="Of those that were answered: whoever still waits is not in it.",
)

RESPONSE_ON_TIME = Metric(
    slug="response_on_time",
    title="Answered on time",
    question="What share of contacts had a first response within the target?",
    unit=Unit.SHARE,
    source="contacts",
    how=Share("answered_in_time", "answerable"),
    caution="One that nobody answered counts as late once its target has passed.",
)

RESOLUTION_TIME = Metric(
    slug="resolution_time",
    title="Time to resolution",
    question="How many minutes does the contact in the middle take to be resolved?",
    unit=Unit.MINUTES,
    source="contacts",
    how=Middle("resolution_middle", "resolutions"),
    caution="Of those that were resolved: what drags on is not in it.",
)

RESOLUTION_ON_TIME = Metric(
    slug="resolution_on_time",
    title="Resolved on time",
    question="What share of contacts was resolved within the target?",
    unit=Unit.SHARE,
    source="contacts",
    how=Share("resolved_in_time", "resolvable"),
    caution="One that is still open counts as late once its target has passed.",
)

REPEAT_CONTACT = Metric(
    slug="repeat_contact",
    title="Repeat contact",
    question="What share of contacts came within a week of an earlier one of the same customer?",
    unit=Unit.SHARE,
    source="contacts",
    how=Share("repeats", "of_known"),
    caution="Of contacts whose customer is known; it may be about another matter.",
)

UNANSWERED = Metric(
    slug="unanswered",
    title="Not answered",
    question="How many contacts have had no response and no resolution yet?",
    unit=Unit.COUNT,
    source="contacts",
    how=Total("unanswered", "contacts"),
    caution="In the period in which they were opened; the log may lack responses.",
)
