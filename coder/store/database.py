"""Opening, creating and distrusting project files and databases."""

from __future__ import annotations

import glob
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool, StaticPool

from coder.domain.text import visible
from coder.errors import CoderError, ConflictError, InputError, StoreError
from coder.store import driver, migrations, tables, upgrading
from coder.store.distrust import check_layout, refuse_foreign
from coder.store.driver import APPLICATION_ID
from coder.wholefile import hold, may_write_in, runs

BUSY_SECONDS = 3.0
"""How long a write waits for another program before it says so."""

WRITING = "coder_writing"
"""The execution option of connections that are about to write."""


def is_url(place: str) -> bool:
    """Whether `place` names a server database and not a file."""
    return place.startswith(("postgresql://", "postgres://"))


@contextmanager
def creating(place: str) -> Iterator[Engine]:
    """An empty project to fill; it appears under its name, whole, when the block ends well.

    A file is laid out beside its final name, readable by its owner alone. Raises StoreError or
    InputError, and leaves nothing behind, when anything fails.
    """
    if is_url(place):
        engine = _create_on_server(place)
        try:
            yield engine
        except BaseException:
            tables.metadata.drop_all(engine)
            raise
        finally:
            engine.dispose()
        return
    if "://" in place:
        raise InputError(
            "only PostgreSQL has projects with an address",
            where=shown(place),
            remedy="write it as postgresql://user@host/name, or name a file",
        )
    path = Path(place)
    _check_free(path)
    with _draft_of(path) as draft:
        # Whoever knows a passphrase for the final name makes an encrypted project.
        engine = _sqlite(draft, readonly=False, like=path)
        try:
            with guarded(place), engine.begin() as connection:
                connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
                migrations.create(connection)
            yield engine
        finally:
            engine.dispose()


def create_project(place: str) -> Engine:
    """Make an empty project and open it for writing."""
    with creating(place):
        pass
    return open_project(place)


def open_project(place: str, *, readonly: bool = False, upgrade: bool = False) -> Engine:
    """Open an existing project after checking that it is one and is safe to touch.

    A file that an older program made is backed up and brought up to date, unless it is opened to
    read; a server's database only when `upgrade` says so. Raises StoreError when it is missing,
    damaged, locked, read-only (unless `readonly`), made by a newer program, older and not to be
    changed, or holds anything that this program did not lay out.
    """
    server = is_url(place)
    engine = _server_engine(place) if server else _file_engine(Path(place), readonly)
    try:
        with guarded(place), engine.connect() as connection:
            refuse_foreign(connection, shown(place))
            late = migrations.pending(connection)
        if late:
            if readonly or (server and not upgrade):
                raise upgrading.refuse_older(shown(place), readonly=readonly)
            with guarded(place):
                upgrading.upgrade(
                    engine.execution_options(**{WRITING: True}),
                    None if server else Path(place),
                    lambda connection: check_layout(connection, shown(place)),
                )
        with guarded(place), engine.connect() as connection:
            check_layout(connection, shown(place))
    except Exception:
        engine.dispose()
        raise
    return engine


@contextmanager
def guarded(place: str) -> Iterator[None]:
    """Turn what the database layer raises into one sentence about `place`."""
    try:
        yield
    except DBAPIError as error:
        raise translated(place, str(error.orig)) from error
    except driver.errors() as error:
        # What goes past the database layer: copies of whole files.
        raise translated(place, str(error)) from error
    except SQLAlchemyError as error:
        raise StoreError(
            "the database answered in an unexpected way",
            where=shown(place),
            remedy="run `coder doctor` on it",
        ) from error


def shown(place: str | Path) -> str:
    """A file name or address fit for a message; who connects and how is left out."""
    text = visible(str(place))
    if not is_url(text):
        return text
    scheme, _, rest = text.partition("://")
    rest = rest.partition("?")[0]
    return f"{scheme}://…@{rest.rsplit('@', 1)[1]}" if "@" in rest else f"{scheme}://{rest}"


def translated(place: str, cause: str) -> CoderError:
    """One sentence about what the database layer says of `place`."""
    where, lowered = shown(place), cause.lower()
    if "locked" in lowered or "busy" in lowered:
        return StoreError(
            "another program is writing to this project", where=where, remedy="close it there and try again"
        )
    if "readonly" in lowered or "read-only" in lowered:
        return StoreError(
            "the project is read-only",
            where=where,
            remedy="make the file and its folder writable, or work on a copy",
        )
    if "malformed" in lowered or "not a database" in lowered:
        return StoreError(
            "the file is damaged",
            where=where,
            remedy="take a backup (`coder backup --list`) or run `coder rescue` on it",
        )
    if "unable to open" in lowered:
        return StoreError(
            "the file of the project cannot be reached",
            where=where,
            remedy="reconnect the disk and try again",
        )
    if "disk is full" in lowered or "disk i/o" in lowered:
        return StoreError(
            "the disk refused to store the change",
            where=where,
            remedy="free some space or reconnect the disk and repeat the last act",
        )
    if "foreign key" in lowered:
        return ConflictError(
            "something else still depends on this", where=where, remedy="take that back first"
        )
    if "unique" in lowered:
        return ConflictError(
            "something of that name was stored meanwhile", where=where, remedy="look at it and try again"
        )
    return StoreError("the database refused", where=where, remedy=cause.splitlines()[0])


