"""Every address of the screens: method, path, right, what is sent, what is answered, who handles it."""

from __future__ import annotations

from functools import cache

import msgspec
from aiohttp import web

from kiosk_ui import answers, wishes
from kiosk_ui.api import board, kiosk, lab, media, member, pages, returned, staff, task, till, transfer
from kiosk_ui.api import views as sockets
from kiosk_ui.route import Call, Route, get, hidden, live, post
from kiosk_ui.schema import document
from kiosk_ui.views.board import BoardView
from kiosk_ui.views.catalog import CardsView, HomeView, ProductView, StockView
from kiosk_ui.views.lab import FoundView
from kiosk_ui.views.order import LabelView, OrderView, QueueRow
from kiosk_ui.views.returned import SoldView
from kiosk_ui.views.task import TasksView, TaskView
from kiosk_ui.views.transfer import GoodsView, TransfersView, TransferView

KIOSK: tuple[Route, ...] = (
    get(
        "/api/kiosk/home",
        "shopper",
        kiosk.home,
        HomeView,
        "Categories, and the shelves of the home screen.",
    ),
    get(
        "/api/kiosk/shelf/{shelf}",
        "shopper",
        kiosk.shelf,
        CardsView,
        "A page of one shelf.",
        query=("after",),
    ),
    get(
        "/api/kiosk/search",
        "shopper",
        kiosk.search,
        CardsView,
        "Products by words or code.",
        query=("q",),
    ),
    get("/api/kiosk/product/{product_id}", "shopper", kiosk.product, ProductView, "One product."),
    get("/api/kiosk/stock/{sku}", "shopper", kiosk.stock, StockView, "Who else has a SKU, asked now."),
    post("/api/kiosk/show", "shopper", kiosk.show, wishes.ShowWish, "Open a product."),
    post("/api/kiosk/add", "shopper", kiosk.add, wishes.AddWish, "Put into the basket."),
    post("/api/kiosk/quantity", "shopper", kiosk.quantity, wishes.QuantityWish, "Set a line's quantity."),
    post("/api/kiosk/swap", "shopper", kiosk.swap, wishes.SwapWish, "Another size or colour instead."),
    post("/api/kiosk/way", "shopper", kiosk.way, wishes.WayWish, "Take a line here, or have it shipped."),
    post("/api/kiosk/contact", "shopper", kiosk.contact, wishes.ContactWish, "Who receives what is shipped."),
    post(
        "/api/kiosk/pay",
        "shopper",
        kiosk.pay,
        wishes.NoWish,
        "Pay by wallet; the QR arrives by the live view.",
    ),
    post("/api/kiosk/stop", "shopper", kiosk.stop, wishes.StopWish, "Turn back from paying."),
    post(
        "/api/kiosk/park",
        "shopper",
        kiosk.park,
        wishes.NoWish,
        "Keep the basket under a number for the till.",
    ),
    post("/api/kiosk/member/phone", "shopper", member.phone, wishes.PhoneWish, "A typed phone: it earns."),
    post("/api/kiosk/member/sign-up", "shopper", member.sign_up, wishes.SignUpWish, "Become a member."),
    post("/api/kiosk/member/send-code", "shopper", member.send_code, wishes.NoWish, "Send a one-time code."),
    post("/api/kiosk/member/verify", "shopper", member.verify, wishes.PhoneCodeWish, "Prove the phone."),
    post("/api/kiosk/member/drop", "shopper", member.drop, wishes.NoWish, "Shop without the member."),
    post("/api/kiosk/points", "shopper", member.points, wishes.PointsWish, "Pay a part with points."),
    post("/api/kiosk/coupon", "shopper", member.coupon, wishes.CouponWish, "Use a coupon."),
    post("/api/kiosk/leave", "shopper", kiosk.leave, wishes.NoWish, "The next shopper, please."),
)
STAFF: tuple[Route, ...] = (
    get("/api/staff", "open", staff.tiles, tuple[answers.StaffTile, ...], "Who may sign in."),
    get("/api/staff/me", "open", staff.me, answers.StaffTile, "Who is signed in; 401 where nobody is."),
    post(
        "/api/staff/sign-in",
        "open",
        staff.sign_in,
        wishes.SignInWish,
        "Sign in by PIN.",
        answer=answers.StaffTile,
    ),
    post("/api/staff/sign-out", "open", staff.sign_out, wishes.NoWish, "Sign out."),
    post(
        "/api/staff/first",
        "open",
        staff.first,
        wishes.FirstWish,
        "The first manager.",
        answer=answers.StaffTile,
    ),
)
TILL: tuple[Route, ...] = (
    get("/api/till/order/{order_id}", "till", till.order, OrderView, "One order."),
    get("/api/till/orders", "till", till.numbered, tuple[QueueRow, ...], "Of a number.", query=("q",)),
    get("/api/till/order/{order_id}/label", "till", till.label, LabelView, "Whom its parcel goes to."),
    post("/api/till/{order_id}/cash", "till", till.cash, wishes.CashWish, "Take cash."),
    post("/api/till/{order_id}/receipt", "till", till.receipt, wishes.NoWish, "Print the receipt."),
    post("/api/till/{order_id}/hand-over", "till", till.hand_over, wishes.NoWish, "Hand over what is taken."),
    post(
        "/api/till/{order_id}/ship", "till", till.ship, wishes.NoWish, "Give what is shipped to the carrier."
    ),
    post("/api/till/{order_id}/cancel", "till", till.cancel, wishes.ReasonWish, "Cancel."),
    post("/api/till/{order_id}/refund", "till", till.refund, wishes.RefundWish, "Give the money back."),
    post("/api/till/{order_id}/member", "till", member.attach, wishes.NoWish, "Who is here earns with it."),
    post("/api/till/member/find", "till", member.find, wishes.FindMemberWish, "A phone, or a member code."),
    post("/api/till/member/sign-up", "till", member.sign_up, wishes.SignUpWish, "Make a member."),
    post("/api/till/member/change", "till", member.change, wishes.ChangeMemberWish, "Change fields."),
    post("/api/till/member/erase", "till", member.erase, wishes.MemberWish, "Erase a person; managers only."),
    post("/api/till/member/drop", "till", member.drop, wishes.NoWish, "Nobody stands here any more."),
)
TASKS: tuple[Route, ...] = (
    get("/api/till/tasks", "till", task.tasks, TasksView, "What the centre asks this store to send."),
    get("/api/till/task/{task_id}", "till", task.task, TaskView, "One task."),
    get("/api/till/task/{task_id}/label", "till", task.label, LabelView, "Whom the parcel goes to."),
    post("/api/till/task/{task_id}/accept", "till", task.accept, wishes.NoWish, "Promise it."),
    post(
        "/api/till/task/{task_id}/reject",
        "till",
        task.reject,
        wishes.RejectTaskWish,
        "Give it back; the next store is asked.",
    ),
    post("/api/till/task/{task_id}/pick", "till", task.pick, wishes.PickWish, "One piece was scanned."),
    post(
        "/api/till/task/{task_id}/short",
        "till",
        task.short,
        wishes.ShortWish,
        "What is left of a SKU cannot be had here.",
    ),
    post("/api/till/task/{task_id}/pack", "till", task.pack, wishes.NoWish, "Packed, or put ready."),
    post("/api/till/task/{task_id}/carrier", "till", task.carrier, wishes.CarrierWish, "The carrier has it."),
    post("/api/till/pickup", "till", task.pickup, wishes.PickupWish, "Hand over by pick-up code."),
)
RETURNS: tuple[Route, ...] = (
    get("/api/till/sold", "till", returned.sold, SoldView, "What any store sold by a number.", query=("q",)),
    post("/api/till/return", "till", returned.take, wishes.ReturnWish, "Goods come back over this counter."),
)
TRANSFERS: tuple[Route, ...] = (
    get("/api/till/transfers", "till", transfer.transfers, TransfersView, "Goods for and from other stores."),
    get("/api/till/goods", "till", transfer.goods, GoodsView, "What may be asked for.", query=("q",)),
    get("/api/till/stock/{sku}", "till", kiosk.stock, StockView, "Who has a SKU, asked now."),
    post("/api/till/transfer", "till", transfer.wish, wishes.TransferWish, "Ask another store for goods."),
    get("/api/till/transfer/{transfer_id}", "till", transfer.transfer, TransferView, "One of them, by line."),
    post("/api/till/transfer/{transfer_id}/send", "till", transfer.send, wishes.SendWish, "It left."),
    post("/api/till/transfer/{transfer_id}/refuse", "till", transfer.refuse, wishes.ReasonWish, "Send none."),
    post(
        "/api/till/transfer/{transfer_id}/receive", "till", transfer.receive, wishes.CountsWish, "Count in."
    ),
)
BOARD: tuple[Route, ...] = (
    get("/api/board", "board", board.board, BoardView, "Today at a glance."),
    get("/health", "watch", board.health, answers.StoreHealth, "The board's figures for a machine."),
    get("/metrics", "watch", board.metrics, str, "The same for Prometheus.", media="text/plain"),
)
LAB: tuple[Route, ...] = (
    get("/api/lab/catalog", "lab", lab.catalog, tuple[answers.LabItem, ...], "Codes to scan.", query=("q",)),
    get("/api/lab/{device}/paper", "lab", lab.paper, str, "What a printer printed.", media="image/svg+xml"),
    get("/api/lab/{device}/view", "lab", lab.view, str, "What a scanning camera sees.", media="image/jpeg"),
    post("/api/lab/{device}/fault", "lab", lab.fault, wishes.FaultWish, "Have a fault, or none."),
    post("/api/lab/{device}/plug", "lab", lab.plug, wishes.PlugWish, "Pull a plug, or put it back."),
    post("/api/lab/{device}/scan", "lab", lab.scan, wishes.ScanWish, "Have a scanner read a text."),
    post("/api/lab/{device}/member", "lab", lab.member, wishes.MemberWish, "Scan a fresh member code."),
    post("/api/lab/{device}/plate", "lab", lab.plate, wishes.PlateWish, "Have a camera see a plate."),
    Route(
        method="POST", path="/api/lab/{device}/picture", right="lab", handle=lab.picture,
        answer=tuple[FoundView, ...], sends="application/octet-stream",
        says="Read the codes of a picture (PNG, JPEG or WebP) and have the scanner scan them.",
    ),
)  # fmt: skip
LIVE: tuple[Route, ...] = (
    live("/api/live/kiosk", "shopper", sockets.kiosk, answers.KioskFrame, "A kiosk, live."),
    live("/api/live/till", "till", sockets.till, answers.TillFrame, "The till, live."),
    live("/api/live/board", "board", sockets.board, answers.BoardFrame, "The board, live."),
    live("/api/live/lab", "lab", sockets.lab, answers.LabFrame, "The lab, live."),
)
FILES: tuple[Route, ...] = (
    hidden("/media/idle/{number}.svg", media.idle, "A story of the idle screen."),
    hidden("/media/{kind}/{color}.svg", media.picture, "A product's picture."),
    hidden("/assets/{name}", pages.asset, "A file of the built pages."),
    hidden("/welcome.css", pages.style, "Style of the server's own pages."),
    hidden("/favicon.ico", pages.icon, "The icon."),
    hidden("/", pages.index, "The way to the pages."),
    hidden("/kiosk", pages.page("kiosk"), "The kiosk."),
    hidden("/till", pages.page("till"), "The till."),
    hidden("/board", pages.page("board"), "The board."),
    hidden("/lab", pages.lab, "The lab."),
)


async def api(call: Call) -> web.Response:
    return web.Response(body=document_bytes(), content_type="application/json")


DOCUMENT = hidden("/api/openapi.json", api, "This document.")
ROUTES: tuple[Route, ...] = (
    *KIOSK, *STAFF, *TILL, *TASKS, *RETURNS, *TRANSFERS, *BOARD, *LAB, *LIVE, *FILES, DOCUMENT,
)  # fmt: skip


@cache
def document_bytes() -> bytes:
    """The API document of this table, as JSON."""
    return msgspec.json.format(msgspec.json.encode(document(ROUTES)), indent=1) + b"\n"
