"""volver check: is a server set up safely?"""

from pathlib import Path
from typing import Annotated

import typer

from volver.cli.commands.options import AsJson, Language
from volver.domain.errors import BadInput

FAILED = 1
"""The exit code where a line does not hold."""


def check(
    site: Annotated[Path, typer.Argument(help="The server's own folder, as --site names it.")],
    deploy: Annotated[
        bool, typer.Option("--deploy", help="Look at all that people on a network could use.")
    ] = False,
    lang: Language = None,
    json: AsJson = False,
) -> None:
    """Say line by line whether a server is set up safely; exit with 1 where it is not.

    Each line that fails says what to do next.
    """
    if not deploy:
        raise BadInput(
            what="volver check knows one thing to look at, and wants it said",
            where="--deploy",
            next_step="Run: volver check --deploy SITE",
        )
    from volver.cli.commands.serve import needs_django
    from volver.cli.output import say, show_json
    from volver.present.words import Words

    needs_django("volver check")
    from volver.server.deploy.check import check as look

    words = Words(lang or "en")
    found = look(site)
    failing = sum(not line.passed for line in found)
    if json:
        show_json(
            [
                {"title": words.say(f.title), "passed": f.passed, "next": words.say(f.next_step)}
                for f in found
            ]
        )
    else:
        for line in found:
            say(f"{words('pass') if line.passed else words('FAIL'):<6} {words.say(line.title)}")
            if not line.passed:
                say(f"       {words.say(line.next_step)}")
        say(words("{failing:count} of {all:count} lines fail", failing=failing, all=len(found)))
    if failing:
        raise typer.Exit(FAILED)
