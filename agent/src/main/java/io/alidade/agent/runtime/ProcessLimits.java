package io.alidade.agent.runtime;

import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.quantity.Quantity;
import io.alidade.linux.process.ResourceLimits;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the processes of a container may use, as its pod says it.
final class ProcessLimits {
    private static final String CPU = "cpu";
    private static final String HUGEPAGES = "hugepages-";

    private ProcessLimits() {}

    /// CPUs of its own are its own all the time. Hugepages have a limit in the sizes that the pod names.
    static ResourceLimits of(ContainerStart start) {
        ContainerRequest container = start.pod().pod().manifest().request().containers().stream()
                .filter(own -> own.name().equals(start.container().name())).findFirst().orElseThrow();
        Map<String, Quantity> limits = container.resources().limits();
        SortedMap<Long, Long> hugepages = new TreeMap<>();
        start.pod().pod().manifest().request().containers()
                .forEach(any -> any.resources().limits().keySet().stream().filter(name -> name.startsWith(HUGEPAGES))
                        .forEach(name -> hugepages.put(Quantity.parse(name.substring(HUGEPAGES.length())).ceilUnits(),
                                limits.getOrDefault(name, Quantity.ZERO).ceilUnits())));
        OptionalLong cpu = start.place().isExclusive() ? OptionalLong.empty() : above0(limits.get(CPU), true);
        return new ResourceLimits(container.resources().requests()
                .getOrDefault(CPU, limits.getOrDefault(CPU, Quantity.ZERO)).ceilMillis(), cpu,
                above0(limits.get("memory"), false), hugepages);
    }

    private static OptionalLong above0(@Nullable Quantity amount, boolean inMillis) {
        return amount == null || amount.isZero() ? OptionalLong.empty()
                : OptionalLong.of(inMillis ? amount.ceilMillis() : amount.ceilUnits());
    }
}
