package io.alidade.view;

import io.alidade.plan.capacity.CapacityReport;
import io.alidade.plan.capacity.CopyCount;
import io.alidade.plan.capacity.VariantCapacity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a configuration ([CapacityReport#priced]) costs beside policy `none`: the answer that is looked for first.
final class CapacityCost {
    private CapacityCost() {}

    /// How one shape fares.
    ///
    /// @param copies    under that configuration
    /// @param unaligned how many fit under policy `none`, or by sums where that was not looked at
    record ShapeCost(CopyCount copies, int unaligned) {
        int lost() {
            return Math.max(0, unaligned - copies.fromEmpty());
        }

        long percent() {
            return unaligned == 0 ? 0 : Math.round(100.0 * lost() / unaligned);
        }

        boolean neverFits() {
            return copies.fromEmpty() == 0;
        }

        /// `4 copies fit, 1 fewer than under none (-20 %)`.
        String text() {
            if (neverFits()) {
                return unaligned == 0 ? "never fits, whatever the policy" : "never fits; under none "
                        + copies(unaligned) + " would";
            }
            String split = copies.split() == 0 ? "" : ", " + copies.split() + " of them split over NUMA nodes";
            String fit = copies(copies.fromEmpty()) + (copies.fromEmpty() == 1 ? " fits" : " fit");
            return fit + (lost() == 0 ? ", as many as under none" : ", " + lost() + " fewer than under none (-"
                    + percent() + " %)") + split;
        }

        private static String copies(int count) {
            return count + (count == 1 ? " copy" : " copies");
        }
    }

    /// One for each shape; none if the kubelet does not start.
    static List<ShapeCost> of(CapacityReport report) {
        VariantCapacity priced = report.priced();
        Optional<VariantCapacity> none = report.unaligned();
        List<ShapeCost> costs = new ArrayList<>();
        for (int index = 0; index < priced.copies().size(); index++) {
            int shape = index;
            CopyCount own = priced.copies().get(index);
            costs.add(new ShapeCost(own, none.map(other -> other.copies().get(shape).fromEmpty())
                    .orElse(own.bySums())));
        }
        return costs;
    }
}
