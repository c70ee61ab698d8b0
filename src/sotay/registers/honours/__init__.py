"""Badges for years in the Party, and commendations."""
