"""How what others keep, in their words and their units, becomes a layer of ours; source column names live here and in mappings alone."""
