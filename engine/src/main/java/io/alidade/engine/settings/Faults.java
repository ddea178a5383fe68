package io.alidade.engine.settings;

/// Whether a node decides as released kubelets do also where that is known to harm what runs on it. Everything else is the
/// same in both, bit for bit.
///
/// Each rule that differs asks [#areMended] in the one place where it lives:
///
/// | rule | reproduced | mended |
/// |---|---|---|
/// | cpu-manager 10.5a | with CPUs offline, CPUs of others and reserved ones are given away (up to 1.37) | only CPUs of the pool are |
/// | cpu-manager 11.2b | a remembered combination of NUMA nodes is overwritten, and its CPUs may not suffice (up to 1.37) | it is the one found best |
/// | cpu-manager 11.4 | a choice that never ends is refused, and it is said why (up to 1.37) | it ends |
/// | memory-manager 8.1 | NUMA nodes that have not enough memory are no matter to the Topology Manager | there is no place for the container |
public enum Faults {
    /// As kubelets decide.
    REPRODUCED,
    /// As they would if they did no harm.
    MENDED;

    /// True if no harm is done.
    public boolean areMended() {
        return this == MENDED;
    }
}
