"""The picture that stands on a card in a chat: five wide, four high, as WeChat shows it."""

import io
from functools import lru_cache
from glob import glob

from PIL import Image, ImageDraw, ImageFont, ImageOps, UnidentifiedImageError

from portal.core.posters import Poster

SIZE = (1000, 800)
PAPER, INK, SOFT, AGATE = "#fbfaf6", "#1f1c18", "#57514a", "#a5281f"
WASH = "#f3dfda"
MARGIN, FOOT, LEADING = 64, 76, 1.35
FONTS = (
    "/usr/share/fonts/**/NotoSansCJK*-Bold.ttc",
    "/usr/share/fonts/**/NotoSansCJK*-Regular.ttc",
    "/usr/share/fonts/**/NotoSansCJK*.otf",
    "/usr/share/fonts/**/NotoSansSC*.otf",
    "/usr/share/fonts/**/SourceHanSans*",
    "/usr/share/fonts/**/wqy-*.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/Hiragino Sans GB.ttc",
    "C:/Windows/Fonts/msyhbd.ttc",
)
"""Where systems keep a font with Chinese characters, best first."""
NEVER_FIRST = "，。、；：！？）》」』”’…"


def share_picture(poster: Poster, brand: str) -> bytes:
    """PNG, SIZE pixels: the thing's own picture above its title and news, or the words alone.

    Without a Chinese font on this machine no words are drawn: boxes in place of characters would be worse, and the
    card carries the title beside the picture anyway.
    """
    canvas = Image.new("RGB", SIZE, PAPER)
    photo = _photo(poster)
    path = chinese_font()
    if path is None:
        _without_words(canvas, photo)
    else:
        _with_words(canvas, photo, poster, brand, path)
    output = io.BytesIO()
    canvas.save(output, "PNG", optimize=True)
    return output.getvalue()


@lru_cache
def chinese_font() -> tuple[str, int] | None:
    """(file, number within it) of a font that has Chinese characters, or None."""
    for pattern in FONTS:
        for path in sorted(glob(pattern, recursive=True)):
            if (number := _face(path)) is not None:
                return path, number
    return None


def _face(path: str) -> int | None:
    """Of a collection the simplified Chinese face, otherwise its first; None for a file that is no font."""
    names = []
    for number in range(10):
        try:
            names.append(ImageFont.truetype(path, 20, index=number).getname()[0] or "")
        except OSError:
            break
    wanted = [number for number, name in enumerate(names) if name.endswith("SC") and "Mono" not in name]
    return next(iter(wanted), 0) if names else None


def _photo(poster: Poster) -> Image.Image | None:
    content = poster.picture()
    if not content:
        return None
    try:
        return Image.open(io.BytesIO(content)).convert("RGB")
    except (UnidentifiedImageError, OSError):
        return None


def _without_words(canvas: Image.Image, photo: Image.Image | None) -> None:
    if photo is not None:
        canvas.paste(ImageOps.fit(photo, SIZE), (0, 0))
    else:
        _rings(canvas, (SIZE[0] // 2, SIZE[1] // 2), AGATE)
    ImageDraw.Draw(canvas).rectangle((0, SIZE[1] - 16, SIZE[0], SIZE[1]), fill=AGATE)


def _rings(canvas: Image.Image, middle: tuple[int, int], colour: str) -> None:
    """The site's mark: two rings and a core."""
    draw = ImageDraw.Draw(canvas)
    for radius, width in ((190, 14), (120, 14), (44, 44)):
        box = (middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius)
        draw.ellipse(box, outline=colour, width=width)


def _with_words(
    canvas: Image.Image, photo: Image.Image | None, poster: Poster, brand: str, path: tuple[str, int]
) -> None:
    draw = ImageDraw.Draw(canvas)
    width, foot = SIZE[0] - 2 * MARGIN, SIZE[1] - FOOT
    small = _font(path, 38)
    if photo is not None:
        canvas.paste(ImageOps.fit(photo, (SIZE[0], 430)), (0, 0))
        title, top, most = _font(path, 64), 458, 2
    else:
        _rings(canvas, (SIZE[0] - 110, foot - 60), WASH)
        title, top, most = _font(path, 84), _lines(draw, [poster.place], small, SOFT, MARGIN + 24) + 16, 3
    top = _lines(draw, balanced(poster.title, title, width, most), title, INK, top) + 12
    room = (foot - top) // int(small.size * LEADING)
    _lines(draw, wrapped(poster.news or poster.lead, small, width, min(room, 3)), small, SOFT, top)
    draw.rectangle((0, foot, *SIZE), fill=AGATE)
    draw.text((MARGIN, foot + FOOT // 2), brand, font=_font(path, 34), fill="#fff", anchor="lm")


def _font(path: tuple[str, int], size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path[0], size, index=path[1])


def _lines(draw: ImageDraw.ImageDraw, lines: list[str], font: ImageFont.FreeTypeFont, colour: str, top: int) -> int:
    """Write the lines below each other; returns where the next may stand."""
    for line in lines:
        draw.text((MARGIN, top), line, font=font, fill=colour)
        top += int(font.size * LEADING)
    return top


def wrapped(text: str, font: ImageFont.FreeTypeFont, width: int, most: int) -> list[str]:
    """`text` in at most `most` lines of `width` pixels, the last one cut by “…”; no line begins with a closing mark."""
    lines, line = [], ""
    for character in " ".join(text.split()):
        if font.getlength(line + character) > width and character not in NEVER_FIRST:
            lines.append(line)
            line = character.strip()
        else:
            line += character
    lines += [line] if line else []
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][:-1]}…"]
    return lines


def balanced(text: str, font: ImageFont.FreeTypeFont, width: int, most: int) -> list[str]:
    """As `wrapped`, with lines of about the same length: no single character on the last one."""
    lines = wrapped(text, font, width, most)
    if len(lines) > 1:
        for narrower in range(width, width // 2, -10):
            closer = wrapped(text, font, narrower, most)
            if len(closer) > len(lines) or closer[-1].endswith("…"):
                break
            lines = closer
    return lines
