"""A picture of the bot's reply -> what it states, or sentences that say why nothing can be said.

The program Tesseract turns the picture into text, several times, each time prepared in another way. A reading counts
only if several of them gave it and none gave another: a machine that misreads a digit seldom does so twice alike.
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

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_PIXELS = 40_000_000

SECONDS = 60
"""How long Tesseract may take for one look; a phone's screenshot takes about one."""

ENOUGH = 3
"""So many looks must have read the same."""

MARGIN = 10
"""Blank pixels around what Tesseract sees, which reads letters at the edge badly."""

CUT = "□"
"""Put behind a number that may go on beyond the edge, and in place of one that can hardly be read."""

TYPED = "Copy the text of the answer and paste it instead."

NO_PROGRAM = (
    "To read a picture, the program tesseract must be installed (Debian and Ubuntu: apt install tesseract-ocr; "
    "macOS: brew install tesseract; others: https://tesseract-ocr.github.io). Or copy the text of the answer and paste "
    "it instead."
)
EMPTY = "A picture must not be empty."
TOO_MANY_BYTES = "A picture must have at most {most:,} bytes, not {found:,}. Cut it to the answer."
TOO_MANY_PIXELS = "A picture must have at most {most:,} pixels. Cut it to the answer."
NO_PICTURE = (
    "A picture must be a whole PNG, JPEG or WebP file. Save it as one of these, or send the text of the answer."
)
MOVING = "A picture must not move. Save it as a PNG or JPEG file, or send the text of the answer."
FAILED = f"The program tesseract could not read the picture. {TYPED}"
DIFFERENT = f"The numbers in the picture must be clear; read twice, it seemed to state {{one}} and {{other}}. {TYPED}"


NUMBERS_ONLY = ("-c", "tessedit_char_whitelist=0123456789.,:—-Q ")
"""Without letters to choose from, Tesseract does not take a 0 for an O."""

FIGURE = re.compile("(?:.*[^0-9]: ?|.*[—–-] ?)?([0-9oO][0-9oO.,]*)")
"""A line that ends in a figure, and maybe in one of nought alone that is read as a letter."""


DASHES = re.compile("[—–-](?: ?[—–-])+")
"""One dash that Tesseract took for several."""


class Refused(Exception):
    """A picture that cannot be read; carries the sentence."""


@dataclass(frozen=True, slots=True)
class Look:
    """A way to prepare a picture: its width in pixels, the contrast, and how Tesseract divides a page.

    What is darker than `dark` becomes black, what is brighter than `bright` white; the bubble itself is at 1.
    `division` is a number that Tesseract's --psm knows: 4 a column of text, 6 one block.
    """

    width: int
    dark: float
    bright: float
    division: int


LOOKS = (
    Look(900, 0.05, 0.9, 6),
    Look(1300, 0.05, 0.9, 4),
    Look(1700, 0.3, 0.7, 6),
    Look(1100, 0.05, 0.9, 6),
    Look(1500, 0.1, 0.8, 4),
    Look(2100, 0.3, 0.7, 6),
)
"""The first three read most pictures; the others are for those in which one of them slipped."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as Tesseract found it: text, line, and edges in pixels."""

    text: str
    line: tuple[str, ...]
    left: int
    top: int
    right: int
    bottom: int


def read(picture: bytes, reader: reply.Reader) -> tuple[tuple[reply.Reading, ...], tuple[str, ...]]:
    """Every reply in a picture, each with its doubts, or sentences that say why none is read; see reply.read.

    The one or the other is always empty: a picture is read whole or not at all.
    """
    program = shutil.which("tesseract")
    if not program:
        return (), (NO_PROGRAM,)
    try:
        return _agreed(bubble(decoded(picture)), program, reader), ()
    except Refused as refused:
        return (), tuple(refused.args)


