"""One Parquet file under modular encryption, footer and all.

Every file has a key of its own, HKDF-SHA-256 (RFC 5869) of the records key with
the file's name as info; the name carries 16 random bytes. The name is also the
additional authenticated data: a file under another name does not open.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pyarrow.parquet.encryption import (
    create_decryption_properties,
    create_encryption_properties,
)

from cases.engine.durable import sync_folder
from cases.engine.errors import WrongKey
from cases.engine.keys import Keys, key_id
from cases.engine.page_cache import Passing

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

# One row is read back by decoding one group: at 8,192 rows of 120 bytes that takes
# 2 to 3 ms, and the groups still compress as well as larger ones.
GROUP_ROWS: Final = 8_192


@dataclass(frozen=True)
class SealedFile:
    """A finished file: its name, what it holds, and the id of the key it needs."""

    name: str
    rows: int
    size: int
    sha256: str
    key: str


def _file_key(records_key: bytes, name: str) -> bytes:
    info = b"casedesk records " + name.encode()
    return HKDF(SHA256(), length=32, salt=None, info=info).derive(records_key)


class _HashingFile(io.RawIOBase):
    """Digests what passes, so that the file need not be read again."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = path.open("xb", buffering=0)
        self._passing = Passing(self._file.fileno())
        self._sha256 = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer) -> int:
        view, written = memoryview(data), 0
        while written < len(view):
            written += self._file.write(view[written:])
        self._sha256.update(data)
        self.size += written
        self._passing.written(self.size)
        return written

    def finish(self) -> str:
        os.fsync(self._file.fileno())
        self._passing.whole()
        self.close()
        return self._sha256.hexdigest()

    def close(self) -> None:
        self._file.close()
        super().close()


class SealedWriter:
    """Writes frames of one schema into one sealed file.

    `ordered` names the columns of rising whole numbers: they get statistics, for
    seeking. `about` is kept in the encrypted footer.
    """

    def __init__(
        self,
        folder: Path,
        stem: str,
        schema: pl.Schema,
        keys: Keys,
        *,
        ordered: tuple[str, ...] = (),
        about: Mapping[str, str] | None = None,
    ) -> None:
        self._folder = folder
        self._name = f"{stem}-{secrets.token_hex(16)}.parquet"
        self._key = key_id("records", keys.records[0])
        self._file = _HashingFile(folder / self._name)
        self._schema = _as_arrow(pl.DataFrame(schema=schema)).schema.with_metadata(
            dict(about or {})
        )
        self._rows = 0
        self._writer = pq.ParquetWriter(
            self._file,
            self._schema,
            # Half the time of zstd's fastest level, for a sixth of the text's size
            # more on the disk.
            compression="snappy",
            use_dictionary=False,
            column_encoding=dict.fromkeys(ordered, "DELTA_BINARY_PACKED"),
            write_statistics=list(ordered),
            encryption_properties=create_encryption_properties(
                _file_key(keys.records[0], self._name),
                aad_prefix=self._name.encode(),
                store_aad_prefix=False,
            ),
        )

    def write(self, frame: pl.DataFrame) -> None:
        table = _as_arrow(frame).replace_schema_metadata(self._schema.metadata)
        self._writer.write_table(table, row_group_size=GROUP_ROWS)
        self._rows += frame.height

    def finish(self) -> SealedFile:
        self._writer.close()
        sha256 = self._file.finish()
        sync_folder(self._folder)
        return SealedFile(self._name, self._rows, self._file.size, sha256, self._key)

    def abandon(self) -> None:
        """Remove an unfinished file."""
        if not self._file.closed:
            with suppress(OSError):
                self._writer.close()
            self._file.close()
            (self._folder / self._name).unlink(missing_ok=True)


def _as_arrow(frame: pl.DataFrame) -> pa.Table:
    """Without copying the strings: Arrow has them as views since Polars does."""
    return frame.to_arrow(compat_level=pl.CompatLevel.newest())


def open_sealed(folder: Path, file: SealedFile, keys: Keys) -> pq.ParquetFile:
    """Raise WrongKey if the key is not held or the footer was changed."""
    key = keys.records_ids.get(file.key)
    if key is None:
        raise WrongKey(file=file.name)
    properties = create_decryption_properties(
        _file_key(key, file.name), aad_prefix=file.name.encode()
    )
    try:
        return pq.ParquetFile(folder / file.name, decryption_properties=properties)
    except (OSError, pa.ArrowException) as error:
        raise WrongKey("damaged", file=file.name) from error


def read_group(
    opened: pq.ParquetFile, group: int, file: SealedFile, columns: list[str] | None
) -> pa.Table:
    """One row group; raise WrongKey (`damaged`) if a byte of it was changed."""
    try:
        return opened.read_row_group(group, columns, use_threads=False)
    except (OSError, pa.ArrowException) as error:
        raise WrongKey("damaged", file=file.name) from error
