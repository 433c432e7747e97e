"""Invented photographs: calm little drawings of the places that proposals are about, so that no real place is shown."""

import io
import random
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

WIDTH, HEIGHT, FINE = 960, 720, 2
PAPER, SHEET, LINE, INK, STONE = "#f3f0e8", "#ffffff", "#b9b09e", "#57514a", "#ddd7ca"
AGATE, GREEN, LEAF, AMBER, WATER = "#a5281f", "#22614a", "#7fa690", "#d9a441", "#9cc0d6"
SKIES = ("#e3eff6", "#f7edd6", "#e9e6f0", "#e4f0ea")
HORIZON = 470

Pen = ImageDraw.ImageDraw
Dice = random.Random


def picture(category: str, seed: str) -> SimpleUploadedFile:
    """A JPEG of 960×720 for a proposal of this category; the same for the same `seed`."""
    dice = random.Random(seed)  # noqa: S311  (a drawing, not a secret)
    canvas = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), PAPER)
    pen = ImageDraw.Draw(canvas)
    _ground(pen, dice)
    SCENES.get(category, _shed)(pen, dice)
    output = io.BytesIO()
    canvas.reduce(FINE).save(output, "JPEG", quality=82)
    return SimpleUploadedFile(f"{category}.jpg", output.getvalue(), content_type="image/jpeg")


def _box(pen: Pen, left: float, top: float, right: float, bottom: float, fill: str, line: str = "") -> None:
    corners = [value * FINE for value in (left, top, right, bottom)]
    pen.rectangle(corners, fill=fill, outline=line or None, width=3 * FINE)


def _disc(pen: Pen, x: float, y: float, radius: float, fill: str) -> None:
    pen.ellipse([(x - radius) * FINE, (y - radius) * FINE, (x + radius) * FINE, (y + radius) * FINE], fill=fill)


def _shape(pen: Pen, points: list[tuple[float, float]], fill: str) -> None:
    pen.polygon([(x * FINE, y * FINE) for x, y in points], fill=fill)


def _stroke(pen: Pen, points: list[tuple[float, float]], fill: str, width: int = 6) -> None:
    pen.line([(x * FINE, y * FINE) for x, y in points], fill=fill, width=width * FINE, joint="curve")


