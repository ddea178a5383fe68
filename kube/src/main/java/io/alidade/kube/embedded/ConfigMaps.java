package io.alidade.kube.embedded;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.Trees;
import java.util.ArrayList;
import java.util.List;

/// Finds kubelet configurations in the texts of ConfigMaps, as kubeadm keeps one (`kubelet-config` in `kube-system`).
final class ConfigMaps {
    private ConfigMaps() {}

    /// @param file the bytes that the documents were read from
    /// @throws BadInput for a ConfigMap without one, or with one that is neither YAML nor JSON
    static List<EmbeddedConfiguration> read(byte[] file, List<DocumentNode> documents) {
        List<EmbeddedConfiguration> found = new ArrayList<>();
        for (DocumentNode document : documents) {
            if (document instanceof Mapping configMap && Trees.text(configMap, "kind").orElse("").equals("ConfigMap")) {
                int before = found.size();
                configurations(file, configMap, found);
                if (found.size() == before) {
                    throw new BadInput(configMap.position(), Nodes.named("ConfigMap", configMap)
                            + " holds no text with a KubeletConfiguration in its data.",
                            "Give the ConfigMap kubelet-config of kube-system, or a KubeletConfiguration.");
                }
            }
        }
        return found;
    }

    private static void configurations(byte[] file, Mapping configMap, List<EmbeddedConfiguration> found) {
        for (Entry entry : Trees.mapping(configMap, "data").map(Mapping::entries).orElse(List.of())) {
            if (entry.value() instanceof Scalar text && text.text().contains("KubeletConfiguration")) {
                for (DocumentNode inner : InnerDocuments.in(file, text)) {
                    if (inner instanceof Mapping fields
                            && Trees.text(fields, "kind").orElse("").equals("KubeletConfiguration")) {
                        found.add(new SettingsBuilder(Nodes.named("ConfigMap", configMap) + " " + entry.key(),
                                fields.position()).fields(fields).build());
                    }
                }
            }
        }
    }
}
