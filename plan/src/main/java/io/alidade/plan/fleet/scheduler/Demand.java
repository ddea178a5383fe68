package io.alidade.plan.fleet.scheduler;

import io.alidade.engine.pod.ContainerKind;
import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.Qos;
import io.alidade.engine.pod.QosClass;
import io.alidade.engine.quantity.Quantity;
import io.alidade.engine.settings.FeatureGates;
import io.alidade.kube.fit.NodeUsage;
import io.alidade.kube.pod.PodManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What pods of one shape ask for, as the scheduler counts it.
public final class Demand {
    /// What kube-scheduler counts for a container that asks for none.
    private static final long UNASKED_MILLIS = 100;
    private static final long UNASKED_BYTES = 200L << 20;

    private final long[] amounts;
    private final long scoredMillis;
    private final long scoredBytes;
    private final boolean isOffered;
    private final boolean isGuaranteed;
    private final List<long[]> containers = new ArrayList<>();

    private Demand(ResourceTable table, PodManifest pod) {
        amounts = new long[table.size()];
        isOffered = add(table, NodeUsage.NONE.and(pod, FeatureGates.DEFAULTS));
        scoredMillis = Math.max(amounts[ResourceTable.CPU], Qos.effective(pod.request(),
                container -> asked(container, "cpu", UNASKED_MILLIS)));
        scoredBytes = Math.max(amounts[ResourceTable.MEMORY], Qos.effective(pod.request(),
                container -> asked(container, "memory", UNASKED_BYTES)));
        amounts[ResourceTable.PODS] = 1;
        isGuaranteed = Qos.of(pod.request(), FeatureGates.DEFAULTS) == QosClass.GUARANTEED;
        for (ContainerRequest container : pod.request().containers()) {
            long[] own = new long[table.size()];
            container.resources().requests().forEach((name, amount) -> {
                if (table.indexOf(name) >= 0) {
                    own[table.indexOf(name)] = ResourceTable.units(name, amount);
                }
            });
            containers.add(own);
        }
    }

    /// Of a pod, on nodes whose resources are in a table.
    public static Demand of(ResourceTable table, PodManifest pod) {
        return new Demand(table, pod);
    }

    /// Of pods that run and of which only this is known.
    private Demand(ResourceTable table, NodeUsage usage) {
        amounts = new long[table.size()];
        isOffered = add(table, usage);
        scoredMillis = amounts[ResourceTable.CPU];
        scoredBytes = amounts[ResourceTable.MEMORY];
        amounts[ResourceTable.PODS] = usage.pods();
        isGuaranteed = false;
    }

    /// Of pods that run already, on nodes whose resources are in a table.
    public static Demand of(ResourceTable table, NodeUsage usage) {
        return new Demand(table, usage);
    }

    /// False if some of it is not in the table.
    private boolean add(ResourceTable table, NodeUsage usage) {
        boolean offered = true;
        for (Map.Entry<String, Long> request : usage.requested().entrySet()) {
            int index = table.indexOf(request.getKey());
            if (index >= 0) {
                amounts[index] = request.getValue();
            } else {
                offered &= request.getValue() == 0 || request.getKey().equals("ephemeral-storage");
            }
        }
        return offered;
    }

    private static long asked(ContainerRequest container, String resource, long unasked) {
        Quantity amount = container.resources().requests().get(resource);
        return amount != null ? ResourceTable.units(resource, amount)
                : container.kind() == ContainerKind.INIT ? 0 : unasked;
    }

    /// By number of the resource. Not to be changed.
    long[] amounts() {
        return amounts;
    }

    /// How much of a resource.
    public long amount(int resource) {
        return amounts[resource];
    }

    long scoredMillis() {
        return scoredMillis;
    }

    long scoredBytes() {
        return scoredBytes;
    }

    /// False if it asks for something that no node has.
    public boolean isOffered() {
        return isOffered;
    }

    /// True if it asks for CPU or memory.
    boolean isBalanced() {
        return amounts[ResourceTable.CPU] > 0 || amounts[ResourceTable.MEMORY] > 0;
    }

    boolean isGuaranteed() {
        return isGuaranteed;
    }

    /// By container in the order of the pod.
    List<long[]> containers() {
        return containers;
    }
}
