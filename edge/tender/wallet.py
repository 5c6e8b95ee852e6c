"""The simulated wallet's client: signed JSON over HTTP, every call bounded, none believed unless signed."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from aiohttp import ClientConnectorError, ClientError, ClientResponse, ClientSession, TCPConnector

from edge.app.ports import Clock
from edge.domain.payment import Payment
from edge.errors import Retry
from edge.tender.cable import Cable
from edge.tender.gateway import (
    Asked,
    Declined,
    Final,
    NeverAsked,
    NoAnswer,
    Paid,
    Refused,
    Reversed,
    Waiting,
    Word,
)
from edge.tender.wire import (
    AT,
    MERCHANT,
    SIGNATURE,
    AskBill,
    AskRefund,
    BillWord,
    Misbehave,
    Moved,
    Notices,
    Refusal,
    answer_signature,
    request_signature,
    same,
    word_of,
)

ANSWER_BYTES_MAX = 4 * 1024 * 1024
ANSWER_S = 5.0
POLL_S = 20.0
NO_SUCH_BILL = "no_bill"
OK = 200
NOT_BELIEVED = 401

Shape = TypeVar("Shape")


class Merchant(msgspec.Struct, frozen=True, kw_only=True):
    """Whom the shopper pays, as the wallet knows and shows it."""

    merchant: str
    name_zh: str
    name_en: str


class HttpWallet:
    """Fills `Gateway`. `address` is the wallet's http address without a path; `key` is shared with it."""

    def __init__(
        self, *, address: str, key: bytes, merchant: Merchant, clock: Clock, answer_s: float = ANSWER_S
    ) -> None:
        self._address = address.rstrip("/")
        self._key = key
        self._merchant = merchant
        self._clock = clock
        self._answer_s = answer_s
        self.cable = Cable()

    async def ask(self, payment: Payment, subject: str) -> Asked:
        bill = AskBill(
            payment_id=payment.payment_id,
            amount_fen=payment.amount_fen,
            subject=subject,
            merchant_zh=self._merchant.name_zh,
            merchant_en=self._merchant.name_en,
            valid_ms=payment.expires_ms - self._clock.now_ms(),
        )
        answer = await self._post("/v1/payments", bill)
        if not answer.qr:
            raise NoAnswer("answer", "the wallet gave no payment page")
        return Asked(qr=answer.qr)

    async def query(self, payment: Payment) -> Word:
        try:
            body = await self._call("GET", f"/v1/payments/{payment.payment_id}", answer_s=self._answer_s)
        except Refused as refused:
            if refused.code == NO_SUCH_BILL:
                return NeverAsked()
            raise
        return word_of(decoded(body, BillWord))

    async def close(self, payment: Payment) -> Final:
        word = word_of(await self._post(f"/v1/payments/{payment.payment_id}/close"))
        if isinstance(word, Waiting | NeverAsked):
            raise NoAnswer("answer", "the wallet closed a payment, and calls it waiting")
        return word

    async def reverse(self, payment: Payment) -> Reversed | Declined:
        word = word_of(await self._post(f"/v1/payments/{payment.payment_id}/reverse"))
        if not isinstance(word, Reversed | Declined):
            raise NoAnswer("answer", "the wallet reversed a payment, and calls it something else")
        return word

    async def refund(self, refund: Payment, charge: Payment) -> Paid | Declined:
        asked = AskRefund(
            refund_id=refund.payment_id, payment_id=charge.payment_id, amount_fen=refund.amount_fen
        )
        word = word_of(await self._post("/v1/refunds", asked))
        if not isinstance(word, Paid | Declined):
            raise NoAnswer("answer", "the wallet refunded, and calls it something else")
        return word

    async def notices(self, *, after: int, wait_s: float = POLL_S) -> Notices:
        """News after number `after`, at the latest `wait_s` from now; -1: only where they stand."""
        path = f"/v1/notifications?after={after}&wait_ms={round(wait_s * 1000)}"
        return decoded(await self._call("GET", path, answer_s=wait_s + self._answer_s), Notices)

    async def movements(self) -> tuple[Moved, ...]:
        """Every movement of money at this merchant, oldest first."""
        return decoded(await self._call("GET", "/v1/movements", answer_s=self._answer_s), tuple[Moved, ...])

    async def misbehave(self, order: Misbehave) -> None:
        body = msgspec.json.encode(order)
        await self._call("POST", "/v1/misbehave", body=body, answer_s=self._answer_s)

    async def _post(self, path: str, body: msgspec.Struct | None = None) -> BillWord:
        sent = b"" if body is None else msgspec.json.encode(body)
        return decoded(await self._call("POST", path, body=sent, answer_s=self._answer_s), BillWord)

    async def _call(self, method: str, path: str, *, body: bytes = b"", answer_s: float) -> bytes:
        """The body of a signed 200. `Refused` for a signed refusal, `NoAnswer` for everything else."""
        at = str(self._clock.now_ms())
        merchant = self._merchant.merchant
        signed = request_signature(self._key, method=method, path=path, merchant=merchant, at=at, body=body)
        headers = {MERCHANT: merchant, AT: at, SIGNATURE: signed, "Content-Type": "application/json"}
        try:
            async with (
                self.cable.hold(answer_s),
                ClientSession(connector=TCPConnector(force_close=True)) as session,
                session.request(
                    method, self._address + path, data=body, headers=headers, allow_redirects=False
                ) as response,
            ):
                return self._believed(signed, response, await whole(response))
        except ClientConnectorError as error:
            raise NoAnswer("no_line", f"{self._address}: {error}") from error
        except (ClientError, OSError) as error:
            raise NoAnswer("answer", f"{self._address}: {error!r}") from error

    def _believed(self, request: str, response: ClientResponse, body: bytes) -> bytes:
        right = answer_signature(self._key, request=request, status=response.status, body=body)
        if not same(right, response.headers.get(SIGNATURE, "")):
            if response.status == NOT_BELIEVED:
                raise NoAnswer("key", "wallet and store do not have the same key", retry=Retry.PERMANENT)
            raise NoAnswer("answer", f"status {response.status} without the wallet's signature")
        if response.status == OK:
            return body
        raise Refused(decoded(body, Refusal).code)


def decoded(body: bytes, shape: type[Shape]) -> Shape:
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.DecodeError as error:
        raise NoAnswer("answer", f"the wallet's answer has another shape: {error}") from error


async def whole(response: ClientResponse) -> bytes:
    """The body, `NoAnswer` where it is longer than any answer of a wallet."""
    body = b""
    async for chunk in response.content.iter_chunked(65_536):
        body += chunk
        if len(body) > ANSWER_BYTES_MAX:
            raise NoAnswer("answer", "the answer does not end")
    return body
