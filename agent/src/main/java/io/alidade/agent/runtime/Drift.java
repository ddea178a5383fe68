package io.alidade.agent.runtime;

/// Something of a container was where it does not belong.
///
/// @param pid      of the process
/// @param thread   the thread; that of the process where all of them were elsewhere
/// @param resource `cpus` or `mems`
/// @param observed where it was allowed
/// @param assigned where it belongs
/// @param isCured  whether it was brought back
public record Drift(long pid, long thread, String resource, String observed, String assigned, boolean isCured) {
    /// The same after something was done about it.
    public Drift after(boolean cured) {
        return new Drift(pid, thread, resource, observed, assigned, cured);
    }
}
