"""The store's ear at the wallet: pulls numbered notifications, for no wallet can call into a store."""

from __future__ import annotations

from collections.abc import Callable

from edge.app.ports import ReportHealth
from edge.tender.gateway import NoAnswer
from edge.tender.wallet import POLL_S, HttpWallet

HEALTH = "wallet"


class WalletNews:
    """A Part. `hear` is the desk's: an id whose word should be asked for, '' for all that wait.

    Nothing is lost with a notification: the desk asks by itself too, only later.
    """

    name = HEALTH

    def __init__(
        self, *, wallet: HttpWallet, hear: Callable[[str], None], report: ReportHealth, poll_s: float = POLL_S
    ) -> None:
        self._wallet = wallet
        self._hear = hear
        self._report = report
        self._poll_s = poll_s

    async def run(self) -> None:
        """Until the line fails, which is raised. A plug that was pulled on purpose is waited for."""
        while True:
            try:
                await self._listen()
            except NoAnswer as error:
                if self._wallet.cable.plugged:
                    raise
                self._report(self.name, "down", "no_answer", str(error))
            await self._wallet.cable.wait()

    async def _listen(self) -> None:
        last = (await self._wallet.notices(after=-1, wait_s=0)).last
        self._report(self.name, "ok")
        self._hear("")  # whatever happened while nobody listened
        while True:
            news = await self._wallet.notices(after=last, wait_s=self._poll_s)
            for bill_id in dict.fromkeys(notice.bill_id for notice in news.notices):
                self._hear(bill_id)
            last = news.last
