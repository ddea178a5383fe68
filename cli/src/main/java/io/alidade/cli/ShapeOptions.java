package io.alidade.cli;

import io.alidade.kube.document.BadInput;
import io.alidade.live.source.Inputs;
import io.alidade.plan.capacity.Mix;
import io.alidade.plan.capacity.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which shapes are wanted, and how often each comes.
final class ShapeOptions implements OptionGroup {
    /// More say nothing to people.
    static final int MAX_SHAPES = 50;

    ManifestOptions manifests = new ManifestOptions();

    ShapeOption inWords = new ShapeOption();

    Optional<String> mix = Optional.empty();

    @Override
    public void addTo(Options options) {
        options.include(manifests);
        options.include(inWords);
        options.value(String.class, value -> mix = value, "NAME=PERCENT,...",
                "How often each shape comes, train=60,serve=40; adds up to 100. a, b, c are the first, second, third shape."
                        + " Without it, all come alike.",
                "--mix");
    }

    /// Reads them: those of `--shape`, then those of manifests.
    ///
    /// @throws BadInput if there is none, or too many, or two with one name
    Mix read(Inputs inputs, boolean strict, List<String> warnings) {
        List<Shape> shapes = new ArrayList<>(inWords.texts.stream().map(Shape::parse).toList());
        if (!manifests.manifests.isEmpty() || !manifests.pods.files.files.isEmpty()) {
            shapes.addAll(Shape.of(manifests.read(inputs, strict, warnings).pods()));
        }
        if (shapes.isEmpty()) {
            throw new BadInput("no shape of a pod is named.",
                    "Give --shape cpu=8,memory=32Gi, or a manifest, with -f or without it.");
        }
        if (shapes.size() > MAX_SHAPES) {
            throw new BadInput(shapes.size() + " shapes are given, more than " + MAX_SHAPES + ".",
                    "Name those that matter most.");
        }
        Set<String> names = new HashSet<>();
        shapes.stream().filter(shape -> !names.add(shape.name())).findFirst().ifPresent(twice -> {
            throw new BadInput("two shapes are called " + twice.name() + ".",
                    "Give one of them another name: --shape NAME:cpu=8,memory=32Gi");
        });
        return mix.map(text -> Mix.parse(text, shapes)).orElseGet(() -> Mix.even(shapes));
    }
}
