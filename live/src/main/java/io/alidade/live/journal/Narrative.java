package io.alidade.live.journal;

import io.alidade.engine.device.PreferredAllocation;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.SealedLine;
import io.alidade.kube.document.Value;
import io.alidade.kube.pod.PodManifest;
import io.alidade.live.journal.JournalRecord.Kind;
import io.alidade.live.journal.JournalRecord.Pod;
import io.alidade.live.scenario.KubeletAnswer;
import io.alidade.live.scenario.ScenarioDocument;
import io.alidade.live.scenario.ScenarioNames;
import io.alidade.live.scenario.ScenarioStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/// Makes lines of events so that they replay: where the node is otherwise than the steps before say, the whole node is written down
/// first. For one thread.
///
/// Whatever changes a node is noticed so, also what is no step: settings, moves, plugins, records that are lost.
final class Narrative {
    private final BiFunction<KubeletNode, PodManifest, List<String>> causes;
    private final LongSupplier nanoTime;
    private final ScenarioBudget budget;
    /// Where a replay is after the last line.
    private Optional<Situation> reached = Optional.empty();
    private Optional<Refused> last = Optional.empty();

    /// @param causes   why a node refuses a pod, a sentence each
    /// @param nanoTime a clock that does not jump
    Narrative(BiFunction<KubeletNode, PodManifest, List<String>> causes, LongSupplier nanoTime) {
        this.causes = causes;
        this.nanoTime = nanoTime;
        this.budget = new ScenarioBudget(nanoTime.getAsLong());
    }

    /// A refusal and its causes: a pod that comes again and again is refused for the same ones.
    private record Refused(KubeletNode node, PodManifest shape, List<String> causes) {}

    /// What a step does.
    ///
    /// @param from  where it is taken
    /// @param to    where it leads, if that is known
    private record Leap(Situation from, ScenarioStep step, Optional<Situation> to) {}

    /// Lines are lost: nobody knows where a replay is.
    void interrupt() {
        reached = Optional.empty();
    }

    /// The first line of a segment.
    ///
    /// @param number of the next record
    byte[] begin(long number, Instant at, Situation otherwise) {
        Situation now = reached.orElse(otherwise);
        Optional<byte[]> scenario = scenario(now, number, at);
        if (scenario.isEmpty()) {
            reached = Optional.empty();
        }
        return scenario.orElseGet(() -> line(Value.mapping(), JournalRecord.of(number, at, Kind.SCENARIO,
                "the node cannot be written down now", NumaFree.of(now.node().node()), 0)));
    }

    /// Says that records are missing.
    ///
    /// @param last the number of the last that is
    static byte[] gap(long last, long count, Instant at, String why) {
        return line(Value.mapping(), JournalRecord.of(last, at, Kind.GAP, why, List.of(), count));
    }

    /// The lines of an event.
    List<byte[]> lines(JournalEvent event, long number) {
        return switch (event) {
            case JournalEvent.Decided decided -> lines(decided, number);
            case JournalEvent.Witnessed witnessed -> lines(witnessed, number);
            case JournalEvent.Left left -> lines(left, number);
        };
    }

    private List<byte[]> lines(JournalEvent.Decided event, long number) {
        KubeletAnswer answer = event.held()
                .<KubeletAnswer>map(held -> KubeletAnswer.admitted(event.pod().request(), held))
                .orElseGet(() -> new KubeletAnswer.Refused(event.reason(), event.message()));
        List<String> why = event.held().isPresent() || event.isOfTheAgent() ? List.of()
                : causes(event.before().node(), event.pod());
        JournalRecord record = new JournalRecord(number, event.at(),
                event.held().isPresent() ? Kind.ADMITTED : Kind.REFUSED, Optional.of(named(event.pod())),
                event.reason(), event.message(), why, event.took(), NumaFree.of(event.later().node().node()), 0);
        return lines(leap(event, answer), record);
    }

    private List<byte[]> lines(JournalEvent.Witnessed event, long number) {
        Optional<KubeletAnswer.Refused> refused = event.answer() instanceof KubeletAnswer.Refused told
                ? Optional.of(told) : Optional.empty();
        List<String> why = new ArrayList<>();
        if (refused.isPresent()) {
            event.before().ifPresent(before -> why.addAll(causes(before.node(), event.pod())));
        }
        why.addAll(event.remarks());
        JournalRecord record = new JournalRecord(number, event.at(),
                refused.isPresent() ? Kind.REFUSED : Kind.ADMITTED, Optional.of(named(event.pod())),
                refused.map(KubeletAnswer.Refused::reason).orElse(""),
                refused.map(KubeletAnswer.Refused::message).orElse(""), why, Duration.ZERO,
                NumaFree.of(event.later().node().node()), 0);
        return lines(leap(event), record);
    }

    private List<byte[]> lines(JournalEvent.Left event, long number) {
        JournalRecord record = new JournalRecord(number, event.at(), event.isGone() ? Kind.REMOVED : Kind.ENDED,
                Optional.of(named(event.pod())), event.reason(), event.message(), List.of(), Duration.ZERO,
                NumaFree.of(event.later().node().node()), 0);
        return lines(leap(event), record);
    }

