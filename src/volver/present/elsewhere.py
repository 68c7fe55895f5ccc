"""English sentences that rooms write with values in them, kept here for the catalogues.

A room knows no language but its own; `Words.term` recognises these and says them in the reader's.
A place for a value is `{bare}`; sentences are joined with "; ".
"""

READING: tuple[str, ...] = (
    "{field} is read from column {column}: {why}",
    "{field} is read from column {column}: {why} (likely, please check)",
    "its name says so",
    "it is a price, and there is no quantity",
    "Dates are read as {way}",
    "also as {way}",
    "ISO 8601 with an offset",
    "compact ISO 8601, UTC",
    "days since 1900 (Excel)",
    "milliseconds since 1970",
    "seconds since 1970",
    "The decimal sign of {column} is the {sign}",
    "The decimal sign of {column} beside {currency} is the {sign}",
    "comma",
    "point",
    "{lines} before the header set aside: {shown}",
    "{lines} after the data set aside: {shown}",
    "Line {line}",
    "Lines {first} to {last}",
    "No name stands above column {column}.",
    "Columns {columns} have the same name: {name}.",
    "Sheets that were not read: {names}.",
    "Each entry of the nested list {name} is a record of its own.",
    "The field {name}, first seen on line {line}, is not read.",
    "Decoded as {codec}, a guess: the text is not UTF-8.",
    "Decoded as {codec}, which has no mark here.",
)
"""How a file was understood."""

ROWS: tuple[str, ...] = (
    "Lines without a customer, counted apart: {n}",
    "Customer ids that had blanks or .0 taken off: {n}",
    "Ids such as 4.71E+12, rounded by a spreadsheet: one may stand for several: {n}",
    "Lines of 0.00; an order of 0.00 is an order: {n}",
    "Lines below zero, taken as refunds: {n}",
    "Lines equal to an earlier one to the last letter, kept unless drop_repeats is said: {n}",
    "Lines left out: they repeat one that is here: {n}",
    "Refunds that name an order which is not here; they wait until a load brings it: {n}",
    "One line of {amount} is {share} % of all revenue",
    "Order numbers that several customers have: {n}",
    "Orders refunded by more than they cost: {n}",
    "Times in an hour that {zone} had twice, taken as the first: {n}",
    "Times in an hour that {zone} skipped, moved on by that hour: {n}",
    "no rows; {n} lines were taken away",
    "No column says the {field}: all of it is taken as {usual}",
    "Rows of an earlier file of this name, whose place this one takes: {n}",
    "Rows without a customer: {n}",
)
"""What the rows of a file hold."""

