"""Sites for a project and projects for a site: what is excluded, ranked and said."""
