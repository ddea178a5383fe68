package io.alidade.agent.nri;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.kube.document.DocumentWriter;
import io.alidade.wire.nri.Container;
import io.alidade.wire.nri.HugepageLimit;
import io.alidade.wire.nri.LinuxCPU;
import io.alidade.wire.nri.LinuxContainer;
import io.alidade.wire.nri.LinuxMemory;
import io.alidade.wire.nri.LinuxPodSandbox;
import io.alidade.wire.nri.LinuxResources;
import io.alidade.wire.nri.OptionalInt64;
import io.alidade.wire.nri.OptionalUInt64;
import io.alidade.wire.nri.PodSandbox;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Values as kubelet 1.36.3 hands them to containerd.
class CgroupRequestTest {
    private static final long PERIOD = 100_000;

    private static String resources(String parent, long shares, long quota, long memory, LinuxResources.Builder more,
            Map<String, Integer> devices) {
        PodSandbox sandbox = PodSandbox.newBuilder().setName("web").setNamespace("shop").setUid("u")
                .setLinux(LinuxPodSandbox.newBuilder().setCgroupParent(parent)).build();
        more.setCpu(LinuxCPU.newBuilder().setShares(OptionalUInt64.newBuilder().setValue(shares))
                .setQuota(OptionalInt64.newBuilder().setValue(quota))
                .setPeriod(OptionalUInt64.newBuilder().setValue(PERIOD)))
                .setMemory(LinuxMemory.newBuilder().setLimit(OptionalInt64.newBuilder().setValue(memory)));
        Container container = Container.newBuilder().setName("main")
                .setLinux(LinuxContainer.newBuilder().setResources(more)).build();
        String json = DocumentWriter.toCompactJson(
                CgroupRequest.of(sandbox, container, devices).pod());
        return json.substring(json.indexOf("\"resources\":") + "\"resources\":".length(), json.indexOf("}]}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /kubepods/podu               | 2048 | 200000 | 1073741824 | {"limits":{"memory":"1073741824","cpu":"2000m"}}
            kubepods-podu.slice          | 1536 | 150000 | 64         | {"limits":{"memory":"64","cpu":"1500m"}}
            /kubepods/podu               | 1024 | -1     | 64         | {"limits":{"memory":"64","cpu":"1000m"}}
            /kubepods/burstable/podu     | 102  | 0      | 0          | {"limits":{},"requests":{"cpu":"100m","memory":"1"}}
            /kubepods/burstable/podu     | 2048 | 400000 | 64         | {"limits":{"memory":"64","cpu":"4000m"},"requests":{"cpu":"2000m","memory":"1"}}
            kubepods-besteffort-podu.slice | 2  | 0      | 0          | {}
            """)
    void pod_ofCgroupValues_asksForWhatTheKubeletMadeThemOf(String parent, long shares, long quota, long memory,
            String expected) {
        assertThat(resources(parent, shares, quota, memory, LinuxResources.newBuilder(), Map.of())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"2MB,hugepages-2Mi", "1GB,hugepages-1Gi", "64KB,hugepages-64Ki"})
    void pod_withHugepages_asksForThem(String pageSize, String resource) {
        LinuxResources.Builder pages = LinuxResources.newBuilder()
                .addHugepageLimits(HugepageLimit.newBuilder().setPageSize(pageSize).setLimit(4_194_304))
                .addHugepageLimits(HugepageLimit.newBuilder().setPageSize("16GB").setLimit(0));

        assertThat(resources("/kubepods/podu", 1_024, PERIOD, 64, pages, Map.of()))
                .isEqualTo("{\"limits\":{\"memory\":\"64\",\"" + resource
                        + "\":\"4194304\",\"cpu\":\"1000m\"}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /kubepods/podu            | 1024 | {"limits":{"example.test/gpu":"2","memory":"64","cpu":"1000m"}}
            /kubepods/besteffort/podu | 2    | {"limits":{"example.test/gpu":"2"}}
            """)
    void pod_withDevices_asksForAsManyAsItWasGiven(String parent, long shares, String expected) {
        assertThat(resources(parent, shares, 0, 64, LinuxResources.newBuilder(), Map.of("example.test/gpu", 2)))
                .isEqualTo(expected);
    }

    @Test
    void pod_withAnnotations_hasThoseThatSayWhereItGoesAndAreOfNoOtherContainer() {
        PodSandbox sandbox = PodSandbox.newBuilder().setName("web").setNamespace("shop").setUid("u")
                .putAnnotations("kubernetes.io/config.source", "file").putAnnotations("alidade.io/shared", "false")
                .putAnnotations("shared.alidade.io/main", "true").putAnnotations("shared.alidade.io/log", "true")
                .build();

        assertThat(DocumentWriter.toCompactJson(CgroupRequest.of(sandbox,
                Container.newBuilder().setName("main").build(), Map.of()).pod()))
                .contains("\"annotations\":{\"alidade.io/shared\":\"false\",\"shared.alidade.io/main\":\"true\"}");
    }
}
