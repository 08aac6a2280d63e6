"""`make demo`: the whole journey in a home of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

BASE = Path(__file__).parents[2]
RUN = "import sys; from pathlib import Path; import operations.demo as demo; demo.HOME = Path(sys.argv[1]); sys.exit(demo.main())"


def test_the_demo_shows_who_got_what_when_and_leaves_other_homes_alone(tmp_path: Path) -> None:
    other = tmp_path / "var"
    environment = {
        **os.environ,
        "AFTERVISIT_HOME": str(other),
        "AFTERVISIT_TRANSPORT": "sendgrid",
        "SENDGRID_API_KEY": "SG.none",
    }
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(tmp_path / "demo")], cwd=BASE, capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0, done.stderr
    rows = re.findall(r"^   (Ana|Bo|Chi)\s+\w{3} \w{3} \d\d, (\d\d:\d\d) \S+\s+(\d)\. ", done.stdout, re.MULTILINE)
    assert [(name, position) for name, _, position in rows] == [
        (name, str(n)) for name in ("Ana", "Bo", "Chi") for n in range(1, 9)
    ]
    assert {hour for _, hour, _ in rows} == {"09:00"}
    assert len(list((tmp_path / "demo" / "inbox").glob("*.eml"))) == 24
    assert not other.exists()
