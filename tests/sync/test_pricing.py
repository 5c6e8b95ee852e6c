"""Whatever prices chain and store set, the store's own holds at the store from its start on."""

from hypothesis import given
from hypothesis import strategies as st

from edge.domain.price import Price, current
from sync.hub.pricing import Listed, in_force, outlived, settled

MOMENTS = (0, 10, 20, 30)


def row(store: str, at_ms: int, fen: int, version: int) -> Listed:
    return Listed(price=Price(sku="a", price_fen=fen, version=version, effective_from_ms=at_ms), store=store)


def written(rows: list[Listed]) -> list[Listed]:
    """What stands after the repeated prices were put, each at the next version."""
    held = {one.key: one for one in rows}
    version = max((one.price.version for one in rows), default=0)
    for one in settled(rows):
        version += 1
        price = Price(
            sku="a",
            price_fen=one.price.price_fen,
            version=version,
            effective_from_ms=one.price.effective_from_ms,
        )
        held[one.key] = Listed(price=price, store=one.store, derived=one.derived)
    return list(held.values())


def at_store(rows: list[Listed], store: str, at_ms: int) -> int | None:
    """What the store's own rule makes of what it is told."""
    found = current([one.price for one in rows if one.store in ("", store)], at_ms)
    return None if found is None else found.price_fen


decisions = st.lists(
    st.tuples(st.sampled_from(["", "s1", "s2"]), st.sampled_from(MOMENTS), st.integers(1, 9)), max_size=9
)


@given(decisions)
def test_a_stores_own_price_goes_before_the_chains(given_rows: list[tuple[str, int, int]]) -> None:
    latest = {(store, at): row(store, at, fen, n + 1) for n, (store, at, fen) in enumerate(given_rows)}
    rows = list(latest.values())
    stands = written(rows)
    assert settled(stands) == ()
    for at_ms in (*MOMENTS, 5, 15, 99):
        chain = in_force([one for one in rows if not one.store], at_ms)
        for store in ("s1", "s2"):
            own = in_force([one for one in rows if one.store == store], at_ms)
            wanted = own or chain
            assert at_store(stands, store, at_ms) == (None if wanted is None else wanted.price.price_fen)
        assert at_store(stands, "s3", at_ms) == (None if chain is None else chain.price.price_fen)


@given(decisions, st.sampled_from([*MOMENTS, 25]))
def test_dropping_what_is_outlived_changes_no_price_to_come(
    given_rows: list[tuple[str, int, int]], now_ms: int
) -> None:
    latest = {(store, at): row(store, at, fen, n + 1) for n, (store, at, fen) in enumerate(given_rows)}
    stands = written(list(latest.values()))
    gone = {one.key for one in outlived(stands, now_ms)}
    left = [one for one in stands if one.key not in gone]
    for at_ms in range(now_ms, 100, 5):
        for store in ("s1", "s2", "s3"):
            assert at_store(left, store, at_ms) == at_store(stands, store, at_ms)
    assert settled(left) == ()
