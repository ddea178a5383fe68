package io.alidade.kube.config;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.kube.golang.GoText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What the kubelet checks of a valid configuration before its resource managers are made, and the amounts that it reads on
/// the way (node-config 3.8, 5.1, 5.2). All that is wrong is found, in the order in which the kubelet would meet it.
///
/// Where several things are wrong the kubelet names the one that its unordered maps bring first; here it is the first in
/// the order gates, reserved CPUs, kubeReserved, systemReserved, evictionHard, soft thresholds, each map in the order of its
/// keys.
final class StartChecks {
    private static final Set<String> RESERVABLE = Set.of("cpu", "memory", "ephemeral-storage", "pid");

    private static final String VALIDATION = "failed to validate kubelet configuration, error: ";

    private final KubeletConfiguration configuration;
    private final CpuSet reservedCpus;
    private final Map<String, Quantity> capacity;
    private final List<StartProblem> problems = new ArrayList<>();
    private final Map<String, Quantity> reservation;

    StartChecks(KubeletConfiguration configuration, KubeletVersion version, NodeTopology topology,
            NodeCapacity capacity) {
        this.configuration = configuration;
        this.capacity = capacity.quantities();
        this.reservedCpus = CpuSet.parseList(configuration.reservedSystemCpus());
        ofVersion(version);
        online(topology);
        Map<String, String> kubeReserved = new TreeMap<>(configuration.kubeReserved());
        Map<String, String> systemReserved = new TreeMap<>(configuration.systemReserved());
        if (!reservedCpus.isEmpty()) {
            kubeReserved.remove("cpu");
            systemReserved.put("cpu", Integer.toString(reservedCpus.size()));
        }
        Map<String, Quantity> kube = reserved("kube", kubeReserved);
        Map<String, Quantity> system = reserved("system", systemReserved);
        this.reservation = sum(system, kube, eviction());
    }

    /// In the order in which the kubelet would stop at them. Those of soft thresholds come last: it looks at them when its
    /// managers are made and have not started yet.
    List<StartProblem> problems() {
        List<StartProblem> all = new ArrayList<>(problems);
        all.addAll(configuration.otherFields().evictionProblems());
        return all;
    }

    /// The text with which the kubelet stops before its managers are made; of gates and of its validation it tells several
    /// at once.
    Optional<String> error(KubeletVersion version) {
        return KnownGates.of(version).error(configuration.featureGates()).or(this::validationError)
                .or(() -> problems.stream().map(StartProblem::error).findFirst());
    }

    private Optional<String> validationError() {
        List<String> errors = problems.stream().map(StartProblem::error).filter(error -> error.startsWith(VALIDATION))
                .map(error -> error.substring(VALIDATION.length())).toList();
        return errors.size() < 2 ? Optional.empty() : Optional.of(VALIDATION + "[" + String.join(", ", errors) + "]");
    }

    CpuSet reservedCpus() {
        return reservedCpus;
    }

    /// By resource of the capacity; counts only if there is no problem.
    Map<String, Quantity> reservation() {
        return new TreeMap<>(reservation);
    }

    /// What stops the kubelet before it looks at the machine, and depends on its version: gates, and fields that want one.
    private void ofVersion(KubeletVersion version) {
        KnownGates gates = KnownGates.of(version);
        Map<String, Boolean> expanded = gates.expand(configuration.featureGates());
        problems.addAll(gates.problems(configuration.featureGates()));
        problems.addAll(configuration.otherFields().gateProblems(gate -> gates.isOn(gate, expanded)));
        configuration.otherFields().hiddenMetricsProblem(version).ifPresent(problems::add);
    }

    private void online(NodeTopology topology) {
        CpuSet.Builder online = new CpuSet.Builder();
        for (Cpu cpu : topology.cpus()) {
            online.add(cpu.cpu());
        }
        CpuSet onlineCpus = online.build();
        if (!reservedCpus.isSubsetOf(onlineCpus)) {
            problems.add(StartProblem.of("reserved-cpus: " + configuration.reservedSystemCpus()
                    + " is not a subset of online-cpus: " + onlineCpus.toListString(), "reservedSystemCPUs"));
        }
    }

    private Map<String, Quantity> reserved(String owner, Map<String, String> reserved) {
        Map<String, Quantity> parsed = new TreeMap<>();
        reserved.forEach((resource, text) -> {
            String failed = "--" + owner + "-reserved value failed to parse: ";
            String named = GoText.quoted(resource);
            try {
                Quantity amount = RESERVABLE.contains(resource) ? Quantity.parse(text) : Quantity.ZERO;
                if (!RESERVABLE.contains(resource)) {
                    problem(failed + "cannot reserve " + named + " resource", owner, resource);
                } else if (amount.signum() < 0) {
                    problem(failed + "resource quantity for " + named + " cannot be negative: " + text, owner,
                            resource);
                } else {
                    parsed.put(resource, amount);
                }
            } catch (IllegalArgumentException notAQuantity) {
                problem(failed + "failed to parse quantity " + GoText.quoted(text) + " for " + named + " resource: "
                        + notAQuantity.getMessage(), owner, resource);
            }
        });
        return parsed;
    }

    private void problem(String error, String owner, String resource) {
        problems.add(StartProblem.of(error, owner + "Reserved", resource));
    }

    /// Only two signals reserve anything (node-config 5.2).
    private Map<String, Quantity> eviction() {
        Map<String, Quantity> parsed = new TreeMap<>();
        configuration.evictionHard().forEach((signal, text) -> {
            EvictionThreshold threshold = EvictionThreshold.parse(signal, text);
            String resource = switch (signal) {
                case "memory.available" -> "memory";
                case "nodefs.available" -> "ephemeral-storage";
                default -> "";
            };
            if (threshold instanceof EvictionThreshold.Refused refused) {
                problems.add(StartProblem.of(refused.startError(), "evictionHard", signal));
            } else if (capacity.containsKey(resource)) {
                parsed.put(resource, threshold.of(capacity.getOrDefault(resource, Quantity.ZERO)));
            }
        });
        return parsed;
    }

    private Map<String, Quantity> sum(Map<String, Quantity> system, Map<String, Quantity> kube,
            Map<String, Quantity> eviction) {
        Map<String, Quantity> sums = new TreeMap<>();
        for (String resource : capacity.keySet()) {
            Quantity amount = Quantity.ZERO.add(system.getOrDefault(resource, Quantity.ZERO))
                    .add(kube.getOrDefault(resource, Quantity.ZERO))
                    .add(eviction.getOrDefault(resource, Quantity.ZERO));
            if (!amount.isZero()) {
                sums.put(resource, amount);
            }
        }
        return sums;
    }
}
