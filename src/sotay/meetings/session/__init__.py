"""The open meeting, as those who conduct it and those who sit in it see it."""
