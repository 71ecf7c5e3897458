"""Charts are rendered in worker processes."""

import subprocess
import sys
from pathlib import Path

from tests.conftest import PROJECT

MANY_AFTER_FEW = """
import json
import sys
from pathlib import Path
from atlas.cache import Cache
from atlas.charts import vega

def task(number):
    chart = {"data": {"values": [{"a": number}]}, "mark": "bar", "encoding": {"x": {"field": "a"}}}
    return vega.Task(str(number), vega.svg_from_specification, json.dumps(chart))

if __name__ == "__main__":
    with vega.Renderer(Cache(Path(sys.argv[1]))) as renderer:
        few, many = [task(1)], [task(number) for number in range(2, 9)]
        drawn = [*renderer.render(few, lambda done, total: None), *renderer.render(many, lambda done, total: None)]
    print(all(picture.startswith(b"<svg") for picture in drawn))
"""


def test_many_charts_can_be_rendered_after_a_few(tmp_path: Path) -> None:
    """A worker that is forked while other threads run may wait for ever; see atlas/charts/vega.py."""
    script = tmp_path / "many_after_few.py"
    script.write_text(MANY_AFTER_FEW, encoding="utf-8")
    command = [sys.executable, str(script), str(tmp_path / "cache")]
    environment = {"PYTHONPATH": str(PROJECT), "PATH": ""}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert (done.stdout, done.stderr) == ("True\n", "")
