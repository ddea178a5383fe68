package io.alidade.plan.advise;

import io.alidade.kube.document.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A drafted configuration, line by line; entries of one field stand together.
public record Draft(List<DraftLine> lines) {
    public Draft {
        lines = List.copyOf(lines);
    }

    /// The fields alone, without `apiVersion` and `kind`.
    public Value.Mapping fields() {
        Map<String, Value> fields = new LinkedHashMap<>();
        Map<String, Map<String, Value>> entries = new LinkedHashMap<>();
        for (DraftLine line : lines) {
            if (line.key().isPresent()) {
                Map<String, Value> own = entries.computeIfAbsent(line.field(), absent -> new LinkedHashMap<>());
                own.put(line.key().get(), line.value());
                fields.put(line.field(), new Value.Mapping(own));
            } else {
                fields.put(line.field(), line.value());
            }
        }
        return new Value.Mapping(fields);
    }

    /// The `KubeletConfiguration`.
    public Value.Mapping configuration() {
        Value.Builder builder = Value.mapping().with("apiVersion", "kubelet.config.k8s.io/v1beta1")
                .with("kind", "KubeletConfiguration");
        fields().fields().forEach(builder::with);
        return builder.build();
    }

    /// One line of a draft: a field of a `KubeletConfiguration`, or one entry of a field that is a map.
    ///
    /// @param key    of the entry; absent where the line is the whole field
    /// @param reason why it is so, a sentence or two
    public record DraftLine(String field, Optional<String> key, Value value, String reason) {
        /// `cpuManagerPolicyOptions.full-pcpus-only`.
        public String path() {
            return field + key.map(name -> "." + name).orElse("");
        }
    }
}
