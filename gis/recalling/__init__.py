"""What the log tells: the inventory at a past moment, the history of one feature, and the taking back of a change set."""
