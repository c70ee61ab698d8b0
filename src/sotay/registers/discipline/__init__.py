"""Discipline of members and organisations, with the narrowest access in the program."""
