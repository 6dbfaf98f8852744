"""The pages of the viewer: one for every project, and one that asks for a project."""

import re
from html import escape
from pathlib import Path

from bildstrom.index.dicomweb.viewer.addresses import FILES, ROOT, root_of

_ENTRY = re.compile(r'src="[^"]*/(app\.bundle\.[0-9a-f]+\.js)"')
_STYLE = re.compile(r'href="[^"]*/(app\.bundle\.css)"')


def entry_of(folder: Path) -> tuple[str, str]:
    """The names of OHIF's first script and style sheet, from the page that was published with them.

    Raises:
        FileNotFoundError: the folder has no page.
        ValueError: it is not OHIF's.
    """
    published = (folder / "index.html").read_text()
    script, style = _ENTRY.search(published), _STYLE.search(published)
    if script is None or style is None:
        raise ValueError("index.html is not OHIF's")
    return script.group(1), style.group(1)


def page(project: str, script: str, style: str) -> str:
    """The page of a project: OHIF's own, without its inline scripts and its service worker."""
    return _PAGE.format(project=escape(project), root=escape(root_of(project)), files=FILES, script=script, style=style)


def choice() -> str:
    """Asks for a project: which ones there are, this service does not know."""
    return _CHOICE.format(root=ROOT)


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, maximum-scale=1, user-scalable=no">
<title>{project} - OHIF Viewer</title>
<link rel="icon" type="image/png" sizes="32x32" href="{files}/assets/favicon-32x32.png">
<link rel="stylesheet" href="{files}/{style}">
<script src="{root}/app-config.js"></script>
<script defer src="{files}/{script}"></script>
</head>
<body>
<noscript>The viewer needs JavaScript.</noscript>
<div id="react-portal"></div>
<div id="root"></div>
</body>
</html>
"""

_CHOICE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Bildstrom viewer</title>
<style>
body {{ background: #090c29; color: #fff; font: 16px/1.5 sans-serif; display: grid; place-items: center; height: 90vh }}
input, button {{ font: inherit; padding: .4em .8em }}
</style>
</head>
<body>
<form action="{root}" method="get">
<label>Project <input name="project" pattern="[A-Za-z0-9][A-Za-z0-9._\\-]*" maxlength="64" required autofocus></label>
<button>Open the viewer</button>
</form>
</body>
</html>
"""
