"""The abstract test suites of OGC API Features, test by test: each test names the one that it carries out."""
