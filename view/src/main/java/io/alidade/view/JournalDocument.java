package io.alidade.view;

import io.alidade.kube.document.Value;
import io.alidade.live.journal.FreeSample;
import io.alidade.live.journal.JournalCounts;
import io.alidade.live.journal.JournalPage;
import io.alidade.live.journal.JournalRecord;
import io.alidade.live.journal.NumaFree;
import java.util.List;
import java.util.Optional;

/// Records of a journal for programs.
public final class JournalDocument {
    private static final int NANOS_OF_A_MICRO = 1_000;

    private JournalDocument() {}

    /// A page of records.
    ///
    /// @param counts of the process that writes them, if that is asked
    public static Value.Mapping of(JournalPage page, Optional<JournalCounts> counts) {
        Value.Builder document = Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "JournalRecordList")
                .with("warnings", Value.texts(page.notes()));
        counts.ifPresent(own -> document.with("written", own.records()).with("lost", own.lost()));
        page.next().ifPresent(next -> document.with("next", next));
        return document.with("items", Value.sequence(page.records().stream().map(JournalDocument::record).toList()))
                .build();
    }

    private static Value.Mapping record(JournalRecord record) {
        Value.Builder document = Value.mapping().with("number", record.number()).with("time", record.at().toString())
                .with("event", record.kind().wireName());
        record.pod().ifPresent(pod -> document.with("namespace", pod.namespace()).with("pod", pod.name()).with("uid",
                pod.uid()));
        text(document, "reason", record.reason());
        text(document, "message", record.message());
        if (!record.why().isEmpty()) {
            document.with("why", Value.texts(record.why()));
        }
        if (!record.took().isZero()) {
            document.with("micros", record.took().toNanos() / NANOS_OF_A_MICRO);
        }
        if (record.lost() > 0) {
            document.with("lost", record.lost());
        }
        if (!record.free().isEmpty()) {
            document.with("free", free(record.free()));
        }
        return document.build();
    }

    private static void text(Value.Builder document, String key, String text) {
        if (!text.isEmpty()) {
            document.with(key, text);
        }
    }

    /// What was free in the course of time.
    public static Value.Mapping of(List<FreeSample> samples) {
        return Value.mapping().with("apiVersion", "alidade.io/v1").with("kind", "JournalFreeList")
                .with("items", Value.sequence(samples.stream().map(sample -> Value.mapping()
                        .with("time", sample.at().toString()).with("free", free(sample.free())).build()).toList()))
                .build();
    }

    private static Value free(List<NumaFree> free) {
        return Value.sequence(free.stream().map(own -> {
            Value.Builder document = Value.mapping();
            own.toDocument().fields().forEach(document::with);
            return document.with("strandedCpus", own.strandedCpus()).with("strandedMemory", own.strandedBytes())
                    .build();
        }).toList());
    }
}
