"""Nothing that agents are given to say runs anything down, and how often it is taken."""

import pytest

from volver.decide.offers.scripts import LEAST_ANSWERS, Answered, acceptance, belittling
from volver.domain.estimate import NotEnough
from volver.present.scripts import OCCASIONS, SCRIPTS, script
from volver.present.words import Words

VALUES = {"owned": "Casa", "product": "Plus", "benefit": "+", "price": 9, "base": "a", "top": "b"}


@pytest.mark.mission("X11")
@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("That one is useless and of poor quality.", ["useless", "poor quality"]),
        ("The base model is a bit outdated, you would regret it.", ["outdated", "regret"]),
        ("Don't settle for that junk.", ["settle for", "junk"]),
        ("Ese es PEOR, y de Mala Calidad.", ["PEOR", "Mala Calidad"]),
        ("Está anticuado, es una porquería; se le queda corto.",
         ["anticuado", "porquería", "se le queda corto"]),
        ("Es inútil y baratucho.", ["inútil", "baratucho"]),
    ],
)  # fmt: skip
def test_words_that_run_something_down_are_found(said, words):
    """Whole words, with or without accents and capitals, where they stand."""
    found = belittling(said)
    assert [one.text for one in found] == words
    assert [said[one.start : one.start + len(one.text)] for one in found] == words


@pytest.mark.mission("X11")
@pytest.mark.parametrize(
    "said",
    [
        "It adds a timer. The emperor's junket to Málaga was badly lit and trashed nobody.",
        "Añade un temporizador. Empeoran las malagueñas; el normal está muy bien.",
        "El más asequible es una buena compra, y el otro añade memoria.",
        "",
    ],
)
def test_words_that_only_look_alike_are_not(said):
    """A part of a word is another word."""
    assert belittling(said) == ()


@pytest.mark.mission("X11", "X16")
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_no_script_runs_anything_down(occasion, language):
    """In both languages, filled in, and with no place left open."""
    words = Words(language)
    for which in range(len(SCRIPTS[occasion])):
        said = script(occasion, words, which, **VALUES)
        assert belittling(said) == ()
        assert "{" not in said


@pytest.mark.mission("X9", "X16")
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "occasion", ["upsell", "three_options", "discover", "replenish", "bundle", "referral"]
)
def test_every_script_that_sells_leaves_room(occasion, language):
    """It ends in a question, or says that it is theirs to choose."""
    for which in range(len(SCRIPTS[occasion])):
        said = script(occasion, Words(language), which, **VALUES)
        assert said.endswith("?") or "Only if" in said or "Solo si" in said


@pytest.mark.mission("X6", "X16")
def test_acceptance_by_agent_and_product_by_hand():
    """Eva 4 of 10, Bo too few; Wilson's interval of 4 of 10 at 95 %, as tables print it."""
    answers = [Answered("eva", "plus", k < 4) for k in range(10)]
    answers += [Answered("bo", "plus", False)] * 3
    by_agent = acceptance(answers, level=0.95)
    assert by_agent["bo"] == NotEnough("too few offers were answered", LEAST_ANSWERS, 3)
    eva = by_agent["eva"]
    assert (eva.value, round(eva.low, 3), round(eva.high, 3)) == (0.4, 0.168, 0.687)
    assert acceptance(answers, by="product_id")["plus"].value == 4 / 13
