package io.alidade.view;

import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Value;
import io.alidade.plan.advise.Advice;
import io.alidade.plan.advise.Draft.DraftLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A draft as the file that its platform takes, with the reasons as comments: YAML, for AKS JSON without reasons.
public final class DraftFile {
    private static final int LEAST_ROOM = 30;

    private final Advice advice;
    private final int columns;
    private final StringBuilder out = new StringBuilder();

    private DraftFile(Advice advice, int columns) {
        this.advice = advice;
        this.columns = columns;
    }

    /// The text of the file.
    public static String of(Advice advice, TextStyle style) {
        DraftFile file = new DraftFile(advice, style.columns());
        file.write();
        return file.out.toString();
    }

    private void write() {
        List<DraftLine> lines = advice.draft().lines();
        switch (advice.platform()) {
            case KUBELET, KUBEADM -> {
                out.append("apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n");
                write(lines, 0);
            }
            case OPENSHIFT -> openShift(lines);
            case EKS -> {
                out.append("apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  kubelet:\n    config:\n");
                write(lines, 6);
            }
            case GKE -> {
                out.append("kubeletConfig:\n");
                write(forGke(lines), 2);
            }
            case AKS -> {
                Value.Builder fields = Value.mapping();
                lines.stream().filter(advice.platform()::takes)
                        .forEach(line -> fields.with(line.field(), line.value()));
                out.append(DocumentWriter.toJson(fields.build()));
            }
        }
    }

    private void openShift(List<DraftLine> lines) {
        out.append("apiVersion: machineconfiguration.openshift.io/v1\nkind: KubeletConfig\nmetadata:\n  name: ");
        out.append(advice.pool()).append("-numa\nspec:\n");
        comment("The machine config pool whose nodes are like this machine.", 2);
        out.append("  machineConfigPoolSelector:\n    matchLabels:\n      pools.operator.machineconfiguration"
                + ".openshift.io/").append(advice.pool()).append(": \"\"\n");
        comment("A reservation computed at boot would not match reservedMemory.", 2);
        out.append("  autoSizingReserved: false\n  kubeletConfig:\n");
        write(lines, 4);
    }

    /// GKE's own names and values.
    private List<DraftLine> forGke(List<DraftLine> lines) {
        List<DraftLine> own = new ArrayList<>();
        for (DraftLine line : lines) {
            if (!advice.platform().takes(line)) {
                continue;
            }
            own.add(switch (line.field()) {
                case "topologyManagerPolicy" -> entry("topologyManager", "policy", line.value(), line);
                case "topologyManagerScope" -> entry("topologyManager", "scope", line.value(), line);
                case "memoryManagerPolicy" -> entry("memoryManager", "policy",
                        line.value() instanceof Value.Text(String text) ? Value.of(text.toLowerCase(Locale.ROOT))
                                : line.value(),
                        line);
                default -> line;
            });
        }
        return own;
    }

    private static DraftLine entry(String field, String key, Value value, DraftLine line) {
        return new DraftLine(field, Optional.of(key), value, line.reason());
    }

    private void write(List<DraftLine> lines, int indent) {
        String open = "";
        for (DraftLine line : lines) {
            int own = indent;
            if (line.key().isPresent()) {
                if (!line.field().equals(open)) {
                    out.append(Words.spaces(indent)).append(line.field()).append(":\n");
                }
                own += 2;
            }
            open = line.field();
            comment(line.reason(), own);
            String yaml = DocumentWriter
                    .toYaml(Value.mapping().with(line.key().orElse(line.field()), line.value()).build());
            for (String row : yaml.lines().toList()) {
                out.append(Words.spaces(own)).append(row).append('\n');
            }
        }
    }

    private void comment(String text, int indent) {
        Words.wrap(text, Math.max(LEAST_ROOM, columns - indent - 2))
                .forEach(row -> out.append(Words.spaces(indent)).append("# ").append(row).append('\n'));
    }
}
