"""The profiles: where they are, who can read them, what two writers do, and `oauth2 profiles`."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from _cli import at_home

from oauth2.cli import main
from oauth2.cli.config_folder import profiles_path
from oauth2.cli.failures import Misuse
from oauth2.cli.private_file import wait_for_lock, write_private
from oauth2.cli.profile_store import ProfileStore

PROFILE = {
    "consumer_key": "ck",
    "consumer_secret": "marker-1",
    "token": "tk",
    "token_secret": "marker-2",
    "signature_method": "HMAC-SHA1",
    "extra": {"screen_name": "ada\x1b[2J", "oauth_session_handle": "marker-3"},
}
OWNED = frozenset(PROFILE)


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return the file of the profiles, which is not there yet."""
    return at_home(monkeypatch, tmp_path)


@pytest.fixture
def store(path: Path) -> ProfileStore:
    """Return a store with one profile."""
    made = ProfileStore()
    made.save("me", PROFILE, OWNED)
    return made


def mode(path: Path) -> int:
    """Return who may read and write a file."""
    return stat.S_IMODE(path.stat().st_mode)


# --- where ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "environ", "expected"),
    [
        # platformdirs.user_config_dir("oauth2", appauthor=False) of 4.3.
        ("linux", {}, "/home/ada/.config/oauth2/profiles.json"),
        ("linux", {"XDG_CONFIG_HOME": " "}, "/home/ada/.config/oauth2/profiles.json"),
        ("linux", {"XDG_CONFIG_HOME": "/c"}, "/c/oauth2/profiles.json"),
        ("darwin", {}, "/home/ada/Library/Application Support/oauth2/profiles.json"),
        ("win32", {"LOCALAPPDATA": "/l", "APPDATA": "/a"}, "/l/oauth2/profiles.json"),
        ("win32", {"APPDATA": "/a"}, "/a/oauth2/profiles.json"),
        ("win32", {}, "/home/ada/AppData/Local/oauth2/profiles.json"),
        ("linux", {"OAUTH2_CONFIG": "/x/y.json", "XDG_CONFIG_HOME": "/c"}, "/x/y.json"),
    ],
)
def test_file_is_where_the_platform_has_settings(
    platform: str, environ: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As platformdirs says, unless another file is named."""
    monkeypatch.setenv("HOME", "/home/ada")

    assert profiles_path(None, environ, platform) == Path(expected)


def test_argument_goes_before_the_environment() -> None:
    """`--config` names the file, whatever else does."""
    assert profiles_path("/named", {"OAUTH2_CONFIG": "/other"}) == Path("/named")


def test_homeless_user_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """In some containers nobody has a home."""

    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nowhere)

    with pytest.raises(Misuse, match="name a file for profiles in OAUTH2_CONFIG"):
        profiles_path(None, {}, "linux")


# --- what is kept --------------------------------------------------------------------------------


def test_profile_is_read_as_it_was_saved(store: ProfileStore) -> None:
    """Text of every sort survives, and the names are sorted."""
    store.save("a", {"token": "é\u20ac"}, OWNED)

    assert store.load("me") == PROFILE
    assert store.load("a") == {"token": "é\u20ac"}
    assert store.names() == ["a", "me"]


def test_unknown_fields_are_kept(path: Path, store: ProfileStore) -> None:
    """A later version's fields stay, in the file and in a profile; our own are replaced."""
    everything = json.loads(path.read_text(encoding="ascii"))
    everything["later"] = [1]
    everything["profiles"]["me"]["later"] = {"a": None}
    path.write_text(json.dumps(everything), encoding="ascii")

    store.save("me", {"consumer_key": "new"}, OWNED)

    assert store.load("me") == {"consumer_key": "new", "later": {"a": None}}
    assert json.loads(path.read_text(encoding="ascii"))["later"] == [1]


def test_only_the_owner_can_read_it(path: Path, store: ProfileStore) -> None:
    """File 0600, folder 0700, whatever the umask."""
    before = os.umask(0)
    try:
        store.save("two", PROFILE, OWNED)
    finally:
        os.umask(before)

    assert (mode(path), mode(path.with_name("profiles.json.lock"))) == (0o600, 0o600)
    assert mode(path.parent) == 0o700


@pytest.mark.parametrize("bits", [0o640, 0o604, 0o620])
def test_file_of_others_is_refused(
    bits: int, path: Path, store: ProfileStore, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message says what to run; nothing is read or written."""
    path.chmod(bits)

    assert main(["profiles"]) == 2
    assert capsys.readouterr().err == (
        f"oauth2 profiles: {path} holds secrets, and others can read it: run chmod 600 {path}\n"
    )
    with pytest.raises(Misuse, match="chmod 600"):
        store.save("me", {}, OWNED)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[" * 100000,
        "[]",
        "{}",
        '{"profiles": []}',
        '{"profiles": {"me": 1}}',
        '{"profiles": {"me": {"token": 1}}}',
    ],
    ids=lambda text: text[:20] or "empty",
)
def test_damaged_file_is_said_and_kept(
    content: str, path: Path, store: ProfileStore, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody loses profiles because of a slip in an editor."""
    path.write_text(content, encoding="ascii")

    assert main(["profiles"]) == 2
    assert "profiles.json is damaged: it " in capsys.readouterr().err
    with pytest.raises(Misuse, match="mend it or move it away"):
        store.save("me", {}, OWNED)
    assert path.read_text(encoding="ascii") == content


def test_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    """Who keeps settings elsewhere, and links to them, goes on to do so."""
    path.parent.mkdir()
    path.symlink_to(tmp_path / "elsewhere.json")

    ProfileStore().save("me", PROFILE, OWNED)

    assert path.is_symlink()
    assert mode(tmp_path / "elsewhere.json") == 0o600
    assert ProfileStore().names() == ["me"]


def test_file_that_cannot_be_written_stays_as_it_was(
    path: Path, store: ProfileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk is full in the middle, the old file is there, and nothing else."""

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    before = path.read_bytes()
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        write_private(path, b"new")
    assert path.read_bytes() == before
    assert sorted(each.name for each in path.parent.iterdir()) == [
        "profiles.json",
        "profiles.json.lock",
    ]


def test_two_processes_lose_nothing(path: Path) -> None:
    """Both write many profiles at once, and all are there."""
    source = """
import sys
from oauth2.cli.profile_store import ProfileStore
for number in range(40):
    ProfileStore().save(f"{sys.argv[1]}{number}", {"token": "t"}, frozenset())
"""
    writers = [subprocess.Popen([sys.executable, "-c", source, name]) for name in ("a", "b")]

    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    assert len(ProfileStore().names()) == 80


def test_windows_has_a_lock_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """There, the first octet of the file is locked, and given back when it is closed."""
    taken: list[Any] = []
    fake = SimpleNamespace(LK_LOCK=1, locking=lambda *arguments: taken.append(arguments))
    monkeypatch.setitem(sys.modules, "msvcrt", fake)

    wait_for_lock(7, "nt")

    assert taken == [(7, 1, 1)]


# --- the command ---------------------------------------------------------------------------------


@pytest.mark.parametrize("action", [[], ["list"]])
def test_profiles_are_listed(
    action: list[str], store: ProfileStore, capsys: pytest.CaptureFixture[str]
) -> None:
    """One name a line."""
    store.save("a", {}, OWNED)

    assert main(["profiles", *action]) == 0
    assert capsys.readouterr().out == "a\nme\n"


def test_profile_is_shown_without_secrets(
    store: ProfileStore, capsys: pytest.CaptureFixture[str]
) -> None:
    """What proves something is hidden, and what a provider sent moves no cursor."""
    assert main(["profiles", "show", "me"]) == 0
    assert capsys.readouterr().out == (
        "consumer_key: ck\n"
        "consumer_secret: (hidden)\n"
        "token: tk\n"
        "token_secret: (hidden)\n"
        "signature_method: HMAC-SHA1\n"
        'extra: {"screen_name": "ada\\u001b[2J", "oauth_session_handle": "(hidden)"}\n'
    )


def test_secrets_are_shown_to_who_asks(
    store: ProfileStore, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--show-secrets` shows all."""
    assert main(["profiles", "show", "me", "--show-secrets"]) == 0
    shown = capsys.readouterr().out
    assert [f"marker-{number}" in shown for number in (1, 2, 3)] == [True, True, True]


def test_file_is_named_before_the_action_or_behind_it(
    tmp_path: Path, store: ProfileStore, capsys: pytest.CaptureFixture[str]
) -> None:
    """People put an option where they think of it."""
    config = ["--config", str(tmp_path / "other.json")]
    ProfileStore(config[1]).save("other", {}, OWNED)

    assert main(["profiles", *config, "list"]) == 0
    assert main(["profiles", "list", *config]) == 0
    assert capsys.readouterr().out == "other\nother\n"


def test_name_in_a_file_moves_no_cursor(
    store: ProfileStore, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody may have written the file by hand."""
    store.save("\x1b[2J", {}, OWNED)

    assert main(["profiles"]) == 0
    assert capsys.readouterr().out == "\\x1b[2J\nme\n"


def test_profile_is_removed(store: ProfileStore, capsys: pytest.CaptureFixture[str]) -> None:
    """The second time there is none."""
    assert main(["profiles", "remove", "me"]) == 0
    assert main(["profiles", "remove", "me"]) == 2
    assert store.names() == []
    assert capsys.readouterr().err == (
        f"oauth2 profiles: there is no profile 'me' in {store.path}; `oauth2 profiles` lists them\n"
    )


def test_unknown_profile_is_said(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a file there is none either."""
    assert main(["profiles", "show", "me"]) == 2
    assert "there is no profile 'me'" in capsys.readouterr().err
