package io.alidade.kube.embedded;

import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.DocumentNode.Sequence;
import io.alidade.kube.document.Trees;
import io.alidade.kube.embedded.EmbeddedConfigurations.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Recognises the documents of one file that carry kubelet settings, by kind or, where there is none, by shape.
final class ProviderDocuments {
    static final String OTHER_SETTINGS = "its further settings are not in this file; these apply onto the kubelet's"
            + " defaults";
    private static final int MAX_DEPTH = 40;

    private final PlacedText file;
    private final List<EmbeddedConfiguration> found = new ArrayList<>();
    private final List<DocumentNode> rest = new ArrayList<>();
    /// kubeadm's documents of one file make one kubelet: the fields of the KubeletConfiguration, the flags of the others.
    private final List<Mapping> kubeadm = new ArrayList<>();
    private final List<Mapping> plain = new ArrayList<>();

    ProviderDocuments(PlacedText file) {
        this.file = file;
    }

    Found read(List<DocumentNode> documents) {
        documents.forEach(this::document);
        if (kubeadm.isEmpty()) {
            rest.addAll(plain);
        } else if (plain.size() > 1) {
            throw new BadInput(plain.get(1).position(), "a second KubeletConfiguration beside kubeadm's documents.",
                    "Keep one: kubeadm takes one.");
        } else {
            kubeadm(kubeadm, plain, "kubeadm", "").forEach(found::add);
        }
        return new Found(found, rest);
    }

    private void document(DocumentNode node) {
        if (!(node instanceof Mapping document)) {
            rest.add(node);
            return;
        }
        int before = found.size();
        String kind = Trees.text(document, "kind").orElse("");
        String version = Trees.text(document, "apiVersion").orElse("");
        String group = version.indexOf('/') < 0 ? version : version.substring(0, version.indexOf('/'));
        switch (group) {
            case "kubeadm.k8s.io" -> {
                if (kind.equals("InitConfiguration") || kind.equals("JoinConfiguration")
                        || kind.equals("ClusterConfiguration")) {
                    kubeadm.add(document);
                    return;
                }
            }
            case "kind.x-k8s.io" -> kind(document);
            case "kops.k8s.io" -> kops(document, kind);
            case "bootstrap.cluster.x-k8s.io", "controlplane.cluster.x-k8s.io" -> clusterApi(document, kind);
            case "provisioning.cattle.io" -> rancher(document, kind);
            case "node.eks.aws" -> nodeConfig(document);
            case "eksctl.io" -> eksctl(document);
            case "performance.openshift.io" -> found.add(PerformanceProfile.read(document));
            case "kubelet.config.k8s.io" -> {
                if (kind.equals("KubeletConfiguration")) {
                    plain.add(document);
                    return;
                }
            }
            default -> other(document, kind);
        }
        if (found.size() == before) {
            rest.add(document);
        }
    }

    private void other(Mapping document, String kind) {
        if (kind.isEmpty()) {
            Optional<DocumentNode> arguments = document.find("kubelet-arg").or(() -> document.find("kubelet-arg+"));
            if (arguments.isPresent()) {
                flagsOnly("RKE2/k3s kubelet-arg", arguments.get(), OTHER_SETTINGS);
            } else if (Trees.mapping(document, "machine", "kubelet").isPresent()) {
                talos(Trees.mapping(document, "machine", "kubelet").orElseThrow(), document);
            } else if (isMicroShift(document)) {
                Mapping kubelet = Trees.mapping(document, "kubelet").orElse(document);
                found.add(new SettingsBuilder("MicroShift kubelet", kubelet.position()).fields(kubelet)
                        .assuming("MicroShift applies them onto settings of its own, which are not in this file")
                        .build());
            } else {
                CloudNodePools.read(document, "").ifPresent(found::add);
            }
        } else {
            CloudNodePools.read(document, kind).ifPresent(found::add);
        }
    }

