package io.alidade.plan.advise;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.settings.Policies;
import io.alidade.engine.settings.TopologyScope;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.plan.advise.Draft.DraftLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Says why a line of a draft is as it is.
final class DraftReasons {
    private final Advisor.Question question;
    private final Trial best;
    private final CpuTopology cpus;
    private final ReservedCores cores;
    private final Reservation reservation;

    DraftReasons(Advisor.Question question, Trial best, CpuTopology cpus, ReservedCores cores,
            Reservation reservation) {
        this.question = question;
        this.best = best;
        this.cpus = cpus;
        this.cores = cores;
        this.reservation = reservation;
    }

    String of(DraftLine line) {
        return switch (line.field()) {
            case "topologyManagerPolicy" -> topologyPolicy();
            case "topologyManagerScope" -> best.candidate().policies().scope() == TopologyScope.POD
                    ? "All containers of a pod together, on the same NUMA nodes."
                    : "Each container for itself, so a pod may be larger than a NUMA node.";
            case "topologyManagerPolicyOptions" -> topologyOption(line.key().orElse(""));
            case "cpuManagerPolicy" -> best.candidate().policies().pinsCpus()
                    ? "Containers of Guaranteed pods that ask for whole CPUs get them for themselves."
                    : cpus.cores().size() == 1 ? "A single core: there is none to give away."
                    : "More pods are admitted than with CPUs of their own.";
            case "cpuManagerPolicyOptions" -> cpuOption(line.key().orElse(""));
            case "featureGates" -> "align-by-socket is an alpha option.";
            case "failCgroupV1" -> "The machine has cgroup v1, with which the kubelet starts only if told so. It is in"
                    + " maintenance only and will go: move to cgroup v2, and remove the line.";
            case "reservedSystemCPUs" -> reservedCpus();
            case "systemReserved", "kubeReserved" -> reserved(line);
            case "evictionHard" -> "The kubelet's defaults, written out: memory.available is part of the sum that"
                    + " reservedMemory needs.";
            case "memoryManagerPolicy" -> memoryPolicy();
            case "reservedMemory" -> reservedMemory();
            default -> throw new IllegalStateException("no reason for " + line.path());
        };
    }

    private String topologyPolicy() {
        return switch (best.candidate().topologyPolicy()) {
            case Policies.SINGLE_NUMA_NODE -> "A pod runs only where all that it asks for is on one NUMA node.";
            case Policies.RESTRICTED -> "A pod runs only on as few NUMA nodes as an empty machine would need for it.";
            case Policies.BEST_EFFORT -> "Pods are aligned where there is room, and none is refused for want of it.";
            default -> question.machine().topology().numaNodes().size() == 1
                    ? "One NUMA node: there is nothing to align."
                    : question.machine().topology().numaNodes().size() > KubeletEffort.MAX_LISTED_NUMA_NODES
                            ? "The kubelet would have to list 2^" + question.machine().topology().numaNodes().size()
                                    + " sets of NUMA nodes for each pod."
                    : "No policy that aligns serves the goal better here.";
        };
    }

    private String topologyOption(String option) {
        return option.equals(Policies.PREFER_CLOSEST)
                ? "Of equally small sets of NUMA nodes the closest is taken; their distances differ here."
                : "Without it the kubelet does not start on more than 8 NUMA nodes.";
    }

    private String cpuOption(String option) {
        return switch (option) {
            case Candidate.FULL_PCPUS -> "No two containers share a core. A request that is not a multiple of "
                    + cpus.cpusPerCore() + " CPUs is refused.";
            case Candidate.STRICT -> "Pods without CPUs of their own stay off the reserved CPUs, too.";
            case Candidate.BY_CACHE -> "A container stays within one of the " + cpus.uncoreCaches().size()
                    + " L3 caches where it fits.";
            case Candidate.ACROSS_NUMA -> "A container larger than a NUMA node has as many CPUs on each of its NUMA"
                    + " nodes.";
            case Candidate.BY_SOCKET -> "A container larger than a NUMA node stays on one socket.";
            default -> throw new IllegalStateException("no reason for " + option);
        };
    }

    private String reservedCpus() {
        CpuSet reserved = best.candidate().reservedCpus();
        List<CpuTopology.Group> whole = cpus.cores().stream().filter(core -> core.cpus().intersects(reserved)).toList();
        Set<Integer> numaNodes = cores.numaNodesOf(reserved);
        String text = whole.size() + (whole.size() == 1 ? " whole core" : " whole cores") + " on NUMA node"
                + ids(numaNodes) + place(numaNodes) + ".";
        return text + " Needed are " + reservation.kubeMillis() + "m for the kubelet (as AKS for "
                + cpus.cpus().size() + " CPUs) and " + reservation.systemMillis() + "m for the system"
                + (reserved.size() < reservation.cpus() ? "; more than half of the cores is never taken." : ".");
    }

    private String place(Set<Integer> numaNodes) {
        Set<Integer> with = cores.numaNodesWithDevices();
        if (cpus.numaNodes().size() == 1) {
            return "";
        }
        if (with.isEmpty()) {
            return best.candidate().spread() == ReservedSpread.SPREAD && cpus.sockets().size() > 1
                    ? ", so sockets stay equal" : ", so the others stay whole";
        }
        Set<Integer> both = new TreeSet<>(numaNodes);
        both.retainAll(with);
        return both.isEmpty() ? ", away from the devices" : "; every NUMA node with CPUs has devices";
    }

