package io.alidade.agent.decision;

/// Something of a container that ran where it should not.
///
/// @param pod       NAMESPACE/NAME
/// @param container its name
/// @param what      which process, where it was, and where it belongs
public record Stray(String pod, String container, String what, Fate fate) {
    /// What became of it.
    public enum Fate {
        /// It was brought back.
        CURED,
        /// It could not be brought back.
        NOT_CURED,
        /// It could not be brought back, and is gone or where it belongs now.
        GONE
    }
}
