package io.alidade.kube.fit;

import io.alidade.engine.pod.QosClass;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.kube.fit.FitOutcome.Rejection;
import io.alidade.kube.pod.EffectiveRequests;
import io.alidade.kube.pod.PodManifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The choice of the pods that are evicted (node-config 9.2a): Guaranteed pods only for what all others do not free, then
/// Burstable ones, then BestEffort ones; in each class again and again the one that comes nearest to what is still missing.
final class Victims {
    static final int CRITICAL_PRIORITY = 2_000_000_000;
    private static final Pattern SHORT_RESOURCE = Pattern
            .compile("to preempt: no set of running pods found to reclaim resources:"
                    + " \\[\\(res: ([^,]+), q: ");

    private static final String PODS = "pods";
    private static final String UNEXPECTED = "Unexpected error while attempting to recover from admission failure:"
            + " preemption: error finding a set of pods to preempt: no set of running pods found to reclaim resources: ";
    /// Of two that are as near the one that requests less of these goes.
    private static final List<String> SMALLER_BY = List.of("memory", "cpu");

    private Victims() {}

    /// A pod that may be evicted.
    ///
    /// @param requests as the predicates count them
    record Candidate(PodManifest pod, Map<String, Long> requests) {
        static Candidate of(PodManifest pod, FeatureGates gates) {
            return new Candidate(pod, ResourceUnits.of(EffectiveRequests.of(pod, gates)));
        }

        long frees(String resource) {
            return resource.equals(PODS) ? 1 : requests.getOrDefault(resource, 0L);
        }

        private boolean isSmallerThan(Candidate other) {
            for (String resource : SMALLER_BY) {
                if (frees(resource) != other.frees(resource)) {
                    return frees(resource) < other.frees(resource);
                }
            }
            return true;
        }
    }

    /// @param missing by resource
    static Preemption choose(Map<String, Long> missing, Map<QosClass, List<Candidate>> candidates) {
        List<Candidate> bestEffort = candidates.getOrDefault(QosClass.BEST_EFFORT, List.of());
        List<Candidate> burstable = candidates.getOrDefault(QosClass.BURSTABLE, List.of());
        List<Candidate> guaranteed = candidates.getOrDefault(QosClass.GUARANTEED, List.of());
        Map<String, Long> unmet = without(missing, join(bestEffort, burstable, guaranteed));
        if (!unmet.isEmpty()) {
            return new Preemption.Impossible(new Rejection("UnexpectedAdmissionError", UNEXPECTED + text(unmet)));
        }
        List<Candidate> guaranteedGo = nearest(guaranteed, without(missing, join(bestEffort, burstable)));
        List<Candidate> burstableGo = nearest(burstable, without(missing, join(bestEffort, guaranteedGo)));
        List<Candidate> bestEffortGo = nearest(bestEffort, without(missing, join(burstableGo, guaranteedGo)));
        return new Preemption.Evicts(
                join(bestEffortGo, burstableGo, guaranteedGo).stream().map(Candidate::pod).toList());
    }

    @SafeVarargs
    private static List<Candidate> join(List<Candidate>... parts) {
        List<Candidate> all = new ArrayList<>();
        for (List<Candidate> part : parts) {
            all.addAll(part);
        }
        return all;
    }

    private static Map<String, Long> without(Map<String, Long> missing, List<Candidate> gone) {
        Map<String, Long> left = new LinkedHashMap<>();
        missing.forEach((resource, amount) -> {
            long rest = amount;
            for (Candidate candidate : gone) {
                rest -= Math.min(rest, candidate.frees(resource));
            }
            if (rest > 0) {
                left.put(resource, rest);
            }
        });
        return left;
    }

    /// Pods that free what is missing; there are enough.
    private static List<Candidate> nearest(List<Candidate> candidates, Map<String, Long> missing) {
        List<Candidate> left = new ArrayList<>(candidates);
        List<Candidate> chosen = new ArrayList<>();
        for (Map<String, Long> rest = missing; !rest.isEmpty() && !left.isEmpty(); rest = without(rest,
                List.of(chosen.getLast()))) {
            Candidate best = left.getFirst();
            for (Candidate candidate : left) {
                int order = Double.compare(distance(candidate, rest), distance(best, rest));
                if (order < 0 || (order == 0 && candidate.isSmallerThan(best))) {
                    best = candidate;
                }
            }
            left.remove(best);
            chosen.add(best);
        }
        return chosen;
    }

    /// How much a pod leaves open, each resource weighing as much: the squares of the parts that it does not free.
    private static double distance(Candidate candidate, Map<String, Long> missing) {
        double distance = 0;
        for (Map.Entry<String, Long> resource : missing.entrySet()) {
            double open = resource.getValue() - candidate.frees(resource.getKey());
            if (open > 0) {
                double part = open / resource.getValue();
                distance += part * part;
            }
        }
        return distance;
    }

    /// `[(res: cpu, q: 500), ]`, as a kubelet writes it.
    private static String text(Map<String, Long> missing) {
        StringBuilder text = new StringBuilder("[");
        missing.forEach((resource, amount) -> text.append("(res: ").append(resource).append(", q: ").append(amount)
                .append("), "));
        return text.append(']').toString();
    }

    /// The resource that such a text names first.
    static Optional<String> shortResource(String message) {
        var named = SHORT_RESOURCE.matcher(message);
        return named.find() ? Optional.of(named.group(1)) : Optional.empty();
    }
}
