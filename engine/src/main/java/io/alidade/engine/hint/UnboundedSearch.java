package io.alidade.engine.hint;

/// A search for a mask went beyond its budget of steps. It ends an admission as a refusal with the reason
/// `UnboundedAllocation`: the kubelet, which looks at every combination, would not come to an end either.
///
/// Unchecked and without a stack trace, as it passes through every step of an admission and is a result, not a fault.
public final class UnboundedSearch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String why;

    public UnboundedSearch(String why) {
        super(why, null, false, false);
        this.why = why;
    }

    /// What could not be searched, to be read after "the kubelet does not come to an end on this request: ".
    public String why() {
        return why;
    }
}
