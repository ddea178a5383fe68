package io.alidade.live.verify;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.InputFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Where a kubelet's cgroups begin.
public final class CgroupRoot {
    private CgroupRoot() {}

    /// What a kubelet with the driver `cgroupfs` was told of it in `config.yaml` of its folder. A file that cannot be read
    /// tells nothing.
    public static Optional<String> configured(Path kubeletFolder) {
        Path file = kubeletFolder.resolve("config.yaml");
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        try {
            Fields fields = Fields.of(DocumentReader.mapping(
                    DocumentReader.readOne(file.toString(), InputFile.read(file, DocumentReader.MAX_BYTES))));
            return fields.string("cgroupDriver").filter("cgroupfs"::equals).flatMap(_ -> fields.string("cgroupRoot"))
                    .filter(path -> !path.isEmpty());
        } catch (BadInput unusable) {
            return Optional.empty();
        }
    }
}
