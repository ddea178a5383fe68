package io.alidade.conformance;

import io.alidade.conformance.ConformanceReport.Mismatch;
import io.alidade.conformance.Scenario.Admit;
import io.alidade.conformance.Scenario.Devices;
import io.alidade.conformance.Scenario.Remove;
import io.alidade.conformance.Scenario.Restart;
import io.alidade.conformance.Scenario.Step;
import io.alidade.conformance.Scenario.Unplug;
import io.alidade.conformance.recording.RecordedBefore;
import io.alidade.engine.Node;
import io.alidade.engine.NodeStart;
import io.alidade.engine.device.Device;
import io.alidade.engine.pod.PodRequest;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.Trees;
import io.alidade.kube.pod.PodManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Plays one scenario on the engine and gathers the places that differ. After a difference it goes on with its own state.
final class Replay {
    private static final Set<String> STATE = Set.of("sharedCpus", "freeMemory", "freeDevices");

    private final String file;
    private final Scenario scenario;
    private final List<Mismatch> mismatches = new ArrayList<>();
    private NodeSettings settings;
    private List<Device> devices;

    private Optional<Played> played = Optional.empty();
    private int number;

    Replay(String file, Scenario scenario) {
        this.file = file;
        this.scenario = scenario;
        this.settings = scenario.node().settings();
        this.devices = scenario.node().devices();
    }

    /// What is played.
    Scenario scenario() {
        return scenario;
    }

    /// Plays the steps that the scenario has itself.
    void play() {
        played = scenario.before().isPresent() ? running(scenario.before().get()) : started();
        scenario.steps().forEach(this::play);
    }

    /// Plays one more step; nothing happens any more on a node that did not start again.
    void play(Step step) {
        number++;
        played = played.flatMap(before -> play("step " + number + " (" + step.name() + ")", step, before));
    }

    /// What differs after the last step.
    List<Mismatch> end() {
        played.ifPresent(last -> compareCheckpoints(last.node()));
        return mismatches;
    }

    private Optional<Played> started() {
        NodeStart start = scenario.node().start();
        compareStartError("startError", scenario.startError(), start);
        if (!(start instanceof NodeStart.Started(Node first))) {
            return Optional.empty();
        }
        scenario.afterStart().ifPresent(expected -> compare("afterStart", expected, state(first)));
        return Optional.of(new Played.Managers(first));
    }

    private Optional<Played> running(RecordedBefore before) {
        return switch (before.running(scenario.node())) {
            case KubeletStart.Refused(String error) -> {
                mismatch("before", List.of(new Difference("startError", "none", error).toString()));
                yield Optional.empty();
            }
            case KubeletStart.Started started -> Optional.of(new Played.Kubelet(started.node()));
        };
    }

    /// The node after the step; nothing when it does not start again.
    private Optional<Played> play(String place, Step step, Played before) {
        return switch (step) {
            case Admit(PodManifest pod, Mapping expect) -> {
                Facts decided = new Facts();
                Played next = before.admit(pod, expect, decided);
                if (expect.entries().stream().anyMatch(entry -> STATE.contains(entry.key()))) {
                    DecidedFacts.addState(decided, next.node());
                }
                compare(place, expect, decided);
                yield Optional.of(next);
            }
            case Restart restart -> restart(place, restart, before.node()).map(Played.Managers::new);
            case Remove(String pod, Mapping expect) -> after(place, expect, before.remove(pod));
            case Devices(List<Device> reported, Mapping expect) -> {
                devices = reported;
                yield after(place, expect, before.devicesReported(reported));
            }
            case Unplug(String resource, Mapping expect) -> after(place, expect, before.pluginUnplugged(resource));
        };
    }

    private Optional<Played> after(String place, Mapping expect, Played next) {
        if (!expect.entries().isEmpty()) {
            compare(place, expect, state(next.node()));
        }
        return Optional.of(next);
    }

    private Optional<Node> restart(String place, Restart step, Node before) {
        settings = step.settings().orElse(settings);
        NodeStart start = Node.restore(before.topology(), settings, before.lastWritten(),
                scenario.node().preferredAllocation());
        compareStartError(place, step.expect().find("startError").map(Replay::text), start);
        if (!(start instanceof NodeStart.Started(Node restored))) {
            return Optional.empty();
        }
        Node node = step.pluginsLate() ? restored : restored.devicesReported(devices);
        Optional<DocumentNode> readmitted = step.expect().find("readmitted");
        for (PodRequest pod : before.pods()) {
            Optional<DocumentNode> recorded = readmitted.flatMap(pods -> Trees.at(pods, pod.uid()));
            Facts decided = new Facts();
            node = Played.Managers.admit(node, pod,
                    recorded.orElse(Facts.NULL) instanceof Mapping expected ? expected : new Facts().build(), decided);
            String where = place + ", pod " + pod.uid();
            if (recorded.isPresent()) {
                compare(where, recorded.get(), decided);
            } else {
                mismatch(where, List.of("recorded nothing of this pod"));
            }
        }
        if (step.pluginsLate()) {
            node = node.devicesReported(devices);
        }
        node = node.podSourcesReady();
        compare(place, step.expect(), state(node));
        return Optional.of(node);
    }

