"""The table: each command's handler and who may give it; each event's reactions; what the centre is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from edge.app import (
    basket,
    contact,
    effect,
    feed,
    lease,
    logbook,
    member,
    order,
    parking,
    past,
    payment,
    pickup,
    points,
    profile,
    returned,
    shelf,
    staff,
    stock,
    task,
    transfer,
)
from edge.app.context import Context
from edge.app.uow import Uow
from edge.domain.contact import ContactErased, ContactKept, EraseContact, KeepContact
from edge.domain.coupon import CouponUsed, UseCoupon
from edge.domain.effect import EffectFailed, FinishEffect, ReviewEffects, StartEffect
from edge.domain.feed import ApplyFeed, CommandAnswered, StageSnapshot, SwapSnapshot, SweepFeed
from edge.domain.lease import RecordLease
from edge.domain.logbook import LeaveOrigin, PruneLog, RecordAck
from edge.domain.member import (
    AskPhoneCode,
    AttachMember,
    ChangeMember,
    DropMember,
    EraseMember,
    MemberChanged,
    MemberErased,
    MemberSignedUp,
    MemberVerified,
    NameMember,
    RecordMember,
    ShowMemberCode,
    SignUp,
    SweepMembers,
    VerifyPhone,
)
from edge.domain.message import Actor, Command, Event, Role
from edge.domain.order import (
    AddToBasket,
    CancelOrder,
    ClearBasket,
    HandOver,
    OrderCancelled,
    OrderHandedOver,
    OrderPaid,
    OrderParked,
    OrderRefunded,
    ParkOrder,
    PrintReceipt,
    SetContact,
    SetQuantity,
    SetWay,
    ShipOrder,
    ShippingChanged,
    SwapVariant,
)
from edge.domain.parking import BarrierOpened, CarSeen, GateDidNotOpen, PlateSeen
from edge.domain.past import ApplyPast
from edge.domain.payment import (
    AskPayment,
    PaymentChanged,
    RecordAsked,
    RecordDeclined,
    RecordPaid,
    RecordReversed,
    RecordUnknown,
    RefundOrder,
    StopPayment,
    TakeCash,
)
from edge.domain.pickup import HandToShopper, PickedUp, ReadyForPickup
from edge.domain.points import PointsEarned, PointsSpent, SpendPoints
from edge.domain.returned import Returned, TakeReturn
from edge.domain.shelf import ScanCode, ShowProduct
from edge.domain.staff import AddStaff, RecordSignIn, SignOut, StaffAdded
from edge.domain.stock import CorrectStock, ExpireHolds, StockMoved, TakeStock
from edge.domain.task import (
    AcceptTask,
    FulfilmentAccepted,
    FulfilmentPicked,
    FulfilmentRejected,
    FulfilmentWithdrawn,
    HandToCarrier,
    Packed,
    PackTask,
    PickItem,
    RejectTask,
    Shipped,
    ShortPick,
    ShortPicked,
)
from edge.domain.transfer import (
    ReceiveTransfer,
    RefuseTransfer,
    SendTransfer,
    TransferReceived,
    TransferRefused,
    TransferSent,
    TransferWished,
    WishTransfer,
)
from edge.errors import Rejected

Events = tuple[Event, ...]
Handler = Callable[[Any, Uow, Context], Events]
Reaction = Callable[[Any, Uow, Context], Events]
Roles = frozenset[Role]

PLACE: Roles = frozenset({"shopper", "cashier", "manager"})
TILL: Roles = frozenset({"cashier", "manager"})
MANAGER: Roles = frozenset({"manager", "system"})
SYSTEM: Roles = frozenset({"system"})
CENTRE: Roles = frozenset({"centre"})
DEVICE: Roles = frozenset({"device"})

HANDLERS: Mapping[type[Command], tuple[Roles, Handler]] = {
    ScanCode: (DEVICE, shelf.scan_code),
    ShowProduct: (PLACE, shelf.show_product),
    AddToBasket: (PLACE, basket.add_to_basket),
    SetQuantity: (PLACE, basket.set_quantity),
    SwapVariant: (PLACE, basket.swap_variant),
    SetWay: (PLACE, basket.set_way),
    SetContact: (PLACE, basket.set_contact),
    ClearBasket: (PLACE, basket.clear_basket),
    ParkOrder: (PLACE, order.park_order),
    AskPayment: (PLACE, payment.ask_payment),
    StopPayment: (PLACE, payment.stop_payment),
    TakeCash: (TILL, payment.take_cash),
    RecordAsked: (SYSTEM, payment.record_asked),
    RecordPaid: (SYSTEM, payment.record_paid),
    RecordDeclined: (SYSTEM, payment.record_declined),
    RecordUnknown: (SYSTEM, payment.record_unknown),
    RecordReversed: (SYSTEM, payment.record_reversed),
    PrintReceipt: (TILL, effect.print_receipt),
    HandOver: (TILL, order.hand_over),
    ShipOrder: (TILL, order.ship_order),
    CancelOrder: (TILL, order.cancel_order),
    RefundOrder: (frozenset({"manager", "cashier"}), order.refund_order),
    StartEffect: (SYSTEM, effect.start_effect),
    FinishEffect: (SYSTEM, effect.finish_effect),
    ReviewEffects: (SYSTEM, effect.review_effects),
    PlateSeen: (DEVICE, parking.plate_seen),
    KeepContact: (TILL, contact.keep_contact),
    EraseContact: (frozenset({"manager", "centre"}), contact.erase_contact),
    SignUp: (PLACE, member.sign_up),
    NameMember: (PLACE, member.name_member),
    ShowMemberCode: (PLACE, member.show_member_code),
    AttachMember: (TILL, member.attach_member),
    DropMember: (PLACE, member.drop_member),
    AskPhoneCode: (PLACE, member.ask_phone_code),
    VerifyPhone: (PLACE, member.verify_phone),
    ChangeMember: (TILL, member.change_member),
    EraseMember: (frozenset({"manager", "centre"}), member.erase_member),
    RecordMember: (CENTRE, member.record_member),
    SweepMembers: (SYSTEM, member.sweep_members),
    SpendPoints: (PLACE, points.spend_points),
    UseCoupon: (PLACE, points.use_coupon),
    AddStaff: (MANAGER, staff.add_staff),
    RecordSignIn: (SYSTEM, staff.record_sign_in),
    SignOut: (SYSTEM, staff.sign_out),
    TakeStock: (MANAGER, stock.take_stock),
    CorrectStock: (MANAGER, stock.correct_stock),
    ExpireHolds: (SYSTEM, stock.expire_holds),
    AcceptTask: (TILL, task.accept_task),
    RejectTask: (TILL, task.reject_task),
    PickItem: (TILL, task.pick_item),
    ShortPick: (TILL, task.short_pick),
    PackTask: (TILL, task.pack_task),
    HandToCarrier: (TILL, task.hand_to_carrier),
    HandToShopper: (TILL, pickup.hand_to_shopper),
    TakeReturn: (TILL, returned.take_return),
    WishTransfer: (TILL, transfer.wish_transfer),
    SendTransfer: (TILL, transfer.send_transfer),
    RefuseTransfer: (TILL, transfer.refuse_transfer),
    ReceiveTransfer: (TILL, transfer.receive_transfer),
    ApplyFeed: (CENTRE, feed.apply_feed),
    StageSnapshot: (CENTRE, feed.stage_snapshot),
    SwapSnapshot: (CENTRE, feed.swap_snapshot),
    SweepFeed: (SYSTEM, feed.sweep_feed),
    RecordAck: (CENTRE, logbook.record_ack),
    LeaveOrigin: (frozenset({"centre", "system"}), logbook.leave_origin),
    ApplyPast: (CENTRE, past.apply_past),
    RecordLease: (CENTRE, lease.record_lease),
    PruneLog: (SYSTEM, logbook.prune_log),
}

REACTIONS: Mapping[type[Event], tuple[Reaction, ...]] = {
    OrderPaid: (points.settle, effect.print_when_paid, task.beaten),
    OrderHandedOver: (profile.forget_address,),
    OrderCancelled: (points.free, profile.forget_address),
    OrderRefunded: (points.give_back, profile.forget_address),
    StockMoved: (task.beaten,),
}

LOGGED: frozenset[type[Event]] = frozenset(
    {
        OrderParked,
        OrderPaid,
        OrderHandedOver,
        OrderCancelled,
        OrderRefunded,
        ShippingChanged,
        PaymentChanged,
        StockMoved,
        ContactKept,
        ContactErased,
        MemberSignedUp,
        MemberVerified,
        MemberChanged,
        MemberErased,
        PointsEarned,
        PointsSpent,
        CouponUsed,
        StaffAdded,
        CommandAnswered,
        FulfilmentAccepted,
        FulfilmentRejected,
        FulfilmentWithdrawn,
        FulfilmentPicked,
        ShortPicked,
        Packed,
        ReadyForPickup,
        Shipped,
        PickedUp,
        Returned,
        TransferWished,
        TransferSent,
        TransferReceived,
        TransferRefused,
        CarSeen,
        BarrierOpened,
        GateDidNotOpen,
        EffectFailed,
    }
)


def allowed(command: Command, actor: Actor) -> Handler:
    """The handler, if this actor may; `Rejected('not_allowed')` else."""
    roles, handler = HANDLERS[type(command)]
    if actor.role not in roles:
        raise Rejected("not_allowed")
    return handler


def decide(command: Command, uow: Uow, ctx: Context) -> Events:
    """Run the handler, then the reactions to what it said, in the same transaction."""
    events = list(allowed(command, ctx.actor)(command, uow, ctx))
    at = 0
    while at < len(events):
        for reaction in REACTIONS.get(type(events[at]), ()):
            events.extend(reaction(events[at], uow, ctx))
        at += 1
    return tuple(events)
