package io.alidade.plan.capacity;

import io.alidade.kube.config.KubeletConfiguration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One way to configure a kubelet: a policy, a scope and a set of options, everything else as it was given.
///
/// @param options   of the CPU Manager and of the Topology Manager together
/// @param isCurrent whether it is what was given
public record Variant(String policy, String scope, Map<String, String> options, KubeletConfiguration configuration,
        boolean isCurrent) {
    public Variant {
        options = Collections.unmodifiableMap(new TreeMap<>(options));
    }

    static Variant of(KubeletConfiguration configuration, boolean isCurrent) {
        Map<String, String> options = new TreeMap<>(configuration.cpuManagerPolicyOptions());
        options.putAll(configuration.topologyManagerPolicyOptions());
        return new Variant(configuration.topologyManagerPolicy(), configuration.topologyManagerScope(), options,
                configuration, isCurrent);
    }

    /// Whether it makes a difference for what hints are merged.
    public boolean hasScope() {
        return configuration.policies().aligns();
    }

    /// The scopes for which it stands: with policy `none` all.
    public List<String> scopes() {
        return hasScope() ? List.of(scope) : Variants.SCOPES;
    }

    /// `restricted, scope pod`.
    public String describe() {
        return hasScope() ? policy + ", scope " + scope : policy;
    }

    /// `full-pcpus-only`, with the value of an option that is not simply on.
    public String optionText() {
        List<String> texts = new ArrayList<>();
        options.forEach((option, value) -> texts.add(value.equals("true") ? option : option + "=" + value));
        return String.join(", ", texts);
    }
}
