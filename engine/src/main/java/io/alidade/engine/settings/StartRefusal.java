package io.alidade.engine.settings;

/// Carries the text with which a manager refuses to start from where it is found to the factories of
/// [io.alidade.engine.Node], which turn it into [io.alidade.engine.NodeStart.Refused]. It never leaves the engine.
public final class StartRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    public StartRefusal(String message) {
        super(message, null, false, false);
    }

    /// The text; a refusal always has one.
    public String text() {
        return String.valueOf(getMessage());
    }
}
