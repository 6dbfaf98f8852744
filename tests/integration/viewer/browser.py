"""Chromium without a screen, driven by the W3C WebDriver protocol over plain HTTP."""

import base64
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from polling import poll_until

WIDTH, HEIGHT = 1600, 1000
ANSWER_SECONDS = 180  # OHIF's scripts of 20 MB and WebGL in software keep a small machine busy
_SWITCHES = [
    "--headless=new",
    "--no-sandbox",  # tests run as root in containers
    "--disable-dev-shm-usage",
    "--use-angle=swiftshader",  # WebGL without a GPU
    "--enable-unsafe-swiftshader",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    f"--window-size={WIDTH},{HEIGHT}",
]
# what is asked of anybody but this machine fails at once, and shows in the log
_ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"


@dataclass
class Browser:
    """One window.

    Attributes:
        complaints: what the console has said at level SEVERE, of all pages so far.
    """

    client: httpx.Client
    complaints: list[str] = field(default_factory=list)

    def open(self, address: str) -> None:
        """Go to a page."""
        self._ask("POST", "url", {"url": address})

    def run(self, script: str, *arguments: Any) -> Any:
        """What a function's body returns in the page."""
        return self._ask("POST", "execute/sync", {"script": script, "args": list(arguments)})

    def run_later(self, script: str, *arguments: Any) -> Any:
        """What a function's body gives to its last argument, a function, when it is done."""
        return self._ask("POST", "execute/async", {"script": script, "args": list(arguments)})

    def until(self, script: str, what: str, deadline: float = 60) -> Any:
        """What it returns, once that is true."""
        return poll_until(lambda: self.run(f"return {script}"), what, deadline)

    def text(self) -> str:
        """What the page shows."""
        return str(self.run("return document.body.innerText"))

    def click(self, script: str, what: str) -> None:
        """Click, as a mouse does, on the element that a script finds, as soon as there is one and nothing covers it."""

        def clicked() -> bool:
            element = self.run(f"return {script}")
            self._ask("POST", f"element/{next(iter(element.values()))}/click", {})
            return True

        poll_until(clicked, what, 60)

    def double_click(self, script: str, what: str) -> None:
        """Click twice, quickly."""
        self.until(f"!!({script})", what)
        origin = self.run(f"return {script}")
        presses = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")] * 2
        move = {"type": "pointerMove", "duration": 0, "x": 0, "y": 0, "origin": origin}
        self._ask("POST", "actions", {"actions": [{"type": "pointer", "id": "mouse", "actions": [move, *presses]}]})

    def screenshot(self, path: Path) -> None:
        """Keep what is shown."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(self._ask("GET", "screenshot")))

    def listen(self) -> list[str]:
        """All that the console has said at level SEVERE."""
        entries = self._ask("POST", "se/log", {"type": "browser"})
        self.complaints += [entry["message"] for entry in entries if entry["level"] == "SEVERE"]
        return self.complaints

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.client.request(method, path, json=body)
        value = answer.json()["value"]
        assert answer.status_code == 200, value
        return value


@contextmanager
def browsing(folder: Path) -> Iterator[Browser]:
    """A new browser with a profile of its own in a folder."""
    driver, chromium = _program("chromedriver"), _program("chromium")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with (folder / "chromedriver.log").open("wb") as log:
        process = subprocess.Popen([driver, f"--port={port}"], stdout=log, stderr=log, start_new_session=True)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}/", timeout=ANSWER_SECONDS) as client:
            poll_until(lambda: _ready(client), "chromedriver", 60)
            session = client.post("session", json=_wanted(chromium, folder / "profile")).json()["value"]
            assert "sessionId" in session, session
            client.base_url = httpx.URL(f"http://127.0.0.1:{port}/session/{session['sessionId']}/")
            yield Browser(client)
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # the driver and all of the browser: its profile is thrown away
        process.wait(30)


def _program(name: str) -> str:
    found = shutil.which(name)
    assert found, f"{name} is absent: deploy/bootstrap --test-tools installs it on Debian as root"
    return found


def _ready(client: httpx.Client) -> bool:
    try:
        return bool(client.get("status").json()["value"]["ready"])
    except httpx.TransportError:
        return False


def _wanted(chromium: str, profile: Path) -> dict[str, Any]:
    options = {"binary": chromium, "args": [*_SWITCHES, _ALONE, f"--user-data-dir={profile}"]}
    wanted = {
        "browserName": "chrome",
        "pageLoadStrategy": "none",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": {"browser": "ALL"},
    }
    return {"capabilities": {"alwaysMatch": wanted}}
