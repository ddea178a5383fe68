package io.alidade.kube.embedded;

import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.Sequence;
import io.alidade.kube.document.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Fields of a configuration as flags of the kubelet.
///
/// @param name  without dashes
/// @param value as the flag has it: `0:memory=1Gi`
public record FlagText(String name, String value) {
    /// The flags for fields, in their order; nothing if a field has none.
    public static Optional<List<FlagText>> of(Mapping fields) {
        List<FlagText> flags = new ArrayList<>();
        for (Entry entry : fields.entries()) {
            Optional<KubeletFlag> flag = KubeletFlag.ofField(entry.key());
            if (flag.isEmpty()) {
                return Optional.empty();
            }
            flags.addAll(flags(flag.get(), entry.value()));
        }
        return Optional.of(flags);
    }

    private static List<FlagText> flags(KubeletFlag flag, DocumentNode value) {
        if (flag.format() == KubeletFlag.Format.ONE_PAIR && value instanceof Mapping map) {
            return map.entries().stream()
                    .map(pair -> new FlagText(flag.name(), pair.key() + "=" + text(pair.value(), "="))).toList();
        }
        return List.of(new FlagText(flag.name(),
                text(value, flag.format() == KubeletFlag.Format.THRESHOLDS ? "<" : "=")));
    }

    private static String text(DocumentNode value, String separator) {
        return switch (value) {
            case Scalar scalar -> scalar.text();
            case Mapping map -> map.entries().stream().map(pair -> pair.key() + separator + text(pair.value(),
                    separator)).collect(Collectors.joining(","));
            case Sequence list -> list.items().stream().map(item -> item instanceof Mapping reservation
                    ? Trees.text(reservation, "numaNode").orElse("0") + ":"
                            + Trees.at(reservation, "limits").map(limits -> text(limits, "=")).orElse("")
                    : text(item, separator))
                    .collect(Collectors.joining(list.items().stream().allMatch(Mapping.class::isInstance) ? ";" : ","));
        };
    }
}