FORECAST: tuple[str, ...] = (
    "the model that was asked for",
    "the default: {reason}",
    "it could not be scored",
    "no backtest was asked for",
    "no backtest: it needs {need} days of history",
    "no backtest: it needs {need} customers known at an origin",
    "{model} has a mean log score of {score} at 1 origin",
    "{model} has a mean log score of {score} at {origins} origins",
    "{model} has a mean log score of {score} at 1 origin, {other}",
    "{model} has a mean log score of {score} at {origins} origins, {other}",
    "Mean of the cohort {score}",
    "Own mean, as many as came back {score}",
    "Same rate for everybody {score}",
    "simpler than {model} and within one standard error of it",
    "rejected: {reasons}",
    "no model may be used: {reasons}",
    "{model}: {reason}",
    "backtests missed the total of orders by {share} more than chance would: the interval of the"
    " total is as much wider",
    "customers who sent everything back have no history: the {lost} that they have brought to date"
    " is in no forecast",
    "the intervals of numbers of orders were moved to where past tests say that they belong: learnt"
    " at the earlier origins, they held better at the last",
    "no intervals were asked for",
    "what the data say of the parameters is far from normal (Pareto k {k}, above {limit}):"
    " intervals may be too narrow or too wide for it",
    "no model was fitted",
    "one customer cannot tell what customers do",
    "there is no customer with an order",
    "every order was placed on the observation date",
    "nobody has come back yet, in fewer days than are asked about",
    "one rate for everybody needs {need} repeat orders: there are {have}",
    "a past window needs {need} customers at its start: there were {have}",
    "a past window needs {need} orders in it: there were {have}",
    "{model} needs {need} customers who came back: there are {have}",
    "{model} found no best fit",
    "margins are by {model}: {reason}",
    "Gamma-Gamma knows no losses, and {share} of repeat buyers brought none or less",
    "given the number of orders, {model} has a mean CRPS of margins of {score}, {other} {lower}",
    "every order has brought the same amount",
    "first orders bring {share} more than repeat orders ({low} to {high}): a new customer's first"
    " order brings {mean} on average",
    "first orders bring {share} less than repeat orders ({low} to {high}): a new customer's first"
    " order brings {mean} on average",
    "first orders bring about as much as repeat orders ({low} to {high})",
    "first orders bring neither surely more nor less than repeat orders ({low} to {high})",
    "who orders more often brings more an order (rank correlation {rank}, {low} to {high})",
    "who orders more often brings less an order (rank correlation {rank}, {low} to {high})",
    "how often somebody orders says nothing of what an order brings (rank correlation {rank},"
    " {low} to {high})",
    "no best fit was found",
    "the interval of the margin comes from the number of orders alone",
    "the variance of margins is infinite (q of Gamma-Gamma is 2 or less): the interval of the total"
    " leaves out what one customer in 30,000 would pass",
    "NBD finds nobody gone: the data show no leaving, and P(alive) is 1 for all",
    "{model} with season",
    "{model} + {others}",
    "alone {model} has {score}",
    "together they are better by more than one standard error",
    "{share} of the forecast is NBD, under which nobody leaves: P(alive) is never below that",
    "{model} with groups",
    "groups by {attributes}: the logs of their rates of ordering scatter by {spread}",
    "groups by {attributes}: the logs of their rates of ordering scatter by {spread}, of leaving by"
    " {other}",
    "groups were tried, and are no better by more than one standard error",
    "no groups: every customer is of one and the same",
    "{attribute} tells nobody apart: all customers are of one level",
    "{attribute} has {levels} levels: the {kept} largest are kept, the others are put together as"
    ' "other"',
    "no season can be learnt yet: it needs {need} days, and there are {have}",
    "the orders show no season",
    "a season was tried, and is no better by more than one standard error",
    "season: week of year, from {weeks} weeks",
    "trend: orders {change} a year until now",
    "during {event} customers order {factor} times as often",
    "the season is taken as known: no interval is wider for it",
    "BG/NBD calls everybody alive who never came back, however long the silence",
    "a challenger was tried and won: {challenger} has a mean log score of {score} where"
    " {model} has {other}, and is surely better at {better} of {origins} origins",
    "a challenger was tried and lost: {challenger} has a mean log score of {score} where"
    " {model} has {other}, and is surely better at {better} of {origins} origins",
    "a challenger was tried and lost: it could be compared at no origin",
    "no challenger was tried: scikit-learn is not installed",
    "to have it: {command}",
    "no challenger was tried: it needs {need} past days that can teach it, and there are {have}",
    "a challenger needs {need} days to learn from: there are {have}",
    "a challenger needs {need} customers to learn from: there are {have}",
    "a challenger needs {need} customers without an order in its window, and as many with"
    " several: there are {have}",
    "a challenger needs a model of purchases beside it, and none could be fitted",
    "the challenger has learnt from {customers} customers, and what they did in the {days}"
    " days up to the observation date",
    "it says nothing of P(alive)",
    "margins are by trees, which came nearer on customers that they had not seen",
    "trees have no parameters to tell",
)
"""How a forecast came about, and what it does not know."""

SETTING: tuple[str, ...] = (
    "orders look like payments under contract: {share} of them come {days} days after the one"
    " before, {same} are as large, and {longer} come after a longer gap. volver renewals is made"
    " for customers whose end is seen",
    "orders come at fixed times: on {days} days, where as many at random would use {chance}, and"
    " {share} of gaps are whole multiples of {length} days. volver opportunities is made for such"
    " orders",
    "customers order on any day, and nobody says when they leave",
    "too few repeat orders to see whether customers order at fixed times",
)
"""How customers seem to order."""

