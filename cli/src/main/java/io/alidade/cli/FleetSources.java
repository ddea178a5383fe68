package io.alidade.cli;

import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.NodeTaint;
import io.alidade.kube.pod.PodManifest;
import io.alidade.live.source.FoundNode;
import io.alidade.live.source.Inputs;
import io.alidade.live.source.NodeNames;
import io.alidade.live.source.NodeSources;
import io.alidade.plan.fleet.ClusterFile;
import io.alidade.plan.fleet.Fleet;
import io.alidade.plan.fleet.FleetFile;
import io.alidade.plan.fleet.NodePool;
import io.alidade.plan.fleet.workload.StandingPods;
import io.alidade.plan.fleet.workload.Workload;
import io.alidade.plan.fleet.workload.WorkloadFile;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Reads a fleet and a workload with all files that they name, which are looked for beside the file that names them.
final class FleetSources {
    private final Inputs inputs;
    private final Optional<String> configuration;
    private final Set<String> warnings = new LinkedHashSet<>();

    /// @param configuration for pools that name none
    FleetSources(Inputs inputs, Optional<String> configuration) {
        this.inputs = inputs;
        this.configuration = configuration;
    }

    /// What was read.
    ///
    /// @param pods of a recorded cluster
    record Found(Fleet fleet, List<PodManifest> pods) {
        Found {
            pods = List.copyOf(pods);
        }
    }

    /// What the reader of the answer should know of all that was read.
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /// Reads a fleet file, or a folder of machines, each of which is a node.
    ///
    /// @throws BadInput if something cannot be used
    Found fleet(String name) {
        try {
            return Files.isDirectory(Inputs.path(name)) ? snapshots(Inputs.path(name)) : file(name);
        } catch (IllegalArgumentException impossible) {
            throw new BadInput(Inputs.name(name) + ": " + impossible.getMessage(), "Check the pools.");
        }
    }

    private Found file(String name) {
        FleetFile file = FleetFile.read(Inputs.name(name), inputs.read(name));
        List<NodePool> pools = new ArrayList<>();
        for (FleetFile.Pool pool : file.pools()) {
            pools.add(pool(pool.name(), node(pool.kind(), pool.state(), name), pool.count(), pool.labels(),
                    pool.taints(), List.of()));
        }
        warnings.addAll(FleetSnapshots.running(pools.stream().filter(pool -> pool.state().isPresent()).toList()));
        if (file.cluster().isEmpty()) {
            return new Found(new Fleet(pools), List.of());
        }
        String source = beside(name, file.cluster().get());
        ClusterFile cluster = ClusterFile.read(source, inputs.read(source));
        pools.addAll(cluster(cluster, file, name));
        return new Found(new Fleet(pools), cluster.pods());
    }

    private List<NodePool> cluster(ClusterFile cluster, FleetFile file, String name) {
        List<NodePool> pools = new ArrayList<>();
        Map<String, FoundNode> byType = new TreeMap<>();
        Map<String, Integer> numbers = new TreeMap<>();
        for (ClusterFile.Group group : cluster.groups()) {
            String type = group.instanceType();
            FleetFile.Kind kind = Optional.ofNullable(file.instanceTypes().get(type)).orElseThrow(() -> new BadInput(
                    file.position(), "the instance type " + type + " of node " + group.nodes().getFirst()
                            + " has no machine.",
                    "Write below instanceTypes: " + type + ": {machine: FILE, config: FILE}."));
            FoundNode node = byType.computeIfAbsent(type, _ -> node(kind, Optional.empty(), name));
            int number = numbers.merge(type, 1, Integer::sum);
            pools.add(pool(number == 1 ? type : type + "-" + number, node, group.nodes().size(), group.labels(),
                    group.taints(), group.nodes()));
        }
        return pools;
    }

