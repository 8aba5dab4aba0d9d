"""What a building or a floor carries."""
