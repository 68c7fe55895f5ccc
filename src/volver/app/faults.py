"""What went wrong outside of our own rules, in words: memory, disks, and what nobody expected."""

from pathlib import Path

from volver.domain.errors import VolverError


def out_of_memory() -> VolverError:
    """There was not enough."""
    return VolverError(
        what="There was not enough memory",
        where="this machine",
        next_step="Close other programs, or give the file as Parquet: it is read in place.",
    )


def in_words(error: Exception) -> VolverError:
    """Any error as one of the product's; its own words may be a customer's and are not shown."""
    if isinstance(error, VolverError):
        return error
    if isinstance(error, MemoryError):
        return out_of_memory()
    # The engine's errors go by their names: the doors do not load it.
    if type(error).__name__ == "OutOfMemoryException":
        return out_of_memory()
    if isinstance(error, OSError) or type(error).__name__ == "IOException":
        return _not_read_or_written(error)
    return _unexpected(error)


def _not_read_or_written(error: Exception) -> VolverError:
    name, why = getattr(error, "filename", None), getattr(error, "strerror", None)
    return VolverError(
        what=f"A file could not be read or written: {why}"
        if why
        else "A file could not be read or written",
        where=Path(str(name)).name if name else "the files of this command",
        next_step="See whether the disk has room and whether you may read and write there."
        " The last published run stands.",
    )


def _unexpected(error: Exception) -> VolverError:
    # The message of a foreign error may hold a customer's data; its kind and place cannot.
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_globals.get('__name__')}:{frame.tb_lineno}" if frame else "?"
    return VolverError(
        what=f"volver met something it did not expect ({type(error).__name__})",
        where=place,
        next_step="Nothing was published. Please report it with this line and your volver version.",
    )
