package io.alidade.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.view.page.RoomSeries;
import io.alidade.view.page.RoomSeries.Amount;
import io.alidade.view.page.RoomSeries.Sample;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoomLogTest {
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
}
