package io.alidade.plan.fleet.scheduler;

/// How the scheduler is set up.
///
/// @param spread      which node it likes
/// @param isNumaAware whether it looks at the NUMA nodes of nodes
public record SchedulerModel(Spread spread, boolean isNumaAware) {
    /// As kube-scheduler comes.
    public static final SchedulerModel USUAL = new SchedulerModel(Spread.LEAST_ALLOCATED, false);

    /// The scoring strategy of NodeResourcesFit, over CPU and memory.
    public enum Spread {
        /// The emptiest node: pods are spread.
        LEAST_ALLOCATED("least-allocated"),
        /// The fullest node: pods are packed.
        MOST_ALLOCATED("most-allocated");

        private final String word;

        Spread(String word) {
            this.word = word;
        }

        /// For options and reports.
        public String word() {
            return word;
        }
    }

    /// `least-allocated, NUMA-blind`.
    @Override
    public String toString() {
        return spread.word() + ", " + (isNumaAware ? "NUMA-aware" : "NUMA-blind");
    }
}
