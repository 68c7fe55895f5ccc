"""Losses by area, how goods turned out, and what hurts customers, as people read them."""

from collections.abc import Iterable, Iterator

from volver.domain.estimate import NotEnough
from volver.domain.loss import Consistency, Grief, Griefs, Losses, Quality, Troubles
from volver.present.book.grids import columns, grid, three
from volver.present.sentence import Sentence
from volver.present.sheet import Cell, Column, Grid, Sheet, Unit
from volver.present.words import Words

KINDS = {kind: kind.upper() for kind in ("nps", "csat", "ces")}
"""Kinds of survey as the trade writes them; a question stays as it was asked."""
MOST = 25
"""Products shown."""
TROUBLES = {
    "returned": Sentence("Sent back"),
    "complained": Sentence("Complained"),
    "delayed": Sentence("Delayed"),
}


def sheet(found: Troubles, words: Words) -> Sheet:
    """The sheet."""
    blocks: list[Grid | str] = []
    needs: list[str] = []
    for one in (found.griefs, found.subscriptions, found.customers, found.consistency):
        match one:
            case NotEnough():
                needs.append(words.why(one))
            case Griefs():
                blocks += _griefs(one, words)
            case Losses():
                blocks.append(_losses(one, words))
            case Consistency():
                blocks += _consistency(one, words)
                if not _is_told(one):
                    needs.append(
                        words("Complaints and delays by product need contacts that name it.")
                    )
    return Sheet(
        "troubles",
        words("What hurts customers"),
        words("What hurts customers, what would they like, and which area loses them?"),
        tuple(blocks),
        tuple(dict.fromkeys(needs)),
        _finding(found.griefs, words),
    )


def _finding(found: Griefs | NotEnough, words: Words) -> str:
    told = () if isinstance(found, NotEnough) else [g for g in found.contacts if g.said]
    if not told:
        return ""
    most = told[0]
    return words(
        "The commonest reason to get in touch is “{reason:text}”: {n:count} of {all:count}"
        " customers in the last year.",
        reason=most.said,
        n=most.customers,
        all=most.of,
    )


def _losses(found: Losses, words: Words) -> Grid:
    if found.kind == "subscriptions":
        title = words("Lost subscriptions of a year by area")
        caution = words("Money is the recurring revenue of a year.")
    else:
        title = words("Lapsed customers by area")
        caution = words(
            "Money is the margin of the year up to the last order. Lapsed is a rule, not a fact:"
            " some will come again."
        )
    tagged = words(
        "The area is that of the stated reason or of the last contact near the loss: it points to"
        " where to look, not to who is to blame."
    )
    return grid(
        f"losses-{found.kind}",
        title,
        columns(
            ("area", words("Area"), "text"),
            ("reason", words("Reason"), "text"),
            ("losses", words("Losses"), "count"),
            ("money", words("Money lost"), "money"),
            ("share", words("Share of money lost"), "share"),
            ("share_low", words("Lower end"), "share"),
            ("share_high", words("Upper end"), "share"),
        ),
        _areas(found, words),
        f"{caution} {tagged}",
    )


def _areas(found: Losses, words: Words) -> Iterator[list[Cell]]:
    for area in found.areas:
        name = area.area or words("nothing tells")
        yield [name, words("all reasons"), area.losses, area.money, *three(area.share)]
        if len(area.reasons) > 1 or area.reasons[0][0] is not None:
            for reason, losses, money in area.reasons:
                said = reason or words("unknown")
                yield [name, said, losses, money, money / found.money, None, None]


def _griefs(found: Griefs, words: Words) -> Iterator[Grid | str]:
    if found.contacts:
        yield grid(
            "contacts",
            words("Why customers got in touch in the last year"),
            columns(
                ("reason", words("Reason"), "text"),
                ("customers", words("Customers"), "count"),
                *_share(words),
                ("complaints", words("Of them complaints"), "count"),
                ("margin", words("Their margin to date"), "money"),
            ),
            (
                (g.said or words("unknown"), g.customers, *three(g.share), g.complaints, g.margin)
                for g in found.contacts
            ),
            words("Shares of {n:count} customers who got in touch.", n=found.contacts[0].of),
        )
    if found.wishes:
        yield _said("wishes", words("What customers chose in surveys"), found.wishes, words)
    if found.unhappy:
        yield _said("unhappy", words("Unhappy answers by channel"), found.unhappy, words)
    if found.texts:
        yield words("Answers in free text, not read here: {n:count}.", n=found.texts)


