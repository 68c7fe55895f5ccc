"""Keys of programs: made by an owner, shown once, ended at any time."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from volver.app.clock import now
from volver.server.accounts.models import ROLES, Membership, User
from volver.server.audit.chain import record
from volver.server.frame import ROLE_NAMES
from volver.server.gate import Asked, page
from volver.server.keys.models import ApiKey
from volver.server.looks import show, words_for
from volver.server.pages.people import WRITES
from volver.server.roles import GRANTED, May, Role

USUAL, LONGEST = timedelta(days=90), timedelta(days=366)
"""How long a key stands, if nothing else is asked for, and at most."""


class KeyForm(forms.Form):
    """Which program, what it may do, and until when."""

    name = forms.CharField(max_length=60)
    role = forms.ChoiceField(choices=ROLES)
    until = forms.DateField(widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def __init__(self, role: Role, at: datetime, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.most, self.at = role, at
        self.fields["until"].initial = (at + USUAL).date()

    def clean_role(self) -> Role:
        """At most what its maker may do."""
        wanted = Role(self.cleaned_data["role"])
        if not GRANTED[wanted] <= GRANTED[self.most]:
            words = words_for()
            raise forms.ValidationError(words("A key may do no more than you may."))
        return wanted

    def clean_until(self) -> datetime:
        """The end of a day to come, within a year."""
        end = datetime.combine(self.cleaned_data["until"], time.max, UTC)
        if not self.at < end <= self.at + LONGEST:
            words = words_for()
            raise forms.ValidationError(words("Give a day from today on, within a year."))
        return end


@page(May.MANAGE_KEYS, WRITES)
def keys(request: Asked) -> HttpResponse:
    """Which programs may ask what; a new key is shown once."""
    words, key, at = words_for(), None, now()
    form = KeyForm(request.role, at, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        assert isinstance(request.user, User)  # the gate has seen to it
        held = Membership.objects.get(user=request.user, workspace=request.workspace)
        made, key = ApiKey.make(held, data["name"], data["role"], at, data["until"])
        record(request, "made a key", made.begins, {"role": made.role})
        form = KeyForm(request.role, at)
    context = {
        "words": words,
        "title": words("Keys"),
        "form": form,
        "key": key,
        "address": request.build_absolute_uri(f"/api/v1/{request.workspace.slug}/"),
        "keys": _keys(request, at),
        "roles": [
            (role.value, words.say(name))
            for role, name in ROLE_NAMES.items()
            if GRANTED[role] <= GRANTED[request.role]
        ],
        "role_names": {role.value: words.say(name) for role, name in ROLE_NAMES.items()},
    }
    return show(request, "keys.html.j2", context, 422 if form.errors else 200)


def _keys(request: Asked, at: datetime) -> list[tuple[ApiKey, bool]]:
    """Each with whether it opens anything, the newest first."""
    held = ApiKey.objects.filter(workspace=request.workspace).select_related("maker", "workspace")
    return [
        (
            one,
            one.ended is None and one.expires > at and one.maker.is_active and one.may_stand,
        )
        for one in held.order_by("-made", "-pk")
    ]


@page(May.MANAGE_KEYS, ("POST",))
def end_key(request: Asked, key: int) -> HttpResponse:
    """It opens nothing any more; once more does no harm."""
    held = get_object_or_404(ApiKey, pk=key, workspace=request.workspace)
    if held.ended is None:
        held.ended = now()
        held.save(update_fields=["ended"])
        record(request, "ended a key", held.begins, {"role": held.role})
    return redirect("keys", request.workspace.slug)
