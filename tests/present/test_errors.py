"""Every error has its Spanish, whole, with the same values in it."""

import re

import pytest
from tests.present.error_texts import PARTS, expectations, texts

from volver.app.workspace import EXPECTED
from volver.collect.checks import RULES
from volver.collect.company.kinds import KINDS
from volver.collect.mapping import FIELDS
from volver.collect.opportunities import WANTED
from volver.decide.segments.check import WANTED as WANTED_OF_A_FIELD
from volver.decide.segments.parse import EXPECTED as PARTS_OF_A_RULE
from volver.domain.errors import BadInput, NotFound, Rejected
from volver.domain.settings import SETTINGS
from volver.present.errors import PLACE, told
from volver.present.errors import texts as templates
from volver.present.words import Words

SPANISH = dict(templates("es"))
KNOWN = {PLACE.sub("{}", english) for english in SPANISH}
TOLD = [
    *FIELDS.values(),
    *EXPECTED.values(),
    *expectations(),
    *PARTS_OF_A_RULE,
    *WANTED_OF_A_FIELD.values(),
    *(each.meaning for each in WANTED),
    *(f.meaning for kind in KINDS.values() for f in kind.fields if f.needed),
    KINDS["subscriptions"]["started"].meaning,
    *(rule.advice for rule in RULES.values()),
    *(text for setting in SETTINGS for text in (setting.expects, setting.help)),
]
"""What stands in the place of an error where another text goes."""
NAME = re.compile(r"[^a-z]*|[\w.-]+")
"""A where that is the name of an option, a setting or a file; any place is a value."""


def said(error, language="es"):
    """An error as its reader sees it."""
    return told(error, Words(language))


def test_the_errors_of_the_source_were_found():
    """An empty list would make the next test green."""
    assert all(len(set(texts(part))) > 50 for part in PARTS)


@pytest.mark.parametrize("part", PARTS)
def test_every_error_has_its_spanish(part):
    """A new one needs its entry in locale/es/LC_MESSAGES/errors.po, its values as {places}."""
    missing = {(place, text) for place, text in texts(part) if text not in KNOWN}
    if part == "where":
        missing = {(place, text) for place, text in missing if not NAME.fullmatch(bare(text))}
    assert missing == set()


def bare(template):
    """What a template says by itself."""
    return template.replace("{}", "")


def test_what_stands_in_an_error_has_its_spanish():
    """Advice, meanings of fields, and what settings expect."""
    assert [text for text in TOLD if text not in SPANISH] == []


@pytest.mark.slow
def test_no_spanish_is_left_of_an_error_that_is_gone():
    """What nobody raises needs no translation; what others than volver say cannot be looked up."""
    raised = {text for part in PARTS for _, text in texts(part)} | set(TOLD)
    own = list(SPANISH)
    ours = own[: own.index("Permission denied")]
    assert [text for text in ours if PLACE.sub("{}", text) not in raised | PIECES] == []


PIECES = {
    "the rule, character {}",
    "{}: the rule, character {}",
    "{}: {}. {}",
    "{} x {} (in column {}: {})",
    "{} x {} (first on line {}: {})",
    "{} x {} (first on line {}, column {}: {})",
    "{} x {} (first on line {}, column {}, {}: {})",
    "Correct the record in the source.",
    "Nothing was published.",
    "The table holds all of its old rows, or all of the new ones.",
}
"""What is put together before it is raised."""


@pytest.mark.parametrize("english", SPANISH)
def test_a_translation_holds_the_same_values(english):
    """A file or a number lost in translation sends people looking in the wrong place."""
    names = sorted(name for name, _ in PLACE.findall(english))
    assert sorted(name for name, _ in PLACE.findall(SPANISH[english])) == names
    assert SPANISH[english]


def test_an_error_keeps_its_kind_and_what_people_wrote():
    """Values are shown as they are, also where they are words of ours."""
    error = said(BadInput("margin.csv has no sheet called 'Orders'", "its sheets: Value, Customer",
                          "Say which one to read with --sheet."))  # fmt: skip
    assert isinstance(error, BadInput)
    assert error.what == "margin.csv no tiene ninguna hoja llamada 'Orders'"
    assert error.where == "sus hojas: Value, Customer"
    assert error.next_step == "Indicar con --sheet cuál hay que leer."


def test_an_error_that_is_half_known_stays_english():
    """A mixture is harder to read than either."""
    assert said(BadInput("no such thing", "here", "Split the file.")) is None
    assert said(BadInput("a.csv is empty", "a.csv", "Sing.")) is None
    unknown_meaning = "No column of a.csv is mapped to date (a day)"
    assert said(BadInput(unknown_meaning, "a.csv", "Split the file.")) is None


def test_what_is_put_together_is_told_piece_by_piece():
    """Numbers as the reader writes them, advice of rules, and a list of reasons."""
    error = said(
        Rejected(
            "1,204 of 3,000 records of a; b.csv are rejected, more than the 5 % allowed;"
            " nothing was loaded",
            "a; b.csv: 1,200 x date_missing (first on line 12, column day: the record has no date);"
            " 4 x number_unreadable (first on line 9, column paid, 'x (y); 2 x z': the text is not"
            " a number in the way this column is written)",
            "Fill the date in the source, or leave the record out."
            " Or allow more with max_rejected_share, for example 0.2.",
        )
    )
    assert error.what == (
        "Se rechazan 1.204 de los 3.000 registros de a; b.csv, más del 5 % permitido;"
        " no se cargó nada"
    )
    assert "1.200 x date_missing (la primera en la línea 12, columna day: el registro no" in (
        error.where
    )
    assert error.next_step.startswith("Poner la fecha en el origen")
    assert error.next_step.endswith("O permitir más con max_rejected_share, por ejemplo 0.2.")


def test_braces_of_people_are_text():
    """A name cannot fill a place of a translation."""
    assert said(NotFound("There is no file called {file}", "{0}", "Choose one of these.")).what == (
        "No hay ningún archivo llamado {file}"
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", [": a. b", "a: ", " (at line 1, column 2)", ", line 3, column ", "; "]
)
def test_what_people_wrote_is_looked_into_no_deeper_than_a_reason(unit):
    """A name may look like many texts within each other."""
    where = "x" + unit * 1000
    assert said(BadInput("a.csv is empty", where, "Split the file.")).what == "a.csv está vacío"
    assert said(BadInput(f"There is no file called {where}", where, "Split the file.")) is not None
