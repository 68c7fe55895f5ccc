"""From a view to a page: templates, words in the reader's language, and the frame around."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from volver.domain.errors import BadInput, Busy, NotFound, VolverError
from volver.present.errors import told
from volver.present.words import Words
from volver.server.frame import ROLE_NAMES, groups_for
from volver.server.problems import is_api, problem
from volver.server.roles import GRANTED

STATUS: Mapping[type[VolverError], int] = {BadInput: 422, NotFound: 404, Busy: 409}
THEME = str(settings.THEME_COOKIE_NAME)
"""The cookie of somebody who wants it light or dark."""
KEYS = "keys"
"""The cookie of somebody who wants no key to do anything by itself."""


def environment(**options: Any) -> Environment:
    """Templates of the pages, and of the book, with every value escaped."""
    made = Environment(
        **{
            **options,
            "loader": ChoiceLoader(
                [PackageLoader("volver.server"), PackageLoader("volver.present")]
            ),
            "undefined": StrictUndefined,
            "autoescape": True,
            "trim_blocks": True,
            "lstrip_blocks": True,
        }
    )
    made.globals.update(static=static, url=_address)
    return made


def _address(name: str, *args: object) -> str:
    return reverse(name, args=args)


def words_for(currency: str = "EUR") -> Words:
    """Words in the language of whoever asks."""
    return Words(get_language() or "en", currency)


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A page in its frame.

    context: `words` where the page shows money, in the currency of the run; else words are made.
    """
    held = dict(context or {})
    words = held.setdefault("words", words_for())
    workspace = getattr(request, "workspace", None)
    role = getattr(request, "role", None)
    groups = () if role is None else groups_for(role, words)
    frame = {
        "f": words.formats,
        "user": request.user if request.user.is_authenticated else None,
        "workspace": workspace,
        "role": None if role is None else words.say(ROLE_NAMES[role]),
        "can": frozenset() if role is None else GRANTED[role],
        "groups": groups,
        "may_open": {name for group in groups for name, _ in group.entries},
        "here": _here(request),
        "of_figures": None if workspace is None else _news(workspace),
        "theme": request.COOKIES.get(THEME, ""),
        "slash": request.COOKIES.get(KEYS) != "off",
        "path": request.get_full_path(),
    }
    if taken := held.keys() & frame.keys():
        raise ValueError(f"the frame has names of its own: {', '.join(sorted(taken))}")
    held |= frame
    text = engines["jinja2"].get_template(template).render(held, request)
    return HttpResponse(text, status=status)


def _news(workspace: Any) -> Any:
    from volver.server.jobs.news import news_of  # records, which templates know nothing of

    return news_of(workspace)


def _here(request: HttpRequest) -> str:
    match = request.resolver_match
    return "" if match is None else match.url_name or ""


def failed(request: HttpRequest, error: VolverError, status: int | None = None) -> HttpResponse:
    """An error of the product as a page: what, where, and what to do next."""
    words = words_for()
    said = told(error, words) or error
    if status is None:
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
    if is_api(request):
        return problem(error, words, status)
    title = words("This did not work")
    return show(request, "problem.html.j2", {"title": title, "error": said}, status)


def refused(request: HttpRequest) -> HttpResponse:
    """Somebody belongs here and may not do this."""
    error = VolverError(
        what="Your role does not let you open this",
        where="this page",
        next_step="Ask an owner of the workspace, who can change your role.",
    )
    return failed(request, error, 403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page, or it is not yours to know of."""
    error = NotFound(
        what="There is no such page", where="this address", next_step="Go back to the start."
    )
    return failed(request, error)


def too_often(request: HttpRequest) -> HttpResponse:
    """Somebody tries again and again."""
    error = Busy(
        what="That was tried too often",
        where="this page",
        next_step="Wait five minutes, and try again.",
    )
    answer = failed(request, error, 429)
    answer.headers["Retry-After"] = "300"
    return answer
