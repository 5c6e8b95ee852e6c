"""Every address of the centre: method, path, what is sent, what is answered, who handles it."""

from __future__ import annotations

from functools import cache

import msgspec
from aiohttp import web

from edge.domain.coupon import Coupon
from edge.domain.feed import AskCorrection
from sync.hub.allocation.shapes import DemandView, Placing
from sync.hub.command_sheet import OrderAsk
from sync.hub.desk import Asked, DeadLetter, Letter
from sync.hub.member_sheet import MemberSheet
from sync.hub.web import (
    answers,
    entrance,
    fulfilment,
    goods,
    letters,
    members,
    orders,
    pages,
    stores,
)
from sync.hub.web.access import Signed
from sync.hub.web.route import Call, Route, get, hidden, post
from sync.hub.web.schema import document
from sync.hub.web.transfer_routes import TRANSFERS

ENTRANCE: tuple[Route, ...] = (
    get("/health", entrance.health, answers.Health, "Whether the centre answers.", open=True),
    post(
        "/api/sign-in", entrance.sign_in, answers.Password, Signed, "A program signs in: a token.", open=True
    ),
    post(
        "/api/session",
        entrance.enter,
        answers.Password,
        answers.Session,
        "A page signs in: a cookie.",
        open=True,
    ),
    get("/api/session", entrance.session, answers.Session, "Who is signed in."),
    post("/api/sign-out", entrance.sign_out, answers.Nothing, answers.Done, "Sign out."),
)
STORES: tuple[Route, ...] = (
    get("/api/stores", stores.stores, answers.Stores, "Stores and their lag."),
    get("/api/overview", stores.overview, answers.Overview, "Stores, their lag and their hours."),
    get("/api/workers", stores.workers, answers.Workers, "Who serves the stores, and what a backup covers."),
    get("/api/stores/{store}/logs", stores.logs, answers.Logs, "The logs of a store."),
)
GOODS: tuple[Route, ...] = (
    get("/api/items", goods.items, answers.Items, "Items by code or words.", query=("q", "limit")),
    get("/api/items/{sku}", goods.item, answers.ItemFile, "One item, its stock and its prices."),
    get("/api/items/{sku}/stock", goods.stock, answers.Stock, "Stock of an item everywhere."),
    post("/api/prices", goods.prices, answers.Prices, answers.Changed, "Change prices, all or none."),
    get(
        "/api/corrections",
        goods.corrections,
        answers.Corrections,
        "Corrections asked, and the answers.",
        query=("limit",),
    ),
    post(
        "/api/corrections",
        goods.ask_correction,
        answers.Correction,
        AskCorrection,
        "Ask a store to correct its stock.",
        status=202,
    ),
)
ORDERS: tuple[Route, ...] = (
    get(
        "/api/orders",
        orders.orders,
        answers.Orders,
        "Orders, the latest first.",
        query=("store", "state", "q", "limit"),
    ),
    get("/api/orders/{order_id}", orders.order, answers.OrderFile, "One order and its path."),
    get(
        "/api/orders/{order_id}/asks",
        orders.asks,
        answers.OrderAsks,
        "What its store was asked to do with an order, and the answers.",
    ),
    post(
        "/api/orders/{order_id}/asks",
        orders.ask,
        OrderAsk,
        Asked,
        "Ask its store to refund or cancel an order.",
        status=202,
    ),
    post(
        "/api/orders",
        fulfilment.place,
        Placing,
        DemandView,
        "Place an order that a store of the chain shall ship, or have ready.",
        status=202,
    ),
    post(
        "/api/orders/{order_id}/cancel",
        fulfilment.cancel,
        answers.Nothing,
        DemandView,
        "Cancel an order placed here.",
    ),
    get(
        "/api/fulfilments",
        fulfilment.demands,
        answers.Demands,
        "Orders placed here, the latest first.",
        query=("state", "store", "q", "limit"),
    ),
    get("/api/fulfilments/{order_id}", fulfilment.demand, DemandView, "One of them, with its attempts."),
)
LETTERS: tuple[Route, ...] = (
    get(
        "/api/dead-letters",
        letters.letters,
        answers.DeadLetters,
        "What could not be applied.",
        query=("decided", "limit"),
    ),
    get("/api/dead-letters/{origin}/{seq}", letters.look, Letter, "One of them, with its body."),
    post(
        "/api/dead-letters/{origin}/{seq}/retry",
        letters.retry,
        answers.Nothing,
        DeadLetter,
        "Apply it again.",
    ),
    post(
        "/api/dead-letters/{origin}/{seq}/drop",
        letters.drop,
        answers.Drop,
        DeadLetter,
        "Let it go, and say why.",
    ),
)
MEMBERS: tuple[Route, ...] = (
    post(
        "/api/members/search",
        members.search,
        answers.Search,
        answers.Members,
        "Members by a whole phone, a member code or an id, masked.",
    ),
    get("/api/overdrawn", members.overdrawn, answers.Members, "Who spent too many points.", query=("limit",)),
    get(
        "/api/erasures",
        members.erasures,
        answers.Erasures,
        "Who was forgotten, and how far that got.",
        query=("limit",),
    ),
    get(
        "/api/members/{member_id}",
        members.member,
        MemberSheet,
        "One member, masked, with the ledgers.",
        query=("skip",),
    ),
    get(
        "/api/members/{member_id}/orders",
        members.orders,
        answers.Orders,
        "What a member bought, the latest first.",
        query=("limit",),
    ),
    post(
        "/api/members/{member_id}/erase",
        members.erase,
        answers.Erase,
        answers.Done,
        "Forget a person everywhere, and say why.",
        status=202,
    ),
    post("/api/members/{member_id}/coupons", members.grant, answers.Grant, Coupon, "Give a coupon."),
    post(
        "/api/members/{member_id}/code",
        members.code,
        answers.Nothing,
        answers.MemberCode,
        "A fresh code for the member's own phone.",
    ),
)
FILES: tuple[Route, ...] = (
    hidden("/media/{kind}/{color}.svg", pages.picture, "A product's picture."),
    hidden("/assets/{name}", pages.asset, "A file of the built page."),
    hidden("/", pages.index, "The way to the page."),
    hidden("/hub", pages.page, "The page."),
)


async def api(call: Call) -> web.Response:
    return web.Response(body=document_bytes(), content_type="application/json")


async def wire(call: Call) -> web.Response:
    return web.Response(body=call.front.furnishing.wire, content_type="application/json")


DOCUMENTS = (
    hidden("/api/openapi.json", api, "This document."),
    hidden("/api/asyncapi.json", wire, "What stores and centre say to each other."),
)
ROUTES: tuple[Route, ...] = (
    *ENTRANCE,
    *STORES,
    *GOODS,
    *ORDERS,
    *TRANSFERS,
    *LETTERS,
    *MEMBERS,
    *FILES,
    *DOCUMENTS,
)


@cache
def document_bytes() -> bytes:
    """The API document of this table, as JSON."""
    return msgspec.json.format(msgspec.json.encode(document(ROUTES)), indent=1) + b"\n"
