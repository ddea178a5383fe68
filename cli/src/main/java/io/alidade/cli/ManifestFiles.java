package io.alidade.cli;

import io.alidade.kube.document.BadInput;
import io.alidade.live.source.Inputs;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Which files a name stands for, as `kubectl -f` sees it: a file of any name; of a folder the files whose names end in
/// `.json`, `.yaml` or `.yml`, hidden ones too, by name; of a pattern that names no file all that match it.
///
/// @param isRecursive whether folders below a folder are looked into, but not through links
record ManifestFiles(boolean isRecursive) {
    /// More in one folder are refused.
    static final int MAX_FILES = 10_000;
    private static final int MAX_DEPTH = 64;

    private static final Pattern MANIFEST = Pattern.compile(".*\\.(json|yaml|yml)", Pattern.DOTALL);
    private static final Pattern REMOTE = Pattern.compile("(?i)https?://.*", Pattern.DOTALL);
    private static final Pattern WILD = Pattern.compile(".*[*?\\[].*", Pattern.DOTALL);

    /// The files that the names stand for, in their order.
    ///
    /// @throws BadInput for a remote address, a folder without manifests, a pattern that nothing matches
    List<String> of(List<String> names) {
        List<String> files = new ArrayList<>();
        for (String name : names) {
            if (Inputs.isStandardInput(name)) {
                files.add(name);
                continue;
            }
            if (REMOTE.matcher(name).matches()) {
                throw new BadInput(name + " is a remote address, and only files are read.",
                        "Pass it on: curl -fsSL " + name + " | alidade ... -f -");
            }
            Path path = Inputs.path(name);
            boolean isPattern = Files.notExists(path, LinkOption.NOFOLLOW_LINKS) && WILD.matcher(name).matches();
            for (Path match : isPattern ? matches(path) : List.of(path)) {
                add(files, match);
            }
        }
        return files;
    }

    private void add(List<String> files, Path path) {
        if (!Files.isDirectory(path)) {
            files.add(path.toString());
            return;
        }
        List<String> found = in(path);
        if (found.isEmpty()) {
            throw new BadInput(path + " holds no manifest: no file in it ends in .json, .yaml or .yml.",
                    isRecursive ? "Name the files themselves."
                            : "Name the files themselves, or give -R to look into the folders below it.");
        }
        files.addAll(found);
    }

    /// The manifests in a folder, in the order of their names; none if there are none.
    List<String> in(Path folder) {
        List<String> found = new ArrayList<>();
        walk(folder, 0, found);
        return found;
    }

    private void walk(Path folder, int depth, List<String> found) {
        if (depth > MAX_DEPTH) {
            throw new BadInput(folder + " is " + MAX_DEPTH + " folders deep.", "Name a folder further below.");
        }
        for (Path entry : entries(folder, "*")) {
            if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                if (isRecursive) {
                    walk(entry, depth + 1, found);
                }
            } else if (MANIFEST.matcher(name(entry)).matches() && !Files.isDirectory(entry)) {
                found.add(entry.toString());
            }
            if (found.size() > MAX_FILES) {
                throw new BadInput(folder + " holds more than " + MAX_FILES + " manifests.", "Name a part of them.");
            }
        }
    }

    /// What matches a pattern, each part of which may be one.
    private static List<Path> matches(Path pattern) {
        List<Path> found = List.of(pattern.isAbsolute() ? pattern.getRoot() : Path.of(""));
        for (Path part : pattern) {
            List<Path> longer = new ArrayList<>();
            for (Path folder : found) {
                if (!WILD.matcher(part.toString()).matches()) {
                    longer.add(folder.resolve(part));
                } else if (Files.isDirectory(folder)) {
                    entries(folder, glob(part.toString())).forEach(entry -> longer.add(folder.resolve(name(entry))));
                }
            }
            found = longer.stream().filter(Files::exists).toList();
        }
        if (found.isEmpty()) {
            throw new BadInput(pattern + " does not exist, and nothing matches it.", "Check the spelling of the path.");
        }
        return found;
    }

    /// Go's pattern in Java's spelling.
    private static String glob(String part) {
        return part.replace("[^", "[!").replace("{", "\\{").replace("}", "\\}");
    }

    private static List<Path> entries(Path folder, String glob) {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
            List<Path> entries = new ArrayList<>();
            stream.forEach(entries::add);
            entries.sort(Comparator.comparing(ManifestFiles::name));
            return entries;
        } catch (IOException | DirectoryIteratorException failure) {
            throw new BadInput(folder + " cannot be read: " + failure.getMessage() + ".", "Check its permissions.");
        } catch (PatternSyntaxException wrong) {
            throw new BadInput("'" + glob + "' is not a pattern: " + wrong.getDescription() + ".",
                    "Put a \\ before each character of *?[ that is part of the name.");
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
