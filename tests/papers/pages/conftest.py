"""A headless Chromium, driven over a pipe by its DevTools protocol; tests that want it are skipped where there is none."""

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-headless-shell", "chromium-browser", "google-chrome", "chrome-headless-shell")
OPTIONS = (
    "--headless=new",
    "--no-sandbox",  # root in a container has none
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--remote-debugging-pipe",
    "--hide-scrollbars",
    "--window-size=1100,900",
)
# The browser reads commands from descriptor 3 and writes answers to 4; this child puts the pipes there.
CHILD = """
import fcntl, os, sys
read, write = (fcntl.fcntl(int(fd), fcntl.F_DUPFD, 10) for fd in sys.argv[1:3])
os.dup2(read, 3)
os.dup2(write, 4)
os.execvp(sys.argv[3], sys.argv[3:])
"""
SECONDS = 60.0


class Browser:
    """One page of a browser; `events` is all that it told unasked."""

    def __init__(self, binary: str, profile: Path) -> None:
        there, self.write = os.pipe()
        self.read, back = os.pipe()
        command = [sys.executable, "-c", CHILD, str(there), str(back), binary, *OPTIONS, f"--user-data-dir={profile}"]
        home = os.environ | {"HOME": str(profile), "XDG_CONFIG_HOME": str(profile), "XDG_CACHE_HOME": str(profile)}
        self.log = (profile.parent / "chromium.log").open("wb")
        self.process = subprocess.Popen(
            command, pass_fds=(there, back), stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, env=home
        )
        os.close(there)
        os.close(back)
        self.session: str | None = None
        self.number, self.pending = 0, b""
        self.events: list[dict[str, Any]] = []
        (page,) = (t for t in self.send("Target.getTargets")["targetInfos"] if t["type"] == "page")
        self.session = self.send("Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **params: Any) -> Any:
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        os.write(
            self.write, json.dumps(message | ({"sessionId": self.session} if self.session else {})).encode() + b"\0"
        )
        while True:
            found = self._next(time.monotonic() + SECONDS, method)
            if found.get("id") == self.number:
                assert "error" not in found, f"{method}: {found}"
                return found["result"]
            self.events.append(found)

    def _next(self, deadline: float, waiting_for: str) -> dict[str, Any]:
        while b"\0" not in self.pending:
            ready, _, _ = select.select([self.read], [], [], max(deadline - time.monotonic(), 0))
            assert ready, f"the browser does not answer to {waiting_for}"
            read = os.read(self.read, 1 << 20)
            assert read, f"the browser has gone at {waiting_for}"
            self.pending += read
        message, _, self.pending = self.pending.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found

    def open(self, address: str) -> None:
        """Load the page and wait for it."""
        self.events.clear()
        self.send("Page.navigate", url="about:blank")
        self.send("Page.navigate", url=address)
        deadline = time.monotonic() + SECONDS
        while self.value("location.href") != address or self.value("document.readyState") != "complete":
            assert time.monotonic() < deadline, f"{address} does not load"
            time.sleep(0.05)

    def value(self, script: str) -> Any:
        """What an expression, or the promise of one, is worth on the page."""
        found = self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def press(self, key: str) -> None:
        """A key of the keyboard: "Tab", " " or "Enter"."""
        code, number = {"Tab": ("Tab", 9), " ": ("Space", 32), "Enter": ("Enter", 13)}[key]
        text = {"Tab": "", " ": " ", "Enter": "\r"}[key]
        common = {"key": key, "code": code, "windowsVirtualKeyCode": number}
        self.send("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", text=text, **common)
        self.send("Input.dispatchKeyEvent", type="keyUp", **common)

    def screenshot(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.send("Page.captureScreenshot")["data"]))

    def pdf(self) -> bytes:
        return base64.b64decode(self.send("Page.printToPDF", preferCSSPageSize=True)["data"])

    def close(self) -> None:
        self.session = None
        try:
            self.send("Browser.close")
            self.process.wait(SECONDS)
        except (AssertionError, OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        os.close(self.read)
        os.close(self.write)
        self.log.close()


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    binary = next((found for name in NAMES if (found := shutil.which(name))), None)
    if binary is None:
        pytest.skip(f"none of {', '.join(NAMES)} is installed")
    opened = Browser(binary, tmp_path_factory.mktemp("chromium") / "profile")
    yield opened
    opened.close()
