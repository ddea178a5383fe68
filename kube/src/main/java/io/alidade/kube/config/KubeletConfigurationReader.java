package io.alidade.kube.config;

import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.Fields;
import io.alidade.kube.document.InputFile;
import io.alidade.kube.document.Position;
import io.alidade.kube.document.Trees;
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

    private static final String LOGS = "podLogsDir";

    /// The largest file that is read.
    public static final int MAX_FILE_BYTES = 4 << 20;
    /// The most that all drop-ins together may have.
    public static final int MAX_TOTAL_BYTES = 16 << 20;

    /// Reads a file, or a directory of drop-ins.
    ///
    /// @throws BadInput if it cannot be read, decoded or validated: all problems at once, each with its place
    public KubeletConfiguration read(Path fileOrDirectory) {
        return Files.isDirectory(fileOrDirectory)
                ? orThrow(inspect(ConfigurationLayers.dropIns(patches(fileOrDirectory))))
                : read(fileOrDirectory.toString(), InputFile.read(fileOrDirectory, MAX_FILE_BYTES));
    }

    /// Reads a file and the drop-ins below a directory, as `--config FILE --config-dir DIR` does.
    ///
    /// @throws BadInput as [#read]
    public KubeletConfiguration read(Path file, Path dropIns) {
        return orThrow(inspect(ConfigurationLayers.file(file.toString(), InputFile.read(file, MAX_FILE_BYTES))
                .with(patches(dropIns))));
    }

    /// Reads the text of a file, as the kubelet reads it: of YAML the first document alone.
    ///
    /// @param place what positions name as the file
    /// @throws BadInput as [#read(Path)]
    public KubeletConfiguration read(String place, byte[] text) {
        return orThrow(inspect(ConfigurationLayers.file(place, text)));
    }

    /// Decodes and validates settings that stand inside another document; they need no `apiVersion` and `kind`.
    ///
    /// @throws BadInput as [#read]
    public KubeletConfiguration decode(DocumentNode document) {
        return orThrow(inspect(ConfigurationLayers.settings(document)));
    }

    /// Decodes and validates a configuration, without throwing for what is wrong in the values.
    ///
    /// @throws BadInput if a layer is no kubelet configuration at all
    public Inspected inspect(ConfigurationLayers layers) {
        List<BadInput> problems = new ArrayList<>();
        List<ConfigurationWarning> warnings = new ArrayList<>();
        layers.repeated().stream().limit(Fields.MAX_PROBLEMS)
                .forEach(key -> warnings.add(new ConfigurationWarning(key.position().orElseThrow(),
                        key.problem() + " The last one counts.")));
        ConfigurationSource source = new ConfigurationSource(problems, warnings);
        checkBase(layers, problems);
        if (!problems.isEmpty()) {
            return new Inspected.Invalid(KubeletWords.added(layers.base().stream().toList(), problems), warnings);
        }
        Mapping root = merge(source, layers);
        KubeletConfiguration configuration = ConfigurationDecoder.decode(root, strict, !layers.isMerged(),
                problems, warnings);
        layers.overruled().ifPresent(earlier -> problems.addAll(ConfigurationDecoder
                .typeProblems(DocumentReader.mapping(earlier)).stream()
                .filter(problem -> problem.position().flatMap(place -> Trees.find(root, place)).isEmpty()).toList()));
        problems.addAll(new ConfigurationValidation(configuration, root).problems());
        return problems.isEmpty() ? new Inspected.Valid(configuration)
                : new Inspected.Invalid(KubeletWords.added(List.of(layers.overruled().orElse(root), root), problems),
                        warnings);
    }

    /// A file has to be decodable as it is, whatever drop-ins make of its values.
    private static void checkBase(ConfigurationLayers layers, List<BadInput> problems) {
        if (layers.isMerged()) {
            layers.base().ifPresent(base -> ConfigurationDecoder.decode(
                    new ConfigurationSource(problems, new ArrayList<>()).fieldsOf(base, layers.needsHeader()), false,
                    true, problems, new ArrayList<>()));
        }
    }

    private static Mapping merge(ConfigurationSource source, ConfigurationLayers layers) {
        Mapping root = layers.base().map(base -> absolute(source.fieldsOf(base, layers.needsHeader())))
                .orElseGet(() -> new Mapping(layers.dropIns().stream().map(DocumentNode::position).findFirst()
                        .orElse(new Position("defaults", 1, 1)), List.of()));
        return layers.isMerged() ? DropIns.apply(root, layers.base().isPresent(),
                layers.dropIns().stream().map(source::dropIn).toList()) : root;
    }

    /// The kubelet's loader puts the folder of the file before a relative path in it, normalizes the whole, and does so in no
    /// drop-in. What is still judged of such a path are its letters beyond ASCII.
    private static Mapping absolute(Mapping file) {
        return Trees.scalar(file, LOGS)
                .filter(path -> path.kind() == ScalarKind.STRING && !path.text().isEmpty()
                        && !path.text().startsWith("/"))
                .map(path -> Trees.with(file, new Scalar(path.position(), ScalarKind.STRING,
                        "/" + path.text().replaceAll("[\\x00-\\x7f]", "")), LOGS))
                .orElse(file);
    }

    /// The fields that a base and the patches onto it amount to, each value with its place, as [#inspect] decodes them.
    ///
    /// @throws BadInput if a layer is no kubelet configuration at all
    public static Mapping fields(ConfigurationLayers layers) {
        return merge(new ConfigurationSource(new ArrayList<>(), new ArrayList<>()), layers);
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

    private static List<DocumentNode> patches(Path directory) {
        List<DocumentNode> patches = new ArrayList<>();
        int left = MAX_TOTAL_BYTES;
        for (Path file : DropInDirectory.files(directory)) {
            byte[] bytes = InputFile.read(file, Math.min(left, MAX_FILE_BYTES));
            left -= bytes.length;
            patches.add(ConfigurationText.dropIn(file.toString(), bytes));
        }
        return patches;
    }

    /// A drop-in's document as [#inspect] takes it.
    ///
    /// @throws BadInput if it cannot be read, or has a key twice
    public static DocumentNode dropIn(String place, byte[] text) {
        return ConfigurationText.dropIn(place, text);
    }

    private static KubeletConfiguration orThrow(Inspected inspected) {
        if (inspected instanceof Inspected.Invalid invalid) {
            throw invalid.toBadInput();
        }
        return ((Inspected.Valid) inspected).configuration();
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
