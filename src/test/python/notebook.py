"""Runs a notebook and compares its outputs with the stored ones: notebook.py NOTEBOOK [--write]"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient


def texts(cell):
    """What a cell shows, without what logs say."""
    shown = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream" and output.name == "stdout":
            shown.append(output.text)
        elif output.output_type in ("execute_result", "display_data"):
            shown.append(output.data["text/plain"])
    return "".join(each.rstrip() + "\n" for each in shown)


path = Path(sys.argv[1])
stored = nbformat.read(path, 4)
run = nbformat.read(path, 4)
NotebookClient(
    run, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
).execute()

code = [cell for cell in run.cells if cell.cell_type == "code"]
if sys.argv[2:] == ["--write"]:
    for cell in code:
        cell.metadata = {}
        cell.outputs = [each for each in cell.outputs if each.get("name") != "stderr"]
    run.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    nbformat.write(run, path)
else:
    for before, now in zip(stored.cells, run.cells):
        if now.cell_type == "code":
            assert texts(now) == texts(before), (now.source, texts(before), texts(now))
assert str(Path.home()) not in path.read_text() and str(Path.cwd()) not in path.read_text()
print(len(code), "cells as stored")
