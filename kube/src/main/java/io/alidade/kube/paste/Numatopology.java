package io.alidade.kube.paste;

import io.alidade.engine.device.Device;
import io.alidade.engine.mask.CpuSet;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// A `Numatopology` (nodeinfo.volcano.sh/v1alpha1), as Volcano's exporter publishes one of each node: every CPU with core,
/// socket and NUMA node, where an absent number is 0, and GPUs with their NUMA nodes. Cores are numbered in each socket anew.
final class Numatopology {
    private static final int CORES_BY_SOCKET = 1 << 16;

    private Numatopology() {}

    static boolean isOne(Mapping object) {
        return object.find("kind").orElse(object) instanceof Scalar kind && kind.text().equals("Numatopology");
    }

    /// @throws io.alidade.kube.document.BadInput for a field of a wrong type
    static Told read(String origin, Mapping object) {
        Fields root = Fields.of(object);
        List<Fact> facts = new ArrayList<>();
        root.object("metadata").flatMap(metadata -> metadata.string("name"))
                .ifPresent(name -> facts.add(new Fact.NodeName(name)));
        Optional<Fields> spec = root.object("spec");
        CpuSet.Builder online = new CpuSet.Builder();
        spec.map(fields -> fields.objectMap("cpuDetail")).orElse(Map.of()).forEach((key, detail) -> {
            OptionalInt cpu = CpuLists.id(key);
            if (cpu.isEmpty()) {
                detail.report("core", "is of \"" + key + "\", which is no id of a CPU.",
                        "Give the object as it is published.");
                return;
            }
            online.add(cpu.getAsInt());
            int socket = number(detail, "socket");
            facts.add(new Fact.CpuPlace(cpu.getAsInt(),
                    OptionalInt.of(socket * CORES_BY_SOCKET + number(detail, "core")), OptionalInt.of(socket),
                    OptionalInt.of(number(detail, "numa")), OptionalInt.empty()));
        });
        CpuSet cpus = online.build();
        if (cpus.isEmpty()) {
            root.report("spec", "has no cpuDetail.", "Give the object of a node, as Volcano's exporter publishes it.");
        }
        facts.addFirst(new Fact.OnlineCpus(cpus));
        spec.map(fields -> fields.objectMap("gpuDetail")).orElse(Map.of())
                .forEach((key, gpu) -> facts.add(new Fact.DeviceAt(new Device(NvidiaTopology.RESOURCE,
                        gpu.string("busID").orElse("GPU" + key), Optional.of(List.of(number(gpu, "numa"))), true))));
        return new Told(origin, facts, policies(spec).map(policies -> "configuration-elsewhere: " + origin
                + " says of the kubelet: " + policies + ". What decides here is --config.").stream().toList());
    }

    private static int number(Fields detail, String key) {
        return (int) detail.integer(key, 0, CpuSet.MAX_CPU).orElse(0);
    }

    private static Optional<String> policies(Optional<Fields> spec) {
        List<String> texts = spec.map(fields -> fields.strings("policies")).orElse(Map.of()).entrySet().stream()
                .filter(policy -> !policy.getValue().isEmpty()).map(policy -> policy.getKey() + " " + policy.getValue())
                .sorted().toList();
        return texts.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", texts));
    }
}
