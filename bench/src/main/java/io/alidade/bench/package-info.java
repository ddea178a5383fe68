/// What a decision costs: JMH benchmarks of the engine over machines of 2 to 64 NUMA nodes and 64 to 1,024 CPUs.
///
/// In: [MachineSize], [Request] and a Topology Manager policy, by name, as benchmark parameters. Out: JMH's results, from which
/// `io.alidade.bench.report` makes tables and plots. Nothing here is timed by a unit test, and nothing here is shipped.
///
/// Invariant *same answer*: [Situation] checks what the decision is before anything is measured, so a decision that has become
/// wrong, or has been refused for its size, is an error and never a good figure.
@NullMarked
package io.alidade.bench;

import org.jspecify.annotations.NullMarked;
