package io.alidade.testkit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one hint provider answers (topology-manager 6.1, 6.3). Four answers without a hint must stay apart: nothing at all,
/// no resource, a resource without preference ([HintList.Nil]), and an impossible resource (a [HintList.Listed] of none).
public sealed interface MaskAnswer {
    /// No answer: the nil map.
    record Nil() implements MaskAnswer {}

    /// An answer per resource, in the order the resources are listed.
    record Keyed(Map<String, HintList> byResource) implements MaskAnswer {
        public Keyed {
            byResource = Collections.unmodifiableMap(new LinkedHashMap<>(byResource));
        }
    }

    /// What a provider answers for one resource.
    sealed interface HintList {
        /// No preference: the nil list.
        record Nil() implements HintList {}

        /// The hints; none means that the request is impossible.
        record Listed(List<MaskHint> hints) implements HintList {
            public Listed {
                hints = List.copyOf(hints);
            }
        }
    }

    /// An answer for a single resource.
    static MaskAnswer of(String resource, MaskHint... hints) {
        return new Keyed(Map.of(resource, new HintList.Listed(List.of(hints))));
    }
}
