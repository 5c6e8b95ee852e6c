"""The addresses of goods between stores, a part of the one table in `routes.py`."""

from __future__ import annotations

from edge.domain.transfer import Transfer
from sync.hub.desk import NewTransfer
from sync.hub.web import replenishment, transfers
from sync.hub.web import transfer_answers as answers
from sync.hub.web.answers import Changed
from sync.hub.web.route import Route, get, post

TRANSFERS: tuple[Route, ...] = (
    get(
        "/api/transfers",
        transfers.transfers,
        answers.Transfers,
        "Goods between stores, the latest first.",
        query=("state", "store", "limit"),
    ),
    get(
        "/api/transfers/{transfer_id}",
        transfers.look,
        answers.TransferFile,
        "One of them, with what it holds.",
    ),
    post(
        "/api/transfers",
        transfers.ask,
        NewTransfer,
        Transfer,
        "Have a store send goods to another.",
        status=202,
    ),
    post(
        "/api/transfers/{transfer_id}/cancel",
        transfers.cancel,
        answers.CancelTransfer,
        Transfer,
        "Cancel one that is not sent yet, and say why.",
    ),
    get(
        "/api/replenishment",
        replenishment.proposals,
        answers.Replenishment,
        "What should be sent where, and why.",
        query=("sku", "store", "limit"),
    ),
    post(
        "/api/replenishment/transfers",
        replenishment.send,
        answers.Chosen,
        answers.Replenished,
        "Have the chosen proposals sent, as far as they still stand.",
        status=202,
    ),
    get(
        "/api/replenishment/limits",
        replenishment.limits,
        answers.Levels,
        "Between what limits stock shall stand, and how it stands.",
        query=("q", "store", "limit"),
    ),
    post(
        "/api/replenishment/limits",
        replenishment.set_limits,
        answers.Limits,
        Changed,
        "Set limits, all or none.",
    ),
    post(
        "/api/replenishment/limits/delete",
        replenishment.delete_limits,
        answers.LimitNames,
        Changed,
        "Take limits away: such a store neither gives nor gets.",
    ),
    get(
        "/api/replenishment/limits/removed",
        replenishment.removed,
        answers.RemovedLimits,
        "Limits that were taken away, by whom and when.",
        query=("store", "limit"),
    ),
)
