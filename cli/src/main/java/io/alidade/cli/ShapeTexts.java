package io.alidade.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `--shape`: pods in few words.
final class ShapeTexts implements OptionGroup {
    List<String> texts = new ArrayList<>();

    @Override
    public void addTo(Options options) {
        options.texts(value -> texts = value, Optional.empty(), "", "SHAPE",
                "A pod in few words, [NAME:]cpu=8,memory=32Gi,nvidia.com/gpu=1: requests and limits of one container."
                        + " May be given several times.",
                "--shape");
    }
}
