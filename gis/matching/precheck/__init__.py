"""Pre-check sheets: what has to be obtained before a project can begin on a site."""
