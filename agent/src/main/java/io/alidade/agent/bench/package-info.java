/// What an agent costs on this machine, beside the real kubelet where one is there: an agent and a kubelet as processes, a
/// machine that is only described, device plugins that serve both, the same pods for both.
///
/// In: programs and sizes. Out: figures, each with what is to be reached.
@NullMarked
package io.alidade.agent.bench;

import org.jspecify.annotations.NullMarked;
