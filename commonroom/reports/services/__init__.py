"""What people do with board reports."""

from commonroom.reports.services.publishing import (
    CannotBegin,
    CannotNote,
    CannotPublish,
    CannotWrite,
    begin_report,
    leave_report,
    note_opening,
    note_theme,
    publish_report,
    read_report,
    typed_numbers,
    write_words,
)

__all__ = [
    "CannotBegin",
    "CannotNote",
    "CannotPublish",
    "CannotWrite",
    "begin_report",
    "leave_report",
    "note_opening",
    "note_theme",
    "publish_report",
    "read_report",
    "typed_numbers",
    "write_words",
]
