"""A source that comes again, month after month: what differs from what stands, and how that is written."""
