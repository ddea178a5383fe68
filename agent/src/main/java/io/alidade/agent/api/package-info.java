/// What the agent tells and is told on its own socket (docs/agent-api.md).
///
/// In: requests. Out: documents, made of snapshots; pods that come and go are handed to the decision thread.
@NullMarked
package io.alidade.agent.api;

import org.jspecify.annotations.NullMarked;
