package io.alidade.kube.checkpoint;

import java.util.function.Function;
import java.util.function.Supplier;

/// What a kubelet makes of a checkpoint file when it starts: a state, or the reason why it does not start.
public sealed interface Restored<S> {
    /// The kubelet goes on with this state.
    record Loaded<S>(S state) implements Restored<S> {}

    /// The kubelet does not start; `message` is its error.
    record Refused<S>(String message) implements Restored<S> {}

    /// The state taken a step further; a refusal stays one.
    default <T> Restored<T> then(Function<S, Restored<T>> step) {
        return switch (this) {
            case Loaded<S>(S state) -> step.apply(state);
            case Refused<S>(String message) -> new Refused<>(message);
        };
    }

    /// This state, or what `other` makes of the file if this is a refusal, whose message is then lost.
    default Restored<S> orElse(Supplier<Restored<S>> other) {
        return this instanceof Loaded<S> ? this : other.get();
    }

    /// The refusal with its message put into other words.
    default Restored<S> explained(Function<String, String> words) {
        return switch (this) {
            case Loaded<S> loaded -> loaded;
            case Refused<S>(String message) -> new Refused<>(words.apply(message));
        };
    }
}
