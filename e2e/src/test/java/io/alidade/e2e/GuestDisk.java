package io.alidade.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The disk of a virtual machine, while it is still a folder.
record GuestDisk(Path root) {
    /// Puts a file there.
    void file(String path, String text) throws IOException {
        Files.writeString(place(path), text);
    }

    /// Puts a copy of a file there, with its mode.
    void add(Path from, String to) throws IOException {
        Files.copy(from.toRealPath(), place(to), StandardCopyOption.COPY_ATTRIBUTES);
    }

    /// Puts the libraries of this system there that programs are linked with, but not those that are on the disk already.
    void addLibrariesOf(List<Path> programs) throws IOException {
        Set<String> libraries = new LinkedHashSet<>();
        for (Path program : programs) {
            Finished.of("ldd", program.toString()).out().lines()
                    .flatMap(line -> Stream.of(line.strip().split(" ", -1)))
                    .filter(word -> word.startsWith("/") && !word.startsWith(root.toString())).forEach(libraries::add);
        }
        for (String library : libraries) {
            Files.copy(Path.of(library), place(library.substring(1)), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Path place(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return file;
    }
}
