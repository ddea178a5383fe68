package io.alidade.view.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.kube.admission.AdmissionRun;
import io.alidade.kube.machine.MachineDescription;
import io.alidade.kube.pod.PodManifest;
import io.alidade.view.TextStyle;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MachinePictureTest {
    private static final int SMALL = 100 << 10;
    /// What a name could do to a page, a document or a terminal.
    private static final String HOSTILE = "<script>alert(1)</script>\\\" onload=\\\"x&amp;]]>\\u001b[2J\\u202e\\u0000"
            + "\\uFFFE" + "x".repeat(120);

    private static Stream<String> machines() {
        return Machines.all().keySet().stream();
    }

    private static MachineDescription machine(String name) {
        return Optional.ofNullable(Machines.all().get(name)).orElseThrow();
    }

    /// An element or attribute of a document, as far as these tests care.
    private record Part(String element, String attribute, String text) {}

    private static List<Part> parse(String xml) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(xml));
        List<Part> parts = new ArrayList<>();
        while (reader.hasNext()) {
            if (reader.next() == XMLStreamReader.START_ELEMENT) {
                parts.add(new Part(reader.getLocalName(), "", ""));
                for (int i = 0; i < reader.getAttributeCount(); i++) {
                    parts.add(new Part(reader.getLocalName(), reader.getAttributeLocalName(i),
                            reader.getAttributeValue(i)));
                }
            }
        }
        return parts;
    }

    @ParameterizedTest
    @MethodSource("machines")
    void toSvg_anyMachine_isAnImageOfItsOwn(String name) throws XMLStreamException {
        String svg = MachinePicture.of(machine(name)).toSvg();
        List<Part> parts = parse(svg);

        assertThat(parts.getFirst().element()).isEqualTo("svg");
        assertThat(parts).contains(new Part("svg", "role", "img"), new Part("title", "id", "title"),
                new Part("desc", "id", "description"), new Part("style", "", ""));
        assertThat(parts).extracting(Part::element).doesNotContain("script", "image", "a", "use", "foreignObject");
        assertThat(parts).extracting(Part::attribute).doesNotContain("href", "src", "onload", "onclick");
        assertThat(svg.replace("url(#", "").replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("url(", "http", "@import", "NaN", "Infinity");
        assertThat(svg).contains("prefers-color-scheme: dark");
    }

    @ParameterizedTest
    @MethodSource("machines")
    void toSvg_sameMachine_givesTheSameBytes(String name) {
        assertThat(MachinePicture.of(machine(name)).toSvg()).isEqualTo(MachinePicture.of(machine(name)).toSvg());
        assertThat(MachinePicture.of(machine(name)).toHtml()).isEqualTo(MachinePicture.of(machine(name)).toHtml());
    }

    @Test
    void toSvg_machine_hasEveryCpuOnce() throws XMLStreamException {
        List<String> cpus = parse(MachinePicture.of(machine("eight NUMA nodes of four caches")).toSvg()).stream()
                .filter(part -> part.attribute().equals("data-cpu")).map(Part::text).toList();

        assertThat(cpus).hasSize(256).doesNotHaveDuplicates().contains("0", "255");
    }

    @ParameterizedTest
    @ValueSource(strings = {"64 NUMA nodes", "768 CPUs"})
    void toSvg_foldedMachine_staysSmall(String name) {
        AdmissionRun run = Machines.run(machine(name), Machines.STATIC, copies(300, "cpu: 1, memory: 1Gi"));

        assertThat(bytes(MachinePicture.of(machine(name)).toSvg())).isLessThan(SMALL);
        assertThat(bytes(Machines.picture(machine(name), run).toSvg())).isLessThan(SMALL);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static List<PodManifest> copies(int count, String limits) {
        return Stream.iterate(0, i -> i < count, i -> i + 1).map(i -> Machines.pod("pod-" + i, limits)).toList();
    }

    @Test
    void toSvg_twoPods_haveTheirLookOnCpusMemoryAndDevices() throws XMLStreamException {
        MachineDescription small = Machines.machine(Machines.SMALL);
        AdmissionRun run = Machines.run(small, Machines.STATIC, List.of(
                Machines.pod("first", "cpu: 2, memory: 2Gi, nvidia.com/gpu: 1"),
                Machines.pod("second", "cpu: 4, memory: 1Gi")));
        List<String> styles = parse(Machines.picture(small, run).toSvg()).stream()
                .filter(part -> part.element().equals("rect") && part.attribute().equals("class")).map(Part::text)
                .toList();

        // Each of them once more in the legend.
        assertThat(styles.stream().filter("cell p0"::equals)).hasSize(2 + 1);
        assertThat(styles.stream().filter("cell p1"::equals)).hasSize(4 + 1);
        assertThat(styles.stream().filter("slice p0"::equals)).hasSize(1);
        assertThat(styles.stream().filter("slice p1"::equals)).hasSize(1);
        assertThat(styles.stream().filter("chip p0"::equals)).hasSize(1);
        assertThat(styles.stream().filter("chip p1"::equals)).isEmpty();
        assertThat(styles).contains("cell reserved", "slice reserved", "cell free", "slice free", "chip free");
    }

    @Test
    void toHtml_hostileNames_areEscapedCleanedAndShortened() throws XMLStreamException {
        String machine = Machines.SMALL.replace("name: small", "name: \"" + HOSTILE + "\"").replace("id: gpu0",
                "id: \"" + HOSTILE + "\"").replace("example.com/dongle", "\"example.com/dongle\"");
        MachineDescription hostile = Machines.machine(machine);
        AdmissionRun run = Machines.run(hostile, Machines.STATIC, List.of(
                Machines.pod("\"" + HOSTILE + "\"", "cpu: 2, memory: 1Gi, nvidia.com/gpu: 1"),
                Machines.pod("\"" + HOSTILE + "\"", "cpu: 64, memory: 1Gi")));
        MachinePicture picture = Machines.picture(hostile, run);

        assertThat(parse(picture.toSvg())).extracting(Part::element).doesNotContain("script");
        for (String text : List.of(picture.toSvg(), picture.toHtml())) {
            assertThat(text).doesNotContain("<script", "\" onload=\"", "]]>", "\u001b", "\u202e", "\u0000", "\uFFFE");
            assertThat(text).contains("&lt;script&gt;").contains("\uFFFD");
        }
        assertThat(picture.toBlocks(TextStyle.PLAIN)).contains("<script>").doesNotContain("\u001b",
                "\u202e", "\u0000");
    }

    @Test
    void toHtml_admissions_tellsWhoHasWhatAndWhoWasRefused() {
        MachineDescription small = Machines.machine(Machines.SMALL);
        AdmissionRun run = Machines.run(small, Machines.STATIC, List.of(
                Machines.pod("web", "cpu: 2, memory: 2Gi, hugepages-1Gi: 1Gi, nvidia.com/gpu: 1"),
                Machines.pod("idle", ""), Machines.pod("huge", "cpu: 64, memory: 1Gi")));
        String html = Machines.picture(small, run).toHtml();

        assertThat(html).startsWith("<!DOCTYPE html>\n<html lang=\"en\">").endsWith("</html>\n");
        assertThat(html).contains("<title>small</title>", "<h1>small</h1>", "<svg xmlns=");
        assertThat(html).contains("<td>default/web</td><td>c</td><td>1,9</td><td>1Gi hugepages-1Gi on NUMA node 0, "
                + "2Gi memory on NUMA node 0</td><td>nvidia.com/gpu: gpu0</td>");
        assertThat(html).contains("<td>default/idle</td><td></td><td>shared</td>");
        assertThat(html).contains("<h2>Refused</h2>", "<td>default/huge</td><td>");
        assertThat(html).doesNotContain("<script", "<link", "<img", "src=", "href=");
    }

    @Test
    void toHtml_machineAlone_hasNoTables() {
        assertThat(MachinePicture.of(Machines.machine(Machines.LAPTOP)).toHtml()).doesNotContain("<table", "<h2>");
    }

    @Test
    void toHtml_policyNone_sharesEverything() {
        MachineDescription small = Machines.machine(Machines.SMALL);
        AdmissionRun run = Machines.run(small, Machines.NONE, List.of(Machines.pod("web", "cpu: 2, memory: 2Gi")));
        Map<String, Boolean> said = Map.of("shared by all pods", true, "cell shared", true, "slice shared", true,
                "slice p0", false);

        said.forEach((text, isSaid) -> assertThat(Machines.picture(small, run).toHtml().contains(text)).as(text)
                .isEqualTo(isSaid));
    }
}
