"""Comparisons of coded fields: a word that a field's list does not know may mean any of its codes, so a no is no more than to check.

Who asks for a word that is no code of the list asks for the word itself: there the answer is literal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from gis.codelists import Codelist
from gis.columns import ListColumn, TextColumn
from gis.cql2.like import matcher
from gis.cql2.tree import BELOW, LISTS, Listing, Node, Operation, Property, Words
from gis.cql2.values import COMPARE, caseless, unaccented
from gis.layer import Layer

_ASK_FOR_WORDS: Final = frozenset({"=", "<>", "<", "<=", ">", ">=", "between", "in", BELOW, *LISTS})
CHANGES: Final = {"casei": caseless, "accenti": unaccented}


def coded_fields(node: Node, layer: Layer) -> list[str]:
    """Fields with a code list whose words a text, or a list of texts, is made of."""
    if isinstance(node, Property):
        entry = layer.collection.by_name.get(node.name)
        return [node.name] if entry and entry.codelist and node.name in layer.codelists else []
    return [name for arg in node.args for name in coded_fields(arg, layer)] if isinstance(node, Operation) else []


def with_codes_meant(node: Operation, layer: Layer) -> Operation:
    """A condition that asks a coded field for words, these read as the words of the data are: a title is the code that it means.

    A word that some row has stays as it is: who asks for it means it.
    """
    name = _field_of(node, layer)
    if name is None or node.op not in _ASK_FOR_WORDS:
        return node
    codes, written = layer.codelists[name], layer.columns[name]
    kept = set(written.vocabulary) if isinstance(written, (TextColumn, ListColumn)) else set()

    def meant(arg: Node) -> Node:
        if isinstance(arg, Listing):
            return replace(arg, items=tuple(map(meant, arg.items)))
        if not isinstance(arg, Words) or arg.value in kept:
            return arg
        return replace(arg, value=codes.meant(arg.value) or arg.value)

    return replace(node, args=tuple(map(meant, node.args)))


def scale_of(node: Operation, layer: Layer) -> Codelist | None:
    """The scale by which a comparison asks for an order: first is most, and the order of letters says nothing."""
    name = _field_of(node, layer)
    if name is None or settled_by(node.op) is not None:
        return None
    codes = layer.codelists[name]
    return codes if codes.hierarchy == "ordinal" else None


def place_on(scale: Codelist, word: str) -> int:
    """The place of a code on its scale.

    Raises
    ------
    UnknownCode
        Where the scale has none.
    """
    scale.below(word)
    return scale.rank[word]


def _field_of(node: Operation, layer: Layer) -> str | None:
    """The coded field that a condition names as it is."""
    named = (arg for arg in node.args if isinstance(arg, Property))
    return next((name for arg in named for name in coded_fields(arg, layer)), None)


def doubtful_fields(node: Operation, layer: Layer) -> list[str]:
    """Coded fields whose words outside their list leave a comparison, a LIKE or a relation of lists to check."""
    names = [name for side in node.args for name in coded_fields(side, layer)]
    return names if names and _asks_for_codes(node, names, layer) else []


def settled_by(op: str) -> bool | None:
    """Which answer stands whatever a word outside its list means: the yes of what is equal or like, the no of what differs."""
    return {"<>": False, "<": None, "<=": None, ">": None, ">=": None}.get(op, True)


def _asks_for_codes(node: Operation, names: list[str], layer: Layer) -> bool:
    """Whether what is compared with is, or may be, a code of the list."""
    test = _test(node)
    asked = _literals(node)
    return test is None or any(
        any(map(test, {*layer.known_words(name), *filter(layer.codelists[name].knows, asked)})) for name in names
    )


def _test(node: Operation) -> Callable[[str], bool] | None:
    """What the comparison asks of a field's word; None where it sets fields beside each other, or asks for an order."""
    field, value = sorted(node.args, key=_is_literal)
    if not _is_literal(value) or settled_by(node.op) is None:
        return None
    if isinstance(value, Listing):
        return _literals(value).__contains__
    wanted = _change_word(value, "")
    if node.op == "like":
        like = matcher(wanted)
        return lambda word: like(_change_word(field, word))
    return lambda word: COMPARE["="](_change_word(field, word), wanted)


def _is_literal(node: Node) -> bool:
    return all(map(_is_literal, node.args)) if isinstance(node, Operation) else not isinstance(node, Property)


def _literals(node: Node) -> set[str]:
    """The words that stand in a condition itself."""
    if isinstance(node, Words):
        return {node.value}
    inner = node.args if isinstance(node, Operation) else node.items if isinstance(node, Listing) else ()
    return {word for part in inner for word in _literals(part)}


def _change_word(node: Node, word: str) -> str:
    """A text whose field says ``word``."""
    if isinstance(node, Operation):
        return CHANGES[node.op](_change_word(node.args[0], word))
    return node.value if isinstance(node, Words) else word
