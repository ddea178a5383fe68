package io.alidade.plan.lint;

import io.alidade.kube.config.ConfigurationLayers;
import io.alidade.kube.config.KubeletConfigurationReader;
import io.alidade.kube.config.KubeletConfigurationReader.Inspected;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentNode;
import io.alidade.kube.document.DocumentNode.Mapping;
import io.alidade.kube.document.DocumentNode.Scalar;
import io.alidade.kube.document.DocumentNode.ScalarKind;
import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Position;
import io.alidade.kube.document.Trees;
import io.alidade.kube.document.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The part of a configuration that the kubelet reads: a value of a wrong type is written as one of the right type where the
/// text allows it, and what is refused all the same is left out. So it can be asked what would stop the kubelet after that.
///
/// @param root     absent if there is no such part
/// @param rewrites values that another way of writing them mends
record ReadablePart(Optional<Mapping> root, List<Rewrite> rewrites) {
    private static final int MAX_TRIED = 50;
    private static final int MAX_ROUNDS = 20;
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,17})");

    ReadablePart {
        rewrites = List.copyOf(rewrites);
    }

    /// @param text as it has to stand in the file
    record Rewrite(BadInput problem, Scalar old, String text) {}

    static ReadablePart of(Configuration configuration) {
        return switch (configuration.inspected()) {
            case Inspected.Valid _ -> new ReadablePart(Optional.of(configuration.root()), List.of());
            case Inspected.Invalid invalid -> mended(configuration.root(), invalid.problems());
        };
    }

    private static ReadablePart mended(Mapping root, List<BadInput> problems) {
        List<Rewrite> rewrites = new ArrayList<>();
        Mapping now = root;
        for (BadInput problem : problems.stream().limit(MAX_TRIED).toList()) {
            Optional<Position> place = problem.position();
            if (place.isPresent() && Trees.find(now, place.get()).orElse(now) instanceof Scalar scalar) {
                for (Scalar other : otherKinds(scalar)) {
                    Mapping changed = Trees.replace(now, place.get(), Optional.of(other));
                    if (refused(changed).stream().noneMatch(left -> left.position().equals(place))) {
                        rewrites.add(new Rewrite(problem, scalar, written(other)));
                        now = changed;
                        break;
                    }
                }
            }
        }
        return new ReadablePart(withoutRefused(now), rewrites);
    }

    private static List<Scalar> otherKinds(Scalar scalar) {
        String text = scalar.text();
        return switch (scalar.kind()) {
            case STRING -> NUMBER.matcher(text).matches()
                    ? List.of(new Scalar(scalar.position(), ScalarKind.INTEGER, text))
                    : Set.of("true", "false").contains(text)
                            ? List.of(new Scalar(scalar.position(), ScalarKind.BOOLEAN, text))
                    : List.of();
            case INTEGER, FLOAT, BOOLEAN -> List.of(new Scalar(scalar.position(), ScalarKind.STRING, text));
            case NULL -> List.of();
        };
    }

    private static String written(Scalar scalar) {
        return scalar.kind() == ScalarKind.STRING ? DocumentWriter.toCompactJson(Value.of(scalar.text()))
                : scalar.text();
    }

    private static Optional<Mapping> withoutRefused(Mapping root) {
        Mapping now = root;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            List<BadInput> refused = refused(now);
            if (refused.isEmpty()) {
                return Optional.of(now);
            }
            Mapping less = now;
            for (BadInput problem : refused) {
                Optional<DocumentNode> none = Optional.empty();
                less = problem.position().isPresent() ? Trees.replace(less, problem.position().get(), none) : less;
            }
            if (less.equals(now)) {
                return Optional.empty();
            }
            now = less;
        }
        return Optional.empty();
    }

    private static List<BadInput> refused(Mapping root) {
        return switch (KubeletConfigurationReader.LENIENT.inspect(ConfigurationLayers.settings(root))) {
            case Inspected.Valid _ -> List.of();
            case Inspected.Invalid invalid -> invalid.problems();
        };
    }
}
