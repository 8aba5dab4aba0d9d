"""Routes, one plain router a subject: each parses by dependency, calls one function of the domain, wraps."""