RIDGES: tuple[str, ...] = (
    "no detectable dropout: {where}",
    "nobody detectably stays: {where}",
    "customers leave alike: {where}",
    "customers order at one rate: {where}",
    "hardly anybody came back: {where}",
    "customers order alike: {where}",
    "whoever is there orders every time: {where}",
    "a customer's orders do not scatter: {where}",
    "customers are alike in value: {where}",
    "values have no typical size: {where}",
    "the mean order value is infinite: {where}",
    "{what} runs to zero",
    "{what} runs to infinity",
    "{one} and {other} run to infinity together",
    "{one} runs to infinity ahead of {other}",
    "the likelihood is flat: too little to learn from",
    "orders come no more regularly than at random",
)
"""Where a likelihood runs flat."""

OPPORTUNITIES: tuple[str, ...] = (
    "At each opportunity a customer orders once or not at all",
    "Who has left does not come back; until then each keeps their own chance to order and to leave",
    "The order that made somebody a customer is not among the orders counted",
    "The interval counts the chances of customers and of the fit; no test on the past has widened"
    " it",
    "The days look as if customers could order on any of them: volver value learns more from such a"
    " file",
    "Columns that are not read: {names}",
    "Opportunities are the {count} columns {names}",
    "what is expected of customers stands all the same",
    "read the forecast with care",
    "no best fit was found; do not rely on this forecast",
    "week",
    "month",
    "year",
    "Orders in a period that already has one count once: {n} ({share} of all)",
    "Orders after the last whole period are left out: {n}",
    "Customers who first ordered after the last whole period are left out: {n}",
    "Days with an order: {used} of {span}; as many orders at random would use {chance}",
    "Gaps between orders of a customer at whole multiples of {days} days: {share}",
)
"""Orders at fixed times: what the model takes for granted, and what the days show."""
RENEWALS: tuple[str, ...] = (
    "nobody has left yet, so nothing tells how long customers stay",
    "nobody is still there",
    "{model} needs {need} periods: there are {have}",
    "{model} needs {need} customers who left: there are {have}",
    "{richer} fits better than {simpler} (p {p})",
    "{richer} gains no more than chance would (p {p})",
    "below {p}",
    "there is nothing to compare it with",
    "customers stay or leave at once: {where}",
    "hardly anybody leaves: {where}",
    "hardly anybody leaves for long: {where}",
    "hardly anybody stays: {where}",
    "who has renewed once stays: {where}",
    "who stays a while stays: {where}",
    "everybody leaves at one tenure: {where}",
    "customers leave at one rate: {where}",
    "the data show nobody who never leaves: {where}",
    "{what} runs to one",
    "the share",
    "not known",
    "Customers who are not yet up for a first renewal: {n}",
)
"""How a forecast of renewals came about."""

CONTRACTS: tuple[str, ...] = (
    "{share} of customers have a subscription: the others only order",
    "nobody's subscription has ended yet",
    "nobody has paid a second bill yet",
    "there are no subscriptions",
    "customers are under contract: who has left is seen, and {model} tells how many renew",
    "bills change as they did in the window before",
)
"""Whether those who subscribe are told apart by who renews."""

NAMES: tuple[str, ...] = (
    "Geometric",
    "Discrete Weibull",
    "Exponential",
    "Exponential-gamma",
    "Weibull",
    "Weibull-gamma",
    "Exponential, some never leave",
    "Weibull-gamma, some never leave",
    "Last year again",
    "Mean of the cohort",
    "Own mean, as many as came back",
    "Same rate for everybody",
    "Two-part boosting",
    "Renewals of contracts",
    "Formula",
    "one amount",
    "shrunken mean",
    "normal-inverse-gamma",
    "Gamma-Gamma by order rate",
)
"""Names of candidates."""

BASES: tuple[str, ...] = (
    "revenue: no cost given",
    "margin: revenue less cost",
    "margin: rates by category",
    "margin: {rate} % of revenue",
)
"""The basis, as the values table writes it."""

