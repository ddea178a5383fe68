package io.alidade.agent.shadow;

import io.alidade.agent.api.AskPaths;
import io.alidade.agent.api.Explanations;
import io.alidade.agent.decision.DecisionHistory;
import io.alidade.agent.journal.Recollection;
import io.alidade.agent.page.NodePagePaths;
import io.alidade.agent.page.NodeWatch;
import io.alidade.agent.page.PageSource;
import io.alidade.agent.page.Plugins;
import io.alidade.agent.settings.Listen;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.live.scenario.KubeletAnswer;
import io.alidade.live.source.FoundNode;
import io.alidade.view.page.NodeStatus;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The page of a node whose kubelet is watched.
final class ShadowPage implements PageSource, ShadowListener, AutoCloseable {
    private static final int MOST_DISAGREEMENTS = 5;

    private final KubeletWatch kubelet;
    private final Surroundings surroundings;
    private final ShadowMetrics metrics;
    private final ShadowLedger ledger;
    private final Recollection recollection;
    private final NodeWatch watch;

    ShadowPage(KubeletWatch kubelet, Surroundings surroundings, ShadowMetrics metrics, ShadowLedger ledger,
            Recollection recollection, InstantSource clock) {
        this.kubelet = kubelet;
        this.surroundings = surroundings;
        this.metrics = metrics;
        this.ledger = ledger;
        this.recollection = recollection;
        // What this process sees refused comes explained.
        this.watch = new NodeWatch(this,
                new Explanations(kubelet::found, new DecisionHistory(clock), recollection), clock);
    }

    NodePagePaths paths(AskPaths questions, Listen place) {
        return new NodePagePaths(watch, questions, place instanceof Listen.Port port && port.isLoopback());
    }

    NodeWatch watch() {
        return watch;
    }

    @Override
    public void changed() {
        watch.changed();
    }

    @Override
    public void refused(SeenPod pod, KubeletAnswer.Refused answer, NodeStatus.Story story) {
        watch.refused(pod.manifest(), answer.reason(), answer.message(), story);
    }

    @Override
    public Optional<KubeletNode> node() {
        return kubelet.node();
    }

    @Override
    public FoundNode found() {
        return kubelet.found();
    }

    @Override
    public NodeStatus.Drift drift() {
        return surroundings.drift();
    }

    @Override
    public List<NodeStatus.Plugin> plugins() {
        return kubelet.node().map(seen -> Plugins.of(seen.node(), Map.of())).orElse(List.of());
    }

    @Override
    public Optional<NodeStatus.Watched> watched() {
        return Optional.of(new NodeStatus.Watched(metrics.decisions(), metrics.notCompared(), metrics.disagreements(),
                ledger.disagreements(MOST_DISAGREEMENTS).stream().map(entry -> new NodeStatus.Disagreement(entry.at(),
                        entry.pod(), entry.detail(), entry.file())).toList()));
    }

    @Override
    public Recollection recollection() {
        return recollection;
    }

    @Override
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        kubelet.problem().ifPresent(problem -> problems.add("The kubelet is not seen: " + problem + "."));
        surroundings.problem().ifPresent(problem -> problems.add("Containers are not compared: " + problem));
        return problems;
    }

    @Override
    public void close() {
        watch.close();
    }
}