def _check_free(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise InputError(
            "there is already a file of that name",
            where=shown(path),
            remedy="choose another name, or open it with `coder open`",
        )
    if not path.parent.is_dir():
        raise InputError("the folder does not exist", where=shown(path.parent), remedy="create it first")
    if not may_write_in(path.parent):
        raise StoreError("the folder is read-only", where=shown(path.parent), remedy="choose another folder")


@contextmanager
def _draft_of(path: Path) -> Iterator[Path]:
    _sweep(path)
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        yield draft
        _publish(draft, path)
    except OSError as error:
        raise StoreError(
            f"the project cannot be created ({error.strerror})",
            where=shown(path),
            remedy="choose another folder or a shorter name",
        ) from error
    finally:
        _remove(draft)


def _publish(draft: Path, path: Path) -> None:
    try:
        # A link, unlike a rename, cannot replace a file that appeared meanwhile.
        os.link(draft, path)
    except OSError:
        # Some disks, such as memory sticks, know no links.
        if path.exists():
            raise
        draft.rename(path)


def _sweep(path: Path) -> None:
    """Remove what a program that was killed left of a project of this name."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.new"):
        number = left.name.removesuffix(".new").rpartition(".")[2]
        if number.isdigit() and not runs(int(number)):
            _remove(left)


def _remove(draft: Path) -> None:
    for left in (draft, *(draft.with_name(draft.name + end) for end in ("-wal", "-shm"))):
        with suppress(OSError):
            left.unlink()


def _file_engine(path: Path, readonly: bool) -> Engine:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise StoreError(
            "there is no such project",
            where=shown(path),
            remedy="create it with `coder new`, or check the name",
        ) from error
    if not stat.S_ISREG(mode):
        raise StoreError("this is not a project file", where=shown(path), remedy="name a .coder file")
    _check_kind(path)
    writable = mode & 0o222 and os.access(path, os.W_OK) and may_write_in(path.parent)
    if not readonly and not writable:
        raise StoreError(
            "the project is read-only",
            where=shown(path),
            remedy="make the file and its folder writable, or work on a copy",
        )
    return _sqlite(path, readonly=readonly, writable=bool(writable))


def _check_kind(path: Path) -> None:
    try:
        if driver.is_plain(path):
            driver.forget_passphrase(path)
            return
        encrypted = driver.may_be_encrypted(path)
    except OSError as error:
        raise StoreError(
            "the file cannot be read", where=shown(path), remedy="check its permissions"
        ) from error
    if not encrypted:
        raise StoreError(
            "this is not a coder project", where=shown(path), remedy="create one with `coder new`"
        )
    if driver.passphrase_of(path) is None:
        raise StoreError(
            "this is an encrypted project, or none at all",
            where=shown(path),
            remedy="open it in a terminal, which asks for its passphrase, or with `coder --passphrase-fd N`",
        )
    driver.check_passphrase(path)


def _sqlite(path: Path, *, readonly: bool, writable: bool = True, like: Path | None = None) -> Engine:
    # Looking at a writable file still needs the right to write: only so can SQLite tidy up beside it.
    # `immutable` lets a finished file be read where not even a lock may be written.
    frozen = not writable and not path.with_name(path.name + "-wal").exists()
    query = "?mode=rw" if writable else "?mode=ro" + ("&immutable=1" if frozen else "")

    def connect() -> sqlite3.Connection:
        return driver.connected(path, query, like=like, timeout=BUSY_SECONDS)

    engine = create_engine(
        "sqlite+pysqlite://", creator=connect, poolclass=StaticPool, module=driver.module_for(like or path)
    )

    here = _Whereabouts(path)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _: object) -> None:
        here.note()
        hold(path, 1)
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA foreign_keys=ON")
        if readonly:
            connection.execute("PRAGMA query_only=ON")
        else:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")

    @event.listens_for(engine, "close")
    def _let_go(_: object, __: object) -> None:
        hold(path, -1)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes the lock at once: a reader that becomes a writer half-way can only fail.
        writes = connection.get_execution_options().get(WRITING)
        if writes:
            here.check()
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


class _Whereabouts:
    """Knows whether the file that was opened is still what stands under its name.

    The system lets a program go on writing into a file that was deleted, moved or put aside by a
    copy; what is written there is gone when the program ends.
    """

    def __init__(self, path: Path) -> None:
        self._path = path.resolve()
        self._file = (0, 0)

    def note(self) -> None:
        self._file = self._identity()

    def check(self) -> None:
        if self._identity() != self._file:
            raise StoreError(
                "the file of the project was moved, deleted or replaced while it was open",
                where=shown(self._path),
                remedy="nothing was stored; bring the file or the disk back, or open the project again",
            )

    def _identity(self) -> tuple[int, int]:
        try:
            found = self._path.stat()
        except OSError:
            return (-1, -1)
        return (found.st_dev, found.st_ino)


def _server_engine(url: str) -> Engine:
    wrong = InputError(
        "this is not the address of a PostgreSQL database",
        where=shown(url),
        remedy="write it as postgresql://user@host/name",
    )
    try:
        address = make_url(url).set(drivername="postgresql+psycopg")
        return create_engine(address, poolclass=NullPool, isolation_level="SERIALIZABLE")
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise wrong from error
    except ImportError as error:
        raise InputError(
            "PostgreSQL projects need an extra part of the program",
            where=shown(url),
            remedy="install coder with the extra `server`",
        ) from error


def _create_on_server(url: str) -> Engine:
    engine = _server_engine(url)
    with guarded(url), engine.begin() as connection:
        if inspect(connection).get_table_names():
            raise InputError(
                "the database already holds tables", where=shown(url), remedy="name an empty database"
            )
        migrations.create(connection)
    return engine


def is_older(path: Path) -> bool:
    """Whether a file lacks what the present program would add. Raises StoreError when it is no project."""
    engine = _file_engine(path, readonly=True)
    try:
        with guarded(str(path)), engine.connect() as connection:
            refuse_foreign(connection, shown(path))
            return bool(migrations.pending(connection))
    finally:
        engine.dispose()
