"""How memory is taken and given back, in a process that lives long and answers many at once."""

import ctypes
from contextlib import suppress

import pyarrow as pa

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
"""See mallopt(3)."""
LARGE = 1_000_000
"""Bytes of memory that is given back as soon as it is let go of. By itself the C library keeps what
a plan was drawn up in, up to 32 MB at a time, for the next one."""


def one_heap() -> None:
    """Let threads share what one of them has let go of, where the C library is glibc.

    By itself it keeps a heap for each, and a plan drawn up in every thread holds its memory four
    times. Arrow's own allocator would be one more that keeps what it has had.
    """
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL("libc.so.6")
        library.mallopt(M_ARENA_MAX, 1)
        library.mallopt(M_MMAP_THRESHOLD, LARGE)
        library.mallopt(M_TRIM_THRESHOLD, LARGE)
        pa.set_memory_pool(pa.system_memory_pool())
