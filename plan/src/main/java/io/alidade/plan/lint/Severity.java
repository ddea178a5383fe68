package io.alidade.plan.lint;

/// How bad a finding is, least first.
public enum Severity {
    /// Worth knowing; nothing goes wrong by itself.
    INFO("info"),
    /// Something does not do what it seems to do.
    WARNING("warning"),
    /// The kubelet does not start, or a pod never runs.
    ERROR("error");

    private final String wireName;

    Severity(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
