"""Errors of the database and not of a file: it is away, or has no room. Bulk copies raise the driver's own."""

from __future__ import annotations

import psycopg
from django.db import InterfaceError, OperationalError
from psycopg.errors import DiskFull

AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
"""What a job is done again after."""


def has_no_room(error: BaseException) -> bool:
    """Whether the database found no room on its disk."""
    return isinstance(error, DiskFull) or isinstance(error.__cause__, DiskFull)