ACQUISITION: tuple[str, ...] = (
    "customers who can be counted",
    "there is no forecast",
    "nothing is known to have been spent on winning them",
    "no customer has an interaction before a first order",
)
"""Why a figure of acquisition is absent."""
GOALS: tuple[str, ...] = (
    "this figure needs twelve whole months",
    "this figure has too little behind it",
    "the orders lie in the company's own database",
    "what value includes has changed since this goal was set",
    "there is no such figure any more",
)
"""Why a goal's figure is absent."""
COHORTS: tuple[str, ...] = (
    "class",
    "channel",
    "campaign",
    "country",
    "gender",
    "cohort",
    "best",
    "potential",
    "good",
    "never_profitable",
    "too few customers have come back for a late line",
    "nobody has ordered",
    "no contracts are on record",
    "nobody is known",
    "no interactions are on record",
    "known",
    "first contact",
    "first order",
    "second order",
    "after the purchase",
    "Attracted again",
    "Ordered again",
)
"""How customers are told apart, and the way to the first order and back."""
FORMULAS: tuple[str, ...] = (
    "purchases a year need a year of orders, in days",
    "nobody has ordered in the last year",
    "who stays is seen in two spans of orders, in days",
    "nobody has ordered in the span that customers stay from",
    "nobody has stayed away, and 1 / churn has no end",
    "a CAC needs spend to acquire, and customers won in the year",
    "the cost of keeping needs spend to retain, in the span",
    "no span has both customers kept and customers won",
    "a margin needs a cost of goods, or the setting margin_rate",
    "no order is expected within the horizon",
    "revenue before refunds",
    "revenue after refunds",
    "revenue before refunds, less CAC",
    "margin; neither cost to serve nor CAC is known",
    "margin after CAC; cost to serve is not known",
    "margin after cost to serve; CAC is not known",
    "margin after cost to serve and CAC",
    "Gross money counts what was given back: {share} of it here",
    "Revenue is not value: it knows no cost.",
)
"""What each formula counts, and what it lacks."""
FIGURES: tuple[str, ...] = (
    "retention needs two whole quarters",
    "nothing is said of who is still a customer",
    "no spend to acquire is known",
    "this figure needs a forecast",
    "this figure needs orders",
    "this figure needs contacts with customers",
    "this figure needs answers of customers",
    "this figure needs subscriptions",
    "this figure needs what a contact, an order or a return costs",
    "this figure needs a time before: ask by month, or from a later month on",
)
"""What a figure by period and split would need."""

PARTS: tuple[str, ...] = (
    "lines of silence need gaps between orders",
    "too few customers of whom the traits are known",
    "too few were customers then of whom the traits are known",
    "too few customers to tell what sets the top apart",
    "all customers are worth the same",
    "too few customers to look for groups",
    "no small tree tells the groups apart, per cent of customers put right",
    "no group comes out again when customers are drawn anew",
    "changes compare two whole months of orders",
    "the orders do not reach back far enough to see what came of such lists",
    "bundles are looked for in earlier orders and tried on later ones",
    "nothing was lost in the last year that is known",
    "too few bought a known product long enough ago",
    "too few buyers beside whom others had no such trouble",
    "no contact with a reason and no answer to a survey is known",
    "moves need two months of orders",
    "nothing is known of customers that tells them apart",
    "Today's best",
)
"""Why a figure of the parts of customers is not there, and the persona nobody has written."""

SELLING: tuple[str, ...] = (
    "too few products of which sales vary",
    "prices hardly varied, per cent",
    "too few offers were answered",
    "an effect needs newcomers with the plan and without it",
)
"""Why a figure of selling is not there."""

SENTENCES: tuple[str, ...] = (
    *FORMULAS,
    *PARTS,
    *READING, *ROWS, *FORECAST, *SETTING, *RIDGES, *OPPORTUNITIES, *RENEWALS, *CONTRACTS,
    *NAMES, *BASES,
    *ACQUISITION,
    *COHORTS,
    *GOALS,
    *FIGURES,
    *SELLING,
)  # fmt: skip
