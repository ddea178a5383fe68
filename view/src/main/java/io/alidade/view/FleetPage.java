package io.alidade.view;

import io.alidade.plan.fleet.report.FleetReport;

/// A [FleetReport] as a page that stands by itself.
public final class FleetPage {
    private FleetPage() {}

    public static String of(FleetReport report) {
        return FleetWords.cost(report);
    }
}
