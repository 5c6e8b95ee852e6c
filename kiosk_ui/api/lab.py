"""The virtual devices of a demo store."""

from __future__ import annotations

import asyncio

from aiohttp import web

from edge.app.ports import Found, Lab
from edge.domain.barcode import classify
from kiosk_ui.answers import Done, LabItem
from kiosk_ui.api.kiosk import DONE
from kiosk_ui.body import read_body
from kiosk_ui.door import json_answer
from kiosk_ui.present.catalog import card_view, lab_items
from kiosk_ui.refusal import NOT_FOUND, Refused
from kiosk_ui.route import Call
from kiosk_ui.views.lab import FoundView
from kiosk_ui.wishes import FaultWish, MemberWish, PlateWish, PlugWish, ScanWish

PICTURE_MAX = 12 * 1024 * 1024
CODES_MAX = 16  # of one picture
ITEMS_PRODUCTS = 24


async def plug(call: Call, wish: PlugWish) -> Done:
    await bench(call).plug(call.part("device"), plugged=wish.plugged)
    return DONE


async def scan(call: Call, wish: ScanWish) -> Done:
    await bench(call).scan(call.part("device"), wish.text)
    return DONE


async def plate(call: Call, wish: PlateWish) -> Done:
    await bench(call).plate(call.part("device"), wish.plate, wish.color)
    return DONE


async def member(call: Call, wish: MemberWish) -> Done:
    """The member holds their phone before the scanner."""
    if call.desk.phones is None:
        raise Refused(NOT_FOUND, "not_found")
    await bench(call).scan(call.part("device"), call.desk.phones.code(wish.member_id))
    return DONE


async def picture(call: Call, _: None) -> web.Response:
    """Every code of the picture goes the scanner's own way, known or not. What was not confirmed
    is only shown, and only where the catalogue knows it.
    """
    lab, device = bench(call), call.part("device")
    if all(one.device != device or one.kind != "scanner" for one in lab.devices()):
        raise Refused(NOT_FOUND, "no_device")
    body = await read_body(call.request, most=PICTURE_MAX)
    async with call.front.decoding:
        codes = (await asyncio.to_thread(lab.decode, body))[:CODES_MAX]
    views = [await found_view(call, code) for code in codes]
    for code in codes:
        if not code.offered:
            await lab.scan(device, code.text)
    return json_answer([view for view in views if view.known or not view.offered])


async def found_view(call: Call, found: Found) -> FoundView:
    known = await call.desk.reads.by_code(found.text)
    offer = await call.desk.reads.product(known[1].product_id) if known else None
    return FoundView(
        text=found.text,
        format=found.format,
        corners=found.corners,
        votes=found.votes,
        offered=found.offered,
        known=known is not None,
        reason="" if known else classify(found.text).reason or "unknown",
        product=card_view(offer) if offer else None,
    )


async def paper(call: Call) -> web.Response:
    text = await asyncio.to_thread(bench(call).paper, call.part("device"))
    return web.Response(text=text, content_type="image/svg+xml")


async def view(call: Call) -> web.Response:
    """A picture a call; the page asks again and again while somebody looks."""
    data = await asyncio.to_thread(bench(call).view, call.part("device"))
    return web.Response(body=data, content_type="image/jpeg", headers={"Cache-Control": "no-store"})


async def fault(call: Call, wish: FaultWish) -> Done:
    await bench(call).fault(call.part("device"), wish.fault)
    return DONE


async def catalog(call: Call) -> tuple[LabItem, ...]:
    """What could be scanned: by words, or what is new where there are none."""
    reads, text = call.desk.reads, call.query("q").strip()
    page = await (
        reads.search(text, limit=ITEMS_PRODUCTS) if text else reads.shelf("new", limit=ITEMS_PRODUCTS)
    )
    return lab_items(page)


def bench(call: Call) -> Lab:
    if call.desk.lab is None:
        raise Refused(NOT_FOUND, "not_found")
    return call.desk.lab