    /// Its `config.yaml` has fields of a KubeletConfiguration below `kubelet`.
    private static boolean isMicroShift(Mapping document) {
        return Trees.mapping(document, "kubelet").map(Mapping::entries).orElse(List.of()).stream()
                .anyMatch(field -> KubeletConfigurationReader.fieldMeantBy(field.key())
                        .equals(Optional.of(field.key())));
    }

    private void flagsOnly(String object, DocumentNode arguments, String assumption) {
        SettingsBuilder settings = new SettingsBuilder(object, arguments.position()).assuming(assumption);
        arguments(settings, arguments);
        found.add(settings.build());
    }

    /// Flags as a list of `NAME=VALUE`, as a list of `{name, value}`, as a mapping, or one alone.
    void arguments(SettingsBuilder settings, DocumentNode arguments) {
        switch (arguments) {
            case Sequence list -> list.items().forEach(item -> {
                if (item instanceof Scalar text) {
                    settings.argument(file.valueOf(text));
                } else if (Trees.scalar(item, "name").isPresent()) {
                    Scalar name = Trees.scalar(item, "name").orElseThrow();
                    settings.flag(name.text(), name.position(), Trees.scalar(item, "value").map(file::valueOf));
                }
            });
            case Mapping map -> map.entries().forEach(entry -> {
                String name = entry.key().startsWith("--") ? entry.key().substring(2) : entry.key();
                switch (entry.value()) {
                    case Scalar value -> settings.flag(name, entry.keyPosition(), Optional.of(file.valueOf(value)));
                    // Talos repeats a flag by a list.
                    case Sequence values -> values.items().stream().filter(Scalar.class::isInstance)
                            .map(Scalar.class::cast).forEach(value -> settings.flag(name, entry.keyPosition(),
                                    Optional.of(file.valueOf(value))));
                    case Mapping _ -> {
                    }
                }
            });
            case Scalar text -> settings.argument(file.valueOf(text));
        }
    }

    private void talos(Mapping kubelet, Mapping document) {
        SettingsBuilder settings = new SettingsBuilder("Talos machine.kubelet", kubelet.position());
        Trees.mapping(kubelet, "extraConfig").ifPresent(settings::fields);
        Trees.at(kubelet, "extraArgs").ifPresent(arguments -> arguments(settings, arguments));
        boolean isReserved = settings.field("systemReserved")
                .filter(node -> !(node instanceof Mapping map) || !map.entries().isEmpty()).isPresent();
        if (!isReserved) {
            String memory = Trees.text(document, "machine", "type").orElse("").equals("controlplane") ? "512Mi"
                    : "384Mi";
            settings.forced("systemReserved", Nodes.texts(kubelet.position(), "cpu", "50m", "memory", memory))
                    .assuming("Talos reserves cpu 50m and memory " + memory + " for the system where systemReserved is"
                            + " not given; its other settings are not in this file");
        }
        found.add(settings.build());
    }

    /// @param names what the flags' documents are called, after `object`
    private List<EmbeddedConfiguration> kubeadm(List<Mapping> documents, List<Mapping> fields, String object,
            String names) {
        List<EmbeddedConfiguration> configurations = new ArrayList<>();
        for (Mapping document : documents) {
            Optional<DocumentNode> arguments = Trees.at(document, "nodeRegistration", "kubeletExtraArgs");
            if (arguments.isPresent()) {
                SettingsBuilder settings = new SettingsBuilder(object + " " + Trees.text(document, "kind").orElse("")
                        + names, document.position());
                fields.forEach(settings::fields);
                arguments(settings, arguments.get());
                configurations.add(settings.build());
            }
        }
        if (configurations.isEmpty() && !fields.isEmpty()) {
            SettingsBuilder settings = new SettingsBuilder(object + " KubeletConfiguration" + names,
                    fields.getFirst().position());
            fields.forEach(settings::fields);
            configurations.add(settings.build());
        }
        if (configurations.isEmpty()) {
            rest.addAll(documents);
        }
        return configurations;
    }

