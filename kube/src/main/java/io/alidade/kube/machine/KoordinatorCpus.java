package io.alidade.kube.machine;

import io.alidade.engine.mask.CpuSet;
import io.alidade.engine.topology.Cpu;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The CPUs of a node as Koordinator writes them into an annotation of its NodeResourceTopology: id, core, socket and NUMA node
/// of each, and no caches.
final class KoordinatorCpus {
    static final String ANNOTATION = "node.koordinator.sh/cpu-topology";

    private KoordinatorCpus() {}

    /// @param object a NodeResourceTopology
    /// @throws io.alidade.kube.document.BadInput if the annotation is there and not what Koordinator writes
    static Optional<List<Cpu>> of(Fields object) {
        return object.object("metadata").map(metadata -> metadata.strings("annotations").getOrDefault(ANNOTATION, ""))
                .filter(text -> !text.isBlank()).map(KoordinatorCpus::parse).filter(cpus -> !cpus.isEmpty());
    }

    private static List<Cpu> parse(String text) {
        Fields topology = Fields.of(DocumentReader.mapping(DocumentReader.readOne("annotation " + ANNOTATION,
                text.getBytes(StandardCharsets.UTF_8))));
        return topology.objects("detail").stream().map(cpu -> {
            int numaNode = number(cpu, "node");
            return new Cpu(number(cpu, "id"), number(cpu, "core"), number(cpu, "socket"), numaNode, numaNode);
        }).toList();
    }

    private static int number(Fields cpu, String key) {
        return (int) cpu.integer(key, 0, CpuSet.MAX_CPU).orElse(0);
    }
}