def _ground(pen: Pen, dice: Dice) -> None:
    """Sky, a low sun, houses behind, the ground."""
    _box(pen, 0, 0, WIDTH, HORIZON, dice.choice(SKIES))
    _disc(pen, dice.randint(120, 840), dice.randint(90, 170), 46, "#f8e9e5")
    left = -40
    while left < WIDTH:
        wide, tall = dice.randint(130, 210), dice.randint(140, 280)
        _box(pen, left, HORIZON - tall, left + wide, HORIZON, STONE)
        for row in range(tall // 56):
            for column in range(wide // 52):
                x, y = left + 22 + column * 50, HORIZON - tall + 26 + row * 54
                _box(pen, x, y, x + 20, y + 28, SHEET if dice.random() < 0.75 else AMBER)
        left += wide + dice.randint(14, 60)
    _box(pen, 0, HORIZON, WIDTH, HEIGHT, "#e6e0d3")


def _tree(pen: Pen, x: float, size: float = 1.0) -> None:
    _stroke(pen, [(x, HORIZON + 60), (x, HORIZON - 90 * size)], INK, 9)
    for across, up in ((0, 150), (-48, 110), (46, 104), (4, 100)):
        _disc(pen, x + across * size, HORIZON - up * size, 56 * size, LEAF if across else GREEN)


def _bench(pen: Pen, left: float, top: float, wide: float = 220) -> None:
    _box(pen, left, top, left + wide, top + 16, AGATE)
    _box(pen, left, top - 62, left + wide, top - 46, AGATE)
    for x in (left + 16, left + wide - 28):
        _box(pen, x, top - 62, x + 12, top + 70, INK)


def _lamp(pen: Pen, x: float, lit: bool = True) -> None:
    _stroke(pen, [(x, HORIZON + 90), (x, HORIZON - 190), (x + 46, HORIZON - 206)], INK, 7)
    _disc(pen, x + 56, HORIZON - 200, 18, AMBER if lit else LINE)


def _shed(pen: Pen, dice: Dice) -> None:
    """An old bicycle shed, half empty."""
    _shape(pen, [(180, 330), (800, 290), (830, 330), (160, 376)], INK)
    for x in (210, 400, 590, 780):
        _box(pen, x, 350, x + 12, 590, INK)
    _box(pen, 236, 500, 320, 590, "#c9b28a", INK)
    _box(pen, 300, 452, 372, 590, "#d8c4a0", INK)
    for x in (dice.randint(470, 520), 660):
        _stroke(pen, [(x, 560), (x + 44, 500), (x + 90, 560), (x + 30, 520)], AGATE, 6)
        for wheel in (x, x + 90):
            pen.ellipse([(wheel - 36) * FINE, 524 * FINE, (wheel + 36) * FINE, 596 * FINE], outline=INK, width=5 * FINE)


def _elders(pen: Pen, dice: Dice) -> None:
    """A bench under a tree, a stick leaning on it."""
    _tree(pen, dice.randint(200, 300), 1.3)
    _bench(pen, 420, 560, 300)
    _stroke(pen, [(752, 640), (738, 500), (760, 486)], INK, 7)


def _school_way(pen: Pen, dice: Dice) -> None:
    """A marked way for children between two lamps."""
    _shape(pen, [(330, HEIGHT), (450, HORIZON), (540, HORIZON), (760, HEIGHT)], "#d6cfbf")
    for step in range(5):
        top = HORIZON + 24 + step * 46
        spread = 36 + step * 26
        corners = [(-spread, top), (spread, top), (spread + 8, top + 18), (-spread - 8, top + 18)]
        _shape(pen, [(495 + across, down) for across, down in corners], SHEET)
    _lamp(pen, 190, dice.random() < 0.5)
    _lamp(pen, 760, lit=False)
    for x, colour in ((600, AGATE), (650, GREEN)):
        _disc(pen, x, 520, 20, "#e3b995")
        _shape(pen, [(x - 24, 620), (x, 536), (x + 24, 620)], colour)


def _charging(pen: Pen, dice: Dice) -> None:
    """A roof with charging posts below it."""
    _shape(pen, [(120, 350), (850, 350), (810, 300), (160, 300)], GREEN)
    for x in (150, 470, 800):
        _box(pen, x, 350, x + 14, 610, INK)
    for x in range(220, 780, 120):
        _box(pen, x, 470, x + 44, 600, SHEET, INK)
        _disc(pen, x + 22, 500, 10, dice.choice([GREEN, AMBER]))
        _stroke(pen, [(x + 22, 540), (x + 60, 580), (x + 84, 560)], INK, 5)


def _road(pen: Pen, dice: Dice) -> None:
    """A worn pavement with puddles."""
    _shape(pen, [(0, HEIGHT), (300, HORIZON), (700, HORIZON), (WIDTH, HEIGHT)], "#cfc8b8")
    for x, y, wide in ((420, 560, 120), (600, 640, 170), (330, 650, 90)):
        x += dice.randint(-20, 20)
        pen.ellipse([(x - wide) * FINE, (y - 24) * FINE, (x + wide) * FINE, (y + 24) * FINE], fill=WATER)
    _lamp(pen, 130)
    _tree(pen, 850, 0.9)


def _garden(pen: Pen, dice: Dice) -> None:
    """Small beds in rows, some of them in flower."""
    for row in range(3):
        for column in range(4):
            left, top = 130 + column * 180, HORIZON + 20 + row * 78
            _box(pen, left, top, left + 150, top + 56, "#8b6b4a")
            for plant in range(5):
                x = left + 18 + plant * 28
                _disc(pen, x, top + 26, 13, dice.choice([LEAF, GREEN, AGATE, AMBER]))
    _tree(pen, 840, 1.1)


def _screen(pen: Pen, dice: Dice) -> None:
    """A screen on the square, stools in front of it."""
    _box(pen, 250, 240, 720, 500, WATER, INK)
    _disc(pen, dice.randint(600, 660), 300, 26, AMBER)
    _shape(pen, [(253, 497), (253, 440), (400, 360), (520, 440), (600, 400), (717, 460), (717, 497)], GREEN)
    _stroke(pen, [(340, 470), (430, 450), (560, 472), (640, 462)], SHEET, 5)
    for x in (280, 690):
        _box(pen, x, 500, x + 12, 560, INK)
    for row in range(2):
        for column in range(6):
            x, y = 190 + column * 112 + row * 46, 590 + row * 60
            _box(pen, x, y, x + 56, y + 10, AGATE)
            _stroke(pen, [(x + 8, y + 10), (x + 4, y + 40)], INK, 5)
            _stroke(pen, [(x + 48, y + 10), (x + 52, y + 40)], INK, 5)


def _ramp(pen: Pen, dice: Dice) -> None:
    """A doorway with steps and the ramp that is missing."""
    _box(pen, 520, 250, 760, 560, STONE, INK)
    _box(pen, 590, 340, 690, 560, INK)
    for step in range(3):
        _box(pen, 470 - step * 46, 560 + step * 30, 780, 590 + step * 30, SHEET, LINE)
    _shape(pen, [(150, 650), (520, 560), (520, 590), (180, 660)], LEAF)
    _stroke(pen, [(170, 600), (520, 512)], INK, 6)
    _tree(pen, dice.randint(110, 180), 0.9)


def _stall(pen: Pen, dice: Dice) -> None:
    """A counter under an awning where neighbours help each other."""
    for number in range(6):
        left = 240 + number * 80
        _shape(pen, [(left, 330), (left + 80, 330), (left + 92, 400), (left - 12, 400)], AGATE if number % 2 else SHEET)
    _box(pen, 250, 500, 710, 620, "#c9b28a", INK)
    for x in (256, 696):
        _box(pen, x, 390, x + 12, 620, INK)
    for number in range(5):
        x = 290 + number * 84
        _box(pen, x, 460, x + 46, 500, dice.choice([GREEN, AMBER, WATER, SHEET]), INK)


SCENES: dict[str, Callable[[Pen, Dice], None]] = {
    "空间改造": _shed,
    "为老服务": _elders,
    "儿童友好": _school_way,
    "安全消防": _charging,
    "道路出行": _road,
    "环境绿化": _garden,
    "文化活动": _screen,
    "无障碍": _ramp,
    "邻里互助": _stall,
}
