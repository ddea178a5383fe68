package io.alidade.linux.observe;

import io.alidade.linux.observe.ObservationNote.Kind;
import io.alidade.linux.tree.MachineTree;
import io.alidade.linux.tree.RootFolder;
import io.alidade.linux.tree.TreeDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The live files below a root: what [MachineTree] reads, and what only a folder of a running machine has: links as text,
/// sub-folders of a changing tree, files too long to hold.
final class LiveFiles {
    private static final int MAX_LINE_CHARACTERS = 64 * 1024;

    private final MachineTree tree;
    private final Path realRoot;
    private final Notes notes;

    /// @throws io.alidade.linux.tree.UnusableTree if `root` is not a directory that can be opened
    LiveFiles(Path root, Notes notes) {
        this.tree = MachineTree.open(root, notes::problem);
        this.notes = notes;
        Path real;
        try {
            real = RootFolder.of(root).path();
        } catch (IOException _) {
            real = root.toAbsolutePath().normalize();
        }
        this.realRoot = real;
    }

    TreeDirectory top() {
        return tree.top();
    }

    Optional<TreeDirectory> directory(String path) {
        return tree.directory(path);
    }

    /// The text of a symbolic link, whose target need not exist; nothing if there is no link of this name.
    Optional<String> linkText(TreeDirectory directory, String name) {
        try {
            Path link = real(directory).resolve(name);
            return Files.isSymbolicLink(link) ? Optional.of(Files.readSymbolicLink(link).toString()) : Optional.empty();
        } catch (IOException | InvalidPathException _) {
            return Optional.empty();
        }
    }

    /// The folders in a folder, by name; links to folders are left out with a note.
    List<TreeDirectory> folders(TreeDirectory directory, int limit) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(real(directory))) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    if (names.size() == limit) {
                        notes.limit(directory.path() + " has more than " + limit + " folders; the others are left out");
                        break;
                    }
                    names.add(String.valueOf(entry.getFileName()));
                } else if (Files.isSymbolicLink(entry) && Files.isDirectory(entry)) {
                    notes.addGrouped(Kind.LINK_LEFT_OUT, directory.path(),
                            directory.pathOf(String.valueOf(entry.getFileName()))
                                    + " is a symbolic link, which no cgroup is, and is left out",
                            "");
                }
            }
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            unreadable(directory.path(), e);
        } catch (DirectoryIteratorException e) {
            unreadable(directory.path(), new IOException(e.getMessage()));
        }
        Collections.sort(names);
        return names.stream().flatMap(name -> directory.directory(name).stream()).toList();
    }

    /// What became of a file that was read line by line.
    enum Read { WHOLE, CUT, NOTHING }

    /// Hands over the lines of a file one by one, at most `maxLines`; longer files are cut.
    Read eachLine(TreeDirectory directory, String name, int maxLines, Consumer<String> consumer) {
        Path file = real(directory).resolve(name);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Read.NOTHING;
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1))) {
            for (int count = 0;; count++) {
                Optional<String> line = nextLine(lines);
                if (line.isEmpty()) {
                    return Read.WHOLE;
                }
                if (count == maxLines || line.get().length() > MAX_LINE_CHARACTERS) {
                    return Read.CUT;
                }
                consumer.accept(line.get());
            }
        } catch (NoSuchFileException _) {
            return Read.NOTHING;
        } catch (IOException e) {
            unreadable(directory.pathOf(name), e);
            return Read.NOTHING;
        }
    }

    /// The next line, at most one character longer than a line may be: a file without line ends must not fill the memory.
    private static Optional<String> nextLine(BufferedReader lines) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = lines.read();
        if (next < 0) {
            return Optional.empty();
        }
        while (next >= 0 && next != '\n' && line.length() <= MAX_LINE_CHARACTERS) {
            line.append((char) next);
            next = lines.read();
        }
        return Optional.of(line.toString());
    }

    private Path real(TreeDirectory directory) {
        return realRoot.resolve(directory.path().substring(1));
    }

    private void unreadable(String path, IOException e) {
        boolean isDenied = e instanceof AccessDeniedException;
        String leaf = path.substring(path.lastIndexOf('/') + 1);
        notes.addGrouped(isDenied ? Kind.PERMISSION_DENIED : Kind.UNREADABLE_FILE, leaf,
                path + " is unreadable: " + (isDenied ? "permission denied" : String.valueOf(e.getMessage())),
                isDenied ? " Run as root to see all." : "");
    }
}