    private List<byte[]> lines(Optional<Leap> leap, JournalRecord record) {
        List<byte[]> lines = new ArrayList<>();
        boolean isStep = leap.isPresent() && isAt(leap.get().from(), record, lines);
        lines.add(line(isStep ? step(leap.get().step()) : Value.mapping(), record));
        if (isStep) {
            reached = leap.get().to();
        }
        return lines;
    }

    /// Whether a replay is where a step begins, if need be after one more line.
    private boolean isAt(Situation from, JournalRecord record, List<byte[]> lines) {
        if (reached.filter(from::decidesAs).isPresent()) {
            return true;
        }
        if (!budget.take(nanoTime.getAsLong())) {
            return false;
        }
        Optional<byte[]> scenario = scenario(from, record.number(), record.at());
        scenario.ifPresent(lines::add);
        return scenario.isPresent();
    }

    private Optional<byte[]> scenario(Situation from, long number, Instant at) {
        return from.start("record " + number).map(start -> {
            reached = Optional.of(from);
            return seal(ScenarioDocument.of(start, JournalRecord.of(number, at, Kind.SCENARIO, "",
                    NumaFree.of(from.node().node()), 0).toDocument()));
        });
    }

    private static Optional<Leap> leap(JournalEvent.Decided event, KubeletAnswer answer) {
        ScenarioStep step = new ScenarioStep.Admit(event.object(), answer, Value.mapping().build());
        int more = event.held().isPresent() ? 1 : 0;
        boolean isAlone = isSame(event.before().node(), event.earlier().node())
                && count(event.later()) == count(event.earlier()) + more;
        boolean isOfContainers = event.held().filter(held -> held.podCpus().isEmpty() && held.podMemory().isEmpty())
                .isPresent();
        if (isAlone && isOfContainers) {
            return Optional.of(new Leap(event.before(), step, Optional.of(event.later())));
        }
        // A plugin or a disk may have refused it, or others were decided on meanwhile: does it follow from the node alone?
        if (event.before().node().node().isStarting()) {
            return Optional.empty();
        }
        PodDecision again = again(event.before(), answer, event.pod());
        return answer.differences(KubeletAnswer.of(again)).isEmpty()
                ? Optional.of(new Leap(event.before(), step, Optional.of(event.later().with(left(again)))))
                : Optional.empty();
    }

    private static Optional<Leap> leap(JournalEvent.Witnessed event) {
        if (event.before().filter(before -> !before.node().node().isStarting()).isEmpty()) {
            return Optional.empty();
        }
        Situation before = event.before().get();
        PodDecision own = again(before, event.answer(), event.pod());
        // With an answer that chance alone explains there is nothing to replay; one that nothing explains is to be found again.
        boolean isStep = !event.remarks().isEmpty()
                || event.answer().differences(KubeletAnswer.of(own)).isEmpty();
        return isStep ? Optional.of(new Leap(before,
                new ScenarioStep.Admit(event.object(), event.answer(), Value.mapping().build()),
                Optional.of(before.with(left(own))))) : Optional.empty();
    }

    private static PodDecision again(Situation before, KubeletAnswer answer, PodManifest pod) {
        return before.node().preferring(answer.devices()).admit(pod);
    }

    private static KubeletNode left(PodDecision decision) {
        return decision.node().preferring(PreferredAllocation.NONE);
    }

    private static Optional<Leap> leap(JournalEvent.Left event) {
        String uid = event.pod().request().uid();
        if (event.earlier().node().manifest(uid).isEmpty()) {
            return Optional.empty();
        }
        boolean isAlone = count(event.later()) == count(event.earlier()) - 1;
        return Optional.of(new Leap(event.earlier(), new ScenarioStep.Remove(uid, Value.mapping().build()),
                isAlone ? Optional.of(event.later())
                        : Optional.of(event.earlier().with(event.earlier().node().remove(uid)))));
    }

    /// The very same node.
    private static boolean isSame(KubeletNode one, KubeletNode other) {
        return one.decidesAs(other);
    }

    private static int count(Situation situation) {
        return situation.node().podCount();
    }

    private List<String> causes(KubeletNode node, PodManifest pod) {
        PodManifest shape = pod.nameless();
        Optional<Refused> same = last.filter(known -> known.shape().equals(shape) && node.decidesAs(known.node()));
        if (same.isPresent()) {
            return same.get().causes();
        }
        List<String> found = causes.apply(node, pod);
        last = Optional.of(new Refused(node, shape, found));
        return found;
    }

    private static Pod named(PodManifest pod) {
        return new Pod(pod.request().namespace(), pod.request().name(), pod.request().uid());
    }

    private static Value.Builder step(ScenarioStep step) {
        Value.Builder fields = Value.mapping();
        ScenarioDocument.of(step, ScenarioNames.KEPT).fields().forEach(fields::with);
        return fields;
    }

    private static byte[] line(Value.Builder fields, JournalRecord record) {
        return seal(fields.with("meta", record.toDocument()).build());
    }

    private static byte[] seal(Value.Mapping document) {
        return SealedLine.seal(DocumentWriter.toCompactJson(document));
    }
}
