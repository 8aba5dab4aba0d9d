"""Speaks: HTTP and the command line over the domain and the map."""
