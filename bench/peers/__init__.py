"""The contestants that answer in their own process, each by its own interpreter; a file a contestant."""
