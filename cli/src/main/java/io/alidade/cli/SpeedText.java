package io.alidade.cli;

import io.alidade.conformance.speed.KubeletTime;
import io.alidade.conformance.speed.SpeedReport;
import io.alidade.conformance.speed.SpeedReport.SpeedResult;
import io.alidade.view.TextStyle;
import io.alidade.view.TextTable;
import java.util.Locale;

/// A speed report for people.
final class SpeedText {
    private SpeedText() {}

    static String of(SpeedReport report, TextStyle style) {
        TextTable table = new TextTable().column("scenario").column("outcome").number("median").number("p99")
                .number("bytes").number("kubelet").number("ratio");
        for (SpeedResult result : report.cases()) {
            table.row(result.id(), result.outcome(), time(result.medianNanos() / 1e3), time(result.p99Nanos() / 1e3),
                    String.valueOf(result.bytesPerAdmission()), result.kubelet().map(SpeedText::kubelet).orElse(""),
                    result.kubelet().map(kubelet -> kubelet.ratioTo(result.medianNanos())).orElse(""));
        }
        StringBuilder text = new StringBuilder();
        table.write(text, 0, style);
        return text.toString();
    }

    private static String kubelet(KubeletTime kubelet) {
        return switch (kubelet) {
            case KubeletTime.Measured(double micros) -> time(micros);
            case KubeletTime.Stopped(double micros) -> ">" + time(micros);
        };
    }

    private static String time(double micros) {
        if (micros < 1000) {
            return String.format(Locale.ROOT, "%.1fµs", micros);
        }
        return micros < 1e6
                ? String.format(Locale.ROOT, "%.1fms", micros / 1e3)
                : String.format(Locale.ROOT, "%.1fs", micros / 1e6);
    }
}
