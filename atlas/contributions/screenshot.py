"""A screenshot of a bot reply -> what it states, or sentences that say why it cannot be read.

The program Tesseract turns the image into text several times, each time after another preparation. A reading counts
only if ENOUGH preparations gave it and none gave another: OCR seldom misreads a digit twice in the same way.

A worked example. The image says "Q1 — 68", and 68 looks like 66 when it is small:

    preparation 1   2025-Q1: 68 requests   the first reading
    preparation 2   cannot be read         skipped, its refusal is kept
    preparation 3   2025-Q1: 68 requests   agrees, two of three
    preparation 4   2025-Q1: 68 requests   agrees, three of three: 68 counts, preparations 5 and 6 are not needed

Had preparation 4 read 66, the screenshot would be refused with "it seemed to state 68 and 66", whatever 5 and 6 read.
If fewer than three of the six can read anything, the screenshot is refused with the first refusal.
"""

import io
import re
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageOps

from atlas import reply
from atlas.contributions.github import LONGEST_PICTURE
from atlas.model import Value

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_PIXELS = 40_000_000

SECONDS = 60
"""How long Tesseract may take for one preparation; a phone's screenshot takes about one."""

ENOUGH = 3
"""How many preparations must give the same reading."""

MARGIN = 10
"""Blank pixels around the image, because Tesseract reads letters at the edge badly."""

CUT = "□"
"""Appended to a number that the edge may have cut off or that is unclear, so that the reply is refused."""

COPY_TEXT = "Copy the text of the reply and paste it instead."

NO_PROGRAM = (
    "To read a screenshot, the program tesseract must be installed (Debian and Ubuntu: apt install tesseract-ocr; "
    "macOS: brew install tesseract; others: https://tesseract-ocr.github.io). Or copy the text of the reply and paste "
    "it instead."
)
EMPTY = "A screenshot must not be empty."
TOO_MANY_BYTES = "A screenshot must have at most {most:,} bytes, not {actual:,}. Crop it to the reply."
TOO_MANY_PIXELS = "A screenshot must have at most {most:,} pixels. Crop it to the reply."
NO_PICTURE = (
    "A screenshot must be a complete PNG, JPEG or WebP file. Save it as one of these, or send the text of the reply."
)
ANIMATED = "A screenshot must not be animated. Save it as a PNG or JPEG file, or send the text of the reply."
FAILED = f"The program tesseract could not read the screenshot. {COPY_TEXT}"
DIFFERENT = (
    f"The numbers in the screenshot must be clear; read twice, it seemed to state {{first}} and {{second}}. {COPY_TEXT}"
)

NUMBERS_ONLY = ("-c", "tessedit_char_whitelist=0123456789.,:—-Q ")
"""Without letters to choose from, Tesseract does not mistake a 0 for an O."""

FIGURE = re.compile("(?:.*[^0-9]: ?|.*[—–-] ?)?([0-9oO][0-9oO.,]*)")
"""A line that ends in a number, or in a zero that was read as the letter O."""

DASHES = re.compile("[—–-](?: ?[—–-])+")
"""One dash that Tesseract read as several."""


class Refused(Exception):
    """A screenshot that cannot be read; carries the sentence."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """A way to prepare an image for OCR: its width in pixels, the contrast, and how Tesseract segments the page.

    Pixels darker than `dark` become black, those brighter than `bright` white; the bubble itself has brightness 1.
    `segmentation` is a page segmentation mode of Tesseract (--psm): 4 is a column of text, 6 a single block.
    """

    width: int
    dark: float
    bright: float
    segmentation: int


PREPARATIONS = (
    Preparation(900, 0.05, 0.9, 6),
    Preparation(1300, 0.05, 0.9, 4),
    Preparation(1700, 0.3, 0.7, 6),
    Preparation(1100, 0.05, 0.9, 6),
    Preparation(1500, 0.1, 0.8, 4),
    Preparation(2100, 0.3, 0.7, 6),
)
"""The first three read most screenshots; the others are for those that one of the three could not read."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that Tesseract read: text, line, and edges in pixels."""

    text: str
    line: tuple[str, ...]
    left: int
    top: int
    right: int
    bottom: int


