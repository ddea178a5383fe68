package io.alidade.bench.report;

import io.alidade.bench.report.LogPlot.Point;
import io.alidade.bench.report.LogPlot.Series;
import io.alidade.bench.report.LogPlot.Tick;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The two plots: the cost of an admission against NUMA nodes and against resources, with the kubelet's.
final class Plots {
    private static final String POLICY = "restricted";
    private static final String KUBELET = "kubelet,\nrecorded";
    private static final String ALIGNED = "Alidade,\nfits aligned";
    private static final String SPLIT = "Alidade, nothing\naligned possible";

    private final Measurements measurements;
    private final KubeletTimes kubelet;

    Plots(Measurements measurements, KubeletTimes kubelet) {
        this.measurements = measurements;
        this.kubelet = kubelet;
    }

    /// Pods with four resources on ever larger machines.
    LogPlot byNumaNodes() {
        List<String> machines = List.of("2x128", "4x128", "8x128", "16x256", "34x144", "64x256");
        return new LogPlot("One admission, by NUMA nodes",
                "CPUs, memory, GPU and NIC, policy restricted. Triangle: stopped, still running.",
                "NUMA nodes", machines.stream().map(Plots::machineTick).toList(),
                List.of(
                        new Series(KUBELET, "kubelet", true,
                                machines.stream().map(machine -> recorded(numaNodes(machine), 4)).toList()),
                        new Series(ALIGNED, "aligned", false,
                                machines.stream().map(machine -> byNumaNodes(machine, "aligned")).toList()),
                        new Series(SPLIT, "split", false,
                                machines.stream().map(machine -> byNumaNodes(machine, "split")).toList())));
    }

    /// Pods with ever more resources on 8 NUMA nodes.
    LogPlot byResources() {
        List<Integer> resources = List.of(2, 3, 4, 5);
        List<Tick> ticks = Stream.of("CPUs, memory", "+ GPU", "+ NIC", "+ hugepages")
                .map(detail -> new Tick("", detail)).toList();
        return new LogPlot("One admission, by resources",
                "8 NUMA nodes, 128 CPUs, policy restricted. Triangle: stopped, still running.", "resources asked for",
                resources.stream().map(count -> new Tick(Integer.toString(count), ticks.get(count - 2).detail()))
                        .toList(),
                List.of(
                        new Series(KUBELET, "kubelet", true,
                                resources.stream().map(count -> recorded(8, count)).toList()),
                        new Series(ALIGNED, "aligned", false,
                                resources.stream().map(count -> byResources(count, "aligned")).toList()),
                        new Series(SPLIT, "split", false,
                                resources.stream().map(count -> byResources(count, "split")).toList())));
    }

    private static Tick machineTick(String machine) {
        int cross = machine.indexOf('x');
        return new Tick(machine.substring(0, cross), machine.substring(cross + 1) + " CPUs");
    }

    private static int numaNodes(String machine) {
        return Integer.parseInt(machine.substring(0, machine.indexOf('x')));
    }

    private Optional<Point> recorded(int numaNodes, int resources) {
        return kubelet.find(numaNodes, POLICY, resources).map(time -> new Point(time.micros(), time.stopped()));
    }

    private Optional<Point> byNumaNodes(String machine, String fit) {
        return measurements.of("AdmissionByNumaNodes.admit", result -> result.is("machine", machine)
                && result.is("policy", POLICY) && result.is("resources", "4") && result.is("fit", fit))
                .stream().findFirst().map(result -> new Point(result.micros(), false));
    }

    private Optional<Point> byResources(int resources, String fit) {
        return measurements.of("AdmissionByResources.admit", result -> result.is("machine", "8x128")
                && result.is("policy", POLICY) && result.is("resources", Integer.toString(resources))
                && result.is("fit", fit))
                .stream().findFirst().map(result -> new Point(result.micros(), false));
    }
}
