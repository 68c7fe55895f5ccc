"""Every rule a record can break: its name, the sentence for people, and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    id: kept in `rejections.rule`.
    says: what is wrong, completed by the column and the value.
    advice: what a person can do.
    is_fault: the file is at fault; such records count towards the limit of rejections.
    """

    id: str
    says: str
    advice: str
    is_fault: bool = True


_CATALOGUE = (
    Rule(
        "date_missing",
        "the record has no date",
        "Fill the date in the source, or leave the record out.",
    ),
    Rule(
        "date_unreadable",
        "the text is not a date in the way this column is written",
        "Correct the cell, or name the format: --date-format day-first, month-first or a pattern.",
    ),
    Rule(
        "date_placeholder",
        "the date is what programs write when they have none (before 1971)",
        "Export the real date; without one the record cannot count.",
    ),
    Rule(
        "date_in_future",
        "the date lies after now, by more than the clocks of two systems may differ",
        "Correct the date; a mistyped year is the usual cause.",
    ),
    Rule(
        "number_missing",
        "the record has no number here",
        "Fill the cell; write 0 where nothing was paid.",
    ),
    Rule(
        "number_unreadable",
        "the text is not a number in the way this column is written",
        "Correct the cell, or say the decimal sign: --decimal point or --decimal comma.",
    ),
    Rule(
        "number_in_parentheses",
        "a number in parentheses is negative in some files and positive in others",
        "If it is negative, say parentheses_negative = true under the source in volver.toml.",
    ),
    Rule(
        "number_not_finite",
        "NaN and infinity are not amounts",
        "Export the amount; these come from a division by zero or an empty cell.",
    ),
    Rule(
        "number_too_large",
        "the number has more digits than any amount of money",
        "Check that the column is the amount, not an identifier.",
    ),
    Rule(
        "currency_unknown",
        "the text is not a currency of ISO 4217, or there is none",
        "Write a code such as EUR; leave out lines in tokens or points.",
    ),
    Rule(
        "currency_conflict",
        "the sign beside the amount names another currency than the currency column",
        "Correct one of the two.",
    ),
    Rule(
        "currency_decimals",
        "the amount has more decimals than its currency",
        "Correct it; where amounts are net of a tax, say calculated_amounts = true in volver.toml.",
    ),
    Rule(
        "truth_unreadable",
        "the text is neither yes nor no",
        "Write yes or no; leave the cell empty where nobody knows.",
    ),
    Rule(
        "status_excluded",
        "the order's status says that it does not count",
        "Nothing to do; map the status to counts if it should.",
        is_fault=False,
    ),
    Rule(
        "status_unknown",
        "nobody has said whether orders of this status count",
        "Say it under sources.statuses in volver.toml: counts or excluded.",
    ),
    Rule(
        "columns_differ",
        "two columns have this name, and on this line they differ",
        "Say which one it is by its position: --map quantity=#6.",
    ),
    Rule(
        "refund_of_unknown_order",
        "the refund names an order that is not here",
        "Load the order's file; the refund is then applied by itself.",
        is_fault=False,
    ),
    Rule(
        "order_conflict",
        "the same order number comes with other amounts, and nothing says which is right",
        "Correct the source, or undo the earlier load and load both files as one.",
    ),
    Rule(
        "not_whole",
        "a count is a whole number of 0 or more",
        "Correct the cell; if the column is something else, name the one that counts.",
    ),
    Rule(
        "counts_disagree",
        "these counts cannot all be of one customer",
        "Correct the row: no more orders than the last opportunity with one says, and that no later"
        " than there were opportunities; the last is 0 where there are no orders.",
    ),
    Rule(
        "customer_missing",
        "the record has no customer",
        "Fill the cell, or leave out --customer: every row is then a customer of its own.",
    ),
    Rule(
        "customer_twice",
        "the same customer comes with other figures, and nothing says which are right",
        "Give one row for each customer; of several subscriptions, name the subscription.",
    ),
    Rule(
        "ended_missing",
        "the record does not say whether the customer has left",
        "Fill the cell; or say which word means it with --ended-is: an empty cell then runs on.",
    ),
    Rule(
        "ended_at_zero",
        "the customer left before the first renewal, at a tenure of 0",
        "Give the renewal at which they left, 1 for the first; or leave out who never began.",
    ),
    Rule(
        "entered_too_late",
        "the record begins at a tenure that the customer did not reach",
        "Correct one of the two tenures.",
    ),
    Rule(
        "tenure_below_zero",
        "a tenure cannot be less than 0",
        "Correct the cell; a date typed the wrong way round is the usual cause.",
    ),
    Rule(
        "tenure_too_long",
        "the tenure is longer than any customer has stayed",
        "Check that the column is the tenure, and say its unit with --tenure-unit.",
    ),
    Rule(
        "needed_missing",
        "the record lacks what every row of its kind needs",
        "Fill the cell, or leave the record out.",
    ),
    Rule(
        "word_unknown",
        "nobody has said what this word stands for",
        "Say it under sources.words in volver.toml.",
    ),
    Rule(
        "below_zero",
        "this number cannot be less than 0",
        "Correct the cell; if the column is something else, name the one that counts.",
    ),
    Rule(
        "birth_year_impossible",
        "nobody who is a customer was born in that year",
        "Correct the year, or leave the cell empty.",
    ),
    Rule(
        "ended_before_started",
        "it ends before it begins",
        "Correct one of the two dates; day and month the wrong way round is the usual cause.",
    ),
    Rule(
        "score_out_of_range",
        "the score is not on the scale of its kind",
        "nps goes from 0 to 10, csat from 1 to 5, ces from 1 to 7: convert it, or correct the"
        " kind.",
    ),
    Rule(
        "answer_missing",
        "nothing was answered",
        "Nothing to do: a question without an answer is no answer.",
        is_fault=False,
    ),
    Rule(
        "record_twice",
        "the same number comes with other data, and nothing says which are right",
        "Correct the source; where several rows are steps of one case, do not map its number.",
    ),
    Rule(
        "too_few_fields",
        "the record has fewer fields than the header",
        "Look for a missing delimiter or a line break inside a field.",
    ),
    Rule(
        "too_many_fields",
        "the record has more fields than the header",
        "Look for a delimiter inside a field, such as 1,234.50 without quotes.",
    ),
    Rule(
        "bad_encoding",
        "a byte of the record is not of the file's encoding",
        "Export the file as UTF-8, or name its encoding: --encoding cp1252.",
    ),
    Rule(
        "nul_byte",
        "the record has a NUL character, which no text has",
        "Export the record again; such a file was often cut off or damaged.",
    ),
    Rule(
        "unclosed_quote",
        "a quote opens in the record and does not close",
        "Close it, or double a quote that belongs to the text.",
    ),
    Rule(
        "stray_quote",
        "a quote stands where none can be",
        "Put the whole field in quotes, and double a quote that belongs to the text.",
    ),
    Rule(
        "line_too_long",
        "the record is longer than any order",
        "Look for an unclosed quote or a file of another kind.",
    ),
    Rule(
        "not_json",
        "the line is not one JSON object",
        "Write one object a line, without line breaks inside it.",
    ),
)

RULES: dict[str, Rule] = {rule.id: rule for rule in _CATALOGUE}


def rule(id_: str) -> Rule:
    """A rule by its id; one that the file's reader made up is a fault without more words."""
    return RULES.get(id_) or Rule(id_, id_.replace("_", " "), "Correct the record in the source.")
