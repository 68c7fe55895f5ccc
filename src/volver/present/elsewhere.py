"""English sentences that rooms write with values in them, kept here for the catalogues.

A room knows no language but its own; `Words.term` recognises these and says them in the reader's.
A place for a value is `{bare}`; several reasons are joined with "; ".
"""

SENTENCES: tuple[str, ...] = (
    # Where a layout is guessed.
    "{field} is read from column {column}: {why}",
    "{field} is read from column {column}: {why} (likely, please check)",
    "its name says so",
    "{lines} before the header set aside: {shown}",
    "{lines} after the data set aside: {shown}",
    "Sheets that were not read: {names}.",
    # How a forecast came about.
    "the model that was asked for",
    "the default: {reason}",
    "no backtest was asked for",
    "no intervals were asked for",
    "no model was fitted",
    "one rate for everybody needs {need} repeat orders: there are {have}",
    "a past window needs {need} customers at its start: there were {have}",
    "a past window needs {need} orders in it: there were {have}",
    "{model} needs {need} customers who came back: there are {have}",
    "{model} found no best fit",
    "margins are by {model}: {reason}",
    "Gamma-Gamma: {reason}",
    "Gamma-Gamma knows no losses, and {share} of repeat buyers brought none or less",
    "every order has brought the same amount",
    "no best fit was found",
    "the interval of the margin comes from the number of orders alone",
    "the variance of margins is infinite (q of Gamma-Gamma is 2 or less): the interval of the total"
    " leaves out what one customer in 30,000 would pass",
    "BG/NBD calls everybody alive who never came back, however long the silence",
    # Where a likelihood runs flat.
    "no detectable dropout: {where}",
    "nobody detectably stays: {where}",
    "customers leave alike: {where}",
    "customers order at one rate: {where}",
    "hardly anybody came back: {where}",
    "a customer's orders do not scatter: {where}",
    "customers are alike in value: {where}",
    "values have no typical size: {where}",
    "the mean order value is infinite: {where}",
    "the likelihood is flat: too little to learn from",
    # Names of candidates.
    "Last year again",
    "Mean of the cohort",
    "Own mean, as many as came back",
    "Same rate for everybody",
    "Formula",
    "one amount",
    "shrunken mean",
    # The basis, as the values table writes it.
    "revenue: no cost given",
    "margin: revenue less cost",
    "margin: rates by category",
    "margin: {rate} % of revenue",
)
