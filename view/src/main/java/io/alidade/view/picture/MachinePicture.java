package io.alidade.view.picture;

import io.alidade.engine.Node;
import io.alidade.kube.admission.AdmissionReport;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.view.Headline;
import io.alidade.view.TextStyle;
import io.alidade.view.xml.Names;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The picture of a machine: sockets, NUMA nodes, groups of cores with a cache in common, cores and their CPUs, memory,
/// hugepages, devices, distances; of a node also who has what.
///
/// Machines with more than 512 CPUs, or more than 16 NUMA nodes that differ, are summed up. The same machine and node
/// give the same text.
public final class MachinePicture {
    private static final int LONGEST_DESCRIPTION = 1_000;

    private final Scene scene;
    private final List<HtmlPage.Refused> refused;
    private final List<String> warnings;

    private MachinePicture(Scene scene, List<HtmlPage.Refused> refused, List<String> warnings) {
        this.scene = scene;
        this.refused = List.copyOf(refused);
        this.warnings = List.copyOf(warnings);
    }

    /// The machine alone.
    public static MachinePicture of(MachineDescription machine) {
        return new MachinePicture(MachineScene.of(machine, Optional.empty()), List.of(), List.of());
    }

    /// The machine with what the pods of a node have on it: CPUs, memory and devices of each, what is reserved, shared and
    /// free. Devices are those that the node's plugins have reported.
    public static MachinePicture of(MachineDescription machine, Node node) {
        return of(machine, node, Map.of());
    }

    /// The same, with names of pods that the node knows by their uid alone.
    public static MachinePicture of(MachineDescription machine, Node node, Map<String, String> names) {
        return new MachinePicture(MachineScene.of(machine, Optional.of(node), names), List.of(), List.of());
    }

    /// The same picture, which also names the kubelet, on a page that tells which pods were refused, and the warnings.
    public MachinePicture after(AdmissionReport report) {
        List<HtmlPage.Refused> pods = report.pods().stream().flatMap(pod -> pod.refusal().stream().map(
                refusal -> new HtmlPage.Refused(pod.namespace() + "/" + pod.name(), refusal.reason(),
                        refusal.message())))
                .toList();
        return new MachinePicture(scene.of(Headline.of(report.kubeletVersion(), report.policies())), pods,
                report.warnings());
    }

    /// An SVG document: light or dark as the reader's system is, without script, with nothing from outside.
    public String toSvg() {
        return svg(true);
    }

    /// An HTML page that stands by itself: the picture, and a table of what each pod has.
    public String toHtml() {
        return HtmlPage.of(scene, svg(false), refused, warnings);
    }

    /// The part of a page that shows the machine and, of a node, what each pod has.
    public String toSection() {
        return HtmlPage.section(scene, svg(false));
    }

    /// For a terminal: a character for each CPU, wrapped at the style's columns as far as names allow, in colours if the
    /// style has them.
    public String toBlocks(TextStyle style) {
        return BlockPicture.of(scene, style);
    }

    private String svg(boolean heading) {
        int looks = (int) scene.pods().stream().filter(ShownPod::holdsSomething).count();
        return SvgWriter.write(Layout.of(scene, heading), scene.title(),
                Names.shorten(description(), LONGEST_DESCRIPTION), looks);
    }

    private String description() {
        StringBuilder text = new StringBuilder(scene.summary());
        scene.kubelet().ifPresent(kubelet -> text.append("; ").append(kubelet));
        scene.pods().stream().filter(ShownPod::holdsSomething)
                .forEach(pod -> text.append("; ").append(pod.name()).append(": ").append(Counts.of(pod)));
        return text.append('.').toString();
    }
}
