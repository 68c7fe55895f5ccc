"""The command line. Commands import what they need when they run, so that help is instant."""

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Annotated

import typer

from volver.app import faults
from volver.cli.commands import (
    book,
    budget,
    check,
    data,
    deliver,
    demo,
    kpi,
    look,
    offers,
    opportunities,
    plan,
    prices,
    programmes,
    renewals,
    segment,
    serve,
    today,
    uplift,
    value,
    workspace,
)
from volver.cli.language import ENGLISH, language_of
from volver.cli.output import fail, note
from volver.cli.records import know_records
from volver.domain.errors import VolverError

# numpy reads this when it loads. Our matrices are four by four: threads of BLAS would only wait.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # noqa: TID251 - a setting of numpy's, not ours

INTERRUPTED = 130

app = typer.Typer(
    name="volver",
    help="What each customer is worth: in margin, with an interval, and with a reason.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("value")(value.value)
app.command("opportunities")(opportunities.opportunities)
app.command("renewals")(renewals.renewals)
app.command("init")(workspace.init)
app.command("run")(workspace.run)
app.command("report")(look.report)
app.command("book")(book.book)
app.command("segment")(segment.segment)
app.command("budget")(budget.budget)
app.command("offers")(offers.offers)
app.command("prices")(prices.prices)
app.command("price-log")(prices.price_log)
app.command("bundles")(prices.bundles)
app.command("rewards")(programmes.rewards)
app.command("referrals")(programmes.referrals)
app.command("today")(today.today)
app.command("uplift")(uplift.uplift)
app.command("explain")(look.explain)
app.command("backtest")(look.backtest)
app.command("kpi")(kpi.kpi)
app.command("serve")(serve.serve)
app.command("work")(serve.work)
app.command("deliver")(deliver.deliver)
app.command("check")(check.check)
app.command("demo")(demo.demo)
app.add_typer(data.app, name="data")
app.add_typer(plan.app, name="plan")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"volver {version('volver')}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """What each customer is worth: in margin, with an interval, and with a reason."""


class _Stop:
    """Remembers Ctrl-C: the engine answers it with errors of its own in the midst of its work."""

    asked = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        raise KeyboardInterrupt


def main() -> None:
    """Run a command; every error ends in words and in its own exit code."""
    # Not from within an `except`: an error holds the frames that it came through, with an engine
    # in them, whose threads may abort the interpreter if they are alive when it ends.
    sys.exit(_run())


def _run() -> int:
    as_json = "--json" in sys.argv
    stop = _Stop()
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, stop)
    know_records()
    try:
        app()
    except SystemExit as done:  # how typer ends
        return _ended(int(done.code or 0))
    except VolverError as error:
        return _failed(error, as_json)
    except KeyboardInterrupt:
        return _ended(INTERRUPTED)
    except BrokenPipeError:
        return 141
    except MemoryError:
        return _failed(faults.out_of_memory(), as_json)
    except Exception as error:  # noqa: BLE001 - the door: no traceback ever reaches a user
        return _ended(INTERRUPTED) if stop.asked else _failed(faults.in_words(error), as_json)
    return 0


def _ended(code: int) -> int:
    if code == INTERRUPTED:  # typer says so by this code alone
        _, translate = _in_language(None)
        note(translate("Stopped. Nothing was published; the last published run stands."))
    return code


def _failed(error: VolverError, as_json: bool) -> int:
    """The one place where errors are shown, in the language of whoever reads them."""
    said, translate = _in_language(error)
    return fail(said or error, as_json, translate)


def _in_language(error: VolverError | None) -> tuple[VolverError | None, Callable[[str], str]]:
    """The error in the reader's language and how to say the words around it."""
    language = language_of(sys.argv[1:])
    if language == ENGLISH:
        return error, str
    try:  # English needs no catalogue and loads none
        from volver.present.errors import told
        from volver.present.words import Words

        words = Words(language)
        said = told(error, words) if error else None
    except Exception:  # noqa: BLE001 - an error about an error would hide what happened
        return error, str
    return said, str if error and said is None else words.term
