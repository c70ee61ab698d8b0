"""What is read from records kept elsewhere: the resolution book, standings and their reminders, alerts, and
the counts of a unit."""
