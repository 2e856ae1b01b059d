"""What holds of schedules, days and bookings. Pure: no database, no clock."""

from __future__ import annotations

from enum import StrEnum

WAYS_OF_TALKING = {
    "meeting": "Meeting",
    "telephone": "By telephone",
    "video": "By video",
    "letter": "By letter or e-mail",
}
"""How the council talks with a responsible body."""


class LineState(StrEnum):
    """Where a line of a schedule stands."""

    PLANNED = "planned"
    DONE = "done"
    LEFT_OUT = "left_out"


class BookingState(StrEnum):
    """Where a booked day stands."""

    BOOKED = "booked"
    DONE = "done"
    CALLED_OFF = "called_off"
