"""Commands that change what the folder holds."""
