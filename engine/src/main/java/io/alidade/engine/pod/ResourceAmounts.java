package io.alidade.engine.pod;

import io.alidade.engine.quantity.Quantity;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The `resources` of a container or of a pod: requests and limits by resource name, in name order.
public record ResourceAmounts(Map<String, Quantity> requests, Map<String, Quantity> limits) {
    public static final ResourceAmounts NONE = new ResourceAmounts(Map.of(), Map.of());

    public ResourceAmounts {
        requests = Collections.unmodifiableMap(new TreeMap<>(requests));
        limits = Collections.unmodifiableMap(new TreeMap<>(limits));
    }

    /// Requests and limits of the same amounts, each written `cpu=2`: those of a Guaranteed container.
    ///
    /// @throws IllegalArgumentException as [Quantity#byResource]
    public static ResourceAmounts both(String... amounts) {
        Map<String, Quantity> parsed = Quantity.byResource(amounts);
        return new ResourceAmounts(parsed, parsed);
    }

    /// Requests without limits, each written `cpu=500m`.
    ///
    /// @throws IllegalArgumentException as [Quantity#byResource]
    public static ResourceAmounts requests(String... amounts) {
        return new ResourceAmounts(Quantity.byResource(amounts), Map.of());
    }

    /// These requests under limits, each written `cpu=4`. A resource that has a limit only is requested as much, as the API
    /// server has it.
    ///
    /// @throws IllegalArgumentException as [Quantity#byResource]
    public ResourceAmounts under(String... upper) {
        Map<String, Quantity> parsed = Quantity.byResource(upper);
        Map<String, Quantity> all = new TreeMap<>(parsed);
        all.putAll(requests);
        return new ResourceAmounts(all, parsed);
    }

    /// `cpu=2, memory=1Gi` where requests and limits are equal, else both after their names.
    @Override
    public String toString() {
        if (requests.equals(limits)) {
            return requests.isEmpty() ? "no resources" : text(requests);
        }
        return "requests " + (requests.isEmpty() ? "nothing" : text(requests))
                + (limits.isEmpty() ? "" : "; limits " + text(limits));
    }

    private static String text(Map<String, Quantity> amounts) {
        return amounts.entrySet().stream().map(amount -> amount.getKey() + "=" + amount.getValue().toText())
                .collect(Collectors.joining(", "));
    }
}
