"""What writes in this room: schedules, bookings, calendars, what schools have done, and talks with trusts."""

from commonroom.support.services.assigning import (
    STALE,
    CannotAssign,
    ask_for_assignment,
    choose,
    end_conflict,
    give_posts,
    keep_apart,
    propose,
)
from commonroom.support.services.bookings import (
    CannotBook,
    book_day,
    call_off,
    day_had,
    leave_out,
    line_done,
    visit_had,
)
from commonroom.support.services.calendars import end_feed, events_of, new_feed
from commonroom.support.services.half_terms import CannotSetHalfTerms, set_half_terms
from commonroom.support.services.others import (
    CannotGiveDays,
    CannotLog,
    CannotNoteExpectation,
    give_adviser_days,
    log_dialogue,
    note_expectation,
)
from commonroom.support.services.schedules import CannotSchedule, schedule_all, schedule_year

__all__ = [
    "STALE",
    "CannotAssign",
    "CannotBook",
    "CannotGiveDays",
    "CannotLog",
    "CannotNoteExpectation",
    "CannotSchedule",
    "CannotSetHalfTerms",
    "ask_for_assignment",
    "book_day",
    "call_off",
    "choose",
    "day_had",
    "end_conflict",
    "end_feed",
    "events_of",
    "give_adviser_days",
    "give_posts",
    "keep_apart",
    "leave_out",
    "line_done",
    "log_dialogue",
    "new_feed",
    "note_expectation",
    "propose",
    "schedule_all",
    "schedule_year",
    "set_half_terms",
    "visit_had",
]
