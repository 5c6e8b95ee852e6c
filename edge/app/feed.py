"""What the centre decides is taken over; its commands are answered by deeds."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from edge.app.ask import take_tasks
from edge.app.context import Context
from edge.app.order import as_asked
from edge.app.profile import merged
from edge.app.stock import correct_stock
from edge.app.uow import Uow
from edge.domain.ask import AskFulfilment
from edge.domain.feed import (
    ApplyFeed,
    AskCancel,
    AskCorrection,
    AskRefund,
    CommandAnswered,
    Cursor,
    FeedApplied,
    FeedItem,
    StageSnapshot,
    SwapSnapshot,
    SweepFeed,
)
from edge.domain.member import MemberCard, MemberKeys
from edge.domain.message import Event
from edge.domain.stock import CorrectStock
from edge.errors import Rejected

Events = tuple[Event, ...]
SWEEP_ROWS = 2_000


def apply_feed(command: ApplyFeed, uow: Uow, ctx: Context) -> Events:
    """Positions in order and once."""
    cursor = uow.feeds.cursor(command.stream) or Cursor(stream=command.stream)
    same = command.hub_gen == cursor.hub_gen
    if same and command.last <= cursor.pos:
        return ()
    if command.first != (cursor.pos + 1 if same else 1):
        raise Rejected("feed_gap", pos=cursor.pos)
    if command.stream == "command":
        events: Events = ()
        for item in _by_this_clock(command, ctx):
            if isinstance(item, AskCorrection | AskRefund | AskCancel):
                events = (*events, *_answer(item, uow, ctx))
        products: tuple[str, ...] = ()
    elif command.stream == "member":
        events, products = _members(command.items, uow, ctx), ()
    elif command.stream == "task":
        events = take_tasks(_by_this_clock(command, ctx), uow, ctx)
        products = ()
    else:
        events = ()
        products = uow.feeds.put_items(command.stream, command.items)
    uow.feeds.put_cursor(Cursor(stream=command.stream, hub_gen=command.hub_gen, pos=command.last))
    return (*events, FeedApplied(stream=command.stream, pos=command.last, products=products))


def stage_snapshot(command: StageSnapshot, uow: Uow, ctx: Context) -> Events:
    """Members need no second generation: each card is merged by itself, in any order and as often as it
    comes.
    """
    if not uow.feeds.stage(command.stream, command.snapshot, command.chunk, command.items):
        raise Rejected("snapshot_chunks")
    return _members(command.items, uow, ctx) if command.stream == "member" else ()


def swap_snapshot(command: SwapSnapshot, uow: Uow, _: Context) -> Events:
    if not uow.feeds.swap(command.stream, command.snapshot, command.chunks):
        raise Rejected("snapshot_chunks")
    uow.feeds.put_cursor(Cursor(stream=command.stream, hub_gen=command.hub_gen, pos=command.pos))
    return (FeedApplied(stream=command.stream, pos=command.pos),)


def sweep_feed(_: SweepFeed, uow: Uow, __: Context) -> Events:
    uow.feeds.sweep(SWEEP_ROWS)
    return ()


def _by_this_clock(command: ApplyFeed, ctx: Context) -> tuple[FeedItem, ...]:
    """Deadlines are the centre's; here they are kept as this shop's own clock will show them."""
    ahead_ms = ctx.now_ms - command.centre_ms if command.centre_ms else 0
    return tuple(
        msgspec.structs.replace(item, deadline_ms=item.deadline_ms + ahead_ms)
        if isinstance(item, AskCorrection | AskRefund | AskCancel | AskFulfilment)
        else item
        for item in command.items
    )


def _members(items: Sequence[FeedItem], uow: Uow, ctx: Context) -> Events:
    events: Events = ()
    for item in items:
        if isinstance(item, MemberKeys):
            uow.members.put_keys(item)
        elif isinstance(item, MemberCard):
            events = (*events, *merged(item, uow, ctx))
    return events


def _answer(item: AskCorrection | AskRefund | AskCancel, uow: Uow, ctx: Context) -> Events:
    """Carried out once: told again, it is answered as it was."""
    known = uow.feeds.answer(item.command_id)
    if known is not None:
        return (known,)
    *done, answer = _carried_out(item, uow, ctx)
    if isinstance(answer, CommandAnswered):
        uow.feeds.put_answer(answer, ctx.now_ms)
    return (*done, answer)


def _carried_out(item: AskCorrection | AskRefund | AskCancel, uow: Uow, ctx: Context) -> Events:
    """What it did, and the answer as the last of it."""
    if ctx.now_ms > item.deadline_ms:
        return (CommandAnswered(command_id=item.command_id, done=False, reason="late"),)
    try:
        done = _corrected(item, uow, ctx) if isinstance(item, AskCorrection) else as_asked(item, uow, ctx)
    except Rejected as refused:
        return (CommandAnswered(command_id=item.command_id, done=False, reason=refused.code),)
    return (*done, CommandAnswered(command_id=item.command_id, done=True))


def _corrected(item: AskCorrection, uow: Uow, ctx: Context) -> Events:
    wish = CorrectStock(ref=item.command_id, sku=item.sku, quantity=item.quantity, reason=item.reason)
    return correct_stock(wish, uow, ctx)
