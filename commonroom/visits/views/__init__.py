"""Pages of this room: load through a door, one selector or one service, render or lead on."""
