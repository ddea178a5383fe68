package io.alidade.kube.document;

/// A place in a file, for messages: `pod.yaml:12:7`. Lines and columns count from 1.
public record Position(String source, int line, int column) {
    @Override
    public String toString() {
        return source + ":" + line + ":" + column;
    }
}
