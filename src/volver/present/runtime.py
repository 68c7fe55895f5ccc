"""The chart runtime that goes into a page: made here, offline, from the installed vl-convert."""

from functools import cache

import vl_convert


@cache
def bundle() -> str:
    """Vega-Embed with Vega and Vega-Lite as one script, which sets `vegaEmbed` on the window.

    It carries the expression interpreter, so a page may forbid `eval`. Takes about a second, once
    in a process.
    """
    script = str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))
    # Inside an HTML page a script ends at the first of these, even within a string.
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")
