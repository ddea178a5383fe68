package io.alidade.plan.whatif;

/// Counts the questions of one search and ends it when there were enough.
final class Trials {
    private final int maxAdmissions;
    private final int maxStarts;
    private int admissions;
    private int starts;
    private boolean isExhausted;

    Trials(int maxAdmissions, int maxStarts) {
        this.maxAdmissions = maxAdmissions;
        this.maxStarts = maxStarts;
    }

    /// True if a pod may be admitted once more.
    boolean admission() {
        isExhausted |= admissions >= maxAdmissions;
        return admissions++ < maxAdmissions;
    }

    /// True if a kubelet may be started once more and its pods admitted again.
    boolean start(int pods) {
        isExhausted |= starts >= maxStarts || admissions >= maxAdmissions;
        boolean may = starts++ < maxStarts && admissions < maxAdmissions;
        admissions += may ? pods : 0;
        return may;
    }

    /// What was found would be cut short from here on.
    void cut() {
        isExhausted = true;
    }

    /// True if something was left untried.
    boolean isExhausted() {
        return isExhausted;
    }
}
