/// What the agent says while it runs: one line for each thing that happened, as text or as JSON.
@NullMarked
package io.alidade.agent.log;

import org.jspecify.annotations.NullMarked;
