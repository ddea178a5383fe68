package io.alidade.live.journal;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.Trees;
import io.alidade.kube.document.Value;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What was free at a time.
///
/// @param free by NUMA node
public record FreeSample(Instant at, List<NumaFree> free) {
    public FreeSample {
        free = List.copyOf(free);
    }

    /// As it stands in the `meta` of a line of an index.
    Value.Mapping toDocument() {
        return Value.mapping().with("kind", "sample").with("at", at.toString())
                .with("free", Value.sequence(free.stream().map(NumaFree::toDocument).toList())).build();
    }

    /// Reads a line of an index or of a segment.
    static Optional<FreeSample> read(byte[] line) {
        try {
            return Trees.mapping(DocumentReader.readOne("a line", line), "meta").map(Fields::of)
                    .flatMap(meta -> meta.string("at").flatMap(JournalRecord::instant).map(at -> new FreeSample(at,
                            meta.objects("free").stream().map(NumaFree::read).toList())));
        } catch (BadInput _) {
            return Optional.empty();
        }
    }
}
