package io.alidade.e2e;

import io.alidade.kube.document.DocumentWriter;
import io.alidade.kube.document.Value;
import java.util.ArrayList;
import java.util.List;

/// The dashboard in `deploy/grafana`: what is shown, from which all the rest of its JSON follows.
final class GrafanaDashboard {
    private static final int COLUMNS = 24;
    private static final int HEIGHT = 8;
    private static final String INSTANCE = "instance=~\"$instance\"";

    private final List<Value> panels = new ArrayList<>();
    private int column;
    private int row;

    /// One line of a panel.
    private record Query(String expression, String legend) {}

    private GrafanaDashboard() {}

    /// All of it, as JSON.
    static String json() {
        GrafanaDashboard dashboard = new GrafanaDashboard();
        dashboard.admission();
        dashboard.capacity();
        dashboard.containers();
        dashboard.plugins();
        return DocumentWriter.toJson(Value.mapping().with("uid", "alidade-node")
                .with("title", "Alidade: alignment on a node")
                .with("description", "Of a kubelet, or an agent of Alidade: who was refused and why, what is free on"
                        + " which NUMA node, and whether containers are where they should be.")
                .with("tags", Value.texts(List.of("alidade", "numa"))).with("editable", true)
                .with("schemaVersion", 39).with("refresh", "30s")
                .with("time", Value.mapping().with("from", "now-6h").with("to", "now").build())
                .with("templating", Value.mapping().with("list", variables()).build())
                .with("panels", Value.sequence(dashboard.panels)).build());
    }

    private static Value variables() {
        Value source = Value.mapping().with("name", "datasource").with("type", "datasource")
                .with("query", "prometheus").with("label", "Prometheus").build();
        Value instance = Value.mapping().with("name", "instance").with("type", "query").with("label", "Node")
                .with("datasource", source())
                .with("query", "label_values({__name__=~\"kubelet_topology_manager_admission_requests_total"
                        + "|alidade_refusals_total\"}, instance)")
                .with("refresh", 2).with("multi", true).with("includeAll", true).with("sort", 1).build();
        return Value.sequence(List.of(source, instance));
    }

    private static Value source() {
        return Value.mapping().with("type", "prometheus").with("uid", "${datasource}").build();
    }

    private void admission() {
        heading("Pods");
        panel("Refusals by reason", "short", 8, rate("kubelet_admission_rejections_total", "reason"),
                rate("alidade_refusals_total", "reason"));
        panel("Refusals by what was short", "short", 8, rate("alidade_refusal_shortages_total", "resource"));
        panel("Time until a pod is decided on, 99 of 100", "s", 8,
                new Query(
                        "histogram_quantile(0.99, sum by (instance, le) (rate(alidade_decision_duration_seconds_bucket{"
                                + INSTANCE + "}[$__rate_interval])))",
                        "{{instance}}"),
                new Query("histogram_quantile(0.99, sum by (instance, le) (rate("
                        + "kubelet_topology_manager_admission_duration_ms_bucket{" + INSTANCE
                        + "}[$__rate_interval]))) / 1000", "{{instance}}, as the kubelet counts"));
        panel("Containers and pods that are aligned", "short", 8,
                rate("kubelet_container_aligned_compute_resources_count", "boundary"));
        panel("Containers and pods that could not be", "short", 8,
                rate("kubelet_container_aligned_compute_resources_failure_count", "boundary"));
        panel("Walks of the managers, and those that were refused", "short", 8,
                rate("kubelet_topology_manager_admission_requests_total", "instance"),
                rate("kubelet_topology_manager_admission_errors_total", "instance"));
    }

