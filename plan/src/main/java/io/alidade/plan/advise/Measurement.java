package io.alidade.plan.advise;

/// What became of the workload under one configuration, in numbers.
///
/// First the pods of the workload are admitted in their order. Then copies of them are, one of each in turn, until none is
/// admitted any more (or the node has `maxPods`): `fitting`, `strandedCpus` and `emptiesPool` speak of that moment.
///
/// @param pods          of the workload
/// @param admitted      of them
/// @param aligned       of these, by their [io.alidade.plan.alignment.Placement]; `split` and `shared` likewise
/// @param onOneNumaNode admitted pods whose containers with CPUs of their own are all on one NUMA node
/// @param exclusiveCpus given to pods of the workload
/// @param sharedCores   cores of which a container has some CPUs but not all
/// @param extraCaches   last-level caches that containers touch beyond the fewest that hold so many CPUs
/// @param unevenCpus    over containers with CPUs on several NUMA nodes, the most on one less the fewest
/// @param fitting       pods that run at the end, those of the workload included
/// @param strandedCpus  whole CPUs that are allocatable and that no pod has requested at the end: no copy can use them
/// @param emptiesPool   no CPU is left at the end for containers without CPUs of their own
public record Measurement(int pods, int admitted, int aligned, int split, int shared, int onOneNumaNode,
        int exclusiveCpus,
        int sharedCores, int extraCaches, int unevenCpus, int fitting, int strandedCpus, boolean emptiesPool) {
    /// What a kubelet gives that does not start.
    static Measurement nothing(int pods) {
        return new Measurement(pods, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false);
    }
}
