"""Making and opening the file of a store: what it must be, and one clear line where it is not."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from theory.validation import one_line

VERSION = 1
APPLICATION = 0x67_6C_73_74  # "glst"
BUSY_SECONDS = 30
MAGIC = b"SQLite format 3\x00"
SCHEMA = (
    "CREATE TABLE cells (key TEXT PRIMARY KEY, experiment TEXT NOT NULL, parameters TEXT NOT NULL, seed INTEGER NOT NULL, "
    "status TEXT NOT NULL CHECK (status IN ('done', 'failed')), reason TEXT, scalars TEXT NOT NULL, "
    "versions TEXT NOT NULL, commit_id TEXT, seconds REAL NOT NULL, spec TEXT NOT NULL)",
    "CREATE INDEX cells_of_experiment ON cells (experiment)",
    "CREATE TABLE arrays (key TEXT NOT NULL REFERENCES cells (key) ON DELETE CASCADE, name TEXT NOT NULL, "
    "dtype TEXT NOT NULL, shape TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (key, name))",
)
DAMAGED = "is damaged or truncated; put back a copy, or remove it to start anew"
TROUBLE = {
    "SQLITE_BUSY": f"is kept locked by another process for more than {BUSY_SECONDS} s",
    "SQLITE_READONLY": "cannot be written; it or its folder is read-only",
    "SQLITE_CANTOPEN": "cannot be opened; see that its folder exists and can be written",
    "SQLITE_FULL": "cannot be written; the disk is full",
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_NOTADB": DAMAGED,
}


class StoreError(ValueError):
    """A store that cannot be used, in one line.

    Example:
    >>> from sims.store import Store, StoreError
    >>> try:
    ...     Store("nowhere.sqlite")
    ... except StoreError as error:
    ...     "nowhere.sqlite" in str(error)
    True
    """

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))  # a path may hold anything


def create_file(path: Path) -> None:
    """A new, empty store, whole or not at all; another process may make the same one at the same time.

    Raises `StoreError` where it cannot be written.
    """
    if "\0" in str(path):
        raise StoreError(f"cannot write {one_line(str(path))}: a file's name has no NUL.")
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(b"")  # SQLite would say only that it cannot open it
        with one_line_errors(path):
            connection = sqlite3.connect(partial, isolation_level=None)
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("BEGIN IMMEDIATE")
                for statement in SCHEMA:
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION}")
                connection.execute(f"PRAGMA user_version = {VERSION}")
                connection.execute("COMMIT")
            finally:
                connection.close()
        try:
            os.link(partial, path)  # unlike a rename, never over a file that has appeared meanwhile
        except FileExistsError:
            pass
        except OSError:  # a file system without hard links
            if not path.exists():
                os.replace(partial, path)
    except OSError as refused:
        raise StoreError(f"cannot write {path}: {refused.strerror}.") from refused
    finally:
        if partial.parent.is_dir():
            partial.unlink(missing_ok=True)


def connect(path: Path, writable: bool) -> sqlite3.Connection:
    """A connection to an existing store; `writable` sees that it can be written. Raises `StoreError`.

    Possible issues: in a folder that cannot be written SQLite cannot share the file, so reading there takes it as it is;
    a process that may write, and starts to, in that very moment goes unseen.
    """
    if path.is_dir():
        raise StoreError(f"{path} is a folder; a store is a file.")
    if not path.exists():
        raise StoreError(f"{path} does not exist.")
    _refuse_truncated(path)
    with one_line_errors(path):
        try:
            return _connection(path, "mode=rw", writable)
        except sqlite3.OperationalError as refused:
            name = getattr(refused, "sqlite_errorname", "")
            log = path.with_name(path.name + "-wal")
            if writable or not name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
                raise
            if log.exists() and log.stat().st_size:  # results that only a process that may write can put in order
                raise StoreError(
                    f"{path} was left in the middle of a write; open it once where it can be written."
                ) from (refused)
            return _connection(path, "mode=ro&immutable=1", writable)


def _connection(path: Path, mode: str, writable: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?{mode}", uri=True, timeout=BUSY_SECONDS, isolation_level=None
    )
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        _refuse_foreign(path, connection)
        for setting in ("synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {setting}")
        if writable:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(f"PRAGMA user_version = {VERSION}")  # a lock alone is no write
            connection.execute("ROLLBACK")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def one_line_errors(path: Path) -> Iterator[None]:
    """SQLite's errors, and values that do not decode, as a `StoreError` that names the file."""
    try:
        yield
    except StoreError:
        raise
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", None) or ""
        known = next((text for code, text in TROUBLE.items() if name.startswith(code)), None)
        raise StoreError(f"{path} {known or f'cannot be used: {error}'}.") from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise StoreError(f"{path} {DAMAGED} ({one_line(str(error))}).") from error


def _refuse_truncated(path: Path) -> None:
    """SQLite notices missing pages only when it needs them; the header says how many there must be."""
    log = path.with_name(path.name + "-wal")
    settled = not log.exists()  # with a log the file alone is not the whole story
    try:
        with path.open("rb") as file:
            header = file.read(100)
            size = os.fstat(file.fileno()).st_size
    except OSError as refused:
        raise StoreError(f"cannot read {path}: {refused.strerror}.") from refused
    if not header.startswith(MAGIC[: len(header)]):
        raise StoreError(f"{path} is no SQLite file; name another store.")
    page = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    whole = len(header) == 100 and size >= (65536 if page == 1 else page) * pages
    if not whole and ((settled and not log.exists()) or len(header) < 100):
        raise StoreError(f"{path} {DAMAGED}.")


def _refuse_foreign(path: Path, connection: sqlite3.Connection) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION:
        raise StoreError(f"{path} is an SQLite file of another program; name another store.")
    if version > VERSION:
        raise StoreError(f"{path} has format {version}, from a newer gatelemma; this one reads {VERSION}. Upgrade it.")
    found = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}
    if version != VERSION or found != set(SCHEMA):
        raise StoreError(f"{path} {DAMAGED} (its tables are not those of a store).")
