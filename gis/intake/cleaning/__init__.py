"""Cells of foreign tables read as they are meant: what is not certain is to check, with the reason."""
