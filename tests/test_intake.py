"""An issue becomes a branch, a pull request and one comment, whatever it contains, and nothing else."""

import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from PIL import Image, ImageDraw, ImageFont

from atlas.contributions import form, github, messages
from tests.bot_replies import Layout, render
from tests.conftest import TESTS, TODAY, MakeOnce, Run, copy_tiny

BOT = "github-actions[bot]"
TOKEN = "ghs_aTokenOfTheTests0123456789"
BRANCH = "reply/issue-7"
SOURCE = "https://github.com/somebody/atlas/issues/7"
UPLOAD = "https://github.com/user-attachments/assets/"
FILE = (
    "observed: 2026-05-20\nkind: reply\nsource: https://github.com/somebody/atlas/issues/7\ncredit: A. Person\n"
    "figures:\n  2026-Q1: {requests: 4, users: 9}\n"
)
ICELAND = "data/reports/ISL/2026-05-20.yaml"


@dataclass
class Picture:
    """What the stand-in answers for a picture."""

    content: bytes
    type: str = "image/png"
    status: int = 200
    location: str = ""
    has_length: bool = True


@dataclass
class GitHub:
    """A stand-in for the API and for the hosts of uploads, on this machine, and what it was asked."""

    address: str = ""
    comments: list[dict[str, Any]] = field(default_factory=list)
    pulls: list[dict[str, Any]] = field(default_factory=list)
    pictures: dict[str, Picture] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    tokens: dict[str, set[str | None]] = field(default_factory=dict)
    failures: list[int] = field(default_factory=list)
    pieces: int = 0

    @property
    def changes(self) -> list[tuple[str, str]]:
        """The requests that change something, since this was last read."""
        requests = [(method, path) for method, path in self.asked if method != "GET"]
        self.asked.clear()
        return requests

    @property
    def comment(self) -> str:
        """The one comment, without its mark."""
        (comment,) = self.comments
        mark, _, text = comment["body"].partition("\n")
        assert mark == messages.MARK
        return str(text)

    def answer(self, method: str, path: str, body: Any) -> Any:  # noqa: ANN401 - JSON
        """What the API says; KeyError for what it does not know."""
        parts = urlsplit(path.removeprefix("/repos/somebody/atlas/"))
        query = parse_qs(parts.query)
        match method, parts.path.split("/"):
            case "GET", ["issues", _, "comments"]:
                start = 100 * (int(query["page"][0]) - 1)
                return self.comments[start : start + 100]
            case "POST", ["issues", _, "comments"]:
                self.comments.append({"id": len(self.comments) + 1, "user": {"login": BOT}, **body})
                return self.comments[-1]
            case "PATCH", ["issues", "comments", number]:
                self.comments[int(number) - 1] |= body
                return self.comments[int(number) - 1]
            case "GET", ["pulls"]:
                return [pull for pull in self.pulls if [f"somebody:{pull['head']}"] == query["head"]]
            case "POST", ["pulls"]:
                self.pulls.append({"number": 12 + len(self.pulls), **body})
                return self.pulls[-1]
            case "PATCH", ["pulls", number]:
                self.pulls[int(number) - 12] |= body
                return self.pulls[int(number) - 12]
        raise KeyError(path)