    private void capacity() {
        heading("NUMA nodes");
        panel("CPUs", "short", 8, sum("alidade_numa_node_cpus", "numa_node, state"));
        panel("Memory and hugepages", "bytes", 8, sum("alidade_numa_node_memory_bytes", "numa_node, type, state"));
        panel("Devices", "short", 8, sum("alidade_numa_node_devices", "numa_node, resource, state"));
        panel("Pods of watched shapes that fit", "short", 8, sum("alidade_shape_copies", "instance, shape"));
        panel("CPUs of the largest pod of a watched shape", "short", 8,
                sum("alidade_shape_largest_cpus", "instance, shape"));
        panel("Stranded CPUs", "short", 8, sum("alidade_numa_node_stranded_cpus", "instance, numa_node"));
        panel("CPUs that containers have for themselves", "short", 8,
                sum("kubelet_cpu_manager_allocation_per_numa", "instance, numa_node"));
        panel("CPUs of the shared pool", "short", 8,
                new Query("kubelet_cpu_manager_shared_pool_size_millicores{" + INSTANCE + "} / 1000",
                        "{{instance}}"));
        panel("Stranded memory", "bytes", 8,
                sum("alidade_numa_node_stranded_memory_bytes", "instance, numa_node, type"));
    }

    private void containers() {
        heading("Containers");
        panel("Drift that is not cured", "short", 8, sum("alidade_drift_not_cured", "instance"),
                sum("alidade_drift", "instance, kind"));
        panel("Drift found and cured", "short", 8, rate("alidade_drift_seen_total", "instance"),
                rate("alidade_drift_cured_total", "instance"));
        panel("Trespasses and strangers on exclusive CPUs", "short", 8,
                rate("alidade_exclusive_cpu_trespasses_total", "instance"),
                sum("alidade_strangers_on_exclusive_cpus", "instance"));
        panel("Containers with the least local memory", "percentunit", COLUMNS,
                new Query("bottomk(10, alidade_container_local_pages_ratio{" + INSTANCE + "})",
                        "{{namespace}}/{{pod}}/{{container}}"));
    }

    private void plugins() {
        heading("Device plugins and checkpoints");
        panel("Plugins that are connected", "short", 8,
                sum("alidade_device_plugin_connected", "instance, resource_name"));
        panel("Time of Allocate, 99 of 100", "s", 8,
                new Query("histogram_quantile(0.99, sum by (resource_name, le) (rate("
                        + "kubelet_device_plugin_alloc_duration_seconds_bucket{" + INSTANCE
                        + "}[$__rate_interval])))", "{{resource_name}}"));
        panel("Checkpoints that could not be written", "short", 8,
                rate("alidade_checkpoint_failures_total", "instance"),
                sum("alidade_checkpoint_failing", "instance"));
    }

    private static Query rate(String counter, String by) {
        return new Query("sum by (" + by + ") (increase(" + counter + "{" + INSTANCE + "}[$__rate_interval]))",
                legend(by) + (counter.contains("errors") || counter.contains("cured") ? " " + counter : ""));
    }

    private static Query sum(String gauge, String by) {
        return new Query("sum by (" + by + ") (" + gauge + "{" + INSTANCE + "})", legend(by));
    }

    private static String legend(String by) {
        return "{{" + by.replace(", ", "}} {{") + "}}";
    }

    private void heading(String title) {
        row += column > 0 ? HEIGHT : 0;
        column = 0;
        panels.add(Value.mapping().with("id", panels.size() + 1).with("type", "row").with("title", title)
                .with("collapsed", false).with("gridPos", place(COLUMNS, 1)).build());
        row++;
    }

    private void panel(String title, String unit, int width, Query... queries) {
        if (column + width > COLUMNS) {
            column = 0;
            row += HEIGHT;
        }
        List<Value> targets = new ArrayList<>();
        for (Query query : queries) {
            targets.add(Value.mapping().with("refId", String.valueOf((char) ('A' + targets.size())))
                    .with("expr", query.expression()).with("legendFormat", query.legend()).build());
        }
        panels.add(Value.mapping().with("id", panels.size() + 1).with("type", "timeseries").with("title", title)
                .with("datasource", source()).with("gridPos", place(width, HEIGHT))
                .with("fieldConfig", Value.mapping().with("defaults", Value.mapping().with("unit", unit)
                        .with("min", 0).build()).with("overrides", Value.sequence(List.of())).build())
                .with("targets", Value.sequence(targets)).build());
        column += width;
    }

    private Value place(int width, int height) {
        return Value.mapping().with("x", column).with("y", row).with("w", width).with("h", height).build();
    }
}
