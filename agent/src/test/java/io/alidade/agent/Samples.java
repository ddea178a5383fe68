package io.alidade.agent;

import io.alidade.agent.log.AgentLog;
import io.alidade.agent.log.LogFormat;
import io.alidade.agent.pod.AgentPod;
import io.alidade.agent.pod.PodOrigin;
import io.alidade.agent.settings.AgentSettings;
import io.alidade.agent.settings.Listen;
import io.alidade.agent.settings.PodRuntime;
import io.alidade.agent.settings.Profile;
import io.alidade.agent.settings.WatchSettings;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.MachineReader;
import io.alidade.linux.machine.DiscoveredMachine;
import io.alidade.live.journal.JournalSettings;
import io.alidade.live.source.FoundMachine;
import io.alidade.live.source.FoundNode;
import io.alidade.plan.capacity.WatchList;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// A node with two NUMA nodes of 8 CPUs, and pods for it.
public final class Samples {
    private static final String MACHINE = """
            numaNodes: [{node: 0, memory: 16Gi}, {node: 1, memory: 16Gi}]
            layout: {sockets: 2, coresPerSocket: 4, threadsPerCore: 2}
            """;
    private static final String HEAD = """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            """;
    private static final String CONFIGURATION = """
            cpuManagerPolicy: static
            topologyManagerPolicy: single-numa-node
            reservedSystemCPUs: "0,8"
            """;

    private Samples() {}

    /// The node with another kubelet configuration, where one is given.
    public static FoundNode node(String... more) {
        return nodeOf(CONFIGURATION + String.join("", more));
    }

    /// The node with no configuration but this one.
    public static FoundNode nodeOf(String configuration) {
        return nodeOn(MACHINE, configuration);
    }

    /// A node as its kubelet starts, without pods.
    public static KubeletNode started(FoundNode found) {
        return ((KubeletStart.Started) KubeletNode.start(found.machine(), found.configuration(), found.version()))
                .node();
    }

    /// A node on another machine.
    public static FoundNode nodeOn(String machine, String configuration) {
        return new FoundNode(
                new FoundMachine("text", true, MachineReader.read(document(machine)), List.of(), Optional.empty()),
                KubeletConfigurationReader.LENIENT.decode(document(HEAD + configuration)),
                KubeletVersion.DEFAULT, Optional.empty(), List.of());
    }

    /// The node after CPUs went offline.
    public static FoundNode withoutCpus(FoundNode node, String offline) {
        MachineDescription machine = node.machine();
        return new FoundNode(
                new FoundMachine("text", true, MachineDescription.of(machine.topology().withoutCpus(offline)),
                        List.of(),
                        Optional.empty()),
                node.configuration(), node.version(), Optional.empty(), List.of());
    }

    /// This machine as a node.
    public static FoundNode thisMachine(DiscoveredMachine machine, String configuration) {
        return new FoundNode(
                new FoundMachine("this machine", false,
                        MachineDescription.of(machine.topology(), machine.hardware()), List.of(), Optional.empty()),
                KubeletConfigurationReader.LENIENT.decode(document(HEAD + configuration)), KubeletVersion.DEFAULT,
                Optional.empty(), List.of());
    }

    /// Settings with nothing but a state folder and, where given, a folder of manifests.
    public static AgentSettings settings(Path state, Path... manifests) {
        return settings(state, Profile.SAFE, manifests);
    }

    /// Likewise, with a profile.
    public static AgentSettings settings(Path state, Profile profile, Path... manifests) {
        return new AgentSettings(state, List.of(manifests).stream().findFirst(), state.resolve("device-plugins"),
                state.resolve("agent.sock"), Optional.of(state.resolve("pr.sock")), Optional.empty(),
                Optional.of(new Listen.Socket(state.resolve("watch.sock"))), profile, LogFormat.TEXT, Optional.empty());
    }

    /// Likewise, with a journal in `journal`.
    public static AgentSettings journaling(Path state) {
        return journaling(settings(state));
    }

    /// The same, with a journal in the state folder.
    public static AgentSettings journaling(AgentSettings plain) {
        return new AgentSettings(plain.state(), plain.manifests(), plain.devicePlugins(), plain.api(),
                plain.podResources(), plain.runtime(), plain.listen(), plain.profile(), plain.logFormat(), plain.nri(),
                plain.placement(), plain.watch(), Optional.of(new JournalSettings(plain.state().resolve("journal"),
                        JournalSettings.LEAST_BYTES, JournalSettings.DEFAULT_AGE)));
    }

    /// The same, with figures of single pods.
    public static AgentSettings watchingPods(AgentSettings plain) {
        return new AgentSettings(plain.state(), plain.manifests(), plain.devicePlugins(), plain.api(),
                plain.podResources(), plain.runtime(), plain.listen(), plain.profile(), plain.logFormat(), plain.nri(),
                plain.placement(), new WatchSettings(WatchList.of(List.of()), true), plain.journal());
    }

    /// Settings of an agent that runs pods as processes.
    public static AgentSettings processes(Path state) {
        return new AgentSettings(state, Optional.empty(), state.resolve("device-plugins"), state.resolve("agent.sock"),
                Optional.empty(), Optional.of(new PodRuntime.Processes()), Optional.empty(), Profile.SAFE,
                LogFormat.TEXT,
                Optional.empty());
    }

    /// An agent whose log nobody reads.
    public static Agent agent(AgentSettings settings, FoundNode node) {
        return agent(settings, node, new ArrayList<>());
    }

    /// An agent that logs to a list.
    public static Agent agent(AgentSettings settings, FoundNode node, List<String> log) {
        List<String> lines = Collections.synchronizedList(log);
        return Agent.start(settings, node, new AgentLog(lines::add, LogFormat.TEXT, InstantSource.system()),
                InstantSource.system());
    }

    /// A manifest of a pod with one container with these limits.
    public static String manifest(String name, String limits) {
        return "{apiVersion: v1, kind: Pod, metadata: {name: " + name
                + "}, spec: {containers: [{name: c, image: i, resources: {limits: {" + limits + "}}}]}}";
    }

    /// A pod that comes by the API.
    public static AgentPod pod(String name, String limits) {
        return AgentPod.read(document(manifest(name, limits)), new PodOrigin.Api());
    }

    /// A document of text.
    public static DocumentNode document(String text) {
        return DocumentReader.readOne("text", text.getBytes(StandardCharsets.UTF_8));
    }
}
