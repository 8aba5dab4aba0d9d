"""Where on earth a layer lies: what it declares, what its numbers say, and whether it agrees with the ground that is known; nothing is moved here."""
