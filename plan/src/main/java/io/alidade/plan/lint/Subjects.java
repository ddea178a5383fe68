package io.alidade.plan.lint;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What there is to be looked at, in the order of the files.
///
/// @param broken       what could not be read
/// @param unrecognised what is nothing that is known here
/// @param unread       what stands in a kubelet's file where the kubelet does not read it
/// @param notes        what was assumed, and what was passed over, a sentence each
/// @param flagValues   places of values that stand in the middle of a longer text
/// @param flagKeys     places where flags start
/// @param foreignKeys  places of keys beside which no field may be put
record Subjects(List<Configuration> configurations, List<Workload> workloads, List<PluginConfiguration> plugins,
        List<Broken> broken, List<BadInput> unrecognised, List<BadInput> unread, List<String> notes,
        Set<Position> flagValues, Set<Position> flagKeys, Set<Position> foreignKeys) {
    /// A text or value that ends the reading of its document.
    record Broken(String file, BadInput problem) {}

    int count() {
        return configurations.size() + workloads.size() + plugins.size();
    }

    static Subjects empty() {
        return new Subjects(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(),
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new HashSet<>(), new HashSet<>(),
                new HashSet<>());
    }
}
