"""Whether the codes of land use are of the system that a scheme speaks."""

from __future__ import annotations

import numpy as np

from gis.columns import Mask
from gis.fields import Role
from gis.layer import Layer
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import YES
from gis.matching.sites.candidates import Sites


def same_system(sites: Sites, scheme: Scheme) -> Mask:
    """Whether each site's code is of the scheme's system: as the row says, else as its layer's code list says."""
    system, stock = scheme.usage_system, sites.stock
    by_row = sites.coded(Role.USAGE_SYSTEM).judged(lambda word: int(word == system)) == YES
    by_layer = stock.by_layer(("usage system", system), lambda layer: _is_of_system(layer, system))
    return np.where(sites.recorded(Role.USAGE_SYSTEM), by_row, sites.part(by_layer))


def _is_of_system(layer: Layer, system: str) -> bool:
    field = layer.collection.by_role.get(Role.USAGE)
    codelist = layer.codelists.get(field.name) if field else None
    return codelist is not None and system in (codelist.id, codelist.system)
