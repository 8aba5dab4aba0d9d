"""Connections, processes and what stands before the routes."""