def _said(slug: str, title: str, rows: Iterable[Grief], words: Words) -> Grid:
    return grid(
        slug,
        title,
        columns(
            ("question", words("Question"), "text"),
            ("answer", words("Answer or channel"), "text"),
            ("answers", words("Answers"), "count"),
            *_share(words),
            ("of", words("Of all answers"), "count"),
        ),
        (
            (
                KINDS.get(g.asked, g.asked),
                g.said or words("unknown"),
                g.customers,
                *three(g.share),
                g.of,
            )
            for g in rows
        ),
        words("What was said by those who answered; who did not answer may feel otherwise."),
    )


def _share(words: Words) -> tuple[tuple[str, str, Unit], ...]:
    return (
        ("share", words("Share"), "share"),
        ("share_low", words("Lower end"), "share"),
        ("share_high", words("Upper end"), "share"),
    )


def _is_told(found: Consistency) -> bool:
    """Whether any contact said of a product that it disappointed or came late."""
    return any(t.buyers for t in found.tolls if t.trouble != "returned")


def _consistency(found: Consistency, words: Words) -> Iterator[Grid | str]:
    is_told = _is_told(found)
    said = {"look": found.look_days, "back": found.back_days}
    caution = words(
        "Buyers once a month and product. Sent back, complained or delayed within {look:count}"
        " days; came back: any order within {back:count} days.",
        **said,
    )
    if found.products:
        product = (Column("product", words("Product"), "text"), *_quality(is_told, words))
        yield grid("products", words("How products turned out"), product,
                   ((q.name, *_cells(q, is_told)) for q in found.products[:MOST]),
                   caution)  # fmt: skip
    month = (Column("month", words("Month"), "month"), *_quality(is_told, words))
    yield grid("months", words("How months turned out"), month,
               ((q.month, *_cells(q, is_told)) for q in found.months), caution)  # fmt: skip
    yield grid(
        "tolls",
        words("Who had trouble, and who came back"),
        columns(
            ("trouble", words("Trouble"), "text"),
            ("buyers", words("Buyers"), "count"),
            ("difference", words("Difference of the share that came back"), "share"),
            ("low", words("Lower end"), "share"),
            ("high", words("Upper end"), "share"),
        ),
        (
            (words.say(TROUBLES[t.trouble]), t.buyers, *three(t.difference))
            for t in found.tolls
            if is_told or t.trouble == "returned"
        ),
        words(
            "Buyers with the trouble less buyers without, within products and months. They may"
            " differ in more than the trouble."
        ),
    )


def _quality(is_told: bool, words: Words) -> tuple[Column, ...]:
    named = columns(
        ("buyers", words("Buyers"), "count"),
        ("returned", words("Sent back"), "share"),
        ("returned_low", words("Lower end"), "share"),
        ("returned_high", words("Upper end"), "share"),
        ("complained", words("Complained"), "share"),
        ("complained_low", words("Lower end"), "share"),
        ("complained_high", words("Upper end"), "share"),
        ("delayed", words("Delayed"), "share"),
        ("delayed_low", words("Lower end"), "share"),
        ("delayed_high", words("Upper end"), "share"),
        ("came_back", words("Came back"), "share"),
        ("came_back_low", words("Lower end"), "share"),
        ("came_back_high", words("Upper end"), "share"),
    )
    # Those of complaints and delays stand between the goods sent back and who came back.
    return named if is_told else (*named[:4], *named[-3:])


def _cells(q: Quality, is_told: bool) -> list[Cell]:
    told = (q.complained, q.delayed) if is_told else ()
    shares = (q.returned, *told, q.came_back)
    return [q.buyers, *(cell for share in shares for cell in three(share))]
