package io.alidade.e2e;

import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The chart in `deploy/helm`, and what a real helm makes of it.
final class Chart {
    static final Path FOLDER = Peers.checkout().resolve("deploy/helm/alidade");
    /// Of the release, and of its namespace.
    static final String NAME = "alidade";

    private Chart() {}

    /// Runs helm, with folders of its own.
    static Finished helm(Path home, String... arguments) {
        List<String> command = new ArrayList<>(List.of(Peers.bin().resolve("helm").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("HOME", home.toString());
        return Finished.of(builder);
    }

    /// What helm makes of the chart, or says against the values.
    ///
    /// @param options that set values
    static Finished template(Path home, String... options) {
        List<String> arguments = new ArrayList<>(List.of("template", NAME, FOLDER.toString(), "--namespace", NAME,
                "--kube-version", "1.36.3"));
        arguments.addAll(List.of(options));
        return helm(home, arguments.toArray(String[]::new));
    }

    /// The objects of a kind in what helm has made.
    static List<Fields> objects(String rendered, String kind) {
        return DocumentReader.readAll(NAME, rendered.getBytes(StandardCharsets.UTF_8)).stream()
                .map(document -> Fields.of(DocumentReader.mapping(document)))
                .filter(object -> object.string("kind").filter(kind::equals).isPresent()).toList();
    }

    /// What a DaemonSet makes pods of.
    static Fields podTemplate(Fields daemonSet) {
        return daemonSet.object("spec").flatMap(spec -> spec.object("template")).orElseThrow();
    }

    /// The only container of the pods of a DaemonSet.
    static Fields container(Fields daemonSet) {
        return podTemplate(daemonSet).object("spec").orElseThrow().objects("containers").getFirst();
    }

    /// The kubelet's configuration in a ConfigMap of the chart.
    static String configuration(Fields configMap) {
        return configMap.object("data").flatMap(data -> data.string("kubelet.yaml")).orElseThrow();
    }
}
