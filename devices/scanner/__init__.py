"""Scanners: what a gun or a picture read becomes a ScanCode of the scanner's place."""
