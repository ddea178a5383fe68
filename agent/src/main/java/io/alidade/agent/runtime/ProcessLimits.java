package io.alidade.agent.runtime;

import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.quantity.Quantity;
import io.alidade.linux.process.CpuQuota;
import io.alidade.linux.process.ResourceLimits;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the processes of a container may use, as its pod says it.
final class ProcessLimits {
    private static final String CPU = "cpu";
    private static final String HUGEPAGES = "hugepages-";

    private ProcessLimits() {}

    /// Hugepages have a limit in the sizes that the pod names.
    static ResourceLimits of(ContainerStart start, QuotaRule rule) {
        ContainerRequest container = start.pod().pod().manifest().request().containers().stream()
                .filter(own -> own.name().equals(start.container().name())).findFirst().orElseThrow();
        Map<String, Quantity> limits = container.resources().limits();
        SortedMap<Long, Long> hugepages = new TreeMap<>();
        start.pod().pod().manifest().request().containers()
                .forEach(any -> any.resources().limits().keySet().stream().filter(name -> name.startsWith(HUGEPAGES))
                        .forEach(name -> hugepages.put(Quantity.parse(name.substring(HUGEPAGES.length())).ceilUnits(),
                                limits.getOrDefault(name, Quantity.ZERO).ceilUnits())));
        Optional<CpuQuota> quota = rule.quota(limits.getOrDefault(CPU, Quantity.ZERO).ceilMillis(),
                start.place().isExclusive());
        return new ResourceLimits(container.resources().requests()
                .getOrDefault(CPU, limits.getOrDefault(CPU, Quantity.ZERO)).ceilMillis(), quota,
                above0(limits.get("memory")), hugepages);
    }

    private static OptionalLong above0(@Nullable Quantity amount) {
        return amount == null || amount.isZero() ? OptionalLong.empty()
                : OptionalLong.of(amount.ceilUnits());
    }
}
