"""Spectral clusters as scikit-learn finds them: what packages/report/src/clusters is held against.

    /usr/bin/python3 test/reference_clusters.py        # Debian 12: python3-sklearn 1.2, python3-numpy

Writes packages/report/src/clusters/fixtures/spectral.json. Each case holds rows (shares of evidence, as 7x7 maps of one blob each have them),
how many neighbours are joined, the eigenvalues of the graph's normalised Laplacian, and the cluster of each row. The graph is
kneighbors_graph's over vectors of length 1, half of it and half of its transpose, as SpectralClustering makes it.
"""
import json
from pathlib import Path

import numpy
from scipy.sparse.csgraph import laplacian
from sklearn.cluster import SpectralClustering
from sklearn.neighbors import kneighbors_graph

OUT = Path(__file__).parent.parent / "packages/report/src/clusters/fixtures/spectral.json"


def blob(x, y, wide):
    ys, xs = (numpy.mgrid[0:7, 0:7] + 0.5) / 7
    values = numpy.exp(-((xs - x) ** 2 + (ys - y) ** 2) / (2 * wide * wide))
    return (values / values.sum()).ravel().round(6)


def case(name, middles, apart, neighbours, seed):
    """`apart`: how far blobs lie around their middles, as a share of the side."""
    random = numpy.random.default_rng(seed)
    rows = numpy.array([blob(*random.normal(middle, apart), random.uniform(0.08, 0.16)) for middle, count in middles for _ in range(count)])
    units = rows / numpy.linalg.norm(rows, axis=1, keepdims=True)
    graph = kneighbors_graph(units, neighbours + 1, include_self=True)  # each is its own nearest
    affinity = 0.5 * (graph + graph.T)
    flat = affinity.toarray()
    numpy.fill_diagonal(flat, 0)
    values = numpy.linalg.eigvalsh(laplacian(flat, normed=True))
    clusters = SpectralClustering(len(middles), affinity="precomputed", random_state=0, n_init=20, assign_labels="kmeans").fit_predict(affinity)
    return {"name": name, "neighbours": neighbours, "rows": rows.tolist(), "eigenvalues": values[:11].round(12).tolist(), "clusters": clusters.tolist()}


def main():
    cases = [
        case("two apart", [((0.25, 0.3), 18), ((0.75, 0.7), 12)], 0.05, 5, 1),
        case("three that touch", [((0.2, 0.25), 14), ((0.55, 0.5), 16), ((0.85, 0.8), 10)], 0.06, 6, 2),
        case("a corner among objects", [((0.5, 0.45), 40), ((0.12, 0.9), 16)], 0.07, 6, 3),
    ]
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(cases, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
