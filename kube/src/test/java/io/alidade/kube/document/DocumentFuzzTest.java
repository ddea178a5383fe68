package io.alidade.kube.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

/// Whatever bytes come as YAML or JSON, they are documents or one plain refusal with a place and a cure.
class DocumentFuzzTest {
    @FuzzTest(maxDuration = "5s")
    void readAll_anyBytes_areDocumentsOrRefused(byte[] bytes) {
        try {
            List<DocumentNode> documents = DocumentReader.readAll("input", bytes);
            documents.forEach(document -> assertThat(document.position().line()).isPositive());
        } catch (BadInput refused) {
            assertThat(refused.cure()).isNotBlank();
            assertThat(refused).hasMessageStartingWith("input");
        }
    }
}
