package io.alidade.kube.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.alidade.kube.document.BadInput;
import io.alidade.kube.document.DocumentReader;
import io.alidade.kube.document.DocumentWriter;
import java.nio.charset.StandardCharsets;

/// Whatever bytes come as a machine, they are a machine, which written and read again is the same, or one plain refusal with
/// a cure.
class MachineFuzzTest {
    @FuzzTest(maxDuration = "5s")
    void read_anyBytes_isAMachineOrRefused(byte[] bytes) {
        MachineDescription machine;
        try {
            machine = MachineReader.read(DocumentReader.readOne("input", bytes));
        } catch (BadInput refused) {
            assertThat(refused.cure()).isNotBlank();
            return;
        }
        byte[] written = DocumentWriter.toYaml(machine.toDocument()).getBytes(StandardCharsets.UTF_8);
        MachineDescription again = MachineReader.read(DocumentReader.readOne("written", written));
        assertThat(again.topology()).isEqualTo(machine.topology());
        assertThat(again.devices()).isEqualTo(machine.devices());
    }
}
