package io.alidade.cli;

import io.alidade.agent.Agent;
import io.alidade.agent.log.AgentLog;
import io.alidade.agent.log.LogFormat;
import io.alidade.agent.settings.AgentConfiguration;
import io.alidade.agent.settings.AgentSettings;
import io.alidade.kube.document.DocumentReader;
import io.alidade.live.source.NodeSources;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/// An agent in this process that decides on the machine of the samples, and touches nothing.
final class DecidingAgent {
    private DecidingAgent() {}

    /// @param state its folder, with `agent.sock` in it
    static Agent start(Samples samples, Path state) {
        AgentSettings settings = AgentConfiguration.read(DocumentReader.readOne("settings", """
                apiVersion: alidade.io/v1
                kind: AgentConfiguration
                enforce: false
                state: STATE
                """.replace("STATE", state.toString()).getBytes(StandardCharsets.UTF_8))).settings(Map.of(), false);
        return Agent.start(settings,
                NodeSources.read(Path.of(samples.path("machine.yaml")), Path.of(samples.path("kubelet.yaml"))),
                new AgentLog(_ -> {}, LogFormat.TEXT, InstantSource.system()), InstantSource.system());
    }
}
