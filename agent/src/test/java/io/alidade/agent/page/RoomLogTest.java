package io.alidade.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.live.journal.FreeSample;
import io.alidade.live.journal.NumaFree;
import io.alidade.view.page.RoomSeries;
import io.alidade.view.page.RoomSeries.Amount;
import io.alidade.view.page.RoomSeries.Sample;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RoomLogTest {
    private static final Instant NOW = Instant.parse("2026-11-29T04:00:00Z");

    /// Ticks of ten seconds, whose number is what was free then.
    private static RoomSeries after(int ticks) {
        RoomLog log = new RoomLog();
        for (int tick = 0; tick < ticks; tick++) {
            if (log.isDue()) {
                log.add(new Sample(Map.of(0, new Amount(tick, 0))));
            }
        }
        return log.series();
    }

    private static List<Integer> free(RoomSeries series) {
        return series.samples().stream().map(sample -> sample.numaNodes().getOrDefault(0, new Amount(-1, 0)).free())
                .toList();
    }

    @Test
    void samples_ofTheFirstHour_areEveryTenSeconds() {
        RoomSeries series = after(360);
        assertThat(series.step()).hasSeconds(10);
        assertThat(free(series)).hasSize(360).startsWith(0, 1, 2).endsWith(359);
    }

    @Test
    void samples_ofEveryAge_areAtEqualDistances_fewAndFromTheBeginning() {
        for (int ticks : new int[] {361, 700, 1_000, 3_000, 8_640}) {
            RoomSeries series = after(ticks);
            int step = (int) series.step().toSeconds() / 10;
            List<Integer> free = free(series);
            assertThat(free).as("%s", ticks).hasSizeBetween(180, 360).startsWith(0);
            for (int i = 1; i < free.size(); i++) {
                assertThat(free.get(i) - free.get(i - 1)).as("%s, sample %s", ticks, i).isEqualTo(step);
            }
            assertThat(free.getLast()).isGreaterThanOrEqualTo(ticks - step);
        }
    }

    @Test
    void samples_ofAWeek_areThoseOfTheLastDay() {
        RoomSeries series = after(7 * 8_640);
        assertThat(series.step()).hasSeconds(320);
        assertThat(free(series)).hasSize(360);
        assertThat(series.step().multipliedBy(360).toHours()).isEqualTo(32);
    }

    /// @param minutes ago; then as many CPUs were free
    private static List<FreeSample> past(int... minutes) {
        return Arrays.stream(minutes).mapToObj(ago -> new FreeSample(NOW.minusSeconds(60L * ago),
                List.of(new NumaFree(0, ago, OptionalLong.empty())))).toList();
    }

    /// A log with samples that were taken here, numbered from 1,000.
    private static RoomSeries recalled(int own, List<FreeSample> past) {
        RoomLog log = new RoomLog();
        for (int i = 0; i < own; i++) {
            log.add(new Sample(Map.of(0, new Amount(1_000 + i, 0))));
        }
        log.recall(past, NOW);
        return log.series();
    }

    @Test
    void pastOfAQuarterOfAnHour_isBeforeTheOwnSamples_asItWasUntilTheNextIsKnown() {
        List<Integer> free = free(recalled(3, past(15, 5)));
        assertThat(free).hasSize(90).endsWith(5, 1_000, 1_001, 1_002);
        assertThat(free.subList(0, 60)).containsOnly(15);
        assertThat(free.subList(60, 87)).containsOnly(5);
    }

    @Test
    void pastOfDays_isThatOfTheLastOne_andOwnSamplesAreFewer() {
        RoomSeries series = recalled(64, past(3_000, 1_900, 600, 20));
        assertThat(series.step()).hasSeconds(320);
        assertThat(free(series)).hasSize(360).startsWith(3_000).endsWith(20, 1_000, 1_032);
    }

    @Test
    void past_thatIsNotThere_orNotBeforeTheOwnSamples_changesNothing() {
        assertThat(free(recalled(12, past()))).hasSize(12);
        assertThat(free(recalled(12, past(2, 1)))).hasSize(12).startsWith(1_000);
    }
}
