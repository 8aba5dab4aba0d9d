"""Workbooks, sheets and paper."""
