package io.alidade.plan.whatif;

import io.alidade.engine.pod.Qos;
import io.alidade.engine.quantity.Quantity;

/// The steps in which an amount is changed: whole CPUs where it is whole, else tenths or thousandths; mebibytes, pages,
/// devices.
record Scale(String resource, long unit, boolean isMillis) {
    private static final long MEBIBYTE = 1L << 20;

    static Scale of(String resource, Quantity amount) {
        if (resource.equals("cpu")) {
            boolean whole = amount.ceilMillis() == 1000 * amount.ceilUnits();
            return new Scale(resource, whole ? 1000 : amount.ceilMillis() % 100 == 0 ? 100 : 1, true);
        }
        if (resource.startsWith("hugepages-")) {
            return new Scale(resource, pageSizeBytes(resource), false);
        }
        boolean isBytes = resource.equals("memory") || resource.equals("ephemeral-storage");
        return new Scale(resource, isBytes && amount.ceilUnits() % MEBIBYTE == 0 ? MEBIBYTE : 1, false);
    }

    private static long pageSizeBytes(String resource) {
        try {
            return Math.max(1, Quantity.parse(resource.substring("hugepages-".length())).ceilUnits());
        } catch (IllegalArgumentException _) {
            return 1;
        }
    }

    /// Rounded down.
    long steps(Quantity amount) {
        return Math.floorDiv(isMillis ? amount.ceilMillis() : amount.ceilUnits(), unit);
    }

    Quantity amount(long steps) {
        long value = steps > Long.MAX_VALUE / unit ? Long.MAX_VALUE : steps * unit;
        if (isMillis) {
            return value % 1000 == 0 ? Quantity.of(value / 1000) : Quantity.ofMillis(value);
        }
        boolean isBytes = Qos.isMemoryType(resource) || resource.equals("ephemeral-storage");
        // The kubelet sees what the API server wrote: the shortest text.
        return Quantity.parse((isBytes ? Quantity.ofBytes(value) : Quantity.of(value)).toText());
    }
}