    private static Facts state(Node node) {
        Facts facts = new Facts().with("admitted", Facts.flag(true));
        DecidedFacts.addState(facts, node);
        return facts;
    }

    private void compareStartError(String place, Optional<String> recorded, NodeStart start) {
        Optional<String> decided = start instanceof NodeStart.Refused(String error)
                ? Optional.of(error)
                : Optional.empty();
        if (!recorded.equals(decided)) {
            mismatch(place, List.of(new Difference("startError", recorded.orElse("none"), decided.orElse("none"))
                    .toString()));
        }
    }

    private void compareCheckpoints(Node node) {
        CheckpointTexts texts = CheckpointTexts.of(node);
        scenario.cpuManagerState().ifPresent(text -> compareText("cpuManagerState", text, texts.cpu()));
        scenario.memoryManagerState().ifPresent(text -> compareText("memoryManagerState", text, texts.memory()));
    }

    private void compareText(String place, String recorded, String decided) {
        if (!recorded.equals(decided)) {
            mismatch(place, List.of(new Difference(place, recorded, decided).toString()));
        }
    }

    /// Compares what the recording holds; absent reason, message, containers and hints mean that there are none.
    private void compare(String place, DocumentNode recorded, Facts decided) {
        if (!(recorded instanceof Mapping expected)) {
            mismatch(place, List.of("recorded is no mapping"));
            return;
        }
        Mapping actual = decided.build();
        List<Difference> differences = new ArrayList<>();
        for (Entry entry : expected.entries()) {
            switch (entry.key()) {
                case "startError", "readmitted" -> {
                }
                case "sharedCpus" -> {
                    // Readmitted pods are recorded without the state after them.
                    if (actual.find("sharedCpus").isPresent()) {
                        compare(entry, actual, differences);
                    }
                }
                case "containers" -> compareContainers(entry.value(), actual, differences);
                default -> compare(entry, actual, differences);
            }
        }
        for (String key : List.of("reason", "message", "containers", "hints")) {
            Optional<DocumentNode> extra = actual.find(key);
            boolean isEmpty = extra.filter(node -> !(node instanceof Mapping none && none.entries().isEmpty()))
                    .isEmpty();
            if (expected.find(key).isEmpty() && !isEmpty) {
                differences.add(new Difference(key, "none", Difference.text(extra.orElseThrow())));
            }
        }
        if (!differences.isEmpty()) {
            mismatch(place, differences.stream().map(Difference::toString).toList());
        }
    }

    private static void compare(Entry recorded, Mapping decided, List<Difference> differences) {
        Optional<DocumentNode> actual = decided.find(recorded.key());
        if (actual.isEmpty()) {
            differences.add(new Difference(recorded.key(), Difference.text(recorded.value()), "none"));
        } else {
            differences.addAll(Difference.between(recorded.key(), recorded.value(), actual.get()));
        }
    }

    private static void compareContainers(DocumentNode recorded, Mapping decided, List<Difference> differences) {
        if (!(recorded instanceof Mapping expected
                && decided.find("containers").orElse(Facts.NULL) instanceof Mapping actual)) {
            differences.add(new Difference("containers", Difference.text(recorded), "none"));
            return;
        }
        for (Entry container : expected.entries()) {
            if (container.value() instanceof Mapping facts
                    && actual.find(container.key()).orElse(Facts.NULL) instanceof Mapping own) {
                List<Difference> inside = new ArrayList<>();
                facts.entries().forEach(fact -> compare(fact, own, inside));
                inside.forEach(difference -> differences.add(new Difference("containers." + container.key() + "."
                        + difference.path(), difference.recorded(), difference.decided())));
            } else {
                differences.add(
                        new Difference("containers." + container.key(), Difference.text(container.value()), "none"));
            }
        }
        for (Entry container : actual.entries()) {
            if (expected.find(container.key()).isEmpty()) {
                differences.add(
                        new Difference("containers." + container.key(), "none", Difference.text(container.value())));
            }
        }
    }

    private static String text(DocumentNode node) {
        return node instanceof Scalar scalar ? scalar.text() : Difference.text(node);
    }

    private void mismatch(String place, List<String> differences) {
        mismatches.add(new Mismatch(file, scenario.node().id(), place, differences));
    }
}
