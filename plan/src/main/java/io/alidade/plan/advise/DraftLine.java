package io.alidade.plan.advise;

import io.alidade.kube.document.Value;
import java.util.Optional;

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
