"""Before the meeting: its kind, the day, the agenda, who is invited, what the level above asks for."""
