"""The chart runtime that goes into a page: made here, offline, from the installed vl-convert.

`python -m volver.present.runtime FILE` writes it: what makes it takes some 90 MB of memory, which a
server has better uses for.
"""

import sys
from functools import cache
from pathlib import Path


@cache
def bundle() -> str:
    """Vega-Embed with Vega and Vega-Lite as one script, which sets `vegaEmbed` on the window.

    It carries the expression interpreter, so a page may forbid `eval`. Takes about a second, once
    in a process.
    """
    import vl_convert  # heavy, and most pages carry no runtime of their own

    script = str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))
    # Inside an HTML page a script ends at the first of these, even within a string.
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")


if __name__ == "__main__":
    # In one step: whoever finds it takes it for whole, and it is not made again.
    beside = Path(f"{sys.argv[1]}.part")
    beside.write_text(bundle(), "utf-8")
    beside.replace(sys.argv[1])