class Handler(BaseHTTPRequestHandler):
    """Hands requests on to the stand-in of its server."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.handle_any()

    def do_POST(self) -> None:
        self.handle_any()

    def do_PATCH(self) -> None:
        self.handle_any()

    def handle_any(self) -> None:
        stand_in: GitHub = self.server.stand_in  # type: ignore[attr-defined]
        stand_in.asked.append((self.command, self.path))
        root = self.path.split("/")[1]
        stand_in.tokens.setdefault(root, set()).add(self.headers.get("Authorization"))
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if root == "repos":
            status = stand_in.failures.pop(0) if stand_in.failures else 200
            answer = (
                {"message": "no\nway"}
                if status >= 400
                else stand_in.answer(self.command, self.path, json.loads(content or b"null"))
            )
            self.send(Picture(json.dumps(answer).encode(), "application/json", status))
        else:
            self.send(stand_in.pictures.get(self.path, Picture(b"", status=404)))

    def send(self, picture: Picture) -> None:
        self.send_response(picture.status)
        self.send_header("Content-Type", picture.type)
        if picture.location:
            self.send_header("Location", picture.location)
        if picture.has_length:
            self.send_header("Content-Length", str(len(picture.content)))
            self.end_headers()
            self.wfile.write(picture.content)
            return
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for start in range(0, len(picture.content), 100_000):
                piece = picture.content[start : start + 100_000]
                self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
                self.server.stand_in.pieces += 1  # type: ignore[attr-defined]
            self.wfile.write(b"0\r\n\r\n")
        except OSError:  # the other side has had enough
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub() -> Iterator[GitHub]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    stand_in = GitHub(f"http://127.0.0.1:{server.server_port}")
    server.stand_in = stand_in  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield stand_in
    server.shutdown()
    server.server_close()


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=N", "-c", "user.email=n@example.org", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="session")
def checkout(make_once: MakeOnce, pattern: Path) -> Path:
    """A folder with a bare repository, and the tiny one as its checkout; for copying."""

    def make(folder: Path) -> None:
        tiny, bare = copy_tiny(pattern, folder / "tiny"), folder / "origin.git"
        git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(bare))
        git(tiny, "init", "--quiet", "--template=", "--initial-branch=main")
        git(tiny, "remote", "add", "origin", str(bare))
        git(tiny, "add", "data", "schema", "site")
        git(tiny, "commit", "--quiet", "-m", "Begin")
        git(tiny, "push", "--quiet", "origin", "main")

    return make_once("checkout", make)


@pytest.fixture
def origin(tiny: Path, tmp_path: Path, checkout: Path) -> Path:
    """A bare repository, and the tiny one as its checkout."""
    shutil.copytree(checkout / "tiny" / ".git", tiny / ".git")
    config = tiny / ".git" / "config"
    config.write_text(config.read_text(encoding="utf-8").replace(str(checkout), str(tmp_path)), encoding="utf-8")
    return Path(shutil.copytree(checkout / "origin.git", tmp_path / "origin.git"))


Take = Callable[[dict[str, Any]], tuple[int, str, str]]


@pytest.fixture
def take(tiny: Path, origin: Path, hub: GitHub, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Take:
    """Run the command on an event as GitHub Actions does; uploads are looked for at the stand-in."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GITHUB_API_URL", hub.address)
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.com")
    monkeypatch.setenv("GITHUB_REPOSITORY", "somebody/atlas")
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(tmp_path / "event.json"))
    here = re.escape(hub.address)
    monkeypatch.setattr(github, "LINKED", re.compile(rf"{here}/uploads/\w+"))
    monkeypatch.setattr(github, "REDIRECTED", re.compile(rf"{here}/(?:uploads|store)/\w+"))
    monkeypatch.setattr("time.sleep", lambda _: None)

    def take_event(event: dict[str, Any]) -> tuple[int, str, str]:
        (tmp_path / "event.json").write_text(json.dumps(event), encoding="utf-8")
        return run(tiny, "intake", "--today", TODAY)

    return take_event


