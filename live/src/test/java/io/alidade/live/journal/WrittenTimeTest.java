package io.alidade.live.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.testkit.Property;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenTimeTest {
    private static final long FIRST = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    @Test
    void time_asItIsWritten_isReadAsJavaReadsIt() {
        Property.check("times", 2_000, random -> {
            long second = random.between(FIRST, LAST);
            int nanos = random.chance(30) ? 0
                    : random.between(0, 999) * (random.chance(50) ? 1_000_000 : 1_000) + random.between(0, 1);
            Instant time = Instant.ofEpochSecond(second, nanos);
            random.note("time", time);

            assertThat(WrittenTime.isOne(time.toString())).isTrue();
            assertThat(JournalRecord.instant(time.toString())).contains(time);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-30T25:00:00Z",
        "2026-11-30T00:00:00", "2026-11-30 00:00:00Z", "2026-11-30T00:00:00.1234567890Z",
        "Z", "", "2026-11-3xT00:00:00Z"})
    void text_thatIsNoTime_givesNone(String text) {
        assertThat(JournalRecord.instant(text)).isEmpty();
    }

    @Test
    void time_inAnotherForm_isReadAllTheSame() {
        assertThat(JournalRecord.instant("+12026-11-30T00:00:00Z")).contains(Instant.parse("+12026-11-30T00:00:00Z"));
        assertThat(JournalRecord.instant("2026-11-30T23:59:60Z")).contains(Instant.parse("2026-11-30T23:59:60Z"));
        assertThat(JournalRecord.instant("2026-11-30T24:00:00Z")).contains(Instant.parse("2026-11-30T24:00:00Z"));
        assertThat(JournalRecord.instant("2026-11-30T00:00:00.Z")).contains(Instant.parse("2026-11-30T00:00:00Z"));
        assertThat(JournalRecord.instant("2026-11-30T01:00:00+01:00")).contains(Instant.parse("2026-11-30T00:00:00Z"));
    }
}
