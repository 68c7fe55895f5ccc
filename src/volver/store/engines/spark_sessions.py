"""Sessions of Spark: where they are opened, what our SQL needs of them, and how they fail.

spark:local[2]       in this process, on two cores; also spark:local[*]
spark:yarn, spark://HOST:PORT    on a cluster, this process the driver
sc://HOST:PORT       Spark Connect, with its own ;token=… behind (Databricks too)

But for Spark Connect, settings of Spark may follow: spark:local[2]?spark.driver.memory=8g.
"""

import os
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from py4j.protocol import Py4JError, Py4JJavaError
from pyspark.errors import AnalysisException, PySparkException
from pyspark.logger import PySparkLogger
from pyspark.sql import SparkSession

from volver.domain.errors import BadInput, Busy, VolverError

RAISED = (PySparkException, Py4JError, OSError, EOFError)
"""What Spark's client raises; an OSError where the process or the server behind it is gone."""
PARTITIONS_PER_CORE = 16
"""Of a shuffle in local mode. Adaptive execution joins small ones, so that they cost little, and a
hundred million orders leave 100 to 200 MB to each. A cluster keeps the number it was given."""
QUIET = Path(__file__).with_name("spark.log4j2.properties")
MEANING = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.variable.substitute": "false",  # it would write an ${env:NAME} into a text of ours
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",  # or it rounds what is too wide
    "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
}
"""What our SQL needs, whatever the defaults of the cluster are."""
RETRIES = 4
"""Of a call to Spark Connect: some seconds. Its own default would wait for ten minutes."""
_LOST = re.compile(
    r"stopped SparkContext|SparkContext was shut down|UNAVAILABLE|SESSION_(?:CLOSED|NOT_FOUND)"
)
_MARKED = re.compile(r"\[[A-Z][A-Z_.]+\] [^\n]+")
_MOST_SAID = 300


@dataclass(frozen=True, slots=True)
class Address:
    """Where Spark is, and settings to start it with."""

    master: str
    settings: dict[str, str]

    @classmethod
    def of(cls, url: str) -> "Address":
        """Read a URL; BadInput where what follows are no settings of Spark's."""
        if url.startswith("sc:"):
            return cls(url, {})
        address, _, given = url.partition("?")
        settings = dict(pair.partition("=")[::2] for pair in given.split("&") if pair)
        for name, value in settings.items():
            if not name.startswith("spark.") or not value:
                raise BadInput(
                    what=f"{name} is no setting of Spark's",
                    where="engine",
                    next_step="Write settings as in spark:local[2]?spark.driver.memory=8g.",
                )
        is_standalone = address.startswith("spark://")
        return cls(address if is_standalone else address.removeprefix("spark:"), settings)

    @property
    def is_connect(self) -> bool:
        """Whether Spark is behind Spark Connect."""
        return self.master.startswith("sc:")

    @property
    def is_here(self) -> bool:
        """Whether all of Spark is in this process, and files are where we are."""
        return self.master.startswith("local")


@dataclass(slots=True)
class _Application:
    """What this process started; it ends with the last of its sessions."""

    first: SparkSession
    tables: TemporaryDirectory[str]
    sessions: list[SparkSession]


# It needs no pandas for what we ask of it.
warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
for _logger in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
    PySparkLogger.getLogger(_logger).setLevel("CRITICAL")  # our error says it, in a line

_started: list[_Application] = []  # one at most: a process holds one


def opened(address: Address) -> SparkSession:
    """A session of our own, with its own views and settings; BadInput where there is none.

    A Spark that already runs in this process is used as it is, and left running.
    """
    with _starting(address):
        session = _connected(address.master) if address.is_connect else _at_hand(address)
        for name, value in MEANING.items():
            session.conf.set(name, value)
    return session


def close(session: SparkSession, address: Address, views: Iterable[str]) -> None:
    """End what a session runs, drop its views, and end Spark if nobody here uses it any more."""
    with suppress(*RAISED):  # it may be gone, and all of this with it
        session.interruptAll()
        for view in views:
            session.catalog.dropTempView(view)
    if address.is_connect:
        with suppress(*RAISED):
            session.stop()
    for ours in list(_started):
        if session in ours.sessions:
            ours.sessions.remove(session)
        if not ours.sessions:
            _started.remove(ours)
            with suppress(*RAISED):
                ours.first.stop()
            ours.tables.cleanup()


