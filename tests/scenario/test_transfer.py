"""Goods go from one store to another through whole lives: lines cut, power pulled, words crossing."""

from __future__ import annotations

from edge.domain.replenishment import Limit
from edge.domain.stock import Count
from edge.domain.transfer import ReceiveTransfer, SendTransfer, Transfer, TransferState, WishTransfer
from sync.hub.desk import NewTransfer, WantedLine
from sync.hub.transfer_sheet import TransferRow
from tests.scenario.chain import SKU, Chain, in_chain

LIMITS = (
    Limit(store="s001", sku=SKU, low=4, high=10),
    Limit(store="s003", sku=SKU, low=0, high=2),
)
WISH = NewTransfer(transfer_id="t1", source="s003", target="s001", lines=(WantedLine(sku=SKU, quantity=6),))


async def known(chain: Chain, store: str, state: TransferState) -> Transfer:
    """The transfer, once the store's own file has it in this state."""

    async def so() -> bool:
        return bool(await chain.boxes[store].reads.transfers((state,)))

    await chain.until(so)
    (one,) = await chain.boxes[store].reads.transfers((state,))
    return one


async def at_centre(chain: Chain, state: TransferState) -> TransferRow:
    async def so() -> bool:
        return bool(await chain.hub.transfers.rows(state=state))

    await chain.until(so)
    (one,) = await chain.hub.transfers.rows(state=state)
    return one


async def pieces(chain: Chain, store: str) -> int:
    (row,) = [one for one in await chain.hub.stock_of(SKU) if one.store == store]
    return row.on_hand


def test_what_was_proposed_arrives_and_the_missing_piece_is_named() -> None:
    async def story(chain: Chain) -> None:
        await chain.hub.replenishment.set_limits(LIMITS)
        (proposed,) = await chain.hub.replenishment.proposals()
        assert (proposed.source, proposed.target, proposed.quantity) == ("s003", "s001", 6)
        await chain.hub.transfers.ask(WISH)
        await known(chain, "s003", "asked")
        await known(chain, "s001", "asked")
        await chain.act("s003", SendTransfer(transfer_id="t1", counts=(Count(sku=SKU, quantity=6),)))
        await known(chain, "s001", "sent")
        assert await chain.hub.replenishment.proposals() == ()
        await chain.act("s001", ReceiveTransfer(transfer_id="t1", counts=(Count(sku=SKU, quantity=5),)))
        (line,) = (await at_centre(chain, "received")).lines
        assert (line.sent, line.received) == (6, 5)
        assert (await chain.level("s001"), await chain.level("s003")) == ((6, 0), (2, 0))
        assert (await pieces(chain, "s001"), await pieces(chain, "s003")) == (6, 2)
        assert await chain.hub.replenishment.proposals() == ()

    in_chain(story, s001=1, s003=8)


def test_a_wish_made_offline_is_asked_once_when_the_line_is_back() -> None:
    async def story(chain: Chain) -> None:
        chain.broker.kill()
        wish = WishTransfer(transfer_id="t1", source="s003", wants=(Count(sku=SKU, quantity=6),))
        await chain.act("s001", wish)
        assert (await known(chain, "s001", "asked")).wished
        await chain.kill("s001")
        chain.broker.start()
        chain.start("s001")
        asked = await known(chain, "s003", "asked")
        assert (asked.source, asked.target, asked.wished) == ("s003", "s001", False)
        await chain.act("s001", wish)
        await chain.act("s003", SendTransfer(transfer_id="t1", counts=(Count(sku=SKU, quantity=6),)))
        await known(chain, "s001", "sent")
        await chain.act("s001", ReceiveTransfer(transfer_id="t1", counts=(Count(sku=SKU, quantity=6),)))
        await at_centre(chain, "received")
        assert len(await chain.hub.transfers.rows()) == 1
        assert (await pieces(chain, "s001"), await pieces(chain, "s003")) == (7, 2)

    in_chain(story, s001=1, s003=8)


def test_a_deed_done_offline_outlives_the_power_and_the_cancellation_that_crossed_it() -> None:
    async def story(chain: Chain) -> None:
        await chain.hub.transfers.ask(WISH)
        await known(chain, "s003", "asked")
        chain.broker.kill()
        await chain.act("s003", SendTransfer(transfer_id="t1", counts=(Count(sku=SKU, quantity=4),)))
        assert (await chain.hub.transfers.cancel("t1", why="too late", by="许知行")).state == "cancelled"
        await chain.kill("s003")
        chain.broker.start()
        chain.start("s003")
        stands = await at_centre(chain, "sent")
        assert [line.sent for line in stands.lines] == [4]
        assert (stands.reason, stands.decided.cancelled_why) == ("", "too late")
        await known(chain, "s001", "sent")
        await chain.act("s001", ReceiveTransfer(transfer_id="t1", counts=(Count(sku=SKU, quantity=4),)))
        await at_centre(chain, "received")
        assert (await pieces(chain, "s001"), await pieces(chain, "s003")) == (5, 4)
        assert (await known(chain, "s003", "received")).lines == (
            await known(chain, "s001", "received")
        ).lines

    in_chain(story, s001=1, s003=8)
