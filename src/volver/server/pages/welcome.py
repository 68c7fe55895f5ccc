"""The way in: the start page, an invitation, the language and the theme."""

from pathlib import Path

from allauth.account.views import password_reset
from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from volver.app.clock import now
from volver.domain.errors import VolverError
from volver.domain.settings import LANGUAGES
from volver.server.accounts.models import Invitation, Membership, User, hash_of
from volver.server.audit.chain import record
from volver.server.frame import home_of
from volver.server.gate import open_page, page
from volver.server.jobs.news import has_run
from volver.server.looks import KEYS, THEME, failed, show, words_for
from volver.server.mail import post
from volver.server.roles import Role

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
THEMES = ("light", "dark")
YEAR = 365 * 24 * 60 * 60


class WelcomeForm(forms.Form):
    """A code, and who uses it."""

    code = forms.CharField(
        max_length=80, widget=forms.TextInput(attrs={"autocomplete": "one-time-code"})
    )
    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=256,
        strip=False,
    )

    def clean_name(self) -> str:
        """On one line: it stands in tables, letters and their headers."""
        name, words = str(self.cleaned_data["name"]), words_for()
        if not name.isprintable():
            raise forms.ValidationError(words("Write the name on one line."))
        return name

    def clean_email(self) -> str:
        """As users are known: in lower case."""
        return str(self.cleaned_data["email"]).lower()

    def clean_password(self) -> str:
        """By the rules of the settings."""
        password = str(self.cleaned_data["password"])
        validate_password(password, User(email=str(self.data.get("email", ""))))
        return password


@open_page(("GET", "HEAD", "POST"))
def welcome(request: HttpRequest) -> HttpResponse:
    """Somebody who was invited gives the code and chooses a password."""
    words = words_for()
    form = WelcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = _let_in(form)
        if user is None:
            form.add_error(
                "code", words("This code is not known, was used, or is past its day. Ask again.")
            )
            record(request, "invitation refused", "")
        else:
            login(request, user, BACKEND)
            record(request, "came in by invitation", user.email)
            return redirect("home")
    return show(
        request,
        "welcome.html.j2",
        {"title": words("Welcome"), "form": form, "words": words},
        422 if form.errors else 200,
    )


@transaction.atomic
def _let_in(form: WelcomeForm) -> User | None:
    """The new user, or the one of that e-mail where the password is theirs; None where not."""
    data = form.cleaned_data
    invited = (
        Invitation.objects.select_for_update()
        .filter(code_hash=hash_of(data["code"]), used=None, expires__gt=now())
        .first()
    )
    if invited is None or invited.email not in ("", data["email"]):
        return None
    user = User.objects.filter(email=data["email"]).first()
    if user is None:
        user = User.objects.create_user(
            data["email"], data["password"], name=data["name"], language=get_language() or ""
        )
    elif not (user.is_active and user.check_password(data["password"])):
        return None
    Membership.objects.update_or_create(
        user=user, workspace=invited.workspace, defaults={"role": invited.role}
    )
    invited.used = now()
    invited.save(update_fields=["used"])
    return user


@page(None)
def home(request: HttpRequest) -> HttpResponse:
    """To the workspace of whoever comes, or to a choice of several."""
    assert isinstance(request.user, User)
    held = list(request.user.memberships.select_related("workspace").order_by("workspace__name"))
    if len(held) == 1:
        one = held[0]
        return redirect(_home(one))
    words = words_for()
    places = [(m.workspace, _home(m)) for m in held]
    context = {"title": words("Your workspaces"), "words": words, "places": places}
    return show(request, "workspaces.html.j2", context)


def _home(held: Membership) -> str:
    """Where somebody begins in a workspace: where there is nothing to see yet, at the start."""
    begun = has_run(Path(held.workspace.folder))
    return reverse(home_of(Role(held.role)) if begun else "begin", args=[held.workspace.slug])


@open_page(("POST",))
def look(request: HttpRequest) -> HttpResponse:
    """Choose a language or a theme, and come back to where one was."""
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    answer = HttpResponseRedirect(back if safe else "/")
    for cookie, wanted, known in (
        (settings.LANGUAGE_COOKIE_NAME, request.POST.get("language"), LANGUAGES),
        (THEME, request.POST.get("theme"), THEMES),
        (KEYS, request.POST.get("keys"), ("on", "off")),
    ):
        if wanted in known:
            answer.set_cookie(
                cookie,
                wanted,
                max_age=YEAR,
                samesite="Lax",
                secure=request.is_secure(),
                httponly=True,
            )
    if isinstance(request.user, User) and request.POST.get("language") in LANGUAGES:
        request.user.language = request.POST["language"]  # letters follow
        request.user.save(update_fields=["language"])
    return answer


@open_page(("GET", "HEAD", "POST"))
def forgotten(request: HttpRequest) -> HttpResponseBase:
    """A letter with a way to a new password; where the server sends none, it says so."""
    if post.is_set():
        if request.method == "POST":
            record(request, "asked for a new password", "")
        found: HttpResponseBase = password_reset(request)
        return found
    error = VolverError(
        what="This server sends no mail, so a password cannot be reset by mail",
        where="this page",
        next_step="Sign in with a passkey, or ask an owner to shut you out and to invite you under"
        " another address.",
    )
    return failed(request, error, 200)
