"""Finding products by Chinese characters, pinyin, initials, English words or a part of a code.

Every product is one row of `words`, the tokens it is found by. A token of the name stands there twice, the
second time behind MARK, so that names can be asked for before stories. The row of `finding` has both names,
a line each, and the ranking is SQLite's work: a thread that steps through rows waits for the interpreter at
every one.
"""

from __future__ import annotations

import functools
import importlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from edge.app.reads import Page
from edge.domain.barcode import gtin14
from edge.domain.catalog import Product, Variant
from edge.store.database import Connection
from edge.store.read_goods import generation, products

MARK = "\ue000"  # a letter to the tokenizer, and nobody's text
CANDIDATES = 500  # looked at before ranking
QUERY_MAX = 64  # characters
TERMS_MAX = 8
NAME_MAX = 32  # characters of a name that get pinyin
SUFFIX_MIN = 4  # digits
PAGE_MAX = 100

_RUN = re.compile(
    r"[㐀-䶿一-鿿豈-\ufaff\U00020000-\U0003ffff]+|[^\W_㐀-䶿一-鿿豈-\ufaff\U00020000-\U0003ffff]+"
)
_HAN = re.compile(r"[㐀-䶿一-鿿豈-\ufaff\U00020000-\U0003ffff]")

# The exact name first, then what begins with the words, then what has them; a short name before a long one.
_MATCH = """
select json_group_array(product_id) from (
  select product_id from (
    select f.product_id, f.names from words w cross join finding f on f.doc = w.rowid
    where w.text match ?1 and f.gen = ?2 limit ?3)
  order by instr(char(10) || names || char(10), char(10) || ?4 || char(10)) = 0,
    instr(char(10) || names, char(10) || ?4) = 0, instr(names, ?4) = 0, instr(names, char(10)), product_id
  limit ?5)
"""
_CODE = """
select product_id, 0 from product where gen = ?1 and product_id in (?2, ?3)
union select product_id, 1 from variant where gen = ?1 and sku in (?2, ?3)
union select product_id, 2 from variant indexed by variant_gtin where gen = ?1 and gtin = ?4
order by 2, 1 limit 24
"""


def words_of(product: Product, variants: Sequence[Variant]) -> str:
    """The text that is indexed for a product."""
    name_zh, name_en = _plain(product.name_zh), _plain(product.name_en)
    named = _tokens(name_zh, name_en, _plain(product.brand)) + _sounds(name_zh)
    rest = _tokens(_plain(product.story_zh), _plain(product.story_en), _plain(product.product_id))
    for variant in variants:
        rest += _tokens(*map(_plain, (variant.sku, variant.color_zh, variant.color_en, variant.size)))
    codes = dict.fromkeys(
        variant.gtin[start:] for variant in variants for start in range(len(variant.gtin) - SUFFIX_MIN + 1)
    )
    return "\n".join((*map(" ".join, (named, [MARK + token for token in named], rest, codes)),))


def query_of(text: str, *, mark: str = "") -> str:
    """A safe FTS5 expression for any text; '' where there is nothing to look for."""
    runs = _RUN.findall(_plain(text[:QUERY_MAX]))[:TERMS_MAX]
    return " AND ".join(_term(run, mark) for run in runs)


def page(connection: Connection, text: str, *, limit: int, now_ms: int) -> Page:
    """Best first: the exact code, then names, then everything else that matches."""
    size = max(1, min(limit, PAGE_MAX))
    return Page(products=products(connection, find(connection, text, limit=size), now_ms=now_ms))


def find(connection: Connection, text: str, *, limit: int) -> list[str]:
    """Product ids of the served catalogue, best first."""
    gen = generation(connection, "catalog")
    plain = _plain(text[:QUERY_MAX])
    if not _RUN.search(plain):
        return []
    code = text[:QUERY_MAX].strip()
    gtin = gtin14(plain) if plain.isascii() and plain.isdigit() else ""
    rows = connection.execute(_CODE, (gen, code, code.upper(), gtin))
    found = dict.fromkeys(str(row[0]) for row in rows)
    for mark in (MARK, ""):
        if len(found) >= limit:
            break
        asked = (query_of(text, mark=mark), gen, CANDIDATES, plain, limit)
        row = connection.execute(_MATCH, asked).fetchone()
        found.update(dict.fromkeys(json.loads(row[0]) if row else ()))
    return list(found)[:limit]


def put_words(connection: Connection, gen: int, product: Product, variants: Sequence[Variant]) -> None:
    """Index a product of a generation, in place of what was indexed for it before."""
    drop_words(connection, gen, product.product_id)
    names = f"{_plain(product.name_zh)}\n{_plain(product.name_en)}"
    connection.execute(
        "insert into finding (gen, product_id, names) values (?, ?, ?)", (gen, product.product_id, names)
    )
    connection.execute(
        "insert into words (rowid, text) select doc, ?3 from finding where gen = ?1 and product_id = ?2",
        (gen, product.product_id, words_of(product, variants)),
    )


def drop_words(connection: Connection, gen: int, product_id: str) -> None:
    """Forget a product of a generation; nothing happens where it was not indexed."""
    connection.execute(
        "delete from words where rowid = (select doc from finding where gen = ? and product_id = ?)",
        (gen, product_id),
    )
    connection.execute("delete from finding where gen = ? and product_id = ?", (gen, product_id))


def _plain(text: str) -> str:
    """Full-width, upper case and line ends levelled."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().replace(MARK, " ").split())


def _tokens(*texts: str) -> list[str]:
    runs = (run for text in texts for run in _RUN.findall(text))
    return [token for run in runs for token in (run if _HAN.match(run) else (run,))]


def _term(run: str, mark: str) -> str:
    if _HAN.match(run):
        return '"' + " ".join(mark + char for char in run) + '"'
    return f'"{mark}{run}"*'


def _sounds(name: str) -> list[str]:
    """Pinyin of a name: each syllable, and from each syllable on all joined and all initials."""
    spoken = [syllable for run in _RUN.findall(name[:NAME_MAX]) for syllable in _syllables(run)]
    joined = ["".join(spoken[start:]) for start in range(len(spoken))]
    initials = ["".join(syllable[0] for syllable in spoken[start:]) for start in range(len(spoken))]
    return _unique(spoken, joined, initials)


def _syllables(run: str) -> list[str]:
    return [one for one in _pinyin()(run) if one] if _HAN.match(run) else [run]


@functools.cache
def _pinyin() -> Callable[[str], list[str]]:
    """Imported at the first use: its dictionary is large."""
    speak: Callable[[str], list[str]] = importlib.import_module("pypinyin").lazy_pinyin
    return speak


def _unique(*lists: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(token for tokens in lists for token in tokens))
