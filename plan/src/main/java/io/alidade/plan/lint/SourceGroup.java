package io.alidade.plan.lint;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Files that belong together: one file, or the drop-ins of a folder, which are one kubelet configuration.
///
/// @param name      of the file or the folder
/// @param files     of a folder without drop-ins none: the kubelet's defaults hold
/// @param isDropIns whether each file is a patch onto the ones before it
public record SourceGroup(String name, List<SourceFile> files, boolean isDropIns) {
    public SourceGroup {
        files = List.copyOf(files);
    }

    public static SourceGroup of(SourceFile file) {
        return new SourceGroup(file.name(), List.of(file), false);
    }

    /// The drop-ins of a folder, in the order in which they apply.
    public static SourceGroup dropIns(String folder, List<SourceFile> files) {
        return new SourceGroup(folder, files, true);
    }

    /// The group with texts changed.
    SourceGroup with(Map<String, LineMap> changes) {
        return new SourceGroup(name, files.stream().map(file -> Optional.ofNullable(changes.get(file.name()))
                .map(LineMap::after).orElse(file)).toList(), isDropIns);
    }
}
