"""The graded rules."""
