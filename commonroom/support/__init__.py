"""What a level brings: a school's schedule for the year, advisers' days, and who goes where."""
