"""Words in both languages of the product, kept together so that neither can be forgotten."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """One message, title or reason in simplified Chinese and in English."""

    zh: str
    en: str

    def both(self) -> str:
        """Chinese first, English beside it; once only when they are the same."""
        return self.zh if self.zh == self.en else f"{self.zh} / {self.en}"

    def as_dict(self) -> dict[str, str]:
        """The form in which JSON answers carry words: ``{"zh": …, "en": …}``."""
        return {"zh": self.zh, "en": self.en}
