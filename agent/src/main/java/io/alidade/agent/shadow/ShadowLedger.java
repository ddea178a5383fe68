package io.alidade.agent.shadow;

import io.alidade.kube.document.Value;
import io.alidade.live.scenario.KubeletAnswer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// The last verdicts, for people who ask. For any thread.
final class ShadowLedger {
    private static final String DISAGREED = "disagreed";
    private static final int MAX_ENTRIES = 1_000;

    private final Deque<Entry> entries = new ArrayDeque<>();

    /// A verdict as it is told.
    ///
    /// @param detail differences, or why nothing was compared; may be empty
    /// @param file   where a disagreement is written down
    record Entry(Instant at, String pod, String uid, String verdict, boolean isAdmitted, String reason, String message,
            List<String> detail, Optional<String> file) {
        Entry {
            detail = List.copyOf(detail);
        }

        static Entry of(ShadowVerdict verdict, Instant at, Optional<String> file) {
            Optional<KubeletAnswer.Refused> refused = verdict.theirs() instanceof KubeletAnswer.Refused told
                    ? Optional.of(told) : Optional.empty();
            List<String> detail = switch (verdict) {
                case ShadowVerdict.Agreed _ -> List.of();
                case ShadowVerdict.Disagreed other -> other.differences();
                case ShadowVerdict.NotCompared unknown -> List.of(unknown.why().wireName() + ": " + unknown.detail());
            };
            String word = switch (verdict) {
                case ShadowVerdict.Agreed _ -> "agreed";
                case ShadowVerdict.Disagreed _ -> DISAGREED;
                case ShadowVerdict.NotCompared _ -> "not-compared";
            };
            return new Entry(at, verdict.pod().pod().fullName(), verdict.pod().uid(), word, refused.isEmpty(),
                    refused.map(KubeletAnswer.Refused::reason).orElse(""),
                    refused.map(KubeletAnswer.Refused::message).orElse(""), detail, file);
        }

        private Value document() {
            Value.Builder entry = Value.mapping().with("time", at.toString()).with("pod", pod).with("uid", uid)
                    .with("verdict", verdict).with("admitted", isAdmitted);
            if (!isAdmitted) {
                entry.with("reason", reason).with("message", message);
            }
            if (!detail.isEmpty()) {
                entry.with("detail", Value.texts(detail));
            }
            return entry.with("file", file.map(Value::of)).build();
        }
    }

    synchronized void add(Entry entry) {
        if (entries.size() == MAX_ENTRIES) {
            entries.removeFirst();
        }
        entries.addLast(entry);
    }

    /// The last disagreements of these, the newest first.
    synchronized List<Entry> disagreements(int most) {
        return List.copyOf(entries).reversed().stream().filter(entry -> entry.verdict().equals(DISAGREED)).limit(most)
                .toList();
    }

    /// The last thousand, the newest last.
    synchronized Value document() {
        return Value.sequence(entries.stream().map(Entry::document).toList());
    }
}
