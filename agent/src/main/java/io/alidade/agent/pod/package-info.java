/// Pods as the agent keeps them: what was asked for, where it came from, what became of it, on disk.
///
/// In: manifests from a folder or from the agent's API. Out: [AgentPod]s, and [PodRecord]s that outlive the process.
/// Invariant *named safely*: namespace, name and uid of an [AgentPod] are such that they can be the name of a file.
@NullMarked
package io.alidade.agent.pod;

import org.jspecify.annotations.NullMarked;
