package io.alidade.cli;

import io.alidade.kube.checkpoint.CheckpointFile;
import io.alidade.kube.checkpoint.CheckpointFiles;
import io.alidade.kube.document.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Keeps `--save-state` from overwriting what somebody wants to keep.
final class SavedState {
    /// What a kubelet makes in its root folder when it starts, besides checkpoints.
    private static final List<String> OF_A_KUBELET = List.of("pods", "plugins", "plugins_registry", "pod-resources",
            "config.yaml", "kubeadm-flags.env", "pki");
    private static final String CURE = "Name another folder, or give --force to replace the checkpoint files in it.";

    private SavedState() {}

    /// Called before anything is read or written.
    ///
    /// @throws BadInput if the folder holds checkpoint files, or is a kubelet's own
    static void refuseToReplace(Path folder, NodeOptions options) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new BadInput("--save-state: " + folder + " is not a folder.", "Name a folder, which need not exist.");
        }
        Stream.of(CheckpointFiles.Layout.values()).map(layout -> new CheckpointFiles(folder, layout))
                .flatMap(files -> Stream.of(CheckpointFile.values()).map(files::path))
                .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS)).findFirst().ifPresent(file -> {
                    throw new BadInput("--save-state: " + file + " is there already.", CURE);
                });
        Stream.concat(options.state.folder.stream(), options.kubeletDir.folder.stream())
                .filter(own -> isSame(own, folder)).findFirst().ifPresent(own -> {
                    throw new BadInput("--save-state: " + folder + " is the folder that is read, too.", CURE);
                });
        OF_A_KUBELET.stream().map(folder::resolve).filter(Files::exists).findFirst().ifPresent(file -> {
            throw new BadInput("--save-state: " + folder + " is a kubelet's own folder: it has " + file.getFileName()
                    + ".", CURE);
        });
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
        } catch (IOException failure) {
            throw new BadInput(other + " cannot be looked at: " + failure.getMessage() + ".", "Check its permissions.");
        }
    }
}
