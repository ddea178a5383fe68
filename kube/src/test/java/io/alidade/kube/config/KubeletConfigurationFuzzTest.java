package io.alidade.kube.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.alidade.engine.settings.KubeletVersion;
import io.alidade.engine.topology.Cpu;
import io.alidade.engine.topology.NodeTopology;
import io.alidade.engine.topology.NumaNode;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import java.util.List;
import java.util.Map;

/// Whatever bytes come as a kubelet configuration, they give settings, the kubelet's refusal to start, or one plain refusal
/// with a cure.
class KubeletConfigurationFuzzTest {
    private static final NodeTopology MACHINE = new NodeTopology(
            List.of(new NumaNode(0, 1L << 34, Map.of(), List.of(10))),
            List.of(new Cpu(0, 0, 0, 0, 0), new Cpu(1, 1, 0, 0, 0)));

    @FuzzTest(maxDuration = "5s")
    void decode_anyBytes_isAConfigurationOrRefused(byte[] bytes) {
        try {
            KubeletConfiguration configuration = KubeletConfigurationReader.LENIENT
                    .decode(DocumentReader.readOne("input", bytes));
            assertThat(configuration.start(KubeletVersion.DEFAULT, MACHINE)).isNotNull();
        } catch (BadInput refused) {
            assertThat(refused.cure()).isNotBlank();
        }
    }
}
