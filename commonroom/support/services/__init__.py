"""What writes in this room: schedules, bookings, calendars, what schools have done, and talks with trusts."""
