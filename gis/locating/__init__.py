"""Rows without a shape: where they lie, by a code, a certificate, owner and address together, or coordinates; never where two places would do."""
