package io.alidade.plan.whatif;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.NodeSettings.ReservedMemory;
import io.alidade.engine.settings.TopologyScope;
import io.alidade.engine.topology.CpuTopology;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.pod.PodManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Looks for one other setting of the kubelet with which the pod reaches the target and no running pod is refused.
final class SettingSearch {
    private static final List<String> POLICIES = List.of("none", "best-effort", "restricted", "single-numa-node");
    private static final List<String> CPU_OPTIONS = List.of("align-by-socket", "distribute-cpus-across-cores",
            "distribute-cpus-across-numa", "full-pcpus-only", "prefer-align-cpus-by-uncorecache",
            "strict-cpu-reservation");
    private static final int MAX_RESERVED_STEPS = 8;
    private static final long MEBIBYTE = 1L << 20;

    private final RunningKubelet kubelet;
    private final KubeletConfiguration configuration;
    private final PodManifest pod;
    private final Target target;
    private final Trials trials;

    SettingSearch(RunningKubelet kubelet, PodManifest pod, Target target, Trials trials) {
        this.kubelet = kubelet;
        this.configuration = kubelet.configuration();
        this.pod = pod;
        this.target = target;
        this.trials = trials;
    }

    List<WhatIf> scopes() {
        return scope().flatMap(this::tried).stream().toList();
    }

    /// The nearest policy that does it, a weaker one before a stronger one; all that do it if `all`.
    List<WhatIf> policies(boolean all) {
        List<WhatIf> found = new ArrayList<>();
        for (Change.Setting policy : policies()) {
            if (all || found.isEmpty()) {
                tried(policy).ifPresent(found::add);
            }
        }
        return found;
    }

    List<WhatIf> cpuOptions() {
        return options().stream().flatMap(option -> tried(option).stream()).toList();
    }

    /// What is tried of scope, options and policies, in this order.
    List<Change.Setting> steps() {
        List<Change.Setting> steps = new ArrayList<>(scope().stream().toList());
        steps.addAll(options());
        steps.addAll(policies());
        return steps;
    }

    /// `FIELD VALUE instead of VALUE`.
    static String text(Change.Setting change) {
        return change.field() + " " + change.wanted() + " instead of " + change.from() + change.beside();
    }

    private Optional<Change.Setting> scope() {
        boolean isPod = configuration.policies().scope() == TopologyScope.POD;
        String other = (isPod ? TopologyScope.CONTAINER : TopologyScope.POD).wireName();
        return !configuration.policies().aligns() ? Optional.empty()
                : Optional.of(new Change.Setting("scope", "topologyManagerScope", configuration.topologyManagerScope(),
                        other, "", ConfigurationEdit.scope(configuration, other)));
    }

    private List<Change.Setting> policies() {
        int now = POLICIES.indexOf(configuration.topologyManagerPolicy());
        List<Change.Setting> changes = new ArrayList<>();
        for (int distance = 1; distance < POLICIES.size(); distance++) {
            for (int index : List.of(now - distance, now + distance)) {
                if (now >= 0 && index >= 0 && index < POLICIES.size()) {
                    changes.add(new Change.Setting("policy", "topologyManagerPolicy", POLICIES.get(now),
                            POLICIES.get(index), "", ConfigurationEdit.policy(configuration, POLICIES.get(index))));
                }
            }
        }
        return changes;
    }

    private List<Change.Setting> options() {
        List<Change.Setting> changes = new ArrayList<>();
        if (configuration.policies().pinsCpus()) {
            for (String option : CPU_OPTIONS) {
                String now = configuration.cpuManagerPolicyOptions().getOrDefault(option, "false");
                String other = now.equals("false") ? "true" : "false";
                changes.add(new Change.Setting("cpu-manager-option", "cpuManagerPolicyOptions." + option, now, other,
                        "", ConfigurationEdit.cpuOption(configuration, option, other)));
            }
        }
        return changes;
    }

    /// Less kept for the system: CPUs, then memory.
    List<WhatIf> reserved() {
        List<WhatIf> found = new ArrayList<>();
        if (configuration.reservedSystemCpus().isEmpty()) {
            reservedCpuAmount("systemReserved").or(() -> reservedCpuAmount("kubeReserved")).ifPresent(found::add);
        } else {
            reservedCpuSet().ifPresent(found::add);
        }
        reservedMemory().ifPresent(found::add);
        return found;
    }

