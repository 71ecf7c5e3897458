"""Text is plain English, and names say what they name: phrases and names that must not come back.

A failure lists every path and line.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.conftest import PROJECT

# The list of phrases that must not occur in anything people read, as regular expressions in any case. A blank also
# matches the end of a line, and ' also matches ’. Each was once in the project; the comment says what to write instead.
PHRASES = (
    r"mend(s|ed|ing)?",  # fix
    r"anew",  # again
    r"as (it|they) stands?",  # as it is; the files in the working folder
    r"must stand",  # must occur
    r"stands in",  # is in
    r"no second one",  # only one
    r"of theirs",  # their
    r"told by",  # list, show, follow from
    r"(nobody|no one) has told",  # no one has reported
    r"slip of the finger",  # typo
    r"leads? (elsewhere|nowhere)",  # external link, broken link
    r"that the site leads to",  # external links
    r"must lead to",  # must be
    r"ask for every address",  # check all external links
    r"the only room",  # module
    r"lumped",  # bounded
    r"known only together",  # total for several quarters
    r"orders received",  # requests received
    r"received is not fulfilled",  # requests received are not requests fulfilled
    r"puts the answers of many people together",  # combines many people's answers
    r"what is installed goes into",  # everything is installed into
    r"release of GitHub",  # GitHub release
    r"if there is none of",  # unless
    r"no wish for",  # don't use
    r"a phone number of",  # registered with a French number
    r"what the bot says of",  # what the bot says about
    r"should be out by now",  # the bot should have published these by now
    r"says the bot's calendar",  # the bot should have published these by now
    r"for (January|April|July|October)–\w+ \d{4}, \d+ countries are known",  # we have figures from
    r"derived: \d{4}",  # calculated: full year 2024 minus
    r"no report where it says so",  # gaps are labelled "no report"
    r"where, and how many",  # users affected per million people
    r"for each million",  # per million
    r"the same as a table",  # show as table
    r"know this quarter only inside",  # only a longer period that includes this quarter is known
    r"went through the press",  # the press published
    r"a key that goes",  # removing a key
    r"sound \d+ reports?",  # 1 problem (230 other reports are fine)
    r"(the )?others wait for",  # say what is missing
)

# The list of names that must not be defined: they say nothing about the value, or are images for code.
NAMES = {
    *("found", "told", "at", "each", "look", "words", "place", "got", "rest", "stuff", "it", "one", "standing"),
    *("tell", "ingredients", "room", "door", "desk", "studio"),
}

PATTERN = re.compile(
    "|".join(rf"\b(?:{phrase})\b" for phrase in PHRASES).replace(" ", r"[\s#*/]+").replace("'", "['’]"), re.IGNORECASE
)
PATTERNS_OF_FILES = (
    *("*.md", "docs/*.md", ".github/**/*.md", ".github/**/*.yml", "Makefile", "CITATION.cff", "pyproject.toml"),
    *("site/**/*.md", "site/**/*.yaml", "site/templates/*", "site/static/*.js", "schema/*.yaml", "data/bot.yaml"),
    *("atlas/**/*.md", "atlas/**/*.sql", "atlas/**/*.json"),
)
TAG = re.compile(r"<[^>]*>")
PAGES = {".html", ".xml", ".json", ".txt", ".md", ".ics"}


def paths(*patterns: str) -> list[str]:
    everything = {path for pattern in patterns for path in PROJECT.glob(pattern) if path.is_file()}
    return sorted(path.relative_to(PROJECT).as_posix() for path in everything)


TEXTS = paths(*PATTERNS_OF_FILES)
CODE = paths("build.py", "atlas/**/*.py", "tests/**/*.py")


def phrases_in(text: str, first_line: int = 1) -> Iterator[tuple[int, str]]:
    """The line and the words of every phrase in a text."""
    for match in PATTERN.finditer(text):
        yield first_line + text.count("\n", 0, match.start()), " ".join(match[0].split())


def prose_of(code: str) -> Iterator[tuple[int, str]]:
    """The line and text of every string, docstring and comment of a Python module, and its test names as sentences."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.lineno, node.name.replace("_", " ")
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def names_in(code: str) -> Iterator[tuple[int, str]]:
    """The line and name of every variable, parameter, attribute, function and class that a Python module defines."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield node.lineno, name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.alias(asname=str(name)):
                yield node.lineno, name
            case _:
                pass


def listed(problems: Iterable[str]) -> str:
    return "\n".join(["", *sorted(problems)])


def read(path: str) -> str:
    return (PROJECT / path).read_text(encoding="utf-8")


def test_no_text_has_one_of_the_phrases() -> None:
    problems = [f"{path}:{line}: {phrase}" for path in TEXTS for line, phrase in phrases_in(read(path))]
    assert not problems, listed(problems)


def test_no_string_comment_or_test_name_has_one_of_the_phrases() -> None:
    problems = [
        f"{path}:{line}: {phrase}"
        for path in CODE
        if path != "tests/test_wording.py"
        for first_line, text in prose_of(read(path))
        for line, phrase in phrases_in(text, first_line)
    ]
    assert not problems, listed(problems)


def test_no_generated_page_has_one_of_the_phrases(tiny_site: Path) -> None:
    problems = {
        f"{path.relative_to(tiny_site).as_posix()}:{line}: {phrase}"
        for path in tiny_site.rglob("*")
        if path.suffix in PAGES
        for text in [path.read_text(encoding="utf-8")]
        for variant in (text, TAG.sub("", text))  # without tags too, because they can interrupt a sentence
        for line, phrase in phrases_in(variant)
    }
    assert not problems, listed(problems)


def test_no_name_is_one_that_says_nothing() -> None:
    names = ((path, line, name) for path in CODE for line, name in names_in(read(path)))
    problems = [f"{path}:{line}: {name}" for path, line, name in names if name.strip("_").lower() in NAMES]
    assert not problems, listed(problems)


def test_a_phrase_is_found_across_lines_and_with_either_apostrophe() -> None:
    text = "It was\nmended. # as\n# they stand, says the bot’s\ncalendar; an amendment and a standing order"
    assert list(phrases_in(text)) == [(2, "mended"), (2, "as # they stand"), (3, "says the bot’s calendar")]


def test_strings_comments_and_test_names_are_read_from_code() -> None:
    code = 'def test_it_reads_well() -> None:\n    """A docstring."""\n    print("two "\n          "parts")  # why\n'
    assert sorted(prose_of(code)) == [(1, "test it reads well"), (2, "A docstring."), (3, "two parts"), (4, "# why")]


DEFINITIONS = """
import a as b
class C:
    d: int
def e(f, *g, h=1, **i):
    self.j = [k for k in (l := f)]
try: pass
except ValueError as m: pass
match b:
    case {'n': o} | [o]: lambda p: q
"""


def test_every_kind_of_definition_is_read_from_code() -> None:
    assert "".join(sorted(name for _, name in names_in(DEFINITIONS))) == "Cbdefghijklmoop"