def payload(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((TESTS / "payloads" / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def event(**fields: str) -> dict[str, Any]:
    """An issue whose form was filled in so, the others left empty, and the licence given."""
    filled = dict.fromkeys(form.HEADINGS, "_No response_") | {"licence": "- [x] You may"} | fields
    text = "\n\n".join(f"### {heading}\n\n{filled[name]}" for name, heading in form.HEADINGS.items())
    return with_body(text)


def with_body(text: str) -> dict[str, Any]:
    opened = payload("opened")
    opened["issue"]["body"] = text
    return opened


def branches(origin: Path) -> list[str]:
    return git(origin, "branch", "--format=%(refname:short)").split()


def added(origin: Path, branch: str = BRANCH) -> dict[str, str]:
    """The files of a branch that main does not have."""
    names = git(origin, "diff", "--name-only", "main", branch).split()
    return {name: git(origin, "show", f"{branch}:{name}") for name in names}


def replied(country: str = "Iceland", requests: int = 4, users: int = 9, period: str = "2026-Q1") -> str:
    return render(country, Layout.NUMBER_BELOW, {period: (requests, users)})


def drawn(text: str, *, format: str = "PNG") -> bytes:  # noqa: A002 - Pillow's own word
    """A picture of a text, in black on white."""
    image = Image.new("RGB", (1400, 60 + 44 * len(text.split("\n"))), "white")
    ImageDraw.Draw(image).multiline_text((40, 30), text, "black", ImageFont.load_default(32), spacing=12)
    saved = BytesIO()
    image.save(saved, format)
    return saved.getvalue()


def test_a_good_text_becomes_a_branch_a_pull_request_and_an_answer(take: Take, origin: Path, hub: GitHub) -> None:
    line = "issue 7: branch reply/issue-7 pushed, pull request opened, answered\n"
    assert take(payload("opened")) == (0, line, "")
    assert (branches(origin), added(origin)) == (["main", BRANCH], {ICELAND: FILE})
    title = "Add the bot's reply for Iceland, 2026-05-20 (#7)"
    author = "github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>"
    assert git(origin, "log", "-1", "--format=%an <%ae>|%cn <%ce>|%B|%cI", BRANCH).strip() == (
        f"{author}|{author}|{title}\n|2026-05-20T21:14:05+00:00"
    )
    table = (
        "| country | period | requests | users | effect |\n|---|---|--:|--:|---|\n| Iceland | 2026-Q1 | 4 | 9 | new |"
    )
    assert hub.pulls == [
        {
            "number": 12,
            "title": title,
            "head": BRANCH,
            "base": "main",
            "body": (
                f"From #7, read on 2026-05-20:\n\n{table}\n\nThe data passed the check with this report. The check ran "
                "in the intake workflow, because a pull request that a workflow opens starts no other workflow until "
                "someone approves it here.\n\nCloses #7"
            ),
        }
    ]
    assert hub.comment == (
        f"Thank you! This is what I understood, read on 2026-05-20:\n\n{table}\n\nIt is now in #12. A maintainer will "
        "look at it; then it is published under CC BY 4.0.\n\nIs something wrong? Edit the issue (“…” at the top "
        "right, then “Edit”), and I will try again."
    )


def test_the_branch_passes_the_check(take: Take, tiny: Path, run: Run) -> None:
    take(payload("opened"))
    git(tiny, "merge", "--quiet", BRANCH)
    assert run(tiny, "check", "--today", TODAY)[0] == 0


def test_the_checkout_does_not_change(take: Take, tiny: Path) -> None:
    before = (git(tiny, "status", "--porcelain"), git(tiny, "rev-parse", "HEAD", "--abbrev-ref", "HEAD"))
    take(payload("opened"))
    assert (git(tiny, "status", "--porcelain"), git(tiny, "rev-parse", "HEAD", "--abbrev-ref", "HEAD")) == before


def test_the_same_event_again_changes_nothing(take: Take, origin: Path, hub: GitHub) -> None:
    take(payload("opened"))
    before = git(origin, "rev-parse", BRANCH), hub.changes
    line = "issue 7: branch reply/issue-7 unchanged, pull request unchanged, answer unchanged\n"
    assert (take(payload("opened")), git(origin, "rev-parse", BRANCH)) == ((0, line, ""), before[0])
    assert hub.changes == []


def test_an_edit_changes_branch_pull_request_and_answer(take: Take, origin: Path, hub: GitHub) -> None:
    take(payload("opened"))
    line = "issue 7: branch reply/issue-7 pushed, pull request updated, answer updated\n"
    assert take(payload("edited")) == (0, line, "")
    assert added(origin) == {
        "data/reports/ISL/2026-05-18.yaml": FILE.replace("-20", "-18").replace("users: 9", "users: 8")
    }
    assert [(pull["number"], pull["title"]) for pull in hub.pulls] == [
        (12, "Add the bot's reply for Iceland, 2026-05-18 (#7)")
    ]
    assert ("| 4 | 8 |" in hub.comment, "| 4 | 8 |" in hub.pulls[0]["body"]) == (True, True)


def test_an_edit_that_cannot_be_read_does_not_change_the_pull_request(take: Take, origin: Path, hub: GitHub) -> None:
    take(payload("opened"))
    status, line, _ = take(event(reply="nothing"))
    assert (status, line) == (0, "issue 7: could not be read, answer updated\n")
    assert (added(origin), hub.comment.split("\n\n")[-1]) == ({ICELAND: FILE}, "I did not change #12.")


def test_a_branch_that_others_have_changed_is_not_overwritten(
    take: Take, origin: Path, tiny: Path, hub: GitHub
) -> None:
    take(payload("opened"))
    git(tiny, "checkout", "--quiet", BRANCH)
    git(tiny, "commit", "--quiet", "--allow-empty", "-m", "Correct it by hand")
    git(tiny, "push", "--quiet", "origin", BRANCH)
    git(tiny, "checkout", "--quiet", "main")
    before = git(origin, "rev-parse", BRANCH)
    line = "issue 7: branch reply/issue-7 left to others, pull request unchanged, answer updated\n"
    assert take(payload("edited")) == (0, line, "")
    assert git(origin, "rev-parse", BRANCH) == before
    assert "#12 has an earlier version. Others have worked on it since, so I did not change it." in hub.comment


def test_several_countries_in_one_text_become_one_pull_request(take: Take, origin: Path, hub: GitHub) -> None:
    text = f"{replied()}\n\n{replied('Netherlands', 9, 20, '2025-Q1')}\n\n{replied('Netherlands', 3, 3, '2025-Q2')}"
    assert take(event(reply=text))[0] == 0
    plain = FILE.replace("credit: A. Person\n", "")
    figures = "  2025-Q1: {requests: 9, users: 20}\n  2025-Q2: {requests: 3, users: 3}\n"
    assert added(origin) == {
        ICELAND: plain,
        ICELAND.replace("ISL", "NLD"): plain.replace("  2026-Q1: {requests: 4, users: 9}\n", figures),
    }
    assert hub.pulls[0]["title"] == "Add the bot's reply for Iceland, Netherlands, 2026-05-20 (#7)"
    assert "| Netherlands | 2025-Q1 | 9 | 20 | confirms |" in hub.comment


@pytest.mark.parametrize("written", ["2025-Q4", "2025 q4", "Q4 2025", " q4/2025 "])
def test_nothing_newer_becomes_a_pull_request_without_an_answer_of_the_bot(
    written: str, take: Take, origin: Path, hub: GitHub
) -> None:
    line = "issue 7: branch reply/issue-7 pushed, pull request opened, answered\n"
    assert take(event(nothing_after=written, country="Iceland", credit="A. Person")) == (0, line, "")
    assert added(origin) == {ICELAND: FILE[: FILE.index("figures:")] + "nothing_after: 2025-Q4\n"}
    assert hub.pulls[0]["title"] == "Add that the bot shows nothing newer for Iceland, 2026-05-20 (#7)"
    sentence = "read on 2026-05-20:\n\nIceland: the bot showed nothing newer than 2025-Q4.\n\n"
    assert (sentence in hub.comment, sentence in hub.pulls[0]["body"]) == (True, True)
    assert "| country |" not in hub.comment


def test_a_quarter_that_had_not_ended_is_a_problem(take: Take, origin: Path, hub: GitHub) -> None:
    line = "issue 7: does not pass the check, answered\n"
    assert take(event(nothing_after="2026-Q2", country="Iceland")) == (0, line, "")
    assert branches(origin) == ["main"]
    assert "nothing_after must be a quarter that ended before the day observed, 2026-05-20" in hub.comment


def test_nothing_newer_adds_nothing_to_an_answer_that_shows_the_same(take: Take, origin: Path) -> None:
    take(event(reply=replied(), nothing_after="2026-Q1", credit="A. Person"))
    assert added(origin) == {ICELAND: FILE}


QUESTIONS = {
    "your country": (
        {"reply": replied("your country")},
        "The reply says “your country”: “Country” must say which country that is.",
    ),
    "another country": (
        {"reply": replied(), "country": "Germany"},
        "“Country” must be Iceland, which the reply names, or be left out; not Germany.",
    ),
    "no country": (
        {"reply": replied(), "country": "Icelamd `or` so"},
        "“Country” must be a country in English or its code, such as France or FRA, not `` Icelamd `or` so ``.",
    ),
    "no day": (
        {"reply": replied(), "observed": "20.5.2026"},
        "“Day” must be a day from 2024-09-01 to today, written as in 2025-07-23, or empty, not `20.5.2026`.",
    ),
    "a day to come": (
        {"reply": replied(), "observed": "2026-06-02"},
        "“Day” must be a day from 2024-09-01 to today, written as in 2025-07-23, or empty, not `2026-06-02`.",
    ),
    "a day before the bot": (
        {"reply": replied(), "observed": "2024-08-31"},
        "“Day” must be a day from 2024-09-01 to today, written as in 2025-07-23, or empty, not `2024-08-31`.",
    ),
    "no licence": (
        {"reply": replied(), "licence": "- [ ] You may"},
        "Please tick the box below “Licence”: contributions are published under CC BY 4.0.",
    ),
    "two numbers": (
        {"reply": f"{replied()}\n\n{replied(users=8)}"},
        "The replies must agree: they state two different pairs of numbers for Iceland in 2026-Q1.",
    ),
    "nothing newer, of no country": (
        {"nothing_after": "2025-Q1"},
        "“Country” must say for which country the bot showed nothing newer.",
    ),
    "nothing newer, of an unknown country": (
        {"nothing_after": "2025-Q1", "country": "Atlantis"},
        "“Country” must be a country in English or its code, such as France or FRA, not `Atlantis`.",
    ),
    "nothing newer, without a quarter": (
        {"nothing_after": "*no*", "country": "Iceland"},
        "“Nothing newer” must be the newest quarter that the bot shows, written as in 2024-Q3, or empty, not `*no*`.",
    ),
    "nothing newer, with a reply that is newer": (
        {"reply": replied(), "nothing_after": "2025-Q4"},
        "“Nothing newer” must be 2026-Q1, the newest quarter in the reply, or empty; not 2025-Q4.",
    ),
    "nothing newer, with a text that is no reply": (
        {"reply": "It has nothing new.", "nothing_after": "2025-Q1", "country": "Iceland"},
        "If you have no reply to send, fill in “Nothing newer” and leave “The bot's reply” empty.",
    ),
    "a picture elsewhere": (
        {"reply": "![here](https://example.org/a.png)"},
        "A screenshot must be uploaded to “Screenshot”.",
    ),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_any_doubt_becomes_a_question(name: str, take: Take, origin: Path, hub: GitHub) -> None:
    fields, question = QUESTIONS[name]
    assert take(event(**fields)) == (0, "issue 7: could not be read, answered\n", "")
    assert (branches(origin), hub.pulls) == (["main"], [])
    assert f"\n- {question}" in hub.comment


@pytest.mark.parametrize("country", ["Iceland", "iceland", "ISL", "is", " the  Iceland "])
def test_your_country_is_the_country_in_the_form(country: str, take: Take, origin: Path) -> None:
    take(event(reply=replied("your country"), country=country, credit="A. Person"))
    assert added(origin) == {ICELAND: FILE}


def test_an_incomplete_text_is_quoted_as_code(take: Take, hub: GitHub) -> None:
    take(event(reply=replied().replace("Affected users:", "@everyone <b>\n``$1")))
    assert hub.comment == (
        "Thank you! I cannot read this for certain yet:\n\n- `The requests must be followed by “Affected users:”, not "
        "“@everyone $1 9 According to section 8.3 …”. Copy the whole message.`\n\nEdit the issue (“…” at the top "
        "right, then “Edit”), and I will try again."
    )


HOSTILE = (
    "$(touch owned) `touch owned`\r\n../../etc/passwd @everyone <script>alert(1)</script> ;|&& \x00\x1b[2J\u202e-->"
)


def test_a_hostile_issue_is_only_text(take: Take, origin: Path, tiny: Path, hub: GitHub) -> None:
    hostile = event(reply=HOSTILE, country=HOSTILE, observed=HOSTILE, credit=HOSTILE, picture=HOSTILE)
    hostile["issue"]["title"] = f"Bot reply {HOSTILE}"
    assert take(hostile) == (0, "issue 7: could not be read, answered\n", "")
    assert (branches(origin), [*tiny.rglob("owned")]) == (["main"], [])
    outside_code = re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", hub.comment)
    assert [mark for mark in ("@", "<", ">", "$", "..", "passwd", "\x1b", "\u202e") if mark in outside_code] == []


def test_a_hostile_name_stays_one_quoted_line_of_the_report(take: Take, origin: Path, hub: GitHub) -> None:
    take(event(reply=replied(), credit='x" \n figures: ../@everyone <b> $(id) `'))
    (text,) = added(origin).values()
    assert yaml.safe_load(text)["credit"] == 'x" figures: ../@everyone <b> $(id) `'
    assert "everyone" not in hub.comment + hub.pulls[0]["body"] + git(origin, "log", "-1", "--format=%B", BRANCH)


@pytest.mark.parametrize("name", ["n" * 101, "@person"])
def test_a_name_that_the_check_refuses_is_explained(name: str, take: Take, origin: Path, hub: GitHub) -> None:
    take(event(reply=replied(), credit=name))
    assert branches(origin) == ["main"]
    must = "be the contributor's name, on one line of at most 100 characters that does not begin with = + - @ or a tab"
    assert f"- `credit must {must}, not '{name[:60]}" in hub.comment


def test_a_figure_that_revises_another_is_left_to_a_maintainer(take: Take, origin: Path, hub: GitHub) -> None:
    line = "issue 7: does not pass the check, answered\n"
    assert take(event(reply=replied("Netherlands", 10, 21, "2025-Q1"))) == (0, line, "")
    assert (branches(origin), hub.pulls) == (["main"], [])
    assert "| Netherlands | 2025-Q1 | 10 | 21 | revises |" in hub.comment
    assert messages.WHAT_TO_DO["contradiction"] in hub.comment
    quoted = "- `` 2025-Q1: {requests: 10, users: 21} must agree with earlier reports; data/reports/NLD/2025-"
    assert quoted in hub.comment


def test_a_figure_with_a_warning_is_sent_with_the_warning(take: Take, hub: GitHub) -> None:
    take(event(reply=replied(requests=0)))
    warning = "check this again, although it may be right:\n\n- `requests and users should either both be 0 or both be "
    assert (warning in hub.comment, warning in hub.pulls[0]["body"]) == (True, True)


def test_a_report_that_exists_already_is_not_sent_again(take: Take, tiny: Path, origin: Path, hub: GitHub) -> None:
    take(payload("opened"))
    git(tiny, "merge", "--quiet", BRANCH)
    hub.comments.clear()
    hub.pulls.clear()
    assert take(payload("opened")) == (0, "issue 7: already present, answered\n", "")
    assert (hub.pulls, f"The atlas already has this reply: `{ICELAND}`. You need" in hub.comment) == ([], True)


@pytest.mark.parametrize("change", [{"state": "closed"}, {"labels": [], "title": "Hello"}, {"pull_request": {}}])
def test_other_issues_are_ignored(change: dict[str, Any], take: Take, hub: GitHub) -> None:
    other = payload("opened")
    other["issue"] |= change
    assert take(other) == (0, "issue 7: not an open issue with a bot reply, nothing was done\n", "")
    assert take(payload("other"))[1].startswith("issue 9: not an open issue")
    assert hub.asked == []


def test_a_body_of_five_megabytes_is_refused_in_a_moment(take: Take, hub: GitHub) -> None:
    for body in ("![](" * 1_250_000, "### Country\n" * 400_000, f"{replied()}\n" * 25_000, "https://a<img " * 350_000):
        assert take(with_body(body))[0] == 0
        assert len(hub.comment) < 10_000


def test_a_comment_that_only_looks_like_ours_is_not_changed(take: Take, hub: GitHub) -> None:
    stranger = {"id": 1, "user": {"login": "a-contributor"}, "body": f"{messages.MARK}\nmine"}
    hub.comments += [stranger] * 150
    take(payload("opened"))
    take(payload("edited"))
    assert (hub.comments[:150], len(hub.comments)) == ([stranger] * 150, 151)


def picture_event(hub: GitHub, *addresses: str) -> dict[str, Any]:
    shown = "\n".join(f'<img width="1080" alt="a" src="{hub.address}{address}" />' for address in addresses)
    return event(picture=shown, credit="A. Person")


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_a_good_screenshot_is_read_and_shown_for_comparison(
    format: str,  # noqa: A002 - Pillow's own word
    take: Take,
    origin: Path,
    hub: GitHub,
) -> None:
    hub.pictures["/uploads/a"] = Picture(b"", status=302, location="/store/b")
    hub.pictures["/store/b"] = Picture(drawn(replied(), format=format), f"image/{format.lower()}")
    assert take(picture_event(hub, "/uploads/a"))[0] == 0
    assert added(origin) == {ICELAND: FILE}
    shown = f"Compare each number with it before merging:\n\n![The uploaded screenshot]({hub.address}/uploads/a)"
    assert (shown in hub.pulls[0]["body"], "I read it from a screenshot. Please compare" in hub.comment) == (True, True)


def test_a_text_that_can_be_read_is_enough(take: Take, origin: Path, hub: GitHub) -> None:
    hub.pictures["/uploads/a"] = Picture(drawn("anything"))
    both = event(reply=replied(), picture=f"![a]({hub.address}/uploads/a)", credit="A. Person")
    take(both)
    assert (added(origin), [path for _, path in hub.asked if "uploads" in path]) == ({ICELAND: FILE}, [])


PNG = b"\x89PNG\r\n\x1a\n"
TOO_LARGE = "A screenshot must have at most 10 MB. Crop it to the reply."
NOT_A_PICTURE = "A screenshot must be a PNG, JPEG or WebP file."
ELSEWHERE = "A screenshot must be uploaded to the issue itself; other addresses are not opened."
REFUSED_PICTURES = {
    "a text": (Picture(b"no picture"), NOT_A_PICTURE),
    "a page": (Picture(PNG, "text/html"), NOT_A_PICTURE),
    "another format": (Picture(drawn("a", format="GIF"), "image/gif"), NOT_A_PICTURE),
    "too large": (Picture(PNG + bytes(10_000_000)), TOO_LARGE),
    "too large, and no length told": (Picture(PNG + bytes(12_000_000), has_length=False), TOO_LARGE),
    "not there": (Picture(b"", status=404), "The screenshot could not be fetched: GitHub answered 404."),
    "passed on elsewhere": (Picture(b"", status=302, location="/secrets"), ELSEWHERE),
    "passed on to another machine": (Picture(b"", status=302, location="https://example.org/store/b"), ELSEWHERE),
    "passed on by another scheme": (Picture(b"", status=302, location="file:///etc/passwd"), ELSEWHERE),
    "passed on in a ring": (
        Picture(b"", status=302, location="/uploads/a"),
        "The screenshot could not be fetched: GitHub redirected too often.",
    ),
}


@pytest.mark.parametrize("name", REFUSED_PICTURES)
def test_a_file_that_is_no_screenshot_is_refused_with_a_reason(
    name: str, take: Take, origin: Path, hub: GitHub
) -> None:
    hub.pictures["/uploads/a"], reason = REFUSED_PICTURES[name]
    assert take(picture_event(hub, "/uploads/a"))[0] == 0
    assert (branches(origin), f"\n- `{reason}`\n" in hub.comment) == (["main"], True)
    assert {path for _, path in hub.asked if not path.startswith("/repos/")} == {"/uploads/a"}


def test_an_endless_screenshot_is_not_read_to_its_end(take: Take, hub: GitHub) -> None:
    hub.pictures["/uploads/a"] = Picture(PNG + bytes(60_000_000), has_length=False)
    take(picture_event(hub, "/uploads/a"))
    assert (f"\n- `{TOO_LARGE}`\n" in hub.comment, 100 <= hub.pieces < 300) == (True, True)


def test_a_screenshot_elsewhere_is_never_fetched(take: Take, hub: GitHub) -> None:
    take(picture_event(hub, "/elsewhere/a", "/uploads/../secrets", "/uploads/a?b", "@example.org/uploads/a"))
    assert [path for _, path in hub.asked if not path.startswith("/repos/")] == []
    assert "- A screenshot must be uploaded to “Screenshot”." in hub.comment


def test_fetching_a_screenshot_from_elsewhere_is_refused(hub: GitHub) -> None:
    with pytest.raises(github.UnusablePicture, match=re.escape(ELSEWHERE)):
        github.fetch_picture(f"{hub.address}/secrets")
    assert hub.asked == []


def test_more_than_four_screenshots_are_not_fetched(take: Take, hub: GitHub) -> None:
    take(picture_event(hub, *(f"/uploads/{n}" for n in range(5))))
    assert [path for _, path in hub.asked if "uploads" in path] == []
    assert "- There must be at most 4 screenshots, not 5." in hub.comment


@pytest.mark.parametrize(
    ("address", "is_upload"),
    [
        (f"{UPLOAD}0b6f2a54-58f1-4d1c-9a3b-2f5a2f7a9c01", True),
        ("https://user-images.githubusercontent.com/1/a-b.png", True),
        ("https://private-user-images.githubusercontent.com/1/a.png?jwt=eyJ.a_b-c", True),
        (f"{UPLOAD}../../secrets", False),
        (f"{UPLOAD}a/b", False),
        (UPLOAD.replace("https", "http") + "a", False),
        ("https://github.com@example.org/user-attachments/assets/a", False),
        ("https://github.com.example.org/user-attachments/assets/a", False),
        ("https://user-images.githubusercontent.com.example.org/a", False),
        ("https://user-images.githubusercontent.com@example.org/a", False),
        ("https://user-images.githubusercontent.com:8443/a", False),
        ("https://github-production-user-asset-6210df.s3.amazonaws.com/a", False),
        ("https://raw.githubusercontent.com/a/b/main/c.png", False),
    ],
)
def test_only_uploads_to_github_are_fetched(address: str, is_upload: bool) -> None:  # noqa: FBT001
    assert bool(github.LINKED.fullmatch(address)) is is_upload


@pytest.mark.parametrize(
    ("address", "is_allowed"),
    [
        ("https://github-production-user-asset-6210df.s3.amazonaws.com/1/2-3.png?X-Amz-Date=2026&a=b%2Fc", True),
        ("https://private-user-images.githubusercontent.com/1/a.png?jwt=a", True),
        ("https://github-production-user-asset-6210df.s3.amazonaws.com@example.org/a", False),
        ("https://another.s3.amazonaws.com/a", False),
        ("https://github.com/somebody/atlas", False),
        ("http://127.0.0.1/a", False),
    ],
)
def test_redirects_are_followed_only_to_the_storage_of_github(address: str, is_allowed: bool) -> None:  # noqa: FBT001
    assert bool(github.REDIRECTED.fullmatch(address)) is is_allowed


def test_only_the_api_receives_the_token(take: Take, hub: GitHub) -> None:
    hub.pictures["/uploads/a"] = Picture(b"", status=302, location="/store/b")
    hub.pictures["/store/b"] = Picture(drawn(replied()))
    take(picture_event(hub, "/uploads/a"))
    assert hub.tokens == {"repos": {f"Bearer {TOKEN}"}, "uploads": {None}, "store": {None}}


def test_git_receives_the_token_invisibly(
    take: Take, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin").mkdir()
    log = tmp_path / "log"
    spy = tmp_path / "bin" / "git"
    real = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    lines = [f'echo "$*|$GIT_CONFIG_KEY_0|$GIT_CONFIG_VALUE_0|$GITHUB_TOKEN" >>{log}', f'exec {real} "$@"']
    spy.write_text("\n".join(["#!/bin/sh", *lines, ""]), encoding="utf-8")
    spy.chmod(0o755)
    monkeypatch.setenv("PATH", f"{spy.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    take(payload("opened"))
    take(payload("edited"))
    calls = [line.split("|") for line in log.read_text(encoding="utf-8").splitlines()]
    remote = [call for call in calls if re.search(r" (ls-remote|fetch|push) ", call[0])]
    header = "Authorization: Basic eC1hY2Nlc3MtdG9rZW46c2VjcmV0"
    assert [call[1:] for call in remote] == [["http.https://github.com/.extraheader", header, ""]] * 5
    assert [call[0] for call in calls if "secret" in call[0] or "c2VjcmV0" in call[0]] == []
    written = [path.read_bytes() for path in (tiny / ".git").rglob("*") if path.is_file()]
    assert [content for content in written if b"secret" in content or b"c2VjcmV0" in content] == []


def test_an_api_that_does_not_answer_is_reported_in_one_line(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:9")
    status, output, errors = take(event(reply="nothing"))
    assert (status, output, errors.count("\n")) == (1, "", 1)
    assert errors.startswith("build.py: GitHub did not answer at http://127.0.0.1:9: ")


def test_the_api_receives_the_token_over_https_only(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_API_URL", "http://api.example.org")
    status, _, errors = take(event(reply="nothing"))
    assert (status, errors.partition(", not")[0]) == (1, "build.py: an address must begin with https://")


def test_a_short_outage_is_retried(take: Take, hub: GitHub) -> None:
    hub.failures[:] = [502, 503]
    assert take(payload("opened"))[0] == 0
    assert (len(hub.pulls), len(hub.comments)) == (1, 1)


@pytest.mark.parametrize(("failures", "shown"), [([500] * 3, "500 no\\nway"), ([403], "403 no\\nway")])
def test_a_lasting_failure_is_reported_in_one_line(failures: list[int], shown: str, take: Take, hub: GitHub) -> None:
    hub.failures[:] = failures
    line = f"build.py: GitHub refused GET pulls?state=open&head=somebody%3Areply%2Fissue-7: {shown}\n"
    assert take(event(reply="nothing")) == (1, "", line)


def test_a_refused_push_is_reported_in_one_line(take: Take, origin: Path, hub: GitHub) -> None:
    hook = origin / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho no entry >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    status, output, errors = take(payload("opened"))
    assert (status, output, errors.count("\n"), hub.changes) == (1, "", 1, [])
    assert errors.startswith("build.py: git push failed: ! [remote rejected] ")
    assert "pre-receive hook declined" in errors


def test_missing_environment_variables_are_named(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_TOKEN")
    monkeypatch.setenv("GITHUB_API_URL", "")
    line = "build.py: intake needs GITHUB_API_URL, GITHUB_TOKEN, which GitHub Actions provides\n"
    assert take(payload("opened")) == (2, "", line)


@pytest.mark.parametrize("other", [{}, {"issue": None}, {"issue": {"number": "7; rm"}}, {"pull_request": {}}])
def test_another_event_is_wrong_usage(other: dict[str, Any], take: Take) -> None:
    line = "build.py: the event must be a GitHub event about an issue, with the issue and its repository\n"
    assert take(other) == (2, "", line)


@pytest.mark.parametrize("number", ["7", True, 0, -1, 7.0, "../7"])
def test_an_issue_needs_a_valid_number(number: object, take: Take) -> None:
    strange = payload("opened")
    strange["issue"]["number"] = number
    assert take(strange)[0] == 2


def test_the_file_of_the_event_may_be_given(take: Take, tiny: Path, run: Run, tmp_path: Path) -> None:
    assert run(tiny, "intake", str(TESTS / "payloads" / "other.json"), "--today", TODAY)[0] == 0
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    status, _, errors = run(tiny, "intake", str(tmp_path / "broken.json"), "--today", TODAY)
    assert (status, errors.partition(": E")[0]) == (2, "build.py: the event must be a JSON file")


def test_nothing_is_done_while_the_data_has_problems(take: Take, tiny: Path, hub: GitHub) -> None:
    (tiny / "data" / "reports" / "ISL").mkdir()
    (tiny / "data" / "reports" / "ISL" / "a.yaml").write_text("a: b\n", encoding="utf-8")
    status, output, _ = take(payload("opened"))
    assert (status, output.splitlines()[-1], hub.asked) == (1, "nothing was written", [])


def issue_form(project: Path) -> dict[str, Any]:
    path = project / ".github" / "ISSUE_TEMPLATE" / "bot-reply.yml"
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def test_the_form_has_the_fields_that_the_intake_reads(project: Path) -> None:
    fields = {field["id"]: field["attributes"]["label"] for field in issue_form(project)["body"] if "id" in field}
    assert fields == form.HEADINGS


def test_the_form_and_the_workflow_mark_an_issue_alike(project: Path) -> None:
    made = issue_form(project)
    workflow = yaml.safe_load((project / ".github" / "workflows" / "intake.yml").read_text(encoding="utf-8"))
    assert (made["labels"], made["title"].startswith(form.TITLE)) == ([form.LABEL], True)
    assert workflow["jobs"]["intake"]["if"] == (
        f"contains(github.event.issue.labels.*.name, '{form.LABEL}') || "
        f"startsWith(github.event.issue.title, '{form.TITLE}')"
    )


def test_the_recorded_issues_follow_the_form(project: Path) -> None:
    headings = [f"### {heading}" for heading in form.HEADINGS.values()]
    bodies = [payload(name)["issue"]["body"] for name in ("opened", "edited", "picture")]
    assert [re.findall("^### .+", body, re.MULTILINE) for body in bodies] == [headings] * 3


@pytest.mark.parametrize("text", ["", "`", "``a`", "`a``", " ` ", "a\nb", "\u202e", "@a", "x" * 500, "```\n@a\n```"])
def test_quoted_text_cannot_leave_the_code(text: str) -> None:
    quoted = messages.as_code(text)
    fence = re.match("`+", quoted)
    assert fence
    assert quoted.endswith(fence[0])
    inside = quoted[len(fence[0]) : -len(fence[0])]
    assert fence[0] not in re.findall("`+", inside)
    assert (inside.isprintable(), len(inside) < 500) == (True, True)


@pytest.mark.parametrize("heading", [*form.FORMER_HEADINGS, form.HEADINGS["reply"]])
def test_a_heading_that_the_form_had_before_is_still_read(heading: str) -> None:
    body = payload("opened")["issue"]["body"].replace(form.HEADINGS["reply"], heading)
    assert form.parse_form(body) == form.parse_form(payload("opened")["issue"]["body"])


def test_a_repeated_heading_is_text(take: Take, origin: Path) -> None:
    take(event(reply=replied(), credit="A. Person\n\n### Country\n\nFrance"))
    (text,) = added(origin).values()
    assert yaml.safe_load(text)["credit"] == "A. Person ### Country France"


def test_the_recorded_screenshot_would_be_fetched() -> None:
    links = form.parse_form(payload("picture")["issue"]["body"]).links
    uploads = [link for link in links if github.LINKED.fullmatch(link)]
    assert uploads == [f"{UPLOAD}0b6f2a54-58f1-4d1c-9a3b-2f5a2f7a9c01"]
