"""What reads the register: finding schools, their lives, their groups."""
