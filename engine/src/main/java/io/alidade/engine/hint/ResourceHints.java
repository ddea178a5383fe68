package io.alidade.engine.hint;

/// What a provider answers for one resource (topology-manager 6.1).
public sealed interface ResourceHints
        permits ResourceHints.NoPreference, ResourceHints.Impossible, HintList, HintFamily {
    ResourceHints NO_PREFERENCE = new NoPreference();
    ResourceHints IMPOSSIBLE = new Impossible();

    /// Any NUMA node will do: the kubelet's nil list.
    record NoPreference() implements ResourceHints {
        @Override
        public String toString() {
            return "no preference";
        }
    }

    /// No NUMA node will do: the kubelet's empty list.
    record Impossible() implements ResourceHints {
        @Override
        public String toString() {
            return "impossible";
        }
    }
}