    private Found snapshots(Path folder) {
        List<NodePool> pools = new ArrayList<>();
        for (FleetSnapshots.Entry entry : FleetSnapshots.in(folder, configuration)) {
            FoundNode node = read(entry.names(), Optional.empty());
            String name = node.machine().name().orElse(entry.name());
            pools.add(pool(name, node, 1, Map.of(), List.of(), List.of(name)));
        }
        if (pools.isEmpty()) {
            throw new BadInput(folder + " holds no machine.", "Capture one: alidade topology capture NODE.tar.gz.");
        }
        warnings.addAll(FleetSnapshots.running(pools));
        return new Found(new Fleet(pools), List.of());
    }

    private FoundNode node(FleetFile.Kind kind, Optional<String> state, String fleet) {
        try {
            return read(new NodeNames(List.of(beside(fleet, kind.machine())), List.of(),
                    kind.config().map(file -> beside(fleet, file)).or(() -> configuration),
                    state.map(folder -> Inputs.path(beside(fleet, folder))), Optional.empty()), kind.version());
        } catch (BadInput bad) {
            throw new BadInput(kind.position(), String.valueOf(bad.getMessage()), bad.cure());
        }
    }

    private FoundNode read(NodeNames names, Optional<String> version) {
        FoundNode found = new NodeSources(names, inputs, false).read(version.map(KubeletVersionOption::parse));
        warnings.addAll(found.warnings());
        return found;
    }

    /// The labels and taints of a pool come beside those of the machine; a label of the pool wins.
    private static NodePool pool(String name, FoundNode node, int count, Map<String, String> labels,
            List<NodeTaint> taints, List<String> nodeNames) {
        MachineDescription machine = node.machine();
        Map<String, String> allLabels = new TreeMap<>(machine.labels());
        allLabels.putAll(labels);
        List<NodeTaint> allTaints = new ArrayList<>(machine.taints());
        taints.stream().filter(taint -> !allTaints.contains(taint)).forEach(allTaints::add);
        MachineDescription labelled = new MachineDescription(machine.topology(), machine.hardware(), machine.name(),
                machine.ephemeralStorageBytes(), machine.devices(), allLabels, allTaints, machine.configuration());
        return new NodePool(name, count, labelled, node.configuration(), node.version(), nodeNames,
                node.state());
    }

    /// The configuration that a file holds.
    KubeletConfiguration configuration(String file, NodePool pool) {
        NodeNames names = new NodeNames(List.of(), List.of(), Optional.of(file), Optional.empty(), Optional.empty());
        return new NodeSources(names, inputs, false).configuration(pool.machine());
    }

    /// Reads a workload: a document of kind Workload alone, or manifests.
    ///
    /// @throws BadInput if something cannot be used
    Workload workload(List<String> names) {
        if (names.size() == 1) {
            String name = names.getFirst();
            byte[] bytes = inputs.read(name);
            List<DocumentNode> documents = DocumentReader.readAll(Inputs.name(name), bytes);
            if (!documents.isEmpty() && documents.getFirst() instanceof DocumentNode.Mapping mapping
                    && WorkloadFile.isOne(Fields.of(mapping))) {
                return WorkloadFile.read(Fields.of(mapping), new Beside(name));
            }
        }
        List<PodManifest> pods = new ArrayList<>();
        List<String> own = new ArrayList<>();
        for (String name : names) {
            pods.addAll(new PodOptions().read(List.of(name), inputs, false, own).pods());
        }
        warnings.addAll(own);
        return StandingPods.of(pods);
    }

    private static String beside(String file, String named) {
        Path path = Inputs.path(named);
        Path folder = Inputs.isStandardInput(file) ? null : Inputs.path(file).getParent();
        return path.isAbsolute() || folder == null || Inputs.isStandardInput(named) ? named
                : folder.resolve(path).toString();
    }

    private final class Beside implements WorkloadFile.Files {
        private final String workload;

        Beside(String workload) {
            this.workload = workload;
        }

        @Override
        public byte[] read(String name) {
            return inputs.read(beside(workload, name));
        }

        @Override
        public InputStream open(String name) {
            return inputs.open(beside(workload, name));
        }

        @Override
        public boolean isRepeatable(String name) {
            return !Inputs.isStandardInput(name) && Files.isRegularFile(Inputs.path(beside(workload, name)));
        }
    }
}
