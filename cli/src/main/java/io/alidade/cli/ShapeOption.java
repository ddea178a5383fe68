package io.alidade.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Pods in few words.
final class ShapeOption implements OptionGroup {
    List<String> texts = new ArrayList<>();

    @Override
    public void addTo(Options options) {
        options.texts(value -> texts = value, Optional.empty(), "", "SHAPE",
                "A pod in few words, [NAME:]cpu=8,memory=32Gi,nvidia.com/gpu=1: requests and limits of one container."
                        + " May be given several times.",
                "--shape");
    }
}
