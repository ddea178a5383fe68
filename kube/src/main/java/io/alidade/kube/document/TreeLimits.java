package io.alidade.kube.document;

/// Keeps trees small enough to hold and to walk: counts values and keys, bounds depth.
final class TreeLimits {
    static final int MAX_DEPTH = 100;
    static final int MAX_NODES = 1_000_000;

    private int nodes;

    void addNode(Position position) {
        if (++nodes > MAX_NODES) {
            throw new BadInput(position, "the text has more than " + MAX_NODES + " values and keys.",
                    "Split it into smaller files.");
        }
    }

    int nodes() {
        return nodes;
    }

    static void checkDepth(Position position, int depth) {
        if (depth > MAX_DEPTH) {
            throw new BadInput(position, "nested more than " + MAX_DEPTH + " levels deep.", "Flatten the document.");
        }
    }
}
