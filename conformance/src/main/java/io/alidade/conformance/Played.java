package io.alidade.conformance;

import io.alidade.engine.Admission;
import io.alidade.engine.Node;
import io.alidade.engine.device.Device;
import io.alidade.engine.device.GivenDevices;
import io.alidade.engine.device.PreferredAllocation;
import io.alidade.engine.pod.PodRequest;
import io.alidade.kube.admission.KubeletNode;
import io.alidade.kube.admission.PodDecision;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.Fields;
import io.alidade.kube.pod.PodManifest;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a scenario is played on, after some of its steps. The pods of an admission are started at once.
sealed interface Played {
    /// The resource managers.
    Node node();

    /// Decides on a pod.
    ///
    /// @param expect  what was recorded
    /// @param decided takes what is decided
    Played admit(PodManifest pod, Mapping expect, Facts decided);

    Played remove(String podUid);

    Played devicesReported(List<Device> devices);

    Played pluginUnplugged(String resource);

    /// The resource managers alone, whose recordings tell all that there is.
    record Managers(Node node) implements Played {
        @Override
        public Played admit(PodManifest pod, Mapping expect, Facts decided) {
            return new Managers(admit(node, pod.request(), expect, decided));
        }

        static Node admit(Node node, PodRequest pod, Mapping expect, Facts decided) {
            HintRecorder hints = new HintRecorder(node.topology());
            Admission admission = node.admit(pod, hints);
            DecidedFacts.addAdmission(decided, admission, expect);
            if (!hints.isEmpty()) {
                decided.with("hints", hints.calls());
            }
            return admission instanceof Admission.Admitted ? admission.node().started(pod.uid()) : admission.node();
        }

        @Override
        public Played remove(String podUid) {
            return new Managers(node.remove(podUid));
        }

        @Override
        public Played devicesReported(List<Device> devices) {
            return new Managers(node.devicesReported(devices));
        }

        @Override
        public Played pluginUnplugged(String resource) {
            return new Managers(node.pluginUnplugged(resource));
        }
    }

    /// A whole kubelet with its predicates. Somebody who watches it sees no hints, and which of several devices it took.
    record Kubelet(KubeletNode kubelet) implements Played {
        @Override
        public Node node() {
            return kubelet.node();
        }

        @Override
        public Played admit(PodManifest pod, Mapping expect, Facts decided) {
            PodDecision decision;
            if (expect.find("hints").isPresent()) {
                HintRecorder hints = new HintRecorder(node().topology());
                decision = kubelet.preferring(given(expect)).admit(pod, hints);
                DecidedFacts.addDecision(decided, decision, expect);
                if (!hints.isEmpty()) {
                    decided.with("hints", hints.calls());
                }
            } else {
                decision = kubelet.preferring(given(expect)).admit(pod);
                DecidedFacts.addDecision(decided, decision, expect);
            }
            return new Kubelet(decision.node().preferring(PreferredAllocation.NONE));
        }

        private static GivenDevices given(Mapping expect) {
            Map<String, Map<String, SortedSet<String>>> byContainer = new TreeMap<>();
            Fields.of(expect).objectMap("containers").forEach((name, container) -> {
                Map<String, SortedSet<String>> ids = new TreeMap<>();
                container.stringLists("deviceIds").forEach((resource, own) -> ids.put(resource, new TreeSet<>(own)));
                byContainer.put(name, ids);
            });
            return new GivenDevices(byContainer);
        }

        @Override
        public Played remove(String podUid) {
            return new Kubelet(kubelet.remove(podUid));
        }

        @Override
        public Played devicesReported(List<Device> devices) {
            return new Kubelet(kubelet.devicesReported(devices));
        }

        @Override
        public Played pluginUnplugged(String resource) {
            return new Kubelet(kubelet.pluginUnplugged(resource));
        }
    }
}
