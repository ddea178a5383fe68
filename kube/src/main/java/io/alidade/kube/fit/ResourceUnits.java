package io.alidade.kube.fit;

import io.alidade.engine.quantity.Quantity;
import io.alidade.kube.machine.ExtendedResourceName;
import java.util.Map;
import java.util.TreeMap;

/// Resources as the predicates count them: `cpu` in thousandths, everything else in whole units, rounded up (node-config
/// 7.3), and only what is counted at all.
final class ResourceUnits {
    private ResourceUnits() {}

    static Map<String, Long> of(Map<String, Quantity> amounts) {
        Map<String, Long> units = new TreeMap<>();
        amounts.forEach((resource, amount) -> {
            if (isCounted(resource)) {
                units.put(resource, of(resource, amount));
            }
        });
        return units;
    }

    static long of(String resource, Quantity amount) {
        return resource.equals("cpu") ? amount.ceilMillis() : amount.ceilUnits();
    }

    /// Everything beyond cpu, memory and ephemeral storage: hugepages, devices, native resources with a prefix, volumes.
    static boolean isScalar(String resource) {
        return resource.startsWith("hugepages-") || resource.startsWith("attachable-volumes-")
                || resource.contains("kubernetes.io/") || ExtendedResourceName.isValid(resource);
    }

    private static boolean isCounted(String resource) {
        return resource.equals("cpu") || resource.equals("memory") || resource.equals("ephemeral-storage")
                || isScalar(resource);
    }

    /// A sum that stops at the largest number.
    static long sum(long left, long right) {
        return left > Long.MAX_VALUE - right ? Long.MAX_VALUE : left + right;
    }
}
