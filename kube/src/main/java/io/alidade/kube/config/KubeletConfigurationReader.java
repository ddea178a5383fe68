package io.alidade.kube.config;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Entry;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.InputFile;
import io.alidade.kube.document.Position;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads kubelet configuration, from a file, from a file and its drop-ins, from a directory of drop-ins alone, or from a
/// tree that was read before.
///
/// A document may be a `KubeletConfiguration` v1beta1, the answer of `/configz`, or OpenShift's `KubeletConfig`. Without
/// `apiVersion` and `kind` it is taken for the first, with a warning: the kubelet refuses such a file, but they are
/// missing in what `/configz` of older kubelets shows.
///
/// A directory holds drop-ins only, whatever else lies in it: they apply onto the kubelet's defaults. Drop-ins apply
/// onto the *defaulted* base, as in the kubelet, so a threshold of `evictionHard` in a drop-in adds to the default ones
/// if the base has none.
///
/// @param strict whether unknown fields and a missing `kind` are problems; if not, they are warnings
public record KubeletConfigurationReader(boolean strict) {
    public static final KubeletConfigurationReader LENIENT = new KubeletConfigurationReader(false);
    public static final KubeletConfigurationReader STRICT = new KubeletConfigurationReader(true);

    /// The largest file that is read.
    public static final int MAX_FILE_BYTES = 4 << 20;
    /// The most that all drop-ins together may have.
    public static final int MAX_TOTAL_BYTES = 16 << 20;

    /// Reads a file, or a directory of drop-ins.
    ///
    /// @throws BadInput if it cannot be read, decoded or validated: all problems at once, each with its place
    public KubeletConfiguration read(Path fileOrDirectory) {
        return Files.isDirectory(fileOrDirectory) ? merged(Optional.empty(), fileOrDirectory)
                : decode(document(fileOrDirectory, MAX_FILE_BYTES));
    }

    /// Reads a file and the drop-ins below a directory, as `--config FILE --config-dir DIR` does.
    ///
    /// @throws BadInput as [#read]
    public KubeletConfiguration read(Path file, Path dropIns) {
        return merged(Optional.of(document(file, MAX_FILE_BYTES)), dropIns);
    }

    /// Decodes and validates one document.
    ///
    /// @throws BadInput as [#read]
    public KubeletConfiguration decode(DocumentNode document) {
        return orThrow(inspect(List.of(document)));
    }

    /// Decodes and validates a base and the patches onto it, without throwing for what is wrong in the values.
    ///
    /// @param layers at least one document, in the order they apply
    /// @throws BadInput if a layer is no kubelet configuration at all
    public Inspected inspect(List<DocumentNode> layers) {
        List<BadInput> problems = new ArrayList<>();
        List<ConfigurationWarning> warnings = new ArrayList<>();
        ConfigurationSource source = new ConfigurationSource(strict, problems, warnings);
        Mapping root = merge(source, layers);
        KubeletConfiguration configuration = ConfigurationDecoder.decode(root, strict, problems, warnings);
        problems.addAll(new ConfigurationValidation(configuration, root).problems());
        return problems.isEmpty() ? new Inspected.Valid(configuration) : new Inspected.Invalid(problems, warnings);
    }

    private static Mapping merge(ConfigurationSource source, List<DocumentNode> layers) {
        Mapping root = source.fieldsOf(layers.getFirst());
        if (layers.size() > 1) {
            root = withDefaultEviction(root);
        }
        for (DocumentNode patch : layers.subList(1, layers.size())) {
            root = MergePatch.apply(root, source.fieldsOf(patch));
        }
        return root;
    }

    /// The fields that a base and the patches onto it amount to, each value with its place, as [#inspect] decodes them.
    ///
    /// @param layers at least one document, in the order they apply
    /// @throws BadInput if a layer is no kubelet configuration at all
    public static Mapping fields(List<DocumentNode> layers) {
        return merge(new ConfigurationSource(false, new ArrayList<>(), new ArrayList<>()), layers);
    }

    /// The field of a KubeletConfiguration that was probably meant by an unknown one.
    public static Optional<String> fieldMeantBy(String unknown) {
        return ConfigurationFields.meantBy(unknown);
    }

    /// The drop-in files below a directory, in the order in which they apply.
    ///
    /// @throws BadInput if there are too many, or they cannot be listed
    public static List<Path> dropIns(Path directory) {
        return DropInDirectory.files(directory);
    }

    private KubeletConfiguration merged(Optional<DocumentNode> base, Path directory) {
        List<DocumentNode> layers = new ArrayList<>();
        layers.add(base.orElseGet(() -> new Mapping(new Position(directory.toString(), 1, 1), List.of())));
        List<Path> files = DropInDirectory.files(directory);
        if (files.isEmpty() && base.isEmpty()) {
            throw new BadInput(
                    directory + " holds no drop-in: no file below it ends in " + DropInDirectory.EXTENSION + ".",
                    "Name the configuration file itself, or rename the drop-ins.");
        }
        int left = MAX_TOTAL_BYTES;
        for (Path file : files) {
            byte[] bytes = InputFile.read(file, Math.min(left, MAX_FILE_BYTES));
            left -= bytes.length;
            layers.add(DocumentReader.readOne(file.toString(), bytes));
        }
        return orThrow(inspect(layers));
    }

    private static DocumentNode document(Path file, int limit) {
        return DocumentReader.readOne(file.toString(), InputFile.read(file, limit));
    }

    private static KubeletConfiguration orThrow(Inspected inspected) {
        return switch (inspected) {
            case Inspected.Valid valid -> valid.configuration();
            case Inspected.Invalid invalid -> throw invalid.toBadInput();
        };
    }

    private static Mapping withDefaultEviction(Mapping base) {
        if (Fields.of(base).has("evictionHard")) {
            return base;
        }
        Position place = base.position();
        List<Entry> thresholds = EvictionThreshold.DEFAULTS.entrySet().stream()
                .map(entry -> new Entry(entry.getKey(), place, new Scalar(place, ScalarKind.STRING, entry.getValue())))
                .toList();
        List<Entry> entries = new ArrayList<>(base.entries().stream()
                .filter(entry -> !entry.key().equals("evictionHard")).toList());
        entries.add(new Entry("evictionHard", place, new Mapping(place, thresholds)));
        return new Mapping(place, entries);
    }

    /// What became of a configuration.
    public sealed interface Inspected {
        record Valid(KubeletConfiguration configuration) implements Inspected {}

        /// The kubelet refuses it: problems in the order they were found.
        record Invalid(List<BadInput> problems, List<ConfigurationWarning> warnings) implements Inspected {
            private static final int SHOWN = 100;

            public Invalid {
                problems = List.copyOf(problems);
                warnings = List.copyOf(warnings);
            }

            /// All problems and warnings as one, a line for each; of very many problems the first hundred.
            public BadInput toBadInput() {
                String more = problems.size() > SHOWN ? "\nand at least " + (problems.size() - SHOWN) + " more problems"
                        : "";
                String also = warnings.stream().limit(SHOWN).map(warning -> "\n" + warning)
                        .collect(Collectors.joining());
                return new BadInput(shown().map(BadInput::getMessage).collect(Collectors.joining("\n")) + more + also,
                        shown().map(BadInput::cure).distinct().collect(Collectors.joining(" ")));
            }

            private Stream<BadInput> shown() {
                return problems.stream().limit(SHOWN);
            }
        }
    }
}
