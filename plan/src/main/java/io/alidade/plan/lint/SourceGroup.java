package io.alidade.plan.lint;

import java.util.List;

/// Files that belong together: one file, or the drop-ins of a folder, which are one kubelet configuration.
///
/// @param isDropIns whether each file is a patch onto the ones before it
public record SourceGroup(List<SourceFile> files, boolean isDropIns) {
    public SourceGroup {
        files = List.copyOf(files);
    }

    public static SourceGroup of(SourceFile file) {
        return new SourceGroup(List.of(file), false);
    }
}
