"""Screenshots of invented replies as a phone shows them: a chat in a browser, in many styles, whole or cropped."""

import html
import io
import re
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image, ImageFilter
from playwright.sync_api import Browser


class Theme(StrEnum):
    """The colour themes of the app; COLOURS has a row for each."""

    LIGHT = "light"
    CLASSIC = "classic"
    DARK = "dark"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class Colours:
    """Of the bar above, the wall behind, the pattern on it, bubbles in and out, text and what is beside it."""

    bar: str
    wall: str
    pattern: str
    bubble: str
    own: str
    text: str
    faint: str


COLOURS = {
    Theme.LIGHT: Colours("#ffffff", "#d5e2d0", "#a9c3a0", "#ffffff", "#e3fee0", "#000000", "#8e99a0"),
    Theme.CLASSIC: Colours("#527da3", "linear-gradient(#dbddbb, #6ba587, #d5d88d)", "#5d9a7a", "#ffffff", "#eeffde",
                           "#0f0f0f", "#7d8a92"),
    Theme.DARK: Colours("#212d3b", "#0e1621", "#1d2c3c", "#182533", "#2b5278", "#f5f5f5", "#6d7f8f"),
    Theme.NIGHT: Colours("#1c1c1e", "linear-gradient(#0b0b12, #1c1330)", "#43355f", "#212121", "#8774e1", "#ffffff",
                         "#8e8e93"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """How a phone shows a chat. Sizes in CSS pixels; `quality` of a JPEG, None for a PNG."""

    theme: Theme = Theme.LIGHT
    is_patterned: bool = True
    font_size: int = 16
    scale: float = 3
    quality: int | None = None
    width: int = 393
    is_bold: bool = True
    has_bars: bool = True
    font: str = "Roboto, sans-serif"


PATTERN = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='90' fill='none' stroke='{colour}' stroke-width='1.6'>"
    "<path d='M10 20q8-16 16 0t16 0M60 12l6 12 13 2-9 9 2 13-12-6-12 6 2-13-9-9 13-2zM18 52a9 9 0 1 0 .1 0M52 "
    "62h22v14h-22zM8 80l10-8 10 8M40 84c-6-8 6-14 0-22'/></svg>"
)

PAGE = """<!doctype html><meta charset="utf-8"><style>
* {{ box-sizing: border-box; margin: 0 }}
body {{ width: {width}px; font: {font_size}px/1.32 {font}; color: {text}; background: {wall} }}
.wall {{ padding: 10px 8px; background-image: {pattern}; display: flex; flex-direction: column; gap: 6px }}
.status, .bar {{ background: {bar}; color: {bar_text}; padding: 4px 16px; display: flex; gap: 12px; font-weight: 600 }}
.status {{ justify-content: space-between; font-size: 13px }}
.bar img, .bar i {{ width: 38px; height: 38px; border-radius: 50%; background: #5b9bd5 }}
.bar small {{ display: block; font-weight: 400; opacity: .6 }}
.bubble {{ max-width: 88%; padding: 6px 11px; border-radius: 14px; white-space: pre-wrap; background: {bubble};
  align-self: flex-start; overflow-wrap: anywhere }}
.own {{ background: {own}; align-self: flex-end }}
time {{ float: right; margin: .5em 0 0 .8em; font-size: .75em; color: {faint} }}
a {{ color: #3a8fd6 }}
.day {{ align-self: center; background: #0005; color: #fff; border-radius: 12px; padding: 2px 9px; font-size: .8em }}
.field {{ background: {bar}; color: {faint}; padding: 10px 48px }}
</style><body>{bars}<div class="wall">{messages}</div>{field}"""

BARS = """<div class="status"><span>9:41</span><span>5G ▮ 87%</span></div>
<div class="bar"><span>←</span><i></i><span>Transparency Report<small>bot</small></span></div>"""


def page(reply: str, style: Style) -> str:
    """The chat as HTML: the day, a message of one's own, the bot's reply."""
    colours = COLOURS[style.theme]
    own = '<div class="bubble own">/start<time>12:40 ✓✓</time></div>' if style.has_bars else ""
    day = '<div class="day">July 12</div>' if style.has_bars else ""
    shown = html.escape(reply)
    if style.is_bold:
        shown = re.sub(r"(?m)^(Transparency|Fulfilled|Affected)(.*?)(:|$)", r"<b>\1\2\3</b>", shown)
    shown = re.sub(r"https://\S+(?=\.)|Privacy Policy", r"<a>\g<0></a>", shown)
    message = f'<div class="bubble">{shown}<time>12:41</time></div>'
    picture = PATTERN.format(colour=colours.pattern.replace("#", "%23"))
    return PAGE.format(
        width=style.width,
        font_size=style.font_size,
        font=style.font,
        text=colours.text,
        wall=colours.wall,
        bar=colours.bar,
        bar_text="#000" if style.theme is Theme.LIGHT else "#fff",
        bubble=colours.bubble,
        own=colours.own,
        faint=colours.faint,
        pattern=f'url("data:image/svg+xml,{picture}")' if style.is_patterned else "none",
        bars=BARS if style.has_bars else "",
        field='<div class="field">Message</div>' if style.has_bars else "",
        messages=day + own + message,
    )


def shoot(browser: Browser, reply: str, style: Style) -> bytes:
    """The picture of a reply."""
    context = browser.new_context(device_scale_factor=style.scale, viewport={"width": style.width, "height": 300})
    shown = context.new_page()
    shown.set_content(page(reply, style))
    if style.quality is None:
        taken = shown.screenshot(full_page=True)
    else:
        taken = shown.screenshot(full_page=True, type="jpeg", quality=style.quality)
    context.close()
    return taken


def crop(picture: bytes, box: tuple[float, float, float, float]) -> bytes:
    """The part between left, top, right and bottom, each from 0 to 1."""
    image = _open(picture)
    width, height = image.size
    left, top, right, bottom = box
    return _png(image.crop((round(left * width), round(top * height), round(right * width), round(bottom * height))))


def blur(picture: bytes, radius: float) -> bytes:
    return _png(_open(picture).filter(ImageFilter.GaussianBlur(radius)))


def turn(picture: bytes, degrees: float) -> bytes:
    return _png(_open(picture).rotate(degrees, Image.Resampling.BICUBIC, expand=True))


def shrink(picture: bytes, factor: float) -> bytes:
    image = _open(picture)
    return _png(image.resize((round(image.width * factor), round(image.height * factor)), Image.Resampling.BILINEAR))


def as_jpeg(picture: bytes, quality: int) -> bytes:
    saved = io.BytesIO()
    _open(picture).save(saved, "JPEG", quality=quality)
    return saved.getvalue()


def _open(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert("RGB")


def _png(image: Image.Image) -> bytes:
    saved = io.BytesIO()
    image.save(saved, "PNG")
    return saved.getvalue()
