"""The durable truth of a data folder: what was loaded from its sources, and every edit since."""
