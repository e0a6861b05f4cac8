"""Letters of a figure that lie on each other or beyond the picture."""

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text


def faults(canvas):
    """Draw a canvas and return what is wrong with its letters; empty when all can be read."""
    painter = FigureCanvasAgg(canvas)
    painter.draw()
    renderer = painter.get_renderer()
    undrawn = _beyond_view(canvas)
    boxes = [
        (text.get_text(), text.get_window_extent(renderer).padded(-1.5))
        for text in canvas.findobj(Text)
        if text not in undrawn
        and text.get_visible()
        and text.get_text().strip()
        and text.get_window_extent(renderer).width > 4
    ]
    edge = canvas.bbox.padded(2)
    found = []
    for place, (words, box) in enumerate(boxes):
        if not (edge.x0 <= box.x0 and box.x1 <= edge.x1 and edge.y0 <= box.y0 and box.y1 <= edge.y1):
            found.append(f"{words!r} lies beyond the picture")
        found += [
            f"{words!r} lies on {other_words!r}"
            for other_words, other in boxes[place + 1 :]
            if box.overlaps(other)
        ]
    return found


def _beyond_view(canvas):
    """Return the labels of ticks that lie outside the view: they exist but are not drawn."""
    labels = set()
    for ax in canvas.axes:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            beyond = [tick for tick in axis.get_major_ticks() if not low <= tick.get_loc() <= high]
            labels |= {label for tick in beyond for label in (tick.label1, tick.label2)}
    return labels
