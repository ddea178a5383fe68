package io.alidade.kube.document;

/// What becomes of a key that a mapping has twice: the text is refused, or one of them wins.
@FunctionalInterface
public interface RepeatedKeys {
    /// The text is refused.
    RepeatedKeys REFUSED = (_, problem) -> {
        throw problem;
    };

    /// Hears of a key that is there twice; whether the later one wins.
    boolean laterWins(String key, BadInput problem);
}
