"""What the handlers share: the desk, the live pages, the sign-in, the meters."""

from __future__ import annotations

import asyncio
import re

from aiohttp import web

from kiosk_ui.desk import Desk
from kiosk_ui.live.gallery import Gallery
from kiosk_ui.meters import Meters
from kiosk_ui.pictures import Pictures
from kiosk_ui.sign_in import SignIn


class Front:
    """One per opening of the screens."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.meters = Meters()
        self.pictures = Pictures(desk.reads)
        self.gallery = Gallery(desk, self.pictures, self.meters)
        self.sign_in = SignIn(desk)
        self.decoding = asyncio.Lock()  # one dropped picture at a time
        self.cookie = "staff_" + re.sub(r"\W", "_", desk.shop.store_id, flags=re.ASCII)
        self.opened_s = desk.clock.monotonic()


FRONT = web.AppKey("front", Front)