    private void kind(Mapping cluster) {
        List<Mapping> common = patches(cluster);
        List<Mapping> fields = ofKind(common, "KubeletConfiguration");
        List<DocumentNode> nodes = Trees.items(cluster, "nodes");
        List<EmbeddedConfiguration> special = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            List<Mapping> own = patches(nodes.get(i));
            if (!own.isEmpty()) {
                List<Mapping> both = new ArrayList<>(fields);
                both.addAll(ofKind(own, "KubeletConfiguration"));
                List<Mapping> flags = new ArrayList<>(own);
                flags.removeAll(both);
                special.addAll(kubeadm(flags, both, "kind", " of nodes[" + i + "]"));
            }
        }
        List<Mapping> flags = new ArrayList<>(common);
        flags.removeAll(fields);
        boolean isAllSpecial = !nodes.isEmpty() && special.size() == nodes.size();
        if (!isAllSpecial) {
            special.addAll(0, kubeadm(flags, fields, "kind", ""));
        }
        found.addAll(special);
        rest.removeIf(document -> common.contains(document));
    }

    private List<Mapping> patches(DocumentNode owner) {
        List<Mapping> patches = new ArrayList<>();
        for (DocumentNode patch : Trees.items(owner, "kubeadmConfigPatches")) {
            if (patch instanceof Scalar text) {
                InnerDocuments.in(file.valueOf(text)).stream().filter(Mapping.class::isInstance)
                        .map(Mapping.class::cast)
                        .forEach(patches::add);
            }
        }
        return patches;
    }

    private static List<Mapping> ofKind(List<Mapping> documents, String kind) {
        return documents.stream().filter(document -> Trees.text(document, "kind").orElse("").equals(kind)).toList();
    }

    private void kops(Mapping document, String kind) {
        for (String field : List.of("kubelet", "controlPlaneKubelet", "masterKubelet")) {
            Trees.mapping(document, "spec", field).ifPresent(kubelet -> {
                SettingsBuilder settings = new SettingsBuilder(Nodes.named("kOps " + kind, document) + " " + field,
                        kubelet.position()).assuming("kOps adds settings of its own, which are not in this file");
                for (Entry entry : kubelet.entries()) {
                    kopsField(settings, entry);
                }
                found.add(settings.build());
            });
        }
    }

    /// kOps writes thresholds as the flag has them, and gates as text.
    private void kopsField(SettingsBuilder settings, Entry entry) {
        if (entry.value() instanceof Scalar text && (entry.key().equals("evictionHard")
                || entry.key().equals("evictionSoft"))) {
            settings.flag(entry.key().equals("evictionHard") ? "eviction-hard" : "eviction-soft", entry.keyPosition(),
                    Optional.of(file.valueOf(text)));
        } else if (entry.key().equals("featureGates") && entry.value() instanceof Mapping gates) {
            settings.fields(new Mapping(gates.position(), List.of(new Entry(entry.key(), entry.keyPosition(),
                    new Mapping(gates.position(), gates.entries().stream().map(gate -> gate
                            .value() instanceof Scalar text
                            && (text.text().equals("true") || text.text().equals("false"))
                                    ? new Entry(gate.key(), gate.keyPosition(),
                                            new Scalar(text.position(), ScalarKind.BOOLEAN, text.text()))
                                    : gate)
                            .toList())))));
        } else {
            settings.fields(new Mapping(entry.keyPosition(), List.of(entry)));
        }
    }

    private void clusterApi(Mapping document, String kind) {
        List<Mapping> files = new ArrayList<>();
        search(document, 0, files);
        String object = Nodes.named(kind, document);
        List<Extra> extras = new ArrayList<>();
        extraArguments(document, "", 0, extras);
        for (Extra extra : extras) {
            SettingsBuilder settings = new SettingsBuilder(object + " " + extra.path(), extra.arguments().position())
                    .assuming(OTHER_SETTINGS);
            files.forEach(settings::fields);
            arguments(settings, extra.arguments());
            found.add(settings.build());
        }
        if (extras.isEmpty()) {
            files.forEach(fields -> found.add(new SettingsBuilder(object + " files", fields.position()).fields(fields)
                    .build()));
        }
    }

    private record Extra(String path, DocumentNode arguments) {}

    /// `kubeletExtraArgs` wherever a bootstrap provider has them, and RKE2's `kubelet.extraArgs`.
    private static void extraArguments(DocumentNode node, String path, int depth, List<Extra> extras) {
        if (depth > MAX_DEPTH || !(node instanceof Mapping mapping)) {
            return;
        }
        for (Entry entry : mapping.entries()) {
            boolean isRke = entry.key().equals("extraArgs") && path.equals("kubelet");
            if (entry.key().equals("kubeletExtraArgs") || isRke) {
                extras.add(new Extra(path, entry.value()));
            } else {
                extraArguments(entry.value(), entry.key(), depth + 1, extras);
            }
        }
    }

    /// Texts of files that hold a KubeletConfiguration.
    private void search(DocumentNode node, int depth, List<Mapping> configurations) {
        if (depth > MAX_DEPTH) {
            return;
        }
        switch (node) {
            case Mapping mapping -> mapping.entries().forEach(entry -> search(entry.value(), depth + 1,
                    configurations));
            case Sequence list -> list.items().forEach(item -> search(item, depth + 1, configurations));
            case Scalar text -> {
                if (text.kind() == ScalarKind.STRING && text.text().contains("KubeletConfiguration")) {
                    configurations.addAll(ofKind(InnerDocuments.in(file.valueOf(text)).stream()
                            .filter(Mapping.class::isInstance).map(Mapping.class::cast).toList(),
                            "KubeletConfiguration"));
                }
            }
        }
    }

    private void rancher(Mapping cluster, String kind) {
        String object = Nodes.named(kind, cluster);
        Trees.at(cluster, "spec", "rkeConfig", "machineGlobalConfig", "kubelet-arg").ifPresent(
                arguments -> flagsOnly(object + " machineGlobalConfig", arguments, OTHER_SETTINGS));
        for (DocumentNode selector : Trees.items(cluster, "spec", "rkeConfig", "machineSelectorConfig")) {
            Trees.at(selector, "config", "kubelet-arg").ifPresent(
                    arguments -> flagsOnly(object + " machineSelectorConfig", arguments, OTHER_SETTINGS));
        }
    }

    private void nodeConfig(Mapping document) {
        Trees.mapping(document, "spec", "kubelet").ifPresent(kubelet -> {
            SettingsBuilder settings = new SettingsBuilder("EKS NodeConfig", kubelet.position());
            Trees.mapping(kubelet, "config").ifPresent(settings::fields);
            Trees.at(kubelet, "flags").ifPresent(flags -> arguments(settings, flags));
            found.add(CloudNodePools.eks(settings).build());
        });
    }

    private void eksctl(Mapping document) {
        for (String list : List.of("nodeGroups", "managedNodeGroups")) {
            for (DocumentNode node : Trees.items(document, list)) {
                String object = "eksctl " + list + "[" + Trees.text(node, "name").orElse("") + "]";
                Trees.mapping(node, "kubeletExtraConfig").ifPresent(fields -> found.add(CloudNodePools.eks(
                        new SettingsBuilder(object, fields.position()).fields(fields)).build()));
                Trees.scalar(node, "overrideBootstrapCommand").map(file::valueOf)
                        .filter(text -> CommandLines.looksLikeOne(text.text()))
                        .ifPresent(text -> found.addAll(CommandLines.read(text)));
            }
        }
    }
}
