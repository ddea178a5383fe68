package io.alidade.kube.admission;

import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.settings.NodeSettings;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.DocumentNode.Sequence;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.golang.GoText;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.machine.MachineDocuments;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/// One configuration and what a kubelet made of it, as recorded from its own loader (see the README beside the files).
///
/// @param files  a file, or the drop-ins of a folder by path; `BASE.yaml` beside `d/…` is a file with drop-ins
/// @param error  empty if it was accepted
/// @param fields what was in force, empty unless it was accepted
record RecordedConfiguration(String id, Map<String, String> files, boolean isFolder, String stage, String error,
        Optional<Mapping> fields) {
    /// What became of a configuration here: the error, or what is in force.
    record Answer(String error, Map<String, String> fields) {
        boolean accepted() {
            return error.isEmpty();
        }
    }

    static List<RecordedConfiguration> read(String resource) {
        return lines(resource).stream().map(RecordedConfiguration::of).toList();
    }

    /// The objects of a recorded file, one a line.
    static List<Fields> lines(String resource) {
        return bytes(resource).lines().map(line -> Fields.of(mapping(resource, line))).toList();
    }

    private static RecordedConfiguration of(Fields line) {
        boolean isFolder = line.has("folder");
        Map<String, String> files = isFolder ? line.strings("folder")
                : Map.of("config.yaml", line.string("text").orElseThrow());
        return new RecordedConfiguration(line.string("id").orElseThrow(), files, isFolder,
                line.string("stage").orElse(""), line.string("error").orElse(""),
                line.string("verdict").orElseThrow().equals("accept")
                        ? line.node("fields").map(DocumentReader::mapping)
                        : Optional.empty());
    }

    boolean accepted() {
        return fields.isPresent();
    }

    /// The recorded fields, each as comparable text; empty ones left out.
    Map<String, String> expected() {
        Map<String, String> expected = new TreeMap<>();
        fields.orElseThrow().entries().forEach(entry -> put(expected, entry.key(), canonical(entry.value())));
        return expected;
    }

    /// Reads the files, as the command line does, and starts a kubelet on them.
    Answer answer(Path folder, MachineDescription machine, KubeletVersion version) {
        try {
            KubeletConfiguration configuration = configuration(folder);
            return switch (KubeletNode.start(machine, configuration, version)) {
                case KubeletStart.Refused(String refusal) -> new Answer(refusal, Map.of());
                case KubeletStart.Started(KubeletNode node, var _) -> new Answer("", inForce(configuration, node));
            };
        } catch (BadInput refusal) {
            return new Answer(Objects.requireNonNull(refusal.getMessage()), Map.of());
        }
    }

    private KubeletConfiguration configuration(Path folder) {
        try {
            Files.createDirectories(folder.resolve("d"));
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.createDirectories(Objects.requireNonNull(path.getParent()));
                Files.writeString(path, file.getValue());
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        KubeletConfigurationReader reader = KubeletConfigurationReader.LENIENT;
        if (files.containsKey("BASE.yaml")) {
            return reader.read(folder.resolve("BASE.yaml"), folder.resolve("d"));
        }
        return reader.read(isFolder ? folder : folder.resolve("config.yaml"));
    }

    private static Map<String, String> inForce(KubeletConfiguration configuration, KubeletNode node) {
        NodeSettings settings = node.node().settings();
        Map<String, String> systemReserved = new TreeMap<>(configuration.systemReserved());
        Map<String, String> kubeReserved = new TreeMap<>(configuration.kubeReserved());
        settings.reservedSystemCpus().ifPresent(cpus -> {
            kubeReserved.remove("cpu");
            // The recorder shows what the kubelet adds to a map that is there, not a map that it makes.
            if (!systemReserved.isEmpty()) {
                systemReserved.put("cpu", Integer.toString(cpus.size()));
            }
        });
        Map<String, String> fields = new TreeMap<>();
        put(fields, "cpuManagerPolicy", settings.cpuManagerPolicy());
        put(fields, "cpuManagerPolicyOptions", text(settings.cpuManagerPolicyOptions()));
        put(fields, "cpuManagerReconcilePeriod", configuration.cpuManagerReconcilePeriod().toString());
        put(fields, "memoryManagerPolicy", settings.memoryManagerPolicy());
        put(fields, "topologyManagerPolicy", settings.topologyManagerPolicy());
        put(fields, "topologyManagerScope", settings.topologyManagerScope());
        put(fields, "topologyManagerPolicyOptions", text(settings.topologyManagerPolicyOptions()));
        put(fields, "reservedSystemCPUs", configuration.reservedSystemCpus());
        put(fields, "systemReserved", text(systemReserved));
        put(fields, "kubeReserved", text(kubeReserved));
        put(fields, "evictionHard", text(configuration.evictionHard()));
        put(fields, "featureGates", text(configuration.featureGates()));
        put(fields, "maxPods", Integer.toString(configuration.maxPods()));
        put(fields, "podsPerCore", Integer.toString(configuration.podsPerCore()));
        put(fields, "enforceNodeAllocatable",
                configuration.enforceNodeAllocatable().stream().collect(Collectors.joining(" ")));
        put(fields, "reservation", text(settings.reservation()));
        put(fields, "reservedMemory", settings.reservedMemory().stream()
                .map(entry -> text(new TreeMap<>(Map.of("limits", text(entry.limits()), "numaNode",
                        Integer.toString(entry.numaNode())))))
                .collect(Collectors.joining(" ")));
        put(fields, "sharedCpus", node.node().allocations().cpus().toState().defaultCpuSet().toListString());
        return fields;
    }

    private static void put(Map<String, String> fields, String name, String text) {
        if (!text.isEmpty()) {
            fields.put(name, name.equals("cpuManagerReconcilePeriod") && !text.startsWith("P")
                    ? GoText.duration(text).toString()
                    : text);
        }
    }

    private static String text(Map<String, ?> map) {
        return map.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(",", map.isEmpty() ? "" : "{", map.isEmpty() ? "" : "}"));
    }

    private static String canonical(DocumentNode node) {
        return switch (node) {
            case Scalar scalar -> scalar.kind() == ScalarKind.NULL ? "" : scalar.text();
            case Sequence list -> list.items().stream().map(RecordedConfiguration::canonical)
                    .collect(Collectors.joining(" "));
            case Mapping mapping -> {
                Map<String, String> values = new TreeMap<>();
                mapping.entries().forEach(entry -> values.put(entry.key(), canonical(entry.value())));
                yield text(values);
            }
        };
    }

    /// The machine of the recordings: two NUMA nodes, 128 CPUs, 256 GiB.
    static MachineDescription machine() {
        return MachineDocuments.read(document("machine.json", bytes("machine.json"))).machine();
    }

    private static Mapping mapping(String name, String text) {
        return DocumentReader.mapping(document(name, text));
    }

    private static DocumentNode document(String name, String text) {
        return DocumentReader.readOne(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String bytes(String resource) {
        try (InputStream in = Objects.requireNonNull(
                RecordedConfiguration.class.getResourceAsStream("/io/alidade/kube/config/recorded/" + resource))) {
            byte[] raw = in.readAllBytes();
            if (!resource.endsWith(".gz")) {
                return new String(raw, StandardCharsets.UTF_8);
            }
            try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(raw))) {
                return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
