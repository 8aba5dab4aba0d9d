"""Who has the site and when it can be had."""
