"""judge.py -- predictions, held against what the student measured.

Nothing here is run: what was handed in is read, as `predict` reads it.
"""

import importlib.machinery
import importlib.util
import os

import lab

PREDICTIONS, DIFFERENCES, FIGURES = map(
    lab.handed_in, ("predictions.yaml", "differences.yaml", "figures.json"))
WHY, EXPLAINED = 2, 4  # points; lab.yaml has those of a cell
TASKS = {"sleep": 12, "stall": 12, "primes": 80, "mixed": 12, "tiny": 10}
WIDTHS = {"async-4": 4, "threads-5": 5, "async-8": 8, "threads-8": 8,
          "processes-2": 2, "processes-10": 10}  # the others': all
BLOCKS = 13  # of a bench, and its warm-up


def _load():
    path = os.path.join(lab.FOLDER, "start", "predict")
    loader = importlib.machinery.SourceFileLoader("predict", path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("predict", loader))
    loader.exec_module(module)
    return module


predict = _load()


def _read(function, *arguments):
    """What `predict` reads, or lab.Failed with what it says."""
    try:
        return function(*arguments)
    except predict.Wrong as wrong:
        raise lab.Failed(str(wrong), "see the handout") from wrong


def _cells():
    return _read(predict.read_figures, FIGURES)[1]


def _plan(cells, cell):
    """Failed unless a cell ran as the lab's suite has it."""
    experiment, name = cell.split("/")
    figures = cells.get(cell)
    lab.expect(isinstance(figures, dict), f"no {cell} in figures.json", "all cells of suite.yaml")
    ran = [figures.get(key) for key in ("tasks", "width", "runs")]
    expected = [TASKS[experiment], WIDTHS.get(name, 0), BLOCKS]
    lab.expect(ran == expected, f"{cell} with tasks, width and runs {ran}", expected)


def _times(cells, cell):
    """Failed unless a speed-up is the one of its times."""
    measured = predict.read_measured(cells, cell)
    base = cells.get(f"{cell.split('/')[0]}/sequential")
    try:
        times = base["time_s"]["estimate"] / cells[cell]["time_s"]["estimate"]
    except (KeyError, TypeError, ArithmeticError):
        times = 0
    lab.expect(not measured or 0.5 < measured[0] / times < 2 if times else not measured,
               f"{cell}: a speed-up that its times do not give", "figures.json as it was measured")


@lab.check("measured")
def figures_are_of_this_suite():
    """All cells ran, as often and as large as the suite says."""
    cells = _cells()
    for cell in predict.CELLS:
        _plan(cells, cell)
        _times(cells, cell)


@lab.check("sealed")
def predictions_are_as_they_were():
    """The measurement's title has the hash of the predictions."""
    title = _read(predict.read_figures, FIGURES)[0]
    lab.expect(title == predict.seal(PREDICTIONS), "figures.json was measured with other predictions",
               "predictions.yaml as it was when ./predict measure began")


def _predicted(cell):
    """The range of a cell; Failed unless it and its reason are as they should be."""
    entries = _read(predict.read_entries, PREDICTIONS)
    low, high = _read(predict.read_range, entries.get(cell, {}).get("range"))
    _read(predict.read_reason, entries, cell, "why")
    return low, high


def _measured(cell):
    """(estimate, low, high), of a measurement that counts."""
    cells = _cells()
    for check in (figures_are_of_this_suite, predictions_are_as_they_were):
        check()
    measured = predict.read_measured(cells, cell)
    lab.expect(measured, "no speed-up was measured: the machine was too busy",
               "./predict measure, once more, with other programs closed")
    return measured


def judge(ident):
    """The check of one cell: points for the reason, and for what came of it."""
    cell = ident.replace("-", "/", 1)

    def decide():
        low, high = _predicted(cell)
        try:
            estimate, least, most = _measured(cell)
            if low <= estimate <= high:
                return
            entries = _read(predict.read_entries, DIFFERENCES)
            _read(predict.read_difference, entries, cell, estimate)
        except lab.Failed as failed:
            raise lab.Failed(failed.seen, failed.expected, WHY) from failed
        raise lab.Failed(f"{estimate:.2f}× ({least:.2f}× to {most:.2f}×), and the difference explained",
                         f"within {low:g}× to {high:g}×", WHY + EXPLAINED,
                         "by hand: is the difference well explained?")

    lab.check(ident)(decide)


for _ident in ("sleep-async-4", "sleep-async-all", "sleep-threads-5", "stall-async-all",
               "stall-threads-all", "stall-hybrid-all", "primes-async-8", "primes-threads-8",
               "primes-processes-2", "mixed-async-all", "mixed-threads-all", "tiny-processes-10"):
    judge(_ident)
lab.main()
