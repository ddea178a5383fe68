package io.alidade.kube.document;

/// What becomes of a key that a mapping has twice: the text is refused, or the last one wins and the first is told of.
@FunctionalInterface
public interface RepeatedKeys {
    /// The text is refused.
    RepeatedKeys REFUSED = problem -> {
        throw problem;
    };

    /// Hears of a key that is there twice; if this returns, the last one wins.
    void found(BadInput problem);
}
