package io.alidade.plan.lint;

import io.alidade.engine.pod.ContainerRequest;
import io.alidade.engine.pod.Qos;
import io.alidade.engine.pod.QosClass;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.KubeletStart;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.pod.PodManifest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Decides on pods, each on a node without other pods: by the first configuration that was given, else by that of the
/// machine, else by a kubelet that pins everything, for whoever has manifests looked at for this wants to be pinned.
///
/// @param isConfigured whether there is a configuration
/// @param pinning      a kubelet with a static CPU Manager, for what a container would get
/// @param node         the kubelet that was configured, with what stops it mended; absent if there is none
/// @param isMachine    whether `node` is on the machine that was given
/// @param other        the same kubelet with another topology policy; absent if it does not start with it
record AdmissionProbe(boolean isConfigured, boolean pinsCpus, boolean pinsMemory, KubeletNode pinning,
        Optional<KubeletNode> node, boolean isMachine, Function<String, Optional<KubeletNode>> other) {
    private static final String PINNING = """
            {apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration, cpuManagerPolicy: static,
            systemReserved: {cpu: "2", memory: 1Gi}, evictionHard: {memory.available: 100Mi},
            memoryManagerPolicy: Static, reservedMemory: [{numaNode: 0, limits: {memory: 1124Mi}}]}
            """;

    static AdmissionProbe of(List<StartProbe> starts, Optional<MachineDescription> machine, KubeletVersion version) {
        KubeletNode assumed = assumed(version);
        if (!starts.isEmpty()) {
            StartProbe first = starts.getFirst();
            Optional<KubeletNode> node = first.node();
            boolean pinsCpus = first.configuration().policies().pinsCpus();
            return new AdmissionProbe(true, pinsCpus, first.configuration().policies().pinsMemory(),
                    node.filter(kubelet -> kubelet.node().settings().policies().pinsCpus()).orElse(assumed), node,
                    machine.isPresent(), policy -> first.mended()
                            .map(root -> ConfigurationRules.changed(root, "topologyManagerPolicy", policy))
                            .flatMap(changed -> started(StartProbe.start(changed, machine, version))));
        }
        Optional<KubeletConfiguration> own = machine.flatMap(MachineDescription::configuration);
        if (own.isPresent() && KubeletNode.start(machine.get(), own.get(),
                version) instanceof KubeletStart.Started(KubeletNode node, var _)) {
            boolean pinsCpus = own.get().policies().pinsCpus();
            return new AdmissionProbe(true, pinsCpus, own.get().policies().pinsMemory(),
                    pinsCpus ? node : assumed, Optional.of(node), true, policy -> started(KubeletNode
                            .start(machine.get(), own.get().withTopologyManagerPolicy(policy), version)));
        }
        return new AdmissionProbe(false, true, true, assumed, machine.flatMap(given -> defaults(given, version)),
                machine.isPresent(), policy -> machine.flatMap(given -> started(KubeletNode.start(given,
                        KubeletConfiguration.defaults().withTopologyManagerPolicy(policy), version))));
    }

    private static KubeletNode assumed(KubeletVersion version) {
        DocumentNode document = DocumentReader.readOne("assumed", PINNING.getBytes(StandardCharsets.UTF_8));
        KubeletConfiguration configuration = KubeletConfigurationReader.STRICT.decode(document);
        return switch (KubeletNode.start(RoomyMachine.of(configuration), configuration, version)) {
            case KubeletStart.Started started -> started.node();
            case KubeletStart.Refused(String error) -> throw new IllegalStateException(error);
        };
    }

    private static Optional<KubeletNode> defaults(MachineDescription machine, KubeletVersion version) {
        return started(KubeletNode.start(machine, KubeletConfiguration.defaults(), version));
    }

    private static Optional<KubeletNode> started(KubeletStart start) {
        return start instanceof KubeletStart.Started started ? Optional.of(started.node()) : Optional.empty();
    }

    /// Those of some topology policies with which the pod is admitted.
    List<String> policiesThatAdmit(PodManifest pod, List<String> policies) {
        return policies.stream().filter(policy -> other.apply(policy)
                .filter(kubelet -> kubelet.admit(pod) instanceof PodDecision.Admitted).isPresent()).toList();
    }

    QosClass qosOf(PodManifest pod) {
        return Qos.of(pod.request(), pinning.node().settings().featureGates());
    }

    /// How many CPUs of its own a container gets.
    int exclusiveCpus(PodManifest pod, ContainerRequest container) {
        return pinning.node().allocations().cpus().exclusiveCount(pod.request(), container);
    }

    boolean pinsSomething() {
        return pinsCpus || pinsMemory;
    }

    /// The decision of the configured kubelet; absent if there is none.
    Optional<PodDecision> decide(PodManifest pod) {
        return node.map(kubelet -> kubelet.admit(pod));
    }

    /// The decision on the machine that was given; absent without one.
    Optional<PodDecision> decideOnMachine(PodManifest pod) {
        return isMachine ? decide(pod) : Optional.empty();
    }
}
