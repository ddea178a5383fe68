package io.alidade.plan.lint;

import io.alidade.kube.document.Position;
import java.util.Optional;

/// Something to be mended or known.
///
/// @param id      stable; `docs/lint.md` has a section for each
/// @param object  kind and name, `Deployment shop/web`; absent for a text of which nothing is known
/// @param message what is so and what follows from it, then what to do
public record Finding(String id, Severity severity, Position position, Optional<String> object, String message,
        Optional<Fix> fix) {}
