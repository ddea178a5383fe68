package io.alidade.plan.capacity;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.machine.MachineDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What fits on one machine, configuration by configuration.
///
/// @param orders     of arrival that were to be looked at
/// @param hasRunning whether pods were named that run
/// @param isComplete false if the patience was over before all was looked at
/// @param variants   in the order of policies from the mildest to the strictest, the given options first
public record CapacityReport(MachineDescription machine, KubeletVersion version, Mix mix, int orders, long seed,
        boolean hasRunning, boolean isComplete, List<VariantCapacity> variants, List<String> warnings) {
    public CapacityReport {
        variants = List.copyOf(variants);
        warnings = List.copyOf(warnings);
    }

    /// One line of the table.
    ///
    /// @param never why the shape never fits, if so
    public record Row(String shape, String policy, String scope, Map<String, String> options, int copiesFromEmpty,
            int copiesFromCurrent, long strandedCpus, Optional<String> never) {}

    /// One row for each shape, policy, scope and set of options. Policy `none` has no scope, and stands there for each.
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int index = 0; index < mix.shapes().size(); index++) {
            for (VariantCapacity own : variants) {
                for (String scope : own.variant().scopes()) {
                    rows.add(row(own, index, scope));
                }
            }
        }
        return rows;
    }

    private Row row(VariantCapacity own, int shape, String scope) {
        Variant variant = own.variant();
        String name = mix.shapes().get(shape).name();
        if (own.startError().isPresent()) {
            return new Row(name, variant.policy(), scope, variant.options(), 0, 0, 0,
                    own.startError().map(error -> "the kubelet does not start: " + error));
        }
        CopyCount copies = own.copies().get(shape);
        return new Row(name, variant.policy(), scope, variant.options(), copies.fromEmpty(), copies.fromCurrent(),
                copies.left().cpus(), copies.never());
    }

    /// The configuration that was given.
    public VariantCapacity current() {
        return variants.stream().filter(own -> own.variant().isCurrent()).findFirst().orElse(variants.getFirst());
    }

    /// The configuration whose price is told: the given one, or if that aligns nothing, `single-numa-node` with the same scope
    /// and options, which it might become.
    public VariantCapacity priced() {
        VariantCapacity current = current();
        return current.variant().hasScope() ? current
                : withCurrentOptions().stream()
                        .filter(own -> own.startError().isEmpty()
                                && own.variant().configuration().policies().wantsSingleNumaNode()
                                && own.variant().scope().equals(current.variant().scope()))
                        .findFirst().orElse(current);
    }

    /// The variants with the options of the given configuration.
    public List<VariantCapacity> withCurrentOptions() {
        return variants.stream().filter(own -> own.variant().options().equals(current().variant().options())).toList();
    }

    /// The mildest configuration with the same options, to see what a policy costs: policy `none`.
    public Optional<VariantCapacity> unaligned() {
        return withCurrentOptions().stream()
                .filter(own -> !own.variant().hasScope() && own.startError().isEmpty()).findFirst();
    }

    /// The same, with warnings put first.
    public CapacityReport withWarningsBefore(List<String> others) {
        List<String> all = new ArrayList<>(others);
        all.addAll(warnings);
        return new CapacityReport(machine, version, mix, orders, seed, hasRunning, isComplete, variants, all);
    }
}
