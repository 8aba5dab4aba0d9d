"""The sites that can serve a project, and what lies on, under and around them."""
