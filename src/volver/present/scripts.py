"""What agents may say, by occasion, in both languages.

Each text says what a thing adds and leaves room for a no; none runs anything down (rule X11), which
`decide.offers.scripts.belittling` checks. `{name}` and `{product}` are filled in by the agent.
"""

from dataclasses import replace
from typing import Literal, get_args

from volver.present.sentence import Sentence
from volver.present.words import Words

Occasion = Literal[
    "upsell", "three_options", "discover", "replenish", "bundle", "referral", "late", "complaint",
    "said_no", "thank", "suggest",
]  # fmt: skip
OCCASIONS: tuple[Occasion, ...] = get_args(Occasion)

SCRIPTS: dict[Occasion, tuple[Sentence, ...]] = {
    "upsell": (
        Sentence(
            "What do you use {owned:text} for most? … Then {product:text} may suit you: it adds"
            " {benefit:text}. It is {price:money}. Would that be useful to you?"
        ),
        Sentence(
            "You know {owned:text} well, and it does its job. {product:text} also gives you"
            " {benefit:text}. Shall I tell you more, or shall we leave it?"
        ),
    ),
    "three_options": (
        Sentence(
            "There are three: {base:text}, {product:text} and {top:text}. Many choose"
            " {product:text} for {benefit:text}. Which comes closest to what you need?"
        ),
    ),
    "discover": (
        Sentence(
            "Customers who have {owned:text} often use {product:text} with it, for {benefit:text}."
            " Does that fit what you do?"
        ),
    ),
    "replenish": (
        Sentence(
            "Your last {product:text} may be running out about now. Shall I send it, or would you"
            " rather have it later?"
        ),
    ),
    "bundle": (
        Sentence(
            "{product:text} is also sold together with {owned:text}. Together they are"
            " {price:money}. Would you like both, or one of them?"
        ),
    ),
    "referral": (
        Sentence(
            "I am glad that it works for you. If a friend could use it too, here is a code for both"
            " of you. Only if it suits you."
        ),
    ),
    "late": (
        Sentence(
            "We have not heard from you for a while and wanted to ask how you are doing. Is there"
            " anything that we should have done differently?"
        ),
    ),
    "complaint": (
        Sentence(
            "I am sorry that this happened. Let me repeat it, to be sure that I understand. … This"
            " is what I will do, and by when. I will call you myself."
        ),
    ),
    "said_no": (
        Sentence("Of course. Thank you for telling me; I will note it, and we will not insist."),
    ),
    "thank": (
        Sentence("I am calling to thank you for your order, nothing else. Did everything go well?"),
    ),
    "suggest": (
        Sentence(
            "How are you getting on with what you have from us? … There is something that may be of"
            " use to you. Shall I tell you about it, or shall we leave it?"
        ),
    ),
}


def script(occasion: Occasion, words: Words, which: int = 0, /, **values: object) -> str:
    """One text, filled in."""
    return words.say(replace(SCRIPTS[occasion][which], values=values))
