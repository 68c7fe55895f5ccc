"""Settings: how the server and the workspace are set, and whether the server is safe."""

from django.conf import settings as django_settings
from django.http import HttpResponse

from volver.app.clock import now
from volver.app.workspace import Workspace as Folder
from volver.domain.errors import VolverError
from volver.present.errors import told
from volver.present.words import Words
from volver.server.audit.chain import record
from volver.server.deploy.lines import Facts, look
from volver.server.gate import Asked, page
from volver.server.looks import failed, show, words_for
from volver.server.mail import letters, post
from volver.server.roles import May
from volver.server.site import Site


@page(May.SEE_SETTINGS)
def settings(request: Asked) -> HttpResponse:
    """What is set, without a secret, and every line of the check."""
    return _page(request)


@page(May.SEE_SETTINGS, ("POST",))
def trial_letter(request: Asked) -> HttpResponse:
    """Send the reader a letter, and say what the mail server said."""
    if not post.is_set():
        return _page(request)
    words, email = words_for(), request.user.email
    record(request, "sent a trial letter", "")
    try:
        post.send(letters.trial(post.words_of(email)), email)
    except VolverError as error:
        said = told(error, words) or error
        return _page(request, f"{said.what}. {said.next_step}", 502)
    return _page(
        request, words("A letter was handed to the mail server for {email:text}.", email=email)
    )


def _page(request: Asked, note: str = "", status: int = 200) -> HttpResponse:
    words, site = words_for(), django_settings.SITE
    try:
        mine = _of_the_workspace(Folder.open(request.folder), words)
    except VolverError as error:
        return failed(request, error)
    lines = look(Facts(site, now()))
    context = {
        "words": words,
        "title": words("Settings"),
        "note": note,
        "mine": mine,
        "site": _of_the_site(site, words),
        "mailed": post.is_set(),
        "lines": sorted(lines, key=lambda line: line.passed),
        "failing": sum(not line.passed for line in lines),
    }
    return show(request, "settings.html.j2", context, status)


def _of_the_workspace(folder: Folder, words: Words) -> list[tuple[str, str]]:
    told = folder.settings
    return [
        (words("Language of the reports"), told.language),
        (words("Currency"), told.currency or words("the one of the orders")),
        (words("Time zone"), told.time_zone),
        (words("Horizon"), told.horizon),
        (words("Model"), told.model),
    ]


def _of_the_site(site: Site, words: Words) -> list[tuple[str, str]]:
    mail, openid, records = site.mail, site.openid, site.records
    none = words("no")
    return [
        (words("Names"), ", ".join(site.hosts)),
        ("https", words("yes") if site.https else none),
        (words("Mail"), f"{mail.host}:{mail.port} ({mail.tls}), {mail.sender}" if mail else none),
        (words("Company's sign-in"), f"{openid.name}, {openid.server_url}" if openid else none),
        (words("Records"), f"PostgreSQL, {records.name}" if records else words("a file, SQLite")),
    ]
