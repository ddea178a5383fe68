package io.alidade.engine.cpu;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.engine.settings.Policies;
import io.alidade.engine.settings.StartRefusal;
import io.alidade.engine.topology.CpuTopology;

/// The CPU Manager policy of a node, made once at start (cpu-manager 3, 4).
sealed interface CpuPolicy permits NoCpuPolicy, StaticCpuPolicy {
    /// `none` or `static`.
    String wireName();

    /// CPUs that containers may be given exclusively: all but the reserved (cpu-manager 4.5). Empty with policy `none`.
    CpuSet allocatableCpus();

    CpuSet reservedCpus();

    /// Makes the configured policy (cpu-manager 4.1 to 4.3).
    ///
    /// @throws StartRefusal with the kubelet's text
    static CpuPolicy start(CpuTopology topology, NodeSettings settings) throws StartRefusal {
        return switch (settings.cpuManagerPolicy()) {
            case Policies.CPU_NONE -> {
                if (!settings.cpuManagerPolicyOptions().isEmpty()) {
                    throw new StartRefusal("new none policy error: None policy: received unsupported options="
                            + goMap(settings));
                }
                yield new NoCpuPolicy();
            }
            case Policies.CPU_STATIC -> startStatic(topology, settings);
            default -> throw new StartRefusal("unknown policy: \"" + settings.cpuManagerPolicy() + "\"");
        };
    }

    private static CpuPolicy startStatic(CpuTopology topology, NodeSettings settings) throws StartRefusal {
        Quantity reservation = settings.reservation().get("cpu");
        if (reservation == null) {
            throw new StartRefusal("[cpumanager] unable to determine reserved CPU resources for static policy");
        }
        if (reservation.isZero()) {
            throw new StartRefusal("[cpumanager] the static policy requires systemreserved.cpu + kubereserved.cpu"
                    + " to be greater than zero");
        }
        try {
            return StaticCpuPolicy.start(topology, settings, reservation);
        } catch (StartRefusal refusal) {
            throw new StartRefusal("new static policy error: " + refusal.text());
        }
    }

    private static String goMap(NodeSettings settings) {
        StringBuilder text = new StringBuilder("map[");
        settings.cpuManagerPolicyOptions().forEach((option, value) -> text.append(text.length() > 4 ? " " : "")
                .append(option).append(':').append(value));
        return text.append(']').toString();
    }
}