def decoded(picture: bytes) -> Image.Image:
    """The picture in greys, upright, without transparency. Refused unless it is one of moderate size."""
    if not picture:
        raise Refused(EMPTY)
    if len(picture) > LONGEST_PICTURE:
        raise Refused(TOO_MANY_BYTES.format(most=LONGEST_PICTURE, found=len(picture)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _decoded(picture)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise Refused(TOO_MANY_PIXELS.format(most=MOST_PIXELS)) from None
        except Refused:
            raise
        except Exception:  # noqa: BLE001 - what a decoder raises on damaged bytes is not told anywhere
            raise Refused(NO_PICTURE) from None


def _decoded(picture: bytes) -> Image.Image:
    Image.open(io.BytesIO(picture), formats=FORMATS).verify()
    image: Image.Image = Image.open(io.BytesIO(picture), formats=FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise Refused(TOO_MANY_PIXELS.format(most=MOST_PIXELS))
    if getattr(image, "is_animated", False):
        raise Refused(MOVING)
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


def bubble(image: Image.Image) -> Image.Image:
    """The part with the bubble's colour behind it, which is made nearly white, and the text dark.

    The bubble's colour is the one most seen. What is beside it, a wall paper with a pattern, only confuses.
    """
    colour = _most_seen(image)
    if colour < 128:
        image, colour = ImageOps.invert(image), 255 - colour
    is_bubble = image.point([255 if abs(value - colour) <= 6 else 0 for value in range(256)])
    columns = is_bubble.resize((image.width, 1), Image.Resampling.BOX).tobytes()
    wide = [at for at, share in enumerate(columns) if share >= 0.4 * max(columns)]
    image = image.crop((wide[0], 0, wide[-1] + 1, image.height))
    return image.point([min(255, round(value * 255 / max(colour, 1))) for value in range(256)])


def _most_seen(image: Image.Image) -> int:
    counts = image.histogram()
    return max(range(256), key=lambda value: sum(counts[max(0, value - 2) : value + 3]))


def _agreed(image: Image.Image, program: str, reader: reply.Reader) -> tuple[reply.Reading, ...]:
    """What ENOUGH looks read alike. Refused at the first that differs, or if too few could read anything."""
    seen: list[tuple[reply.Reading, ...]] = []
    refusals: list[str] = []
    for look in LOOKS:
        readings, refused = reply.read(text(image, look, program), reader, is_ocr=True)
        if refused:
            refusals.append(refused[0])
            continue
        seen.append(readings)
        if _stated(readings) != _stated(seen[0]):
            raise Refused(DIFFERENT.format(one=_stated(seen[0]), other=_stated(readings)))
        if len(seen) == ENOUGH:
            return seen[0]
    raise Refused(*refusals[:1])


def _stated(readings: tuple[reply.Reading, ...]) -> list[tuple[str | None, list[tuple[str, int, int]]]]:
    return [
        (each.iso3, [(str(figure.period), figure.requests, figure.users) for figure in each.figures])
        for each in readings
    ]


def text(image: Image.Image, look: Look, program: str) -> str:
    """What Tesseract reads in a picture that is prepared for one look; its numbers read twice."""
    prepared = _prepared(image, look)
    lines: dict[tuple[str, ...], list[Word]] = {}
    for word in _words(prepared, look, program):
        lines.setdefault(word.line, []).append(word)
    numbers = tuple(_words(prepared, look, program, NUMBERS_ONLY))
    return "\n".join(_line(words, numbers, prepared) for words in lines.values())


def _line(words: list[Word], numbers: tuple[Word, ...], image: Image.Image) -> str:
    """The text of a line. CUT behind a number that the edge may have cut, or that was not read alike both times."""
    line = DASHES.sub("—", " ".join(_shown(word, image) for word in words))
    figure = FIGURE.fullmatch(line)
    if not figure:
        return line
    (again, *_) = [*(_end(word) for word in numbers if _is_same_place(word, words[-1])), ""]
    if again == figure[1] or (again == "0" and not figure[1].strip("oO0")):
        return line[: -len(figure[1])] + again
    return line + CUT


def _end(word: Word) -> str:
    return re.split("[—:-]", word.text)[-1]


def _is_same_place(word: Word, other: Word) -> bool:
    """Whether two words end at the same place."""
    height = other.bottom - other.top
    return (
        abs(word.right - other.right) < height / 2 and abs(word.top + word.bottom - other.top - other.bottom) < height
    )


def _shown(word: Word, image: Image.Image) -> str:
    """A word's text; a number's with CUT if the edge may have cut it, for half an 8 reads as a 6."""
    if not any(character.isdigit() for character in word.text):
        return word.text
    room = (word.bottom - word.top) / 3
    is_at_edge = min(word.left, image.width - word.right) < room + MARGIN or (
        min(word.top, image.height - word.bottom) < MARGIN + 2
    )
    return word.text + CUT if is_at_edge else word.text


def _prepared(image: Image.Image, look: Look) -> Image.Image:
    factor = min(4.0, look.width / image.width, 30_000 / image.height)
    size = max(1, round(image.width * factor)), max(1, round(image.height * factor))
    image = image.resize(size, Image.Resampling.LANCZOS)
    black, white = look.dark * 255, look.bright * 255
    steps = (round(255 * (value - black) / (white - black)) for value in range(256))
    image = image.point([min(255, max(0, step)) for step in steps])
    return ImageOps.expand(image, MARGIN, 255)


def _words(image: Image.Image, look: Look, program: str, options: tuple[str, ...] = ()) -> Iterator[Word]:
    """The words that Tesseract finds, in its order. Refused if it fails or takes too long."""
    saved = io.BytesIO()
    image.save(saved, "PPM")
    command = [program, "-", "-", "--psm", str(look.division), "--dpi", "150", *options, "tsv"]
    try:
        # One thread: its own threads wait for each other longer than they work.
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
