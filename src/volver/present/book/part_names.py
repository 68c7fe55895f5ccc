"""What parts of customers, and traits of theirs, are called."""

from volver.domain.newcomers import OTHER, UNKNOWN
from volver.domain.rfm import RfmName
from volver.domain.stages import Stage
from volver.domain.value import ValueClass
from volver.present.findings import CLASS_NAMES
from volver.present.sentence import Sentence
from volver.present.words import Words

RFM_NAMES = {
    RfmName.CHAMPIONS: Sentence("Champions"),
    RfmName.LOYAL: Sentence("Loyal"),
    RfmName.POTENTIAL_LOYAL: Sentence("Loyal before long"),
    RfmName.RECENT: Sentence("Recent"),
    RfmName.PROMISING: Sentence("Promising"),
    RfmName.NEEDS_ATTENTION: Sentence("Need attention"),
    RfmName.ABOUT_TO_SLEEP: Sentence("About to fall asleep"),
    RfmName.AT_RISK: Sentence("At risk"),
    RfmName.CANNOT_LOSE: Sentence("Cannot lose them"),
    RfmName.HIBERNATING: Sentence("Hibernating"),
    RfmName.LOST: Sentence("Lost"),
}
STAGE_NAMES = {
    Stage.NEW: Sentence("New"),
    Stage.ACTIVE: Sentence("Active"),
    Stage.WON_BACK: Sentence("Won back"),
    Stage.SLIPPING: Sentence("Slipping"),
    Stage.LAPSED: Sentence("Lapsed"),
}
PARTINGS = {
    "rfm": Sentence("By how lately, how often and how much"),
    "tiers": Sentence("Tiers by the margin of a year"),
    "classes": Sentence("Classes by the margin of a year"),
    "stages": Sentence("Stages"),
}
CLASS = "class"
TRAITS = {
    "channel": Sentence("Channel"),
    "campaign": Sentence("Campaign"),
    "country": Sentence("Country"),
    "gender": Sentence("Gender"),
    "age": Sentence("Age"),
    "referred": Sentence("Referred by a customer"),
}
_LEVELS = {
    UNKNOWN: Sentence("unknown"),
    OTHER: Sentence("other"),
    "yes": Sentence("yes"),
    "no": Sentence("no"),
}


def part_name(slug: str, name: str, words: Words) -> str:
    """The name of a part of one parting; a tier's letter stays."""
    match slug:
        case "rfm":
            return words.say(RFM_NAMES[RfmName(name)])
        case "stages":
            return words.say(STAGE_NAMES[Stage(name)])
        case "classes":
            return words.say(CLASS_NAMES[ValueClass(name)])
        case _:
            return name


def trait_name(trait: str, words: Words) -> str:
    """A trait of ours in the reader's language, an attribute of the company's as it is."""
    return words.say(TRAITS.get(trait, trait))


def level_name(level: str, words: Words) -> str:
    """The level of a trait."""
    return words.say(_LEVELS.get(level, level))


def split_name(by: str, words: Words) -> str:
    """By what a table splits customers: the value class, a trait, or an attribute."""
    return words("Class") if by == CLASS else trait_name(by, words)


def split_told(by: str, words: Words) -> str:
    """The same within a sentence; an attribute of the company's stays as it is written."""
    return words.term(by) if by in (CLASS, *TRAITS) else by


def group_name(by: str, group: str, words: Words) -> str:
    """A level as the source writes it; the names that volver gives, in the reader's language."""
    if by == CLASS and group in set(ValueClass):
        return words.say(CLASS_NAMES[ValueClass(group)])
    return level_name(group, words) if group else words("all customers")


def class_caution(by: str, words: Words) -> list[str]:
    """What a table of the past by today's classes cannot say."""
    if by != CLASS:
        return []
    return [
        words(
            "Classes are those of today, and who is best today has stayed and bought to be so:"
            " this tells what they did, not what made them stay."
        )
    ]