    private static String ids(Set<Integer> numaNodes) {
        return (numaNodes.size() == 1 ? " " : "s ")
                + numaNodes.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private String reserved(DraftLine line) {
        boolean isSystem = line.field().equals("systemReserved");
        boolean isCpu = line.key().orElse("").equals("cpu");
        boolean isOne = question.platform() == Platform.OPENSHIFT;
        String kubelet = isCpu ? "as AKS publishes for " + cpus.cpus().size() + " CPUs"
                : "20 MB for each of " + Reservation.MAX_PODS
                        + " pods and 50 MB, at most a quarter of the memory, as AKS publishes";
        String system = isCpu ? "half a CPU" : reservation.systemMebibytes() == 1024 ? "1Gi"
                : "an eighth of the memory";
        if (isSystem && isOne) {
            return "Kubelet (" + kubelet + ") and system (" + system + "): OpenShift has no use for kubeReserved.";
        }
        return isSystem ? "For the operating system and its daemons, " + system
                + ": a plain choice. Measure yours and correct it."
                : "For the kubelet and the container runtime: " + kubelet + ".";
    }

    private String memoryPolicy() {
        if (best.candidate().policies().pinsMemory()) {
            return "Memory and hugepages of Guaranteed pods come from the NUMA nodes that the pod was given.";
        }
        if (question.machine().topology().numaNodes().size() == 1) {
            return "One NUMA node: all memory is local.";
        }
        if (question.machine().topology().numaNodes().size() > KubeletEffort.MAX_LISTED_NUMA_NODES) {
            return "Static lists every set of NUMA nodes for each container, too.";
        }
        if (!question.platform().hasMemoryManager()) {
            return "AKS does not let one choose it.";
        }
        return best.candidate().policies().pinsCpus() && question.goal() == Goal.DENSITY
                ? "More pods are admitted than with Static."
                : best.candidate().policies().pinsCpus() && hasMemoryToReserve()
                        ? "With Static pods are lost when the kubelet is restarted: see why, above."
                : best.candidate().policies().pinsCpus()
                        ? "Too little memory is left beside hugepages to reserve some of it."
                : "Without CPUs of their own, pods gain nothing from pinned memory.";
    }

    private boolean hasMemoryToReserve() {
        return reservation.memory(question.machine().topology(), cores.numaNodesOf(cpus.cpus())).isPresent();
    }

    private String reservedMemory() {
        return "Adds up to systemReserved + kubeReserved + evictionHard, " + reservation.systemMebibytes() + " + "
                + reservation.kubeMebibytes() + " + " + Reservation.EVICTION_MEBIBYTES + " = "
                + reservation.mebibytes() + "Mi, or the kubelet does not start"
                + (best.candidate().reservedMebibytes().size() == 1 ? "; it is where the system's CPUs are."
                        : "; in equal shares.");
    }

    /// Why one trial is better than others.
    record TrialComparison(Goal goal, int pods, Ranking ranking) {
        List<String> of(Trial best, List<Trial> ranked, Optional<Trial> current) {
            List<String> sentences = new ArrayList<>(dropped(best, ranked));
            List<String> equal = new ArrayList<>();
            for (Trial other : Ranking.bestOfEach(ranked)) {
                String name = other.candidate().describe();
                if (name.equals(best.candidate().describe())) {
                    continue;
                }
                Optional<Criterion> deciding = ranking.deciding(best, other);
                if (other.obstacle().isPresent()) {
                    sentences.add(name + ": " + other.obstacle().get());
                } else if (deciding.isPresent()) {
                    sentences.add(name + ": " + difference(deciding.get(), best, other));
                } else {
                    equal.add(name);
                }
            }
            if (!equal.isEmpty()) {
                sentences.add(String.join("; ", equal) + ": " + (pods == 0 ? "not measured" : "equally good here")
                        + ". " + preference(best));
            }
            current.filter(trial -> trial.obstacle().isEmpty()).flatMap(trial -> ranking.deciding(best, trial)
                    .map(deciding -> "what the node has now: " + difference(deciding, best, trial)))
                    .ifPresent(sentences::add);
            return sentences;
        }

        /// What the best would have beside, had it not an obstacle.
        private static List<String> dropped(Trial best, List<Trial> ranked) {
            Candidate chosen = best.candidate();
            Map<String, String> byDifference = new LinkedHashMap<>();
            for (Trial other : ranked) {
                Candidate candidate = other.candidate();
                List<String> beside = new ArrayList<>(
                        candidate.cpuOptions().stream().filter(option -> !chosen.has(option)).toList());
                if (candidate.policies().pinsMemory() && !chosen.policies().pinsMemory()) {
                    beside.add("pinned memory");
                }
                if (other.obstacle().isPresent() && candidate.describe().equals(chosen.describe())
                        && beside.size() == 1) {
                    byDifference.putIfAbsent(beside.getFirst(), other.obstacle().get());
                }
            }
            return byDifference.entrySet().stream().map(each -> "with " + each.getKey() + ": " + each.getValue())
                    .toList();
        }

        private static String difference(Criterion criterion, Trial best, Trial other) {
            return criterion.label() + " " + criterion.of(other.measured()) + " instead of "
                    + criterion.of(best.measured());
        }

        private String preference(Trial best) {
            return switch (goal) {
                case LATENCY -> "For latency the strictest wins: a later pod is better refused than slow.";
                case THROUGHPUT -> best.candidate().topologyPolicy().equals(Policies.BEST_EFFORT)
                        ? "For throughput the mildest wins: later pods run rather than be refused."
                        : "For throughput the mildest that can be advised wins.";
                case DENSITY -> "For density the mildest that still aligns wins.";
            };
        }
    }
}
