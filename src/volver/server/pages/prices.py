"""Prices: what each product should cost, how far it may go, and what has to be said of it."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.http import urlencode

from volver.app.prices import PriceWish
from volver.app.prices import prices as prices_of
from volver.app.shown import Shown, write_tables
from volver.domain.errors import BadInput, NotFound, VolverError
from volver.domain.segment_fields import FIELDS
from volver.present.book.html import leaf_context
from volver.present.book.leaf import Leaf
from volver.present.errors import told
from volver.present.offers import disclosure
from volver.server.audit.chain import record
from volver.server.gate import Asked, page
from volver.server.looks import failed, show, words_for
from volver.server.pages.alone import alone
from volver.server.pages.plan_steps import FORMATS
from volver.server.roles import May

COMMAND = "volver prices"
"""What does the same without a page."""
BEFORE = {"least_margin": "0", "most_change": "10"}
"""What the form says before anything is asked."""


class PricesForm(forms.Form):
    """What somebody thinks of; nothing of it changes a price."""

    least_margin = forms.FloatField(min_value=0, max_value=99, required=False)
    most_change = forms.FloatField(min_value=0, max_value=99, required=False)
    change = forms.FloatField(min_value=-99, max_value=100, required=False)
    category = forms.CharField(max_length=200, required=False)
    audience = forms.CharField(max_length=500, required=False)

    @property
    def wish(self) -> PriceWish:
        """Per cent are shares from here on."""
        data = self.cleaned_data
        change, most = data["change"], data["most_change"]
        return PriceWish(
            change=None if change is None else change / 100,
            audience=data["audience"].strip() or None,
            category=data["category"].strip() or None,
            least_margin_share=(data["least_margin"] or 0) / 100,
            most_change=0.1 if most is None else most / 100,
        )


@page(May.DRAFT_PLANS)
def prices(request: Asked) -> HttpResponse:
    """A simulation by the newest run: what is asked stands in the address, nothing is changed."""
    form = PricesForm(request.GET or BEFORE)
    problem, found = None, None
    if form.is_valid():
        try:
            with alone(request, COMMAND):
                found = prices_of(request.folder, form.wish, words_for().language).shown
        except BadInput as error:  # what was asked stays in the form
            problem = error
        except VolverError as error:
            return failed(request, error)
    return _shown(request, form, found, problem)


@page(May.DRAFT_PLANS)
def take_prices(request: Asked, kind: str) -> HttpResponse:
    """Every price of a simulation as a file."""
    form = PricesForm(request.GET or BEFORE)
    try:
        if not form.is_valid() or kind not in FORMATS:
            raise NotFound(
                what="There is no such page",
                where="this address",
                next_step="Go back to the start.",
            )
        with alone(request, COMMAND), TemporaryDirectory() as folder:
            found = prices_of(request.folder, form.wish, words_for().language).shown
            written = write_tables(found.sheets, kind, Path(folder))
            path = next(one for one in written if one.stem.endswith("prices"))
            content = path.read_bytes()
    except VolverError as error:
        return failed(request, error)
    record(request, "exported", "prices", {"kind": kind})
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{path.name}"'
    return answer


def _shown(
    request: Asked, form: PricesForm, found: Shown | None, problem: BadInput | None
) -> HttpResponse:
    words = words_for() if found is None else found.words
    leaves = [] if found is None else [Leaf.of(sheet) for sheet in found.sheets]
    context: dict[str, Any] = {
        "words": words,
        "title": words("Prices"),
        "form": form,
        "asked": urlencode({name: form[name].value() or "" for name in form.fields}),
        "leaves": leaves,
        "problem": problem and (told(problem, words) or problem),
        "disclosure": disclosure(words),
        "barred": [words.term(one.title) for one in FIELDS if one.barred],
        **leaf_context(leaves, words),
    }
    return show(request, "prices.html.j2", context, 422 if form.errors or problem else 200)
