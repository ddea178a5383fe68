package io.alidade.engine.device;

import io.alidade.engine.mask.NumaMask;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Chooses the devices of one resource for one container (device-manager 6.2, rules 8 to 16).
///
/// Where the kubelet takes some devices of an unordered set, the outcome chosen is its likeliest
/// ([ResourceDevices#likeliest]).
final class DeviceChoice {
    private final ResourceDevices devices;
    private final PreferredAllocation preferred;
    private final SortedSet<String> taken = new TreeSet<>();
    private final long required;

    private DeviceChoice(ResourceDevices devices, PreferredAllocation preferred, long required) {
        this.devices = devices;
        this.preferred = preferred;
        this.required = required;
    }

    /// What was chosen, or the kubelet's error text.
    sealed interface Result {
        /// None after a failure.
        SortedSet<String> ids();

        record Chosen(SortedSet<String> ids) implements Result {}

        record Failed(String error) implements Result {
            @Override
            public SortedSet<String> ids() {
                return Collections.emptySortedSet();
            }
        }
    }

    static Result choose(ResourceDevices devices, PreferredAllocation preferred, SortedSet<String> reusable,
            Optional<NumaMask> affinity, long required) {
        return new DeviceChoice(devices, preferred, required).choose(reusable, affinity);
    }

    private Result choose(SortedSet<String> reusable, Optional<NumaMask> affinity) {
        takeIds(reusable);
        BitSet available = devices.free();
        if (isDone()) {
            return new Result.Chosen(taken);
        }
        if (available.cardinality() < needed()) {
            return new Result.Failed(
                    "requested number of devices unavailable for " + devices.resource() + ". Requested: "
                            + needed() + ", Available: " + available.cardinality());
        }
        ResourceDevices.Split split = devices.split(available, affinity);
        if (needed() < split.aligned().cardinality()) {
            takePreferred(split.aligned());
            take(split.aligned());
        } else {
            take(split.aligned());
            if (!isDone()) {
                takePreferred(available);
            }
            take(split.unaligned());
            take(split.noAffinity());
        }
        return isDone()
                ? new Result.Chosen(taken)
                : new Result.Failed("unexpectedly allocated less resources than required. Requested: " + required
                        + ", Got: " + (required - needed()));
    }

    private long needed() {
        return required - taken.size();
    }

    private boolean isDone() {
        return needed() <= 0;
    }

    private void takePreferred(BitSet among) {
        if (preferred.equals(PreferredAllocation.NONE)) {
            return;
        }
        SortedSet<String> ids = devices.ids(among);
        SortedSet<String> available = new TreeSet<>(ids);
        available.addAll(taken);
        SortedSet<String> wanted = new TreeSet<>(preferred.choose(devices.resource(), List.copyOf(available),
                List.copyOf(taken), (int) Math.min(required, Integer.MAX_VALUE)));
        wanted.retainAll(ids);
        takeIds(wanted);
    }

    private void take(BitSet set) {
        if (!isDone()) {
            takeIds(devices.ids(set));
        }
    }

    private void takeIds(SortedSet<String> ids) {
        if (ids.isEmpty()) {
            return;
        }
        SortedSet<String> others = ids;
        if (!taken.isEmpty()) {
            others = new TreeSet<>(ids);
            others.removeAll(taken);
        }
        long needed = Math.max(0, needed());
        if (others.size() > needed) {
            for (String id : preferred.takenFirst(devices.resource(), others)) {
                if (!isDone()) {
                    taken.add(id);
                }
            }
            others = new TreeSet<>(others);
            others.removeAll(taken);
            needed = Math.max(0, needed());
        }
        taken.addAll(others.size() <= needed ? others : devices.likeliest(others, (int) needed));
    }
}
