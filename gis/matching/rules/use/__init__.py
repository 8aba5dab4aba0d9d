"""What may stand there: kind of site, land use, use of space, tenure."""
