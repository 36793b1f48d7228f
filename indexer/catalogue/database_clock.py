"""The database's clock: by it, leases of several machines are told to be over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import SQLCompiler


class DatabaseTime(GenericFunction[int]):
    """The time at which a statement runs, by the database's clock, in whole microseconds since 1970."""

    name = "database_time"
    type = BigInteger()
    inherit_cache = True


@compiles(DatabaseTime, "sqlite")
def _sqlite(_element: DatabaseTime, _compiler: SQLCompiler, **_given: Any) -> str:
    return "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"


@compiles(DatabaseTime, "postgresql")
def _postgresql(_element: DatabaseTime, _compiler: SQLCompiler, **_given: Any) -> str:
    # Not now(): that is when the transaction began, and one may wait long for its turn.
    return "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)"
