"""Courses, who attended, certificates."""
