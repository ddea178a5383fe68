package io.alidade.kube.config;

import java.util.List;

/// Something in a valid configuration that stops the kubelet before its resource managers are made (node-config 3.8).
///
/// @param error the text with which it stops
/// @param field the field at fault, key by key: `featureGates`, `Nonsense`
public record StartProblem(String error, List<String> field) {
    public StartProblem {
        field = List.copyOf(field);
    }

    static StartProblem of(String error, String... field) {
        return new StartProblem(error, List.of(field));
    }
}
