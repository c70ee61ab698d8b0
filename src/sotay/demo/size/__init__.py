"""Installations of a size that is asked for, up to that of the country: `sotay demo --size` (docs/size.md).

`shape` says how many of what, `people` and `months` invent the rows of a commune, `writing` puts them into
the tables, `sums` adds up what lies above cells, and `loading` does one commune after another.
"""
