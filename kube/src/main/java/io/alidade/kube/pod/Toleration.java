package io.alidade.kube.pod;

/// A toleration of a pod. Empty text means what is left out in the manifest.
///
/// @param operator `Equal` or `Exists`; newer ones (`Lt`, `Gt`) are kept, but tolerate nothing here
/// @param effect   empty: every effect
public record Toleration(String key, String operator, String value, String effect) {
    /// True if this toleration covers the taint.
    public boolean tolerates(String taintKey, String taintValue, String taintEffect) {
        boolean concerns = (effect.isEmpty() || effect.equals(taintEffect)) && (key.isEmpty() || key.equals(taintKey));
        return concerns && (operator.equals("Exists") || (operator.equals("Equal") && value.equals(taintValue)));
    }
}
