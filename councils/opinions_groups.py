"""Who stands together: k-means with the number of groups chosen by silhouette.

As Polis does it (compdemocracy/polis, math/src/polismath/math/clusters.clj, conversation.clj): people first fall into
up to 100 small clusters, these into 2 to 5 groups, and the number of groups is that with the best mean silhouette
(Rousseeuw 1987) of the small clusters. Polis begins with the first rows it finds and carries its groups on from run to
run; here each run begins anew from the points farthest apart or along an axis, so that the same answers give the same
groups in whatever order they came.
"""

from collections import Counter
from collections.abc import Sequence
from math import dist

from councils.opinions_pca import Point

SMALL_CLUSTERS, MOST_GROUPS, ROUNDS = 100, 5, 30


def groups_of(points: Sequence[Point]) -> list[int]:
    """The group of each point, numbered from 0, largest first; all 0 where there is nothing to tell apart."""
    people = Counter(points)
    distinct = sorted(people)
    if len(distinct) < 2:
        return [0] * len(points)
    weights = [people[each] for each in distinct]
    small = _settled(distinct, weights, _far_apart(distinct, SMALL_CLUSTERS))
    centers, sizes = _centers(distinct, weights, small)
    best = max(
        (_grouped(centers, sizes, k) for k in range(2, _most(len(centers)) + 1)),
        key=lambda labels: round(silhouette(centers, labels), 9),
    )
    of_point = {point: best[cluster] for point, cluster in zip(distinct, small, strict=True)}
    return _largest_first([of_point[each] for each in points])


def silhouette(points: Sequence[Point], labels: Sequence[int]) -> float:
    """The mean silhouette, from -1 to 1; a point alone in its group counts 0, and so does a single group."""
    groups: dict[int, list[int]] = {}
    for place, label in enumerate(labels):
        groups.setdefault(label, []).append(place)
    if len(groups) < 2:
        return 0.0
    total = 0.0
    for place, label in enumerate(labels):
        means = {
            each: sum(dist(points[place], points[other]) for other in members) / max(len(members) - (each == label), 1)
            for each, members in groups.items()
        }
        inside, outside = means.pop(label), min(means.values())
        if len(groups[label]) > 1 and max(inside, outside) > 0:
            total += (outside - inside) / max(inside, outside)
    return total / len(points)


def _most(clusters: int) -> int:
    """Polis's bound: two groups, and one more for each twelve small clusters, five at most."""
    return min(MOST_GROUPS, 2 + clusters // 12)


def _grouped(points: Sequence[Point], weights: Sequence[int], k: int) -> list[int]:
    """The tightest of three clusterings: begun far apart, along the first axis, along the second."""
    starts = (
        _along(sorted(points), k),
        _along(sorted(points, key=lambda point: (point[1], point[0])), k),
        _far_apart(points, k),
    )
    return min(
        (_settled(points, weights, start) for start in starts),
        key=lambda labels: round(_spread(points, weights, labels), 9),
    )


def _settled(points: Sequence[Point], weights: Sequence[int], centers: Sequence[Point]) -> list[int]:
    """Lloyd's rounds until nobody moves; a center that loses its last point is gone."""
    labels: list[int] = []
    for _round in range(ROUNDS):
        nearest = [min(range(len(centers)), key=lambda c: _square(point, centers[c])) for point in points]
        if nearest == labels:
            break
        labels = nearest
        centers, _sizes = _centers(points, weights, labels)
        kept = sorted(set(labels))
        labels = [kept.index(label) for label in labels]
    return labels


def _centers(points: Sequence[Point], weights: Sequence[int], labels: Sequence[int]) -> tuple[list[Point], list[int]]:
    """The weighted middle and the weight of each group, in the order of their labels; empty ones are left out."""
    sums: dict[int, tuple[float, float, int]] = {}
    for (x, y), weight, label in zip(points, weights, labels, strict=True):
        before = sums.get(label, (0.0, 0.0, 0))
        sums[label] = (before[0] + x * weight, before[1] + y * weight, before[2] + weight)
    found = [sums[label] for label in sorted(sums)]
    return [(x / n, y / n) for x, y, n in found], [n for _x, _y, n in found]


def _spread(points: Sequence[Point], weights: Sequence[int], labels: Sequence[int]) -> float:
    centers, _sizes = _centers(points, weights, labels)
    place = {label: centers[index] for index, label in enumerate(sorted(set(labels)))}
    return sum(w * _square(point, place[label]) for point, w, label in zip(points, weights, labels, strict=True))


def _far_apart(points: Sequence[Point], k: int) -> list[Point]:
    """Begin with the point nearest to the middle, then each time that farthest from all chosen."""
    middle = (sum(x for x, _y in points) / len(points), sum(y for _x, y in points) / len(points))
    chosen = [min(points, key=lambda point: (_square(point, middle), point))]
    away = [_square(point, chosen[0]) for point in points]
    while len(chosen) < min(k, len(points)):
        place = max(range(len(points)), key=lambda each: (away[each], points[each]))
        chosen.append(points[place])
        away = [min(before, _square(point, points[place])) for before, point in zip(away, points, strict=True)]
    return chosen


def _along(points: Sequence[Point], k: int) -> list[Point]:
    return [points[(2 * each + 1) * len(points) // (2 * k)] for each in range(k)]


def _largest_first(labels: Sequence[int]) -> list[int]:
    sizes = Counter(labels)
    order = sorted(sizes, key=lambda label: (-sizes[label], label))
    return [order.index(label) for label in labels]


def _square(one: Point, other: Point) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2
