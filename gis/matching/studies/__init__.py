"""Studies of a ranking: how far it holds when weights or methods change."""
