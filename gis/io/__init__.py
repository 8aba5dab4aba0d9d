"""Readers and writers, one format a file; the only place where a source's column names live."""
