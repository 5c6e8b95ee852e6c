"""Goods of the seeds that the first store sells and has enough of."""

from __future__ import annotations

import io
from dataclasses import dataclass

import zxingcpp
from PIL import Image


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    sku: str
    gtin: str
    zh: str
    en: str


TOWEL = Goods(sku="P0350-01", gtin="6955206010459", zh="五星酒店厚浴巾", en="Hotel Weight Towel")
ALMONDS = Goods(sku="P0296-01", gtin="6979201010276", zh="原味巴旦木", en="Plain Roasted Almonds")
FIZZ = Goods(sku="P0254-01", gtin="6952757010037", zh="海盐青柠气泡水", en="Sea Salt Lime Sparkling")
HOODIE = Goods(sku="P0030-03", gtin="6971035012792", zh="落日水洗卫衣", en="Sunset Washed Hoodie")
TEA = Goods(sku="P0308-01", gtin="6951643010571", zh="桂花乌龙", en="Osmanthus Oolong")
CLEANSER = Goods(sku="P0120-01", gtin="6975013010152", zh="洋甘菊卸妆水", en="Chamomile Cleansing Water")
SNEAKERS = Goods(sku="P0070-02", gtin="6972053011620", zh="云弹缓震跑鞋", en="CloudSpring Running Shoes")
MUG = Goods(sku="P0327-02", gtin="6954085010062", zh="手捏陶马克杯", en="Hand-Pinched Clay Mug")


def label(gtin: str) -> bytes:
    """A printed label as a PNG: the code's bars on white paper."""
    drawn = Image.fromarray(
        zxingcpp.create_barcode(gtin, zxingcpp.BarcodeFormat.EAN13).to_image(scale=4, add_hrt=True)
    )
    paper = Image.new("L", (drawn.width + 120, drawn.height + 160), 255)
    paper.paste(drawn, (60, 80))
    file = io.BytesIO()
    paper.save(file, "PNG")
    return file.getvalue()
