"""The store's end of one stream: apply what follows the cursor, pull what is missing, stage a whole when it
must.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Literal

import msgspec

from edge.domain.feed import ORDERLESS, ApplyFeed, Cursor, FeedItem, StageSnapshot, SwapSnapshot
from sync.log.pace import Pace
from sync.wire import Chunk, Head, Live, Manifest, PullChunk, Push, Range, Reply, Want, items_of

CHUNKS_ASKED = 2  # of a snapshot at once
OVERLAP = 10_000  # positions an orderless stream goes back at connect: a slower writer may have been passed
HASH_BYTES = 16

Mode = Literal["asking", "live", "staging"]
Apply = ApplyFeed | StageSnapshot | SwapSnapshot


class _Staging:
    """A snapshot under way, kept apart from an earlier try under a name of its own."""

    def __init__(self, manifest: Manifest, name: str) -> None:
        self.manifest = manifest
        self.name = name
        self.next = 0
        self.asked = 0
        self.asked_at_s = 0.0
        self.hash = hashlib.blake2b(digest_size=HASH_BYTES)


class DownStream:
    """Follows one stream. What `heard` returns has to be dispatched in order before the next message is
    taken in.
    """

    def __init__(self, cursor: Cursor, *, store: str, box: str, names: Callable[[], str]) -> None:
        self.cursor = cursor
        self._names = names
        self.stream = cursor.stream
        self.orderless = cursor.stream in ORDERLESS
        self.mode: Mode = "asking"
        self.sources: tuple[str, ...] = ()
        self._store, self._box = store, box
        self._asked_at_s: float | None = None
        self._answered = False
        self._heard: tuple[str, int] | None = None  # farthest told since the last question
        self._staging: _Staging | None = None
        self._pace = Pace(f"{store}.{box}")

    def due(self, now_s: float) -> Want | tuple[PullChunk, ...] | None:
        """What to ask for now; asked again when no answer came in time."""
        if self.mode == "staging":
            return self._chunks_due(now_s)
        asked_at_s = self._asked_at_s
        if self.mode == "live" or (asked_at_s is not None and now_s < asked_at_s + self._pace.timeout_s):
            return None
        if asked_at_s is not None:
            self._pace.silent()
        self._asked_at_s = now_s
        self._heard = None
        after = self.cursor.pos
        if self.orderless and not self._answered:
            after = max(0, after - OVERLAP)
        return Want(stream=self.stream, hub_gen=self.cursor.hub_gen, after=after)

    def again(self) -> None:
        """Pull once more from the cursor."""
        self._ask()

    def deadline_s(self) -> float | None:
        """When `due` has something to say again without a message."""
        if self.mode == "live":
            return None
        at_s = self._staging.asked_at_s if self._staging is not None else self._asked_at_s
        return 0.0 if at_s is None else at_s + self._pace.timeout_s

    def heard(self, message: Reply | Live, now_s: float) -> tuple[Apply, ...]:
        if message.stream != self.stream:
            return ()
        if isinstance(message, Push):
            self._note(message.hub_gen, message.last)
            return self._push(message)
        if isinstance(message, Head):
            self._note(message.hub_gen, message.pos)
            return self._head(message)
        if isinstance(message, Chunk):
            return self._chunk(message)
        if self._asked_at_s is not None:
            self._pace.measured(now_s - self._asked_at_s)
        return self._range(message) if isinstance(message, Range) else self._manifest(message)

    def _push(self, push: Push) -> tuple[Apply, ...]:
        if self.mode == "staging":
            return ()  # the pull after the swap brings it
        if push.hub_gen != self.cursor.hub_gen:
            return self._ask()
        if not self.orderless:
            if push.last <= self.cursor.pos:
                return ()
            if push.first > self.cursor.pos + 1:
                return self._ask()
        items = items_of(push.items)
        if push.stores:
            mine = ("", self._store)
            items = tuple(item for item, store in zip(items, push.stores, strict=False) if store in mine)
        return (self._apply(push.hub_gen, push.last, items),)

    def _head(self, head: Head) -> tuple[Apply, ...]:
        behind = head.hub_gen != self.cursor.hub_gen or head.pos > self.cursor.pos
        return self._ask() if behind and not self.orderless and self.mode == "live" else ()

    def _range(self, found: Range) -> tuple[Apply, ...]:
        if self.mode == "staging":
            return ()
        same = found.hub_gen == self.cursor.hub_gen
        follows = same and found.first <= self.cursor.pos + 1
        if not follows and not (self.mode == "asking" and found.first == 1):
            # An older answer came between: which generation is it now? One question at a time asks that.
            # Of a stream nobody ever wrote to, every answer is of a strange one.
            return () if same or self.mode == "asking" or found.head == 0 else self._ask()
        self.sources = found.sources or self.sources
        self._answered = True
        self._asked_at_s = None
        self.mode = "live" if found.last >= found.head and not self._outrun(found) else "asking"
        if found.head == 0 and not same:
            return ()  # nothing was ever written there: what the store has of its own stays
        if same and found.last <= self.cursor.pos and not self.orderless:
            return ()
        items = items_of(found.items)
        if same and not items and found.last <= self.cursor.pos:
            return ()
        return (self._apply(found.hub_gen, found.last, items),)

    def _note(self, hub_gen: str, pos: int) -> None:
        if self._heard is None or self._heard[0] != hub_gen or self._heard[1] < pos:
            self._heard = (hub_gen, pos)

    def _outrun(self, found: Range) -> bool:
        """More was told after the question than this answer holds."""
        if self._heard is None or self.orderless:
            return False
        return self._heard[0] != found.hub_gen or self._heard[1] > found.last

    def _apply(self, hub_gen: str, last: int, items: tuple[FeedItem, ...]) -> ApplyFeed:
        first = self.cursor.pos + 1 if hub_gen == self.cursor.hub_gen else 1
        last = max(first, last) if self.orderless else last
        self.cursor = Cursor(stream=self.stream, hub_gen=hub_gen, pos=last)
        return ApplyFeed(stream=self.stream, hub_gen=hub_gen, first=first, last=last, items=items)

    def _ask(self) -> tuple[Apply, ...]:
        if self.mode == "live":
            self.mode = "asking"
            self._asked_at_s = None
        return ()

    def _manifest(self, manifest: Manifest) -> tuple[Apply, ...]:
        known = self._staging
        if self.mode == "live" and manifest.hub_gen != self.cursor.hub_gen:
            return self._ask()
        if self.mode == "live" or (known is not None and known.manifest.snapshot == manifest.snapshot):
            return ()
        self.mode = "staging"
        self.sources = manifest.sources or self.sources
        self._answered = True
        self._asked_at_s = None
        self._staging = _Staging(manifest, self._names())
        return self._swap(self._staging) if manifest.chunks == 0 else ()

    def _chunks_due(self, now_s: float) -> tuple[PullChunk, ...] | None:
        staging = self._staging
        if staging is None:
            return None
        if staging.asked > staging.next and now_s >= staging.asked_at_s + self._pace.timeout_s:
            self._pace.silent()
            staging.asked = staging.next
        wanted = range(staging.asked, min(staging.next + CHUNKS_ASKED, staging.manifest.chunks))
        if not wanted:
            return None
        staging.asked, staging.asked_at_s = wanted.stop, now_s
        snapshot = staging.manifest.snapshot
        return tuple(PullChunk(box=self._box, stream=self.stream, snapshot=snapshot, chunk=n) for n in wanted)

    def _chunk(self, chunk: Chunk) -> tuple[Apply, ...]:
        staging = self._staging
        if staging is None or chunk.snapshot != staging.manifest.snapshot or chunk.chunk != staging.next:
            return ()
        staging.next += 1
        staging.hash.update(bytes(chunk.items))
        stage = StageSnapshot(
            stream=self.stream,
            snapshot=staging.name,
            chunk=chunk.chunk,
            items=items_of(chunk.items),
        )
        if staging.next < staging.manifest.chunks:
            return (stage,)
        return (stage, *self._swap(staging))

    def _swap(self, staging: _Staging) -> tuple[Apply, ...]:
        manifest = staging.manifest
        self._staging = None
        self.mode = "asking"  # what came meanwhile is pulled; a damaged snapshot is asked for anew
        if staging.hash.hexdigest() != manifest.hash:
            return ()
        self.cursor = msgspec.structs.replace(self.cursor, hub_gen=manifest.hub_gen, pos=manifest.pos)
        swap = SwapSnapshot(
            stream=self.stream,
            snapshot=staging.name,
            chunks=manifest.chunks,
            hub_gen=manifest.hub_gen,
            pos=manifest.pos,
        )
        return (swap,)
