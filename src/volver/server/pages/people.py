"""People of a workspace, their roles, and the trail of what everybody did."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from volver.app.clock import now
from volver.domain.errors import VolverError
from volver.present.errors import told as told_to
from volver.present.sentence import Sentence
from volver.server.accounts.models import ROLES, Invitation, Membership
from volver.server.audit.chain import broken_at, head, record
from volver.server.audit.models import Entry
from volver.server.frame import ROLE_NAMES
from volver.server.gate import Asked, page
from volver.server.looks import show, words_for
from volver.server.mail import letters, post
from volver.server.roles import May, Role

WRITES = ("GET", "HEAD", "POST")
MOST = 200
"""Entries of the trail on a page."""
DONE = (
    Sentence("signed in"),
    Sentence("signed out"),
    Sentence("sign-in failed"),
    Sentence("came in by invitation"),
    Sentence("invitation refused"),
    Sentence("refused"),
    Sentence("invited"),
    Sentence("changed a role"),
    Sentence("shut out"),
    Sentence("drafted a plan"),
    Sentence("plan approved"),
    Sentence("plan started"),
    Sentence("plan closed"),
    Sentence("plan noted"),
    Sentence("set a goal"),
    Sentence("closed a goal"),
    Sentence("exported"),
    Sentence("opened a report"),
    Sentence("made a key"),
    Sentence("ended a key"),
    Sentence("saved a segment"),
    Sentence("renamed a segment"),
    Sentence("deleted a segment"),
    Sentence("started a refresh"),
    Sentence("stopped a job"),
    Sentence("set when to refresh"),
    Sentence("published a run"),
    Sentence("uploaded a file"),
    Sentence("took an import back"),
    Sentence("noted down"),
    Sentence("took back"),
    Sentence("kept a promise"),
    Sentence("solved a contact"),
    Sentence("took customers"),
    Sentence("gave customers"),
    Sentence("moved customers"),
    Sentence("added a webhook"),
    Sentence("tested a webhook"),
    Sentence("ended a webhook"),
    Sentence("asked for a new password"),
    Sentence("set a password anew"),
    Sentence("changed a password"),
    Sentence("second factor failed"),
    Sentence("added a second factor"),
    Sentence("removed a second factor"),
    Sentence("renewed recovery codes"),
    Sentence("ended a session"),
    Sentence("ended all other sessions"),
    Sentence("company's sign-in refused"),
    Sentence("came in by the company's sign-in"),
    Sentence("sent a trial letter"),
    Sentence("changed the definitions"),
)
"""What the trail tells, in the words in which it is written down."""


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(max_length=254)
    role = forms.ChoiceField(choices=ROLES)


class RoleForm(forms.Form):
    """Another role."""

    role = forms.ChoiceField(choices=ROLES)


@page(May.MANAGE_PEOPLE, WRITES)
def people(request: Asked) -> HttpResponse:
    """Who belongs here; an invitation's code is shown once."""
    words, code, told = words_for(), None, None
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
        code = Invitation.make(request.workspace, role, now(), email)
        record(request, "invited", email, {"role": role.value})
        code, told = _handed_over(request, email, code)
    context = {
        "words": words,
        "title": words("People"),
        "form": form,
        "code": code,
        "told": told,
        "mailed": post.is_set(),
        "members": _members(request),
        "roles": [(role.value, words.say(name)) for role, name in ROLE_NAMES.items()],
    }
    return show(request, "people.html.j2", context, 422 if form.errors else 200)


def _handed_over(request: Asked, email: str, code: str) -> tuple[str | None, str]:
    """Mail the code; it is shown instead where that cannot be done, with the reason."""
    words = words_for()
    if not post.is_set():
        return code, ""
    link = request.build_absolute_uri(reverse("welcome"))
    letter = letters.invitation(post.words_of(email), request.workspace.name, code, link)
    try:
        post.send(letter, email)
    except VolverError as error:
        said = told_to(error, words) or error
        return code, f"{said.what}. {said.next_step}"
    return None, words("The invitation was mailed to {email:text}.", email=email)


def _members(request: Asked) -> list[Membership]:
    held = Membership.objects.filter(workspace=request.workspace).select_related("user")
    return list(held.order_by("user__email"))


@page(May.MANAGE_PEOPLE, ("POST",))
def change_role(request: Asked, member: int) -> HttpResponse:
    """Give somebody another role; the last owner stays one."""
    held = get_object_or_404(Membership, pk=member, workspace=request.workspace)
    form = RoleForm(request.POST)
    if form.is_valid() and not _is_last_owner(held):
        before, held.role = held.role, form.cleaned_data["role"]
        held.save(update_fields=["role"])
        change = {"from": before, "to": held.role}
        record(request, "changed a role", held.user.email, change)
    return redirect("people", request.workspace.slug)


@page(May.MANAGE_PEOPLE, ("POST",))
def shut_out(request: Asked, member: int) -> HttpResponse:
    """Somebody no longer belongs here; the last owner stays."""
    held = get_object_or_404(Membership, pk=member, workspace=request.workspace)
    if not _is_last_owner(held):
        record(request, "shut out", held.user.email, {"role": held.role})
        held.delete()
    return redirect("people", request.workspace.slug)


def _is_last_owner(held: Membership) -> bool:
    owners = Membership.objects.filter(workspace=held.workspace, role=Role.OWNER.value)
    return held.role == Role.OWNER.value and owners.count() == 1


@page(May.MANAGE_PEOPLE)
def trail(request: Asked) -> HttpResponse:
    """What everybody did here, newest first, and whether the chain still stands."""
    words = words_for()
    number, mark = head()
    context = {
        "words": words,
        "title": words("Trail"),
        "entries": list(
            Entry.objects.filter(workspace=request.workspace.slug).order_by("-number")[:MOST]
        ),
        "broken": broken_at(),
        "number": number,
        "mark": mark,
    }
    return show(request, "trail.html.j2", context)
