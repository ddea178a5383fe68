package io.alidade.view.picture;

import java.util.Comparator;

/// Who has a thing.
///
/// @param pod the index of the pod among those that hold something; -1 if no pod has it
record Use(Kind kind, int pod) {
    /// The order in which uses stand in a bar: the system's first, pods in their order, what is free last.
    static final Comparator<Use> ORDER = Comparator.comparing(Use::kind).thenComparing(Use::pod);

    static final Use PRESENT = new Use(Kind.PRESENT, -1);
    static final Use FREE = new Use(Kind.FREE, -1);
    static final Use RESERVED = new Use(Kind.RESERVED, -1);
    static final Use SHARED = new Use(Kind.SHARED, -1);
    static final Use OTHER = new Use(Kind.OTHER, -1);

    enum Kind {
        /// The system's.
        RESERVED,
        /// One pod has it.
        HELD,
        /// It can be given to nobody, and no pod that is known has it.
        OTHER,
        /// Every pod may use it, none has it alone.
        SHARED,
        /// It is there, and nothing is known of who has it.
        PRESENT,
        /// A pod could be given it.
        FREE
    }

    static Use heldBy(int pod) {
        return new Use(Kind.HELD, pod);
    }
}
