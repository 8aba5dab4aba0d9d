"""What a project needs, and what it counts."""