    /// One core of the reserved CPUs less, then the last two, three and so on.
    private Optional<WhatIf> reservedCpuSet() {
        CpuSet reserved = CpuSet.parseList(configuration.reservedSystemCpus());
        List<CpuSet> fewer = new ArrayList<>();
        CpuSet last = CpuSet.EMPTY;
        List<CpuTopology.Group> cores = new CpuTopology(kubelet.machine().topology()).cores().reversed();
        for (CpuTopology.Group core : cores) {
            if (core.cpus().intersects(reserved)) {
                fewer.add(reserved.andNot(core.cpus()));
            }
        }
        for (CpuTopology.Group core : cores) {
            last = last.or(core.cpus().and(reserved));
            if (last.size() > core.size() && core.cpus().intersects(reserved)) {
                fewer.add(reserved.andNot(last));
            }
        }
        for (CpuSet cpus : fewer.stream().filter(set -> !set.isEmpty()).limit(2L * MAX_RESERVED_STEPS).toList()) {
            Optional<WhatIf> answer = tried(new Change.Setting("reserved", "reservedSystemCPUs",
                    reserved.toListString(), cpus.toListString(), "",
                    ConfigurationEdit.reservedSystemCpus(configuration, cpus.toListString())));
            if (answer.isPresent()) {
                return answer;
            }
        }
        return Optional.empty();
    }

    private Optional<WhatIf> reservedCpuAmount(String field) {
        Map<String, String> amounts = field.equals("systemReserved") ? configuration.systemReserved()
                : configuration.kubeReserved();
        Optional<Quantity> now = parsed(amounts.getOrDefault("cpu", ""));
        for (long less = 1; now.isPresent() && less <= MAX_RESERVED_STEPS; less++) {
            Quantity wanted = now.get().subtract(Quantity.of(less));
            if (wanted.signum() < 0) {
                return Optional.empty();
            }
            Optional<WhatIf> answer = tried(new Change.Setting("reserved", field + ".cpu", now.get().toText(),
                    wanted.toText(), "", ConfigurationEdit.reserved(configuration, field, "cpu", wanted.toText())));
            if (answer.isPresent()) {
                return answer;
            }
        }
        return Optional.empty();
    }

    private static Optional<Quantity> parsed(String text) {
        try {
            return Optional.of(Quantity.parse(text)).filter(amount -> amount.signum() > 0);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// Less memory reserved: from systemReserved or kubeReserved and, since the sums must agree, as much from
    /// reservedMemory of one NUMA node. All of it is tried first, and then halves.
    private Optional<WhatIf> reservedMemory() {
        for (String field : List.of("systemReserved", "kubeReserved")) {
            Optional<Quantity> now = parsed((field.equals("systemReserved") ? configuration.systemReserved()
                    : configuration.kubeReserved()).getOrDefault("memory", ""));
            for (int index = 0; now.isPresent() && index < configuration.reservedMemory().size(); index++) {
                ReservedMemory entry = configuration.reservedMemory().get(index);
                Quantity here = entry.limits().getOrDefault("memory", Quantity.ZERO);
                long most = Math.min(here.ceilUnits(), now.get().ceilUnits()) / MEBIBYTE;
                Optional<WhatIf> answer = lessMemory(field, now.get(), index, most);
                if (answer.isPresent()) {
                    return answer;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<WhatIf> lessMemory(String field, Quantity now, int index, long most) {
        Optional<WhatIf> best = most < 1 ? Optional.empty() : tried(memoryChange(field, now, index, most));
        long low = 0;
        long high = most;
        while (best.isPresent() && high - low > 1) {
            long middle = (low + high) >>> 1;
            Optional<WhatIf> answer = tried(memoryChange(field, now, index, middle));
            if (answer.isPresent()) {
                best = answer;
                high = middle;
            } else {
                low = middle;
            }
        }
        return best;
    }

    private Change.Setting memoryChange(String field, Quantity now, int index, long mebibytes) {
        Quantity less = Quantity.ofBytes(mebibytes * MEBIBYTE);
        List<ReservedMemory> entries = new ArrayList<>(configuration.reservedMemory());
        ReservedMemory entry = entries.get(index);
        Map<String, Quantity> limits = new TreeMap<>(entry.limits());
        Quantity left = limits.getOrDefault("memory", Quantity.ZERO).subtract(less);
        limits.put("memory", Quantity.parse(left.toText()));
        if (left.isZero()) {
            limits.remove("memory");
        }
        entries.set(index, new ReservedMemory(entry.numaNode(), limits));
        if (limits.isEmpty()) {
            entries.remove(index);
        }
        String wanted = now.subtract(less).toText();
        return new Change.Setting("reserved", field + ".memory", now.toText(), wanted,
                ", and " + less.toText() + " less reservedMemory on NUMA node " + entry.numaNode(),
                ConfigurationEdit.reserved(ConfigurationEdit.reservedMemory(configuration, entries), field, "memory",
                        wanted));
    }

    /// A machine without pods is asked first: where even that does not help, the running pods need not be admitted again.
    private Optional<WhatIf> tried(Change.Setting change) {
        if (!trials.start(1)) {
            return Optional.empty();
        }
        boolean ever = kubelet.state().isPresent() || kubelet.emptyWith(change.configuration())
                .flatMap(empty -> target.reachedBy(empty, pod)).isPresent();
        if (!ever || !trials.start(kubelet.running().size())) {
            return Optional.empty();
        }
        return kubelet.with(change.configuration(), pod).flatMap(next -> target.reachedBy(next, pod))
                .map(admitted -> WhatIf.of(change, admitted, text(change)));
    }
}
