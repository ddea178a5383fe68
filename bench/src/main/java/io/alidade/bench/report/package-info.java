/// Makes the tables and plots of `docs/performance.md` from measured results.
///
/// In: JMH's JSON ([Measurements]) and the recorded times of the kubelet ([KubeletTimes]). Out: SVG text ([LogPlot]) and Markdown
/// tables ([Tables]); [Report] writes them. Figures are never typed by hand.
@NullMarked
package io.alidade.bench.report;

import org.jspecify.annotations.NullMarked;
