"""A layer beside the ground that is known."""
