"""A data folder kept: copied while it is served, brought back, brought up to date, its log looked over."""