def _connected(url: str) -> SparkSession:
    session = SparkSession.builder.remote(url).create()
    from pyspark.sql.connect.client.retries import DefaultPolicy

    session.client.set_retry_policies([DefaultPolicy(max_retries=RETRIES)])
    return session


def _at_hand(address: Address) -> SparkSession:
    """A session of what this process runs, which is started if it runs nothing yet."""
    if not _started and (others := SparkSession.getActiveSession()):
        return others.newSession()
    if not _started:
        tables = TemporaryDirectory(prefix="volver-spark-")
        settings = {
            "spark.driver.defaultJavaOptions": f"-Dlog4j2.configurationFile={QUIET.as_uri()}",
            "spark.ui.showConsoleProgress": "false",
            "spark.driver.maxResultSize": "0",  # an answer may have a row for each customer
            **(_in_this_process(address.master, tables.name) if address.is_here else {}),
            **address.settings,
        }
        builder = SparkSession.builder.master(address.master).appName("volver")
        for name, value in settings.items():
            builder = builder.config(name, value)
        _started.append(_Application(builder.getOrCreate(), tables, []))
    session = _started[0].first.newSession()
    _started[0].sessions.append(session)
    return session


def _in_this_process(master: str, tables: str) -> dict[str, str]:
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 4
    named = re.match(r"local\[(\d+|\*)", master)
    cores = 1 if named is None else os.cpu_count() or 1 if named[1] == "*" else int(named[1])
    return {
        "spark.driver.memory": f"{max(memory >> 20, 1024)}m",  # a quarter, as Java itself takes
        "spark.driver.host": "localhost",
        "spark.driver.bindAddress": "localhost",  # nobody else has business here
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": str(PARTITIONS_PER_CORE * cores),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.warehouse.dir": tables,
    }


@contextmanager
def _starting(address: Address) -> Iterator[None]:
    try:
        yield
    except ImportError:
        raise BadInput(
            what="Spark Connect needs packages that are not installed",
            where="engine",
            next_step="Run: pip install 'pyspark[connect]'",
        ) from None
    except RAISED as error:
        said = _said(error)
        if "JAVA_GATEWAY_EXITED" in said:
            raise BadInput(
                what="Spark did not start",
                where="engine",
                next_step="Check engine, and that Java 17 or newer is installed, on Debian"
                " with: apt-get install default-jre-headless",
            ) from None
        raise BadInput(
            what=f"Spark does not answer: {said}",
            where=address.master.partition(";")[0],  # behind it may be a token
            next_step="Check engine, and that this machine reaches it.",
        ) from None


def told(error: Exception, place: str) -> VolverError:
    """An error of a query, a table or the session."""
    said, kept = _said(error), "Nothing was published."
    without_answer = isinstance(error, Py4JError) and not isinstance(error, Py4JJavaError)
    if without_answer or isinstance(error, OSError | EOFError) or _LOST.search(said):
        return VolverError(
            what="The connection to the database was lost",
            where=place,
            next_step=f"{kept} Run again when the server can be reached.",
        )
    if "FILE_NOT_EXIST" in said:
        return Busy(
            what="A table was replaced twice while it was read",
            where=place,
            next_step=f"{kept} Run again later.",
        )
    if isinstance(error, AnalysisException):
        return BadInput(
            what=f"The database cannot answer: {said}",
            where=place,
            next_step="Correct the tables and columns that the settings name; the server's log"
            " tells the query.",
        )
    return VolverError(
        what=f"Spark could not finish: {said}",
        where=place,
        next_step=f"{kept} Run again; where memory ran out, give it more, as in"
        " spark:local[2]?spark.driver.memory=8g.",
    )


def _said(error: Exception) -> str:
    """One line of what Spark says: that with its own mark, or the cause behind all others."""
    text = str(error)
    if marked := _MARKED.search(text):
        return marked[0][:_MOST_SAID]
    causes = re.findall(r"^(?:Caused by)?: (.+)$", text, re.MULTILINE)
    return (causes or text.strip().splitlines() or [type(error).__name__])[-1][:_MOST_SAID]
