"""The cases of the articles: each is played through the real actions, then the reports are asked.

docs/cases.md says how a case is written and run.
"""

from __future__ import annotations

from collections.abc import Mapping

from sotay.demo.cases import (
    all_round_cell,
    bloc_leadership,
    cadres_discipline,
    city_regime,
    handbook,
    model_cells,
    office_review,
    ward_month,
)
from sotay.demo.cases.model import Case

_ALL = (
    *(ward_month, city_regime, office_review, bloc_leadership, handbook),
    *(model_cells, all_round_cell, cadres_discipline),
)

CASES: Mapping[str, Case] = {each.CASE.name: each.CASE for each in _ALL}
