"""Changes to features: each checked as an import's is, and made with others of its set, all or none."""
