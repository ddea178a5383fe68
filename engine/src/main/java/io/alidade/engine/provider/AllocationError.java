package io.alidade.engine.provider;

/// Why an allocation failed, as it reaches the pod (topology-manager 9.8).
public record AllocationError(String reason, String message) {
    /// The reason that Alidade gives where the kubelet would not come to an end.
    public static final String UNBOUNDED = "UnboundedAllocation";

    /// An error without a type of its own.
    public static AllocationError untyped(String text) {
        return new AllocationError("UnexpectedAdmissionError",
                "Allocate failed due to " + text + ", which is unexpected");
    }

    /// An error whose type is the pod's reason and whose text is the pod's message.
    public static AllocationError typed(String reason, String text) {
        return new AllocationError(reason, text);
    }

    /// A request on which the kubelet hangs.
    public static AllocationError unbounded(String why) {
        return new AllocationError(UNBOUNDED, "the kubelet does not come to an end on this request: " + why);
    }

    /// The reason, then the message.
    @Override
    public String toString() {
        return reason + ": " + message;
    }
}
