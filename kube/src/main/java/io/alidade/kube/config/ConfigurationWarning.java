package io.alidade.kube.config;

import io.alidade.kube.document.Position;

/// Something in a configuration that has no effect, or not the one that it seems to have.
public record ConfigurationWarning(Position position, String message) {
    @Override
    public String toString() {
        return position + ": " + message;
    }
}
