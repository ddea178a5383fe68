/// Pages with plots that stand by themselves: HTML with SVG in it, no script, nothing from elsewhere, light and dark.
///
/// In: numbers and texts. Out: a page. The parts know nothing of what is reported: [ReportPage] is the frame, [BarRows] and
/// [CurvePlot] are the plots.
@NullMarked
package io.alidade.view.report;

import org.jspecify.annotations.NullMarked;
