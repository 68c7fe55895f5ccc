"""What may be noted down: bounded, plain text, days within reason."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from volver.domain.errors import BadInput
from volver.domain.my_list import OUTCOMES, Kind
from volver.server.contacts.models import (
    LONGEST_CHANNEL,
    LONGEST_ID,
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_PROMISE,
)

TOMORROW = timedelta(days=1)
FURTHEST = timedelta(days=3 * 365)
"""Nobody agrees on a day beyond it."""
NOTE = "note"
"""The button that writes a note and tells of no contact."""


def plain(text: str) -> None:
    """Text of people: no sign that steers a terminal or hides what is written."""
    if any(not (sign.isprintable() or sign in "\r\n\t") for sign in text):
        raise ValidationError("not plain text")


class LogForm(forms.Form):
    """A contact, a note or a promise."""

    customer = forms.CharField(max_length=LONGEST_ID, strip=False)
    result = forms.ChoiceField(choices=[(one, one) for one in (*OUTCOMES, NOTE)])
    channel = forms.CharField(max_length=LONGEST_CHANNEL, required=False, validators=[plain])
    direction = forms.ChoiceField(choices=[("out", "out"), ("in", "in")], required=False)
    note = forms.CharField(max_length=LONGEST_NOTE, required=False, validators=[plain])
    promise = forms.CharField(max_length=LONGEST_PROMISE, required=False, validators=[plain])
    promise_due = forms.DateField(required=False)
    next_contact = forms.DateField(required=False)
    is_complaint = forms.BooleanField(required=False)
    is_open = forms.BooleanField(required=False)
    once = forms.RegexField("^[0-9a-f]{32}$")


class OfferForm(forms.Form):
    """What was said to an offer."""

    customer = forms.CharField(max_length=LONGEST_ID, strip=False)
    result = forms.ChoiceField(choices=[("no", "no"), ("yes", "yes")])
    offer = forms.CharField(max_length=LONGEST_NAME)
    product = forms.CharField(max_length=LONGEST_NAME, required=False)
    once = forms.RegexField("^[0-9a-f]{32}$")


class DateForm(forms.Form):
    """When to get in touch again; empty: not agreed."""

    customer = forms.CharField(max_length=LONGEST_ID, strip=False)
    next_contact = forms.DateField(required=False)
    once = forms.RegexField("^[0-9a-f]{32}$")


class NumberForm(forms.Form):
    """One thing that was noted down."""

    number = forms.IntegerField(min_value=1, max_value=2**62)


def logged_from(given: QueryDict, day: date) -> dict[str, Any]:
    """A contact, a note or a promise as fields of a row; raises BadInput."""
    said = checked(LogForm(given))
    result = said.pop("result")
    kind: Kind = "note" if result == NOTE else "contact"
    if result == "call_back" and said["next_contact"] is None:
        said["next_contact"] = day + TOMORROW
    _check_days(said, day)
    if bool(said["promise"]) != (said["promise_due"] is not None):
        raise BadInput(
            what="A promise needs a text and a day",
            where="what was to be noted down",
            next_step="Go back, write both, and send it again.",
        )
    if kind == "note" and not (said["note"] or said["promise"] or said["next_contact"]):
        raise BadInput(
            what="There is nothing to note down",
            where="what was to be noted down",
            next_step="Go back and write a note, a promise or a day.",
        )
    return said | {
        "kind": kind,
        "outcome": "" if kind == "note" else result,
        "direction": said["direction"] or "out",
        # A contact settles when the next one is, be it never; a note only where it names a day.
        "says_next": kind == "contact" or said["next_contact"] is not None,
    }


def offer_from(given: QueryDict) -> dict[str, Any]:
    """An offer that was answered, as fields of a row; raises BadInput."""
    said = checked(OfferForm(given))
    outcome = said.pop("result")
    return said | {"outcome": outcome, "kind": "offer", "direction": "out"}


def date_from(given: QueryDict, day: date) -> dict[str, Any]:
    """The next date, as fields of a row; raises BadInput."""
    said = checked(DateForm(given))
    _check_days(said, day)
    return said | {"kind": "date", "direction": "out", "says_next": True}


def checked(form: forms.Form) -> dict[str, Any]:
    """What was given, where all of it can be used; raises BadInput without repeating any of it."""
    if not form.is_valid():
        raise BadInput(
            what="Something that was given is missing, too long, or not of its kind",
            where="what was to be noted down",
            next_step="Go back: what you have written is still there. Mend it and send it again.",
        )
    return dict(form.cleaned_data)


def _check_days(said: dict[str, Any], day: date) -> None:
    for name in ("next_contact", "promise_due"):
        given = said.get(name)
        if given is not None and not day <= given <= day + FURTHEST:
            raise BadInput(
                what="That day is past, or more than three years away",
                where="what was to be noted down",
                next_step="Go back, choose another day, and send it again.",
            )
