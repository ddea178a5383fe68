package io.alidade.cli;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.InputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Arrays;
import java.util.Optional;

/// Puts new bytes in the place of a file at once: nobody sees a half of it. A link stays one, permissions stay.
final class FileReplacement {
    private FileReplacement() {}

    /// @param before what the file has to hold still
    /// @throws BadInput if it changed meanwhile, or cannot be written; then it is as it was
    static void write(Path path, byte[] before, byte[] after) {
        if (!Arrays.equals(InputFile.read(path, DocumentReader.MAX_BYTES), before)) {
            throw new BadInput(path + " changed while it was looked at.", "Run the command again.");
        }
        Optional<Path> temporary = Optional.empty();
        try {
            Path target = path.toRealPath();
            Path beside = Files.createTempFile(target.toAbsolutePath().getParent(), ".alidade-", ".tmp");
            temporary = Optional.of(beside);
            Files.write(beside, after);
            PosixFileAttributeView view = Files.getFileAttributeView(target, PosixFileAttributeView.class);
            if (view != null) {
                Files.setPosixFilePermissions(beside, view.readAttributes().permissions());
            }
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            temporary.ifPresent(FileReplacement::remove);
            throw new BadInput(path + " cannot be written: " + failure.getMessage() + ".",
                    "Check the permissions of its folder, and the room there.");
        }
    }

    private static void remove(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException _) {
            // The reader hears of the failure that led here.
        }
    }
}
