/// What a replay has shown, as figures: the sum of all that was counted, then shares and quantiles of it.
///
/// In: results of units, from this run or from files. Out: [FleetReport].
@NullMarked
package io.alidade.plan.fleet.report;

import org.jspecify.annotations.NullMarked;
