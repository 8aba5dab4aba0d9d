"""What a source that comes again does beside its own rows: places found by what is no longer so, and links."""

from __future__ import annotations

from dataclasses import dataclass

from gis.changes.report import cut_words
from gis.links import LinkCounts
from gis.text import Text
from gis.units import figure


@dataclass(frozen=True, kw_only=True)
class OldPlace:
    """A row that lies where something put it which the source now says otherwise.

    Parameters
    ----------
    title
        The heading of the field that differs.
    located_by
        By what it was located, as its row says.
    source_words
        What the source says now.
    """

    id: str
    title: Text
    located_by: str
    source_words: Text

    def line(self) -> Text:
        """The row, as it is read."""
        now = self.source_words
        return Text(
            f"  {self.id}：{self.title.zh}改为 {cut_words(now.zh)}，图形仍按 {self.located_by}",
            f"  {self.id}: {self.title.en} is now {cut_words(now.en)}, its shape still by {self.located_by}",
        )


@dataclass(frozen=True, kw_only=True)
class TakenShape:
    """A row of another layer that was located by a row of this one, which goes or is drawn otherwise now; ``target`` is its id."""

    collection: str
    collection_title: Text
    id: str
    target: str
    gone: bool

    def line(self) -> Text:
        """The row, as it is read."""
        title = self.collection_title
        what = Text("后者将终止", "goes") if self.gone else Text("后者图形已改", "is drawn otherwise")
        return Text(
            f"  {title.zh} {self.id}：按 {self.target} 定位，{what.zh}",
            f"  {title.en} {self.id}: located by {self.target}, which {what.en}",
        )


@dataclass(frozen=True, kw_only=True)
class LinkChange:
    """What the source makes of the links of a field, of its own layer or of another that leads here: as they stand, and as they are to be."""

    collection: str
    collection_title: Text
    before: LinkCounts | None
    after: LinkCounts

    def line(self) -> Text:
        """The links as they are to be and, where that differs, as they stand."""
        words, mine = self.after.words(), self.collection_title
        zh, en = f"  {mine.zh} {words.zh}", f"  {mine.en}: {words.en}"
        if self.before is not None and self.before.linked != self.after.linked:
            was = figure(self.before.linked)
            zh, en = f"{zh}；此前有对应 {was} 条", f"{en}; {was} did before"
        return Text(zh, en)
