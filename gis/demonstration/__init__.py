"""The demonstration district: generated from a recipe, the same on every machine, and saying of itself that it is invented.

This package alone spells columns, because it writes a data folder as a surveyor would; names of places live in the recipe.
"""

from gis.demonstration.district import generate

__all__ = ["generate"]
