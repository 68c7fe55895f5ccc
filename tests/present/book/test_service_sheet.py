"""What the sheet of service says where little or nothing was written down."""

from volver.describe.catalogue import BY_SLUG
from volver.domain.measure import Measured, Told
from volver.domain.service import ServiceFigures
from volver.present.book import service
from volver.present.words import Words

EN = Words("en", "EUR")


def sheet(**values):
    """Of figures as a whole, by the name of the metric."""
    whole = []
    for slug, value in values.items():
        metric = BY_SLUG[slug]
        row = Measured(slug, None, None, value, None, None, 10)
        told = (slug, metric.title, metric.question, metric.unit, metric.caution, (row,))
        whole.append(Told(*told))
    return service.sheet(ServiceFigures(0.9, tuple(whole), (), (), (), ()), EN)


def test_a_log_in_which_nobody_complains_is_not_said_to_be_without_complaints():
    """It may not tell them apart; of those that are told apart the share is said."""
    assert sheet(contacts=10, complaint_share=0.0).finding == "10 contacts."
    some = sheet(contacts=10, complaint_share=0.2).finding
    assert some == "Of 10 contacts, 20% were complaints."


def test_answers_without_a_score_are_no_sheet_of_zeros():
    """One line says what is not there."""
    empty = sheet(contacts=0, csat=None)
    assert empty.blocks == ()
    assert empty.needs == ("No contact and no answer with a score is on record.",)
    assert sheet(contacts=0, outgoing_contacts=3).blocks
