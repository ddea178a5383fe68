package io.alidade.cli;

import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.checkpoint.CheckpointFile;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.document.BadInput;
import io.alidade.live.source.NodeNames;
import io.alidade.plan.fleet.Fleet;
import io.alidade.plan.fleet.NodePool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A folder with a snapshot of each node: a machine, and in one that is a folder also what its kubelet wrote.
final class FleetSnapshots {
    private static final String KUBELET = "var/lib/kubelet";
    private static final int SHOWN = 5;

    private FleetSnapshots() {}

    /// One of them.
    ///
    /// @param name of the file or folder
    record Entry(String name, NodeNames names) {}

    /// Of a folder, by name; hidden files are left out.
    ///
    /// @param configuration for all kubelets; without it each one's own, if it is there
    /// @throws BadInput if the folder cannot be read
    static List<Entry> in(Path folder, Optional<String> configuration) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !String.valueOf(entry.getFileName()).startsWith(".")).sorted()
                    .limit(Fleet.MAX_NODES + 1L).map(entry -> entry(entry, configuration)).toList();
        } catch (IOException failure) {
            throw new BadInput(folder + " cannot be read: " + failure.getMessage() + ".", "Check its permissions.");
        }
    }

    private static Entry entry(Path path, Optional<String> configuration) {
        Path kubelet = path.resolve(KUBELET);
        Optional<String> own = Optional.of(kubelet.resolve("config.yaml")).filter(Files::exists).map(Path::toString);
        CheckpointFiles files = CheckpointFiles.in(kubelet);
        boolean hasState = Stream.of(CheckpointFile.values()).map(files::path).anyMatch(Files::exists);
        return new Entry(String.valueOf(path.getFileName()), new NodeNames(List.of(path.toString()), List.of(),
                configuration.or(() -> own), Optional.of(kubelet).filter(_ -> hasState), Optional.empty()));
    }

    /// Sentences on the pods that run already on nodes of their own pools, and on nodes of which that is not known.
    static List<String> running(List<NodePool> pools) {
        List<NodePool> known = pools.stream().filter(pool -> pool.state().isPresent()).toList();
        List<String> others = pools.stream().filter(pool -> pool.state().isEmpty()).map(pool -> pool.nodeName(0))
                .toList();
        List<String> sentences = new ArrayList<>();
        if (!known.isEmpty()) {
            int pods = known.stream().mapToInt(FleetSnapshots::pods).sum();
            sentences.add("pods that run already on nodes with checkpoints: " + pods
                    + "; they stay. Those with nothing of their own are in no checkpoint");
        }
        if (!others.isEmpty()) {
            sentences.add("nodes without checkpoints start without pods: "
                    + String.join(", ", others.subList(0, Math.min(SHOWN, others.size())))
                    + (others.size() > SHOWN ? " and " + (others.size() - SHOWN) + " more" : ""));
        }
        return sentences;
    }

    private static int pods(NodePool pool) {
        return pool.startFirst() instanceof KubeletStart.Started(KubeletNode node, var _)
                ? node.node().holders().size() : 0;
    }
}
