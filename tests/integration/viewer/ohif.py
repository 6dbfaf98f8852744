"""What a user does in OHIF, and what he then sees on the canvas."""

from dataclasses import dataclass
from pathlib import Path

from integration.viewer.browser import Browser
from polling import poll_until

SCREENSHOTS = Path(__file__).parents[3] / "build" / "viewer"

_BUTTON = "[...document.querySelectorAll('button')].find((one) => one.innerText.trim() === {text!r})"
_LINE = (
    "[...document.querySelectorAll('[data-cy^=\"study-browser-thumbnail\"]')]"
    ".find((one) => one.innerText.includes({text!r}))"
)
_COUNT = """
const canvas = document.querySelectorAll('canvas.cornerstone-canvas')[arguments[0]];
if (!canvas || !canvas.width) return null;
const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
let grey = 0, coloured = 0; const levels = new Set();
for (let at = 0; at < data.length; at += 4) {
  const [red, green, blue] = [data[at], data[at + 1], data[at + 2]];
  if (Math.max(red, green, blue) - Math.min(red, green, blue) > 24) coloured += 1;
  else if (red > 16) { grey += 1; levels.add(red); }
}
return [canvas.width * canvas.height, grey, coloured, levels.size];
"""


@dataclass(frozen=True)
class Picture:
    """What a viewport shows.

    Attributes:
        grey: share of its pixels that are grey and not black.
        coloured: share of its pixels that have a colour.
        levels: different grey values.
    """

    grey: float
    coloured: float
    levels: int


class Ohif:
    """OHIF in a browser.

    Args:
        root: address of the viewer of a project.
    """

    def __init__(self, browser: Browser, root: str) -> None:
        self.browser = browser
        self._root = root

    def study_list(self) -> None:
        """Open it, and wait for its first line."""
        self.browser.open(self._root)
        self.browser.until("!!document.querySelector('tbody tr')", "a study in the list")

    def look(self, uid: str) -> None:
        """Open a study, as a link does."""
        self.browser.open(f"{self._root}/viewer?StudyInstanceUIDs={uid}")

    def study(self, uid: str) -> None:
        """Open a study; confirm what covers its images the first time, and wait until one is drawn."""
        self.look(uid)
        self.browser.until("!!document.querySelector('canvas.cornerstone-canvas')", "a viewport", 120)
        if self.browser.run("return localStorage.getItem('investigationalUseDialog') === null"):
            self.press("Skip all")
            self.press("Confirm and hide")
        poll_until(lambda: (shown := self.picture()) and shown.levels > 100, "grey values", 120)

    def press(self, text: str) -> None:
        """Press a button with this text."""
        self.browser.click(_BUTTON.format(text=text), f"button {text}")

    def open_series(self, text: str) -> None:
        """Open the series whose entry has this text."""
        self.browser.double_click(_LINE.format(text=text), f"series {text}")

    def picture(self, viewport: int = 0) -> Picture | None:
        """What a viewport shows; None where there is none."""
        counted = self.browser.run(_COUNT, viewport)
        if counted is None:
            return None
        size, grey, coloured, levels = counted
        return Picture(grey / size, coloured / size, levels)

    def keep(self, name: str) -> None:
        """Keep a picture of the window among the artefacts of the tests."""
        self.browser.screenshot(SCREENSHOTS / f"{name}.png")
