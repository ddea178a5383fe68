package io.alidade.plan.lint;

import io.alidade.kube.document.BadInput;
import java.util.ArrayList;
import java.util.List;

/// What there is to be looked at, in the order of the files.
///
/// @param broken what could not be read
record Subjects(List<Configuration> configurations, List<Workload> workloads, List<PluginConfiguration> plugins,
        List<Broken> broken) {
    /// A text or value that ends the reading of its document.
    record Broken(String file, BadInput problem) {}

    static Subjects empty() {
        return new Subjects(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
}
