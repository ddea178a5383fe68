package io.alidade.plan.lint;

import io.alidade.engine.settings.Policies;
import io.alidade.engine.settings.TopologyScope;
import io.alidade.kube.config.ConfigurationLayers;
import io.alidade.kube.config.ConfigurationWarning;
import io.alidade.kube.config.KubeletConfiguration;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.config.KubeletConfigurationReader.Inspected;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.Trees;
import io.alidade.kube.embedded.EmbeddedConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A kubelet's configuration: one document, or a base with its drop-ins.
///
/// @param object    what it is called
/// @param document  the first document, which may carry the fields deeper inside
/// @param root      the fields of the KubeletConfiguration, merged
/// @param inspected whether the kubelet takes it
/// @param isReservationComputed whether the node reserves memory of an amount that is not in the file
record Configuration(String object, Mapping document, Mapping root, Inspected inspected,
        boolean isReservationComputed) {
    static Configuration of(String object, ConfigurationLayers layers) {
        Mapping root = KubeletConfigurationReader.fields(layers);
        Mapping document = layers.base().or(() -> layers.dropIns().stream().findFirst())
                .map(first -> first instanceof Mapping mapping ? mapping : new Mapping(first.position(), List.of()))
                .orElse(root);
        return new Configuration(object, document, root,
                KubeletConfigurationReader.LENIENT.inspect(layers), false);
    }

    /// The settings inside another document.
    static Configuration of(EmbeddedConfiguration embedded) {
        Configuration configuration = of(embedded.object(), ConfigurationLayers.settings(embedded.fields()));
        if (embedded.problems().isEmpty()) {
            return new Configuration(configuration.object(), configuration.document(), configuration.root(),
                    configuration.inspected(), embedded.isReservationComputed());
        }
        return new Configuration(configuration.object(), configuration.document(), configuration.root(),
                configuration.refused(embedded.problems()), embedded.isReservationComputed());
    }

    /// The same with one more reason why the kubelet refuses it.
    Configuration with(BadInput problem) {
        return new Configuration(object, document, root, refused(List.of(problem)), isReservationComputed);
    }

    private Inspected refused(List<BadInput> problems) {
        List<BadInput> all = new ArrayList<>(problems);
        if (inspected instanceof Inspected.Invalid invalid) {
            all.addAll(invalid.problems());
        }
        return new Inspected.Invalid(all, warnings());
    }

    Optional<KubeletConfiguration> valid() {
        return inspected instanceof Inspected.Valid(KubeletConfiguration valid) ? Optional.of(valid)
                : Optional.empty();
    }

    List<ConfigurationWarning> warnings() {
        return switch (inspected) {
            case Inspected.Valid valid -> valid.configuration().warnings();
            case Inspected.Invalid invalid -> invalid.warnings();
        };
    }

    /// The text of a field, or what the kubelet takes without it.
    String text(String field, String absent) {
        return Trees.text(root, field).filter(text -> !text.isEmpty()).orElse(absent);
    }

    /// The policies that are written, or that the kubelet takes without a word.
    Policies policies() {
        return new Policies(text("cpuManagerPolicy", Policies.CPU_NONE),
                text("memoryManagerPolicy", Policies.MEMORY_NONE),
                text("topologyManagerPolicy", Policies.TOPOLOGY_NONE),
                text("topologyManagerScope", TopologyScope.CONTAINER.wireName()));
    }

    boolean hasOption(String field, String option) {
        return Trees.text(root, field, option).filter(value -> List.of("1", "t", "T", "true", "TRUE", "True")
                .contains(value)).isPresent();
    }
}
