/// How an agent is to run: every setting, its default, and the document `AgentConfiguration` that carries them.
@NullMarked
package io.alidade.agent.settings;

import org.jspecify.annotations.NullMarked;
