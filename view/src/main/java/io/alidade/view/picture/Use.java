package io.alidade.view.picture;

import java.util.Comparator;

/// Who has a thing.
///
/// @param pod the index of the pod among those that hold something; -1 if no pod has it
record Use(Kind kind, int pod) {
    /// The order in which uses stand in a bar: the system's first, pods in their order, what is free last.
    static final Comparator<Use> ORDER = Comparator.comparing(Use::kind).thenComparingInt(Use::pod);

    static final Use PRESENT = new Use(Kind.PRESENT, -1);
    static final Use FREE = new Use(Kind.FREE, -1);
    static final Use RESERVED = new Use(Kind.RESERVED, -1);
    static final Use SHARED = new Use(Kind.SHARED, -1);
    static final Use OTHER = new Use(Kind.OTHER, -1);

    enum Kind {
        /// The system's.
        RESERVED("reserved for the system"),
        /// One pod has it.
        HELD("a pod's"),
        /// It can be given to nobody, and no pod that is known has it.
        OTHER("unavailable"),
        /// Every pod may use it, none has it alone.
        SHARED("shared by all pods"),
        /// It is there, and nothing is known of who has it.
        PRESENT("not given to pods"),
        /// A pod could be given it.
        FREE("free");

        private final String meaning;

        Kind(String meaning) {
            this.meaning = meaning;
        }

        /// In words.
        String meaning() {
            return meaning;
        }
    }

    static Use heldBy(int pod) {
        return new Use(Kind.HELD, pod);
    }
}
