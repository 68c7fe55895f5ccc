"""What the stages of the funnel are called."""

from volver.domain.journey import FunnelRules, Stage
from volver.present.sentence import Sentence
from volver.present.words import Words

NAMES: dict[Stage, Sentence] = {
    "awareness": Sentence("Awareness"),
    "interest": Sentence("Interest"),
    "need": Sentence("Need"),
    "purchase": Sentence("Purchase"),
    "come_back": Sentence("Come back"),
}


def stage_name(stage: str, rules: FunnelRules, words: Words) -> str:
    """The company's own label, or the stage's name; a place in the loop is said as it is."""
    for known, name in NAMES.items():
        if known == stage:
            return rules.labels.get(known) or words.say(name)
    return words.term(stage)
