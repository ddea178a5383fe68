package io.alidade.view;

import io.alidade.plan.fleet.rollout.RolloutPlan;
import io.alidade.plan.fleet.rollout.RolloutPlan.Stage;
import io.alidade.plan.fleet.rollout.RolloutPlan.Stopping;
import java.util.List;
import java.util.Locale;

/// A [RolloutPlan] as a checklist in Markdown.
public final class RolloutMarkdown {
    private final RolloutPlan plan;
    private final StringBuilder out = new StringBuilder();

    private RolloutMarkdown(RolloutPlan plan) {
        this.plan = plan;
    }

    public static String of(RolloutPlan plan) {
        RolloutMarkdown markdown = new RolloutMarkdown(plan);
        markdown.write();
        return markdown.out.toString();
    }

    private void write() {
        line("# Roll-out of " + plan.target());
        line("");
        line("Today " + FleetWords.percent(plan.today()) + " of the pods run"
                + (plan.stages().isEmpty() ? ", and no node changes."
                        : "; after the last stage " + FleetWords.percent(plan.stages().getLast().admitted()) + "."));
        if (plan.isCut()) {
            line("");
            line("**Stopped before the end: figures are of what was replayed by then.**");
        }
        plan.warnings().forEach(warning -> line("- warning: " + warning));
        line("");
        line("## Before");
        line("");
        for (Stopping own : plan.stopping()) {
            line("- [ ] **" + own.shape() + "** stops fitting (" + Words.counted(own.count(), "pod") + "): " + own.why()
                    + ". Pods: " + String.join(", ", own.pods()) + (own.count() > own.pods().size()
                            && own.pods().size() > 1 ? ", ..." : "")
                    + ".");
            own.cures().forEach(cure -> line("      - it fits with " + cure));
        }
        plan.flexible().ifPresent(own -> {
            line("- [ ] Leave " + Words.counted(own.nodes(), "node") + " like those of pool " + own.pool()
                    + " as they are, for " + String.join(", ", own.shapes()) + ":");
            line("      `kubectl label node NODE " + RolloutPlan.LABEL + "=flexible`, and give these pods the"
                    + " nodeSelector `" + RolloutPlan.LABEL + ": flexible`.");
        });
        plan.suffering().forEach(own -> line("- [ ] Tell the owners of **" + own.shape() + "**: "
                + FleetWords.percent(own.then()) + " of these pods run then, " + FleetWords.percent(own.today())
                + " today."));
        line("- [ ] Prometheus scrapes `" + RolloutPlan.METRIC + "` of every kubelet, with the node's name as `node`.");
        for (int number = 1; number <= plan.stages().size(); number++) {
            stage(number, plan.stages().get(number - 1));
        }
    }

    private void stage(int number, Stage stage) {
        String pools = String.join(", ", stage.pools());
        line("");
        line("## Stage " + number + ": " + (stage.pools().size() == 1 ? "pool " : "pools ") + pools + ", "
                + Words.counted(stage.nodes(), "node"));
        line("");
        line("Expected: " + FleetWords.percent(stage.admitted()) + " of the fleet's pods run, "
                + String.format(Locale.ROOT, "%.1f", stage.refusedPerHour()) + " refusals an hour on these nodes.");
        line("");
        List.of("One node first: `kubectl cordon NODE`, `kubectl drain NODE --ignore-daemonsets --delete-emptydir-data`.",
                "Write the configuration, delete `cpu_manager_state` and `memory_manager_state` in the kubelet's folder,"
                        + " restart the kubelet.",
                "`kubectl label node NODE " + stage.label() + " --overwrite`, `kubectl uncordon NODE`.",
                "Watch it for a day, then the other nodes of the stage.",
                "Go back if this is true: `" + stage.alert() + "`.").forEach(step -> line("- [ ] " + step));
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
