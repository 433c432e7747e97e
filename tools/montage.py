"""Composes the sheets in docs/pictures from the pictures that the browser journeys leave beside them."""

from pathlib import Path

from PIL import Image, ImageDraw

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
PHONE = (375, 812)
SHEETS = {
    "readme": (("proposal-phone", (360, 780)), ("proposal-elder", (360, 780)), ("result-desk", (1280, 1250))),
    "miniprogram": tuple((f"mp-{name}", PHONE) for name in ("home", "vote-given", "write", "result")),
}
HEIGHT, GAP, PAPER, EDGE = 780, 32, "#efebe3", "#d8d2c4"


def montage(shown: tuple[tuple[str, tuple[int, int]], ...]) -> Image.Image:
    """The upper part of each picture side by side, all equally high."""
    parts = [_upper_part(name, size) for name, size in shown]
    sheet = Image.new("RGB", (sum(part.width + GAP for part in parts) + GAP, HEIGHT + 2 * GAP), PAPER)
    left = GAP
    for part in parts:
        sheet.paste(part, (left, GAP))
        left += part.width + GAP
    return sheet


def _upper_part(name: str, size: tuple[int, int]) -> Image.Image:
    with Image.open(PICTURES / f"{name}.png") as picture:
        part = picture.convert("RGB").crop((0, 0, *size))
    part = part.resize((round(size[0] * HEIGHT / size[1]), HEIGHT), Image.Resampling.LANCZOS)
    ImageDraw.Draw(part).rectangle((0, 0, part.width - 1, part.height - 1), outline=EDGE)
    return part


if __name__ == "__main__":
    for name, shown in SHEETS.items():
        montage(shown).save(PICTURES / f"{name}.png", optimize=True)
