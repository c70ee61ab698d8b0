"""Pictures of figures: pure functions that answer an SVG structure beside the table of its numbers.

`{% load pictures %}{% picture drawing %}` draws one. Everything is seen without hue: by length, height,
lightness or a cross; widths are shares of the picture's, heights go with the letters.
"""

from sotay.kernel.pictures.bars import Bar, bars
from sotay.kernel.pictures.heat import HeatRow, heat_matrix, heat_strip
from sotay.kernel.pictures.sparkline import Series, multiples, sparkline
from sotay.kernel.pictures.structure import Mark, Panel, Picture, Point, Table, TableRow
from sotay.kernel.pictures.treemap import Leaf, Tile, squarify, treemap

__all__ = [
    "Bar",
    "HeatRow",
    "Leaf",
    "Mark",
    "Panel",
    "Picture",
    "Point",
    "Series",
    "Table",
    "TableRow",
    "Tile",
    "bars",
    "heat_matrix",
    "heat_strip",
    "multiples",
    "sparkline",
    "squarify",
    "treemap",
]
