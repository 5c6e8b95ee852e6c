"""Topics: shards that never move, names that cannot break out, filters that match as a broker's do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.errors import SyncError
from sync import topics


def test_shards_never_move() -> None:
    assert [topics.shard(store) for store in ("s001", "s002", "s003")] == [196, 78, 227]


@given(st.from_regex(r"[a-z0-9][a-z0-9_-]{0,31}", fullmatch=True))
def test_the_topic_names_its_store(store: str) -> None:
    assert topics.sender(topics.up(store)) == store
    assert topics.sender(topics.ask(store)) == store
    assert any(topics.matches(f, topics.up(store)) for f in topics.hub_filters([topics.shard(store)]))
    assert any(topics.matches(f, topics.ask(store)) for f in topics.hub_filters(None))


@pytest.mark.parametrize("name", ["", "a/b", "+", "#", "s 1", "é", "x" * 65])
def test_a_name_cannot_break_out_of_its_level(name: str) -> None:
    with pytest.raises(SyncError):
        topics.up(name)


@pytest.mark.parametrize(
    "topic", ["store-edge/1/up/1/s001", "store-edge/1/up/228", "x", "store-edge/1/up/228/s001/more"]
)
def test_a_store_in_a_strange_shard_is_no_sender(topic: str) -> None:
    with pytest.raises(SyncError):
        topics.sender(topic)


@pytest.mark.parametrize(
    ("pattern", "topic", "covers"),
    [
        ("a/+/c", "a/b/c", True),
        ("a/+", "a/b/c", False),
        ("a/#", "a/b/c", True),
        ("a/b/c", "a/b", False),
        ("a/b", "a/b", True),
        ("+/+", "a", False),
    ],
)
def test_filters(pattern: str, topic: str, *, covers: bool) -> None:
    assert topics.matches(pattern, topic) is covers


def test_scopes() -> None:
    assert topics.scope("catalog", "s001") == "catalog"
    assert topics.scope("staff", "s001") == "staff/s001"
    assert topics.scope("elsewhere", "s001") == "stock/s001"
