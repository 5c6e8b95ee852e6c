"""Frames of a real camera or a film, by OpenCV (extra `vision`): V4L2, RTSP, MJPEG over HTTP, a file."""

from __future__ import annotations

import threading
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import numpy as np

from devices.address import VideoAddress
from devices.scanner.engines import Grey
from devices.scanner.options import EyeOptions
from edge.config import read_secret
from edge.errors import DeviceError, Retry

ANSWER_MS = 1200  # a camera that is silent for longer gives no frame
COLOURED = 3  # dimensions of a frame that has colours


class VideoFrames:
    """One stream. What its address holds of a password is never told."""

    def __init__(self, address: VideoAddress, options: EyeOptions) -> None:
        self._address, self._options = address, options
        self._film = address.local and not address.url.startswith("/dev/")
        self._capture: Any = None
        self._cv2: Any = None
        self._pace = threading.Event()  # never set: a film is not read faster than it was taken
        self._frame_s = 0.0

    def open(self) -> None:
        self.close()
        cv2 = self._cv2 = opencv()
        if self._address.local and not Path(self._address.url).exists():
            raise DeviceError(f"The camera {self._address.url} is missing: plug it in, or correct its link.")
        if self._address.local and not self._film:
            self._capture = cv2.VideoCapture(self._address.url, cv2.CAP_V4L2)
            self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, self._options.width)
            self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self._options.height)
            self._capture.set(cv2.CAP_PROP_FPS, self._options.fps)
        else:
            limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, ANSWER_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, ANSWER_MS]
            self._capture = cv2.VideoCapture(self._opened_url(), cv2.CAP_FFMPEG, limits)
        if not self._capture.isOpened():
            self.close()
            cure = "check its power, its cable, its link and that no other program has it"
            raise DeviceError(f"The camera {self._address.url} does not open: {cure}.")
        rate = float(self._capture.get(cv2.CAP_PROP_FPS) or 0)
        self._frame_s = 1 / min(rate, self._options.fps) if self._film and rate > 0 else 0.0

    def grab(self) -> Grey | None:
        there, frame = self._capture.read()
        if not there and self._film and self._capture.set(self._cv2.CAP_PROP_POS_FRAMES, 0):
            there, frame = self._capture.read()
        if not there:
            raise DeviceError(
                f"The camera {self._address.url} gives no picture: check its cable and its power."
            )
        if self._frame_s:
            self._pace.wait(self._frame_s)
        grey = self._cv2.cvtColor(frame, self._cv2.COLOR_BGR2GRAY) if frame.ndim == COLOURED else frame
        return np.asarray(grey, np.uint8)

    def close(self) -> None:
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def _opened_url(self) -> str:
        if not self._options.user:
            return self._address.url
        secret = read_secret(self._options.password_file, named_by="options.password_file")
        url = urlsplit(self._address.url)
        account = f"{quote(self._options.user, safe='')}:{quote(secret, safe='')}"
        return urlunsplit(url._replace(netloc=f"{account}@{url.netloc}"))


def opencv() -> Any:  # noqa: ANN401 - the module is an extra
    """OpenCV, or what to do about its absence. One thread of it: the loop needs the other core."""
    try:
        cv2 = import_module("cv2")
    except ImportError as error:
        raise DeviceError(
            'A scanning camera needs OpenCV: install store-edge with the extra "vision".',
            retry=Retry.PERMANENT,
        ) from error
    cv2.setNumThreads(1)
    return cv2
