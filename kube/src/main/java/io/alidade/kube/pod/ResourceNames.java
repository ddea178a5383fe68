package io.alidade.kube.pod;

import io.alidade.engine.quantity.Quantity;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Kinds of resource names (node-config 7.6, device-manager 3.4).
final class ResourceNames {
    static final String HUGEPAGES = "hugepages-";

    private static final Set<String> STANDARD = Set.of("cpu", "memory", "ephemeral-storage");
    private static final int MAX_LENGTH = 253 + 1 + 63;
    private static final Pattern QUALIFIED = Pattern
            .compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
                    + "/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

    private ResourceNames() {}

    static boolean isHugepages(String name) {
        return name.startsWith(HUGEPAGES);
    }

    /// True for what containers may name: cpu, memory, ephemeral-storage, huge pages, names of `kubernetes.io`, and extended
    /// resources.
    static boolean isContainerResource(String name) {
        if (name.indexOf('/') < 0) {
            return STANDARD.contains(name) || isHugepages(name);
        }
        return name.length() <= MAX_LENGTH && QUALIFIED.matcher(name).matches()
                && (isNative(name) || !name.startsWith("requests."));
    }

    /// True for what `spec.resources` of a pod may name.
    static boolean isPodResource(String name) {
        return name.equals("cpu") || name.equals("memory") || isHugepages(name);
    }

    static boolean isExtended(String name) {
        return !isNative(name);
    }

    /// True if a request may be below its limit.
    static boolean mayOvercommit(String name) {
        return isNative(name) && !isHugepages(name);
    }

    private static boolean isNative(String name) {
        return name.indexOf('/') < 0 || name.contains("kubernetes.io/");
    }

    /// The page size in bytes of a huge page resource, or nothing if its name holds none.
    static Optional<Quantity> pageSize(String name) {
        try {
            return Optional.of(Quantity.parse(name.substring(HUGEPAGES.length()))).filter(size -> size.ceilUnits() > 0);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
