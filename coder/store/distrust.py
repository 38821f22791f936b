"""Whether a project holds exactly what this program lays out, and nothing that acts by itself."""

from __future__ import annotations

from sqlalchemy import Connection, inspect

from coder.errors import StoreError
from coder.store import migrations, tables


def refuse_foreign(connection: Connection, where: str) -> set[str]:
    """The names of the tables, where there is nothing else and no newer program made them.

    Raises StoreError otherwise.
    """
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master").all()
        names = {name for kind, name, _ in rows if kind == "table"}
        if any(kind in ("trigger", "view") for kind, _, _ in rows):
            raise _foreign(where)
        if any((sql or "").upper().startswith("CREATE VIRTUAL") for _, _, sql in rows):
            raise _foreign(where)
    else:
        names = set(inspect(connection).get_table_names())
    if "migrations" not in names:
        raise _foreign(where)
    # Before the tables are compared, because a newer project also has other ones.
    if migrations.unknown(connection):
        raise StoreError("the project was made by a newer coder", where=where, remedy="update coder")
    return names


def check_layout(connection: Connection, where: str) -> None:
    """Raise StoreError when the tables, their columns or indexes are not exactly ours."""
    names = refuse_foreign(connection, where)
    if names - {"sqlite_sequence"} != set(tables.metadata.tables):
        raise _foreign(where)
    for name, table in tables.metadata.tables.items():
        if {c["name"] for c in inspect(connection).get_columns(name)} != {c.name for c in table.columns}:
            raise _foreign(where)
    if connection.dialect.name == "sqlite":
        _check_kinds(connection, where)


def _check_kinds(connection: Connection, where: str) -> None:
    """Other types, computed columns and indexes could change what is stored, or compute when it is read."""
    known = {index.name for table in tables.metadata.tables.values() for index in table.indexes}
    query = "SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_autoindex_%'"
    if not known.issuperset(connection.exec_driver_sql(query).scalars()):
        raise _foreign(where)
    for name, table in tables.metadata.tables.items():
        kinds = {column.name: column.type.compile(connection.dialect).upper() for column in table.columns}
        for row in connection.exec_driver_sql(f'PRAGMA table_xinfo("{name}")').mappings():
            if row["hidden"] or row["dflt_value"] is not None or row["type"].upper() != kinds[row["name"]]:
                raise _foreign(where)


def _foreign(where: str) -> StoreError:
    return StoreError(
        "the project holds parts that this program did not make",
        where=where,
        remedy="do not work on it; ask where it comes from",
    )
