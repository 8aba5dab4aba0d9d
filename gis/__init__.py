"""The domain of landstock: inventory, query, match. Knows no web, no map, no template."""