def read(picture: bytes, reader: reply.Reader) -> tuple[tuple[reply.Reading, ...], tuple[str, ...]]:
    """Every reply in a screenshot, with its doubts, or sentences that say why none is read; see reply.read.

    One of the two is always empty: a screenshot is read completely or not at all.
    """
    program = shutil.which("tesseract")
    if not program:
        return (), (NO_PROGRAM,)
    try:
        return _read_until_agreed(crop_to_bubble(decode(picture)), program, reader), ()
    except Refused as refused:
        return (), tuple(refused.args)


def decode(picture: bytes) -> Image.Image:
    """The image in greyscale, upright, without transparency. Refused if it is too large or no image."""
    if not picture:
        raise Refused(EMPTY)
    if len(picture) > LONGEST_PICTURE:
        raise Refused(TOO_MANY_BYTES.format(most=LONGEST_PICTURE, actual=len(picture)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _decode(picture)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise Refused(TOO_MANY_PIXELS.format(most=MOST_PIXELS)) from None
        except Refused:
            raise
        except Exception:  # noqa: BLE001 - what a decoder raises on damaged bytes is documented nowhere
            raise Refused(NO_PICTURE) from None


def _decode(picture: bytes) -> Image.Image:
    Image.open(io.BytesIO(picture), formats=FORMATS).verify()
    image: Image.Image = Image.open(io.BytesIO(picture), formats=FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise Refused(TOO_MANY_PIXELS.format(most=MOST_PIXELS))
    if getattr(image, "is_animated", False):
        raise Refused(ANIMATED)
    image = ImageOps.exif_transpose(image)
    if not image.has_transparency_data:
        return image.convert("L")
    image = image.convert("RGBA")
    on_white, on_black = (
        Image.alpha_composite(Image.new("RGBA", image.size, colour), image).convert("L")
        for colour in ("white", "black")
    )
    return on_white if _contrast(on_white) >= _contrast(on_black) else on_black


def _contrast(image: Image.Image) -> int:
    darkest, brightest = image.getextrema()
    return int(brightest) - int(darkest)  # type: ignore[arg-type]


def crop_to_bubble(image: Image.Image) -> Image.Image:
    """The columns that show the chat bubble, made nearly white behind dark text.

    The bubble has the most frequent colour. What is beside it, such as wallpaper with a pattern, confuses Tesseract.
    """
    counts = image.histogram()
    colour = max(range(256), key=lambda value: sum(counts[max(0, value - 2) : value + 3]))
    if colour < 128:
        image, colour = ImageOps.invert(image), 255 - colour
    is_bubble = image.point([255 if abs(value - colour) <= 6 else 0 for value in range(256)])
    columns = is_bubble.resize((image.width, 1), Image.Resampling.BOX).tobytes()
    inside = [column for column, share in enumerate(columns) if share >= 0.4 * max(columns)]
    image = image.crop((inside[0], 0, inside[-1] + 1, image.height))
    return image.point([min(255, round(value * 255 / max(colour, 1))) for value in range(256)])


def _read_until_agreed(image: Image.Image, program: str, reader: reply.Reader) -> tuple[reply.Reading, ...]:
    """The readings that ENOUGH preparations gave. Refused at the first difference, or if too few could be read."""
    agreed: list[tuple[reply.Reading, ...]] = []
    refusals: list[str] = []
    for preparation in PREPARATIONS:
        readings, refused = reply.read(extract_text(image, preparation, program), reader, is_ocr=True)
        if refused:
            refusals.append(refused[0])
            continue
        agreed.append(readings)
        if _values(readings) != _values(agreed[0]):
            raise Refused(DIFFERENT.format(first=_values(agreed[0]), second=_values(readings)))
        if len(agreed) == ENOUGH:
            return agreed[0]
    raise Refused(*refusals[:1])


def _values(readings: tuple[reply.Reading, ...]) -> list[tuple[str | None, list[tuple[str, Value]]]]:
    return [(reading.iso3, [(str(figure.period), figure.value) for figure in reading.figures]) for reading in readings]


def extract_text(image: Image.Image, preparation: Preparation, program: str) -> str:
    """The text that Tesseract reads after one preparation. It reads the numbers a second time, without letters."""
    prepared = _prepare(image, preparation)
    lines: dict[tuple[str, ...], list[Word]] = {}
    for word in _run_tesseract(prepared, preparation, program):
        lines.setdefault(word.line, []).append(word)
    numbers = tuple(_run_tesseract(prepared, preparation, program, NUMBERS_ONLY))
    return "\n".join(_join_words(line, numbers, prepared) for line in lines.values())


def _join_words(line: list[Word], numbers: tuple[Word, ...], image: Image.Image) -> str:
    """The text of a line, with CUT after a number that the edge may have cut off or that was read in two ways."""
    text = DASHES.sub("—", " ".join(_mark_cut(word, image) for word in line))
    figure = FIGURE.fullmatch(text)
    if not figure:
        return text
    (second, *_) = [*(re.split("[—:-]", word.text)[-1] for word in numbers if _ends_alike(word, line[-1])), ""]
    if second == figure[1] or (second == "0" and not figure[1].strip("oO0")):
        return text[: -len(figure[1])] + second
    return text + CUT


def _ends_alike(word: Word, other: Word) -> bool:
    """Whether two words end at about the same position on the same line."""
    height = other.bottom - other.top
    return (
        abs(word.right - other.right) < height / 2 and abs(word.top + word.bottom - other.top - other.bottom) < height
    )


def _mark_cut(word: Word, image: Image.Image) -> str:
    """A word's text, with CUT after a number that the edge may have cut off, because half an 8 reads as a 6."""
    if not any(character.isdigit() for character in word.text):
        return word.text
    gap = (word.bottom - word.top) / 3
    is_at_edge = min(word.left, image.width - word.right) < gap + MARGIN or (
        min(word.top, image.height - word.bottom) < MARGIN + 2
    )
    return word.text + CUT if is_at_edge else word.text


def _prepare(image: Image.Image, preparation: Preparation) -> Image.Image:
    factor = min(4.0, preparation.width / image.width, 30_000 / image.height)
    size = max(1, round(image.width * factor)), max(1, round(image.height * factor))
    image = image.resize(size, Image.Resampling.LANCZOS)
    black, white = preparation.dark * 255, preparation.bright * 255
    steps = (round(255 * (value - black) / (white - black)) for value in range(256))
    image = image.point([min(255, max(0, step)) for step in steps])
    return ImageOps.expand(image, MARGIN, 255)


def _run_tesseract(
    image: Image.Image, preparation: Preparation, program: str, options: tuple[str, ...] = ()
) -> Iterator[Word]:
    """The words that Tesseract reads, in its order. Refused if it fails or takes too long."""
    saved = io.BytesIO()
    image.save(saved, "PPM")
    command = [program, "-", "-", "--psm", str(preparation.segmentation), "--dpi", "150", *options, "tsv"]
    try:
        # One thread only, since several are slower: they wait for each other longer than they work.
        done = subprocess.run(
            command, input=saved.getvalue(), capture_output=True, timeout=SECONDS, check=True,
            env={"OMP_THREAD_LIMIT": "1"},
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        raise Refused(FAILED) from None
    for row in done.stdout.decode(errors="replace").splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) == 12 and cells[11].strip():
            left, top, width, height = map(int, cells[6:10])
            yield Word(cells[11], tuple(cells[2:5]), left, top, left + width, top + height)
