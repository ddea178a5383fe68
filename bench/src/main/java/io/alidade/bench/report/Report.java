package io.alidade.bench.report;

import io.alidade.kube.document.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Brings `docs/performance.md` and its plots up to date with measured results.
public final class Report {
    /// The line before the generated part of the page.
    static final String BEGIN = "<!-- figures: written by io.alidade.bench.report.Report -->";
    /// The line after it.
    static final String END = "<!-- end of figures -->";

    private Report() {}

    /// Arguments: JMH's JSON, recorded scenarios with the kubelet's times, the folder `docs`.
    ///
    /// @throws BadInput    when one of them cannot be used
    /// @throws IOException when the folder cannot be written
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            throw new BadInput("Three files are wanted, not " + arguments.length + ".",
                    "Name JMH's JSON, vectors/speed.jsonl.gz and docs.");
        }
        Measurements measurements = Measurements.read(Path.of(arguments[0]));
        Plots plots = new Plots(measurements, KubeletTimes.read(Path.of(arguments[1])));
        Path docs = Path.of(arguments[2]);
        Path page = docs.resolve("performance.md");
        String updated = replaceFigures(page.toString(), Files.readString(page), new Tables(measurements).toMarkdown());
        Path images = Files.createDirectories(docs.resolve("images"));
        Files.writeString(images.resolve("cost-by-numa-nodes.svg"), plots.byNumaNodes().toSvg());
        Files.writeString(images.resolve("cost-by-resources.svg"), plots.byResources().toSvg());
        Files.writeString(page, updated);
    }

    static String replaceFigures(String source, String page, String figures) {
        int begin = page.indexOf(BEGIN + "\n");
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new BadInput(source + " has no place for figures.",
                    "Put the lines " + BEGIN + " and " + END + " into it.");
        }
        return page.substring(0, begin + BEGIN.length() + 1) + "\n" + figures + "\n" + page.substring(end);
    }
}
