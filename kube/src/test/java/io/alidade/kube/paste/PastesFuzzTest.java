package io.alidade.kube.paste;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.alidade.kube.document.BadInput;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Whatever a paste holds, it is none, a machine, or refused with a cure.
class PastesFuzzTest {
    @FuzzTest(maxDuration = "8s")
    void read_anyBytes_isAMachineOrRefused(byte[] bytes) {
        try {
            List<Told> told = Pastes.read("paste", bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (told.isEmpty() && text.indexOf('\0') < 0) {
                PasteReader reader = new PasteReader(new PastedLines("paste", text));
                assertThatCode(() -> assertThat(reader.read()).isEmpty()).as("no sign").doesNotThrowAnyException();
            }
            if (!told.isEmpty()) {
                JoinedMachine joined = JoinedMachine.of(told);
                assertThat(joined.machine().topology().cpus()).isNotEmpty();
            }
        } catch (BadInput refused) {
            assertThat(refused.cure()).isNotBlank();
        }
    }
}
