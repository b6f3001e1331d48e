"""Strings of one length as a matrix of bytes, to be worked on without a loop."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]


def side_by_side(values: pl.Series, length: int) -> Bytes:
    """One row a value; every value has `length` bytes, and none is null."""
    array = values.to_arrow()
    if not pa.types.is_large_string(array.type):
        array = array.cast(pa.large_string())
    if length == 0:
        return np.empty((len(values), 0), np.uint8)
    start = array.offset * 8
    first = int.from_bytes(array.buffers()[1][start : start + 8].to_pybytes(), "little")
    data = np.frombuffer(array.buffers()[2], np.uint8)
    return data[first : first + len(values) * length].reshape(-1, length)
