"""Where somebody is signed in, and how to end it there."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from volver.server.accounts.models import User
from volver.server.audit.chain import record
from volver.server.gate import page
from volver.server.looks import show, words_for


@page(None)
def sessions(request: HttpRequest) -> HttpResponse:
    """Every session of whoever asks, the newest first; those that ran out are gone."""
    assert isinstance(request.user, User)
    words = words_for()
    held = UserSession.objects.purge_and_list(request.user)
    context = {
        "title": words("Where you are signed in"),
        "words": words,
        "sessions": sorted(held, key=lambda one: one.created_at, reverse=True),
        "current": request.session.session_key,
    }
    return show(request, "sessions.html.j2", context)


@page(None, ("POST",))
def end_session(request: HttpRequest, session: int) -> HttpResponse:
    """One ends; somebody else's is not there."""
    held = get_object_or_404(UserSession, pk=session, user=request.user)
    record(request, "ended a session", "")
    if held.session_key == request.session.session_key:
        held.end()
        logout(request)
        return redirect("account_login")
    held.end()
    return redirect("sessions")


@page(None, ("POST",))
def end_others(request: HttpRequest) -> HttpResponse:
    """All end but the one that asks."""
    record(request, "ended all other sessions", "")
    others = UserSession.objects.filter(user=request.user)
    for held in others.exclude(session_key=request.session.session_key):
        held.end()
    return redirect("sessions")
