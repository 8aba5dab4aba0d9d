"""Elements of the map, one MacroElement a file."""
