package io.alidade.engine.pod;

import io.alidade.engine.quantity.Quantity;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// The `resources` of a container or of a pod: requests and limits by resource name, in name order.
public record ResourceAmounts(Map<String, Quantity> requests, Map<String, Quantity> limits) {
    public static final ResourceAmounts NONE = new ResourceAmounts(Map.of(), Map.of());

    public ResourceAmounts {
        requests = Collections.unmodifiableMap(new TreeMap<>(requests));
        limits = Collections.unmodifiableMap(new TreeMap<>(limits));
    }
}
