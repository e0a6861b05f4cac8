"""The paths of a picture in fewer bytes: each point told from the one before, on a grid.

A grid has so many lines a unit of the drawing. Points are rounded to it before they are told, so that errors
never add up.
"""

import re
from collections.abc import Iterable

Point = tuple[int, int]


def numbers(text: str) -> list[float]:
    """Return the numbers in a text of SVG."""
    return [float(found) for found in re.findall(r"-?[\d.]+(?:e-?\d+)?", text)]


def relative(path: str, grid: int = 1) -> str:
    """Return a path of matplotlib's (M, L, Q, C and z with spaces) in the short form.

    Parameters
    ----------
    grid
        Lines a unit: 100 keeps two decimals, 10 one, 1 none.
    """
    said, last = "", ""
    here = start = mirrored = (0, 0)
    for command, points in _steps(path, grid):
        if command == "z":
            said, last, here = f"{said}z", "z", start
            continue
        letter, values = _told(command, points, here, mirrored)
        # A repeated command goes without its letter, and after a move more pairs are lines.
        again = letter == last != "m" or (last == "m" and letter == "l")
        said += _joined((decimal(value, grid) for value in values), "" if again else letter, said)
        control = {"q": points[0], "t": mirrored}.get(letter, points[-1])
        last, here = letter, points[-1]
        start = here if command == "M" else start
        # Letters are drawn so smoothly that most curves begin as the one before ended.
        mirrored = (2 * here[0] - control[0], 2 * here[1] - control[1])
    return said


def decimal(value: int, grid: int = 100) -> str:
    """Return a place on the grid as a number in the unit of the drawing, as short as it gets."""
    text = f"{value / grid:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "0") else text.replace("0.", ".", 1) if abs(value) < grid else text


def _steps(path: str, grid: int) -> list[tuple[str, list[Point]]]:
    """Return each command with its points on the grid, without lines that closing the path draws anyway."""
    steps: list[tuple[str, list[Point]]] = []
    start = (0, 0)
    for command, text in re.findall(r"([MLQCz])([^MLQCz]*)", path):
        places = [round(value * grid) for value in numbers(text)]
        points = list(zip(places[::2], places[1::2], strict=True))
        if command == "M":
            start = points[-1]
        elif command == "z" and steps[-1] == ("L", [start]):
            steps.pop()
        steps.append((command, points))
    return steps


def _told(command: str, points: list[Point], here: Point, mirrored: Point) -> tuple[str, list[int]]:
    """Return the short command for a step from here, and its numbers."""
    end_x, end_y = points[-1]
    if command == "L" and end_y == here[1]:
        return "h", [end_x - here[0]]
    if command == "L" and end_x == here[0]:
        return "v", [end_y - here[1]]
    if command == "Q" and max(abs(points[0][0] - mirrored[0]), abs(points[0][1] - mirrored[1])) <= 1:
        return "t", [end_x - here[0], end_y - here[1]]
    return command.lower(), [value for x, y in points for value in (x - here[0], y - here[1])]


def _joined(values: Iterable[str], letter: str, before: str) -> str:
    """Return numbers after a command, with commas only where they would run together."""
    said = letter
    for value in values:
        held = said or before
        is_apart = value[0] == "-" or held[-1].isalpha()
        if not is_apart and value[0] == ".":
            # A second point begins a new number.
            number = re.search(r"[\d.]*$", held)
            is_apart = number is not None and "." in number[0]
        said += value if is_apart else f",{value}"
    return said
