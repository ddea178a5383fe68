/// Replays recorded scenarios and compares every fact they hold with what the engine decides.
///
/// In: lines of `.jsonl` or `.jsonl.gz`, one scenario each (machine, configuration, devices, steps with expectations). Out:
/// a [ConformanceReport]: how many places differ, and the first differences in words. A recorded fact outranks everything;
/// there is no tolerance and no special case.
@NullMarked
package io.alidade.conformance;

import org.jspecify.annotations.NullMarked;
