package io.alidade.kube.document;

/// Field paths as Kubernetes writes them: `spec.containers[0].name`, `metadata.labels[example.com/tier]`.
final class FieldPaths {
    private FieldPaths() {}

    static String join(String path, String key) {
        if (!isWord(key)) {
            return path + "[" + Quoted.cut(key) + "]";
        }
        return path.isEmpty() ? key : path + "." + key;
    }

    private static boolean isWord(String key) {
        return !key.isEmpty() && key.chars().allMatch(symbol -> (symbol < 128 && Character.isLetterOrDigit(symbol))
                || symbol == '-' || symbol == '_');
    }
}
