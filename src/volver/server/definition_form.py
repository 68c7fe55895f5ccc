"""The form of the definitions: from what a browser sends to values, and from values to fields."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from volver.domain.definition import COSTS, STATED, Values
from volver.domain.errors import BadInput, VolverError
from volver.domain.settings import SETTINGS
from volver.present.definitions import MEANINGS, NAMES, SHARES
from volver.present.errors import told
from volver.present.words import Words

PAIRS = ("margin_rates", *COSTS)
"""Amounts by name: a line for each."""
LONGEST = 20_000
"""Characters of such lines."""
_NAMES = {one.key: one.name for one in SETTINGS}


class Number(forms.FloatField):
    """A number, with a point or a comma before its decimals."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]  # the stubs have int
        """As Python has it."""
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


def _lines() -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(required=False, max_length=LONGEST, widget=widget)


class DefinitionForm(forms.Form):
    """What value is made of; shares in per cent, amounts by name in lines."""

    horizon = forms.CharField(max_length=20)
    annual_discount_rate = Number(min_value=0, max_value=900)
    margin_rate = Number(min_value=-100, max_value=100, required=False)
    margin_rates = _lines()
    contact_cost = _lines()
    order_cost = _lines()
    return_cost = _lines()
    customer_days = forms.IntegerField(min_value=1, max_value=3650, required=False)
    best_share = Number(min_value=1, max_value=100)
    upside_chance = Number(min_value=1, max_value=99)
    level = Number(min_value=1, max_value=99.9)
    currency = forms.CharField(max_length=3, required=False)
    time_zone = forms.CharField(max_length=60)

    def __init__(self, words: Words, now: Values, given: Mapping[str, Any] | None = None) -> None:
        """now: what counts where nothing is given; given: texts by field, None: nothing yet."""
        shown = {name: as_text(name, now[name]) for name in STATED}
        sent = (
            None if given is None else {**shown, **{k: v for k, v in given.items() if k in shown}}
        )
        super().__init__(sent, initial=shown)
        self.words = words
        for name, field in self.fields.items():
            unit = words("in per cent") if name in (*SHARES, "margin_rates") else ""
            label = words.say(NAMES[name])
            field.label = f"{label}, {unit}" if unit else label
            field.help_text = _help(name, words)

    def clean_margin_rates(self) -> dict[str, float]:
        """Shares by category."""
        found = self._pairs("margin_rates")
        if isinstance(found, float):
            raise ValidationError(self.words("Write a line for each category, such as: shoes = 40"))
        return {name: _share(percent) for name, percent in found.items()}

    def clean_contact_cost(self) -> dict[str, float] | float:
        """An amount, or amounts by channel."""
        return self._pairs("contact_cost")

    def clean_order_cost(self) -> dict[str, float] | float:
        """An amount, or amounts by channel."""
        return self._pairs("order_cost")

    def clean_return_cost(self) -> dict[str, float] | float:
        """An amount, or amounts by channel."""
        return self._pairs("return_cost")

    def _pairs(self, name: str) -> dict[str, float] | float:
        lines = [line for line in self.cleaned_data[name].splitlines() if line.strip()]
        if len(lines) == 1 and "=" not in lines[0]:
            return self._number(lines[0])
        found: dict[str, float] = {}
        for line in lines:
            key, sign, amount = line.rpartition("=")
            if not sign or not key.strip() or key.strip() in found:
                raise ValidationError(
                    self.words(
                        "Write a line for each, once: a name, =, and a number, such as: phone = 4.5"
                    )
                )
            found[key.strip()] = self._number(amount)
        return found

    def _number(self, text: str) -> float:
        try:
            return float(text.strip().replace(",", "."))
        except ValueError:
            raise ValidationError(
                self.words("{text:text} is no number", text=text.strip()[:40])
            ) from None

    @property
    def values(self) -> dict[str, Any]:
        """What was given, as TOML holds it."""
        data = self.cleaned_data
        found = {name: data[name] for name in STATED}
        for name in SHARES:
            found[name] = None if data[name] is None else _share(data[name])
        found["currency"] = data["currency"].strip().upper() or None
        return found

    def refuse(self, error: VolverError) -> None:
        """Say at its field why a value cannot be; above all where it belongs to none."""
        said = told(error, self.words) or error
        name = _NAMES.get(error.where) if isinstance(error, BadInput) else None
        self.add_error(name if name in self.fields else None, f"{said.what}. {said.next_step}")

    def hidden(self) -> list[tuple[str, str]]:
        """What was given, to be sent again as it is."""
        return [(name, self[name].value() or "") for name in self.fields]


def as_text(name: str, value: Any) -> str:
    """A value as it stands in its field.

    >>> as_text("annual_discount_rate", 0.1), as_text("contact_cost", {"phone": 4.5, "*": 1})
    ('10', 'phone = 4.5\\n* = 1')
    """
    if value is None:
        return ""
    if isinstance(value, Mapping):
        per = 100 if name == "margin_rates" else 1
        return "\n".join(f"{key} = {_plain(per * part)}" for key, part in value.items())
    if name in SHARES:
        return _plain(100 * value)
    return _plain(value) if isinstance(value, int | float) else str(value)


def _plain(number: float) -> str:
    rounded = round(number, 9)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)


def _share(percent: float) -> float:
    return round(percent / 100, 12)


def _help(name: str, words: Words) -> str:
    more = {
        "horizon": words("Write 90d, 52w, 12m or 2y."),
        "margin_rates": words("A line for each category, such as: shoes = 40"),
        "time_zone": words("Such as Europe/Madrid."),
        "currency": words("A code such as EUR."),
        **dict.fromkeys(COSTS, words("One amount, or a line for each channel: phone = 4.5")),
    }
    return " ".join(filter(None, (words.say(MEANINGS[name]), more.get(name, ""))))
