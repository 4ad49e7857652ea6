"""A conformal map projection, so that shapes at these latitudes look right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, log, pi, radians, sin, tan

from contention.report.moments import View

FLAT = 1e-4
"""Least difference, in radians, of two standard parallels from lying evenly about the equator."""


@dataclass(frozen=True)
class Frame:
    """A view projected into a rectangle of the drawing, scaled to fill its width.

    Lambert's conformal conic with two standard parallels (Snyder, Map projections: a working
    manual, USGS Professional Paper 1395, 1987, pages 104-108), on a sphere.
    """

    view: View
    x: float
    y: float
    width: float

    def __call__(self, lat: float, lon: float) -> tuple[float, float]:
        """Return the position of a point in the drawing."""
        px, py = self._plane(lat, lon)
        left, _, top, _ = self._bounds()
        scale = self._scale()
        return self.x + (px - left) * scale, self.y + (top - py) * scale

    @property
    def height(self) -> float:
        """Height of the view at this width."""
        _, bottom, top, _ = self._bounds()
        return (top - bottom) * self._scale()

    def _scale(self) -> float:
        left, _, _, right = self._bounds()
        return self.width / (right - left)

    def _bounds(self) -> tuple[float, float, float, float]:
        """Return left, bottom, top and right of the view in the plane.

        The sides are those of the middle parallel and the ends those of the middle meridian:
        the corners of a cone's view stick out, and filling the frame is worth more than them.
        """
        view = self.view
        middle = (view.south + view.north) / 2
        centre = (view.west + view.east) / 2
        left, right = self._plane(middle, view.west)[0], self._plane(middle, view.east)[0]
        bottom, top = self._plane(view.south, centre)[1], self._plane(view.north, centre)[1]
        return left, bottom, top, right

    def _plane(self, lat: float, lon: float) -> tuple[float, float]:
        view = self.view
        sixth = (view.north - view.south) / 6
        first, second = radians(view.south + sixth), radians(view.north - sixth)
        if abs(first + second) < FLAT:  # a cone around the equator would have no tip
            second += FLAT
        n = log(cos(first) / cos(second)) / log(_half(second) / _half(first))
        size = cos(first) * _half(first) ** n / n
        rho = size / _half(radians(max(-80.0, min(85.0, lat)))) ** n
        theta = n * radians(lon - (view.west + view.east) / 2)
        return rho * sin(theta), -rho * cos(theta)


def _half(latitude: float) -> float:
    return tan(pi / 4 + latitude / 2)


def land(frame: Frame, geometries: Sequence[dict[str, list[list[list[list[float]]]]]]) -> str:
    """Return the path data of all outlines that reach into a frame."""
    low_x, high_x = frame.x - 40, frame.x + frame.width + 40
    low_y, high_y = frame.y - 40, frame.y + frame.height + 40
    middle = (frame.view.west + frame.view.east) / 2
    parts: list[str] = []
    for geometry in geometries:
        for polygon in geometry["coordinates"]:
            for ring in polygon:
                points = [frame(lat, lon) for lon, lat in _turned(ring, middle)]
                xs, ys = [x for x, _ in points], [y for _, y in points]
                if max(xs) < low_x or min(xs) > high_x or max(ys) < low_y or min(ys) > high_y:
                    continue
                parts.append(_ring(points))
    return "".join(parts)


def _turned(ring: Sequence[Sequence[float]], middle: float) -> list[tuple[float, float]]:
    """Return a ring in one piece across the antimeridian, on the side that is nearer to a view."""
    lons: list[float] = []
    for lon, _ in ring:
        lons.append(lon + 360 * round((lons[-1] - lon) / 360) if lons else lon)
    turn = 360 * round((middle - sum(lons) / len(lons)) / 360)
    return [(lon + turn, lat) for lon, (_, lat) in zip(lons, ring, strict=True)]


def _ring(points: Sequence[tuple[float, float]]) -> str:
    """Return path data with relative steps of a tenth of a pixel; steps of nothing are dropped."""
    x, y = round(points[0][0] * 10), round(points[0][1] * 10)
    data = [f"M{x / 10:g},{y / 10:g}l"]
    for px, py in points[1:]:
        nx, ny = round(px * 10), round(py * 10)
        if abs(nx - x) + abs(ny - y) >= 6:
            data.append(f"{(nx - x) / 10:g},{(ny - y) / 10:g} ")
            x, y = nx, ny
    return "".join(data).rstrip() + "z" if len(data) > 3 else ""
