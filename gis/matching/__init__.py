"""Which sites suit which project, with reasons: constraints, criteria, scheme, explanation."""
