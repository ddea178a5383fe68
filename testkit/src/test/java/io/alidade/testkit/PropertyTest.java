package io.alidade.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alidade.testkit.Property.Origin;
import io.alidade.testkit.Property.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PropertyTest {
    private static final Origin ORIGIN = new Origin("engine", "MergeProperties", "merge_anyLists_equalsOracle");
    private static final PropertySettings DEFAULTS = PropertySettings.parse("", "");

    @Test
    void check_holdingStatement_runsEveryCaseInGrowingSizes() {
        List<Integer> sizes = new ArrayList<>();
        Property.run(DEFAULTS, ORIGIN, "sizes", 100, random -> sizes.add(random.size()));
        assertThat(sizes).hasSize(100).isSorted().startsWith(1, 2, 3).endsWith(Randomness.MAX_SIZE);
    }

    @Test
    void check_sameSeed_drawsTheSameInputs() {
        assertThat(draws(DEFAULTS, "a")).isEqualTo(draws(DEFAULTS, "a")).doesNotHaveDuplicates();
    }

    @Test
    void check_otherSeedOrName_drawsOtherInputs() {
        assertThat(draws(PropertySettings.parse("1", ""), "a")).isNotEqualTo(draws(DEFAULTS, "a"));
        assertThat(draws(DEFAULTS, "b")).isNotEqualTo(draws(DEFAULTS, "a"));
    }

    @Test
    void check_failingStatement_printsSeedCommandNotesAndCause() {
        AssertionError error = failure(DEFAULTS, random -> {
            int number = random.note("number", random.between(0, 1000));
            if (random.size() > 50) {
                throw new IllegalStateException("too large: " + number);
            }
        });
        assertThat(error)
                .hasMessageContaining("property \"small numbers\" does not hold (case 51 of 100, size 51)")
                .hasMessageFindingMatch("seed: {3}[0-9a-f]{16}@51\n")
                .hasMessageFindingMatch(
                        "replay: mvn -pl engine -am test '-Dtest=MergeProperties#merge_anyLists_equalsOracle' "
                                + "-Dsurefire.failIfNoSpecifiedTests=false -Dalidade.seed=[0-9a-f]{16}@51\n")
                .hasMessageFindingMatch("number = [0-9]+\n")
                .hasMessageContaining("java.lang.IllegalStateException: too large: ")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void check_printedSeed_replaysJustThatCase() {
        List<Long> drawn = new ArrayList<>();
        Statement statement = random -> {
            drawn.add(random.between(Long.MIN_VALUE, Long.MAX_VALUE));
            assertThat(random.size()).isLessThan(30);
        };
        Matcher seed = Pattern.compile("-Dalidade.seed=(\\S+)").matcher(failure(DEFAULTS, statement).getMessage());
        assertThat(seed.find()).isTrue();
        long failed = drawn.getLast();
        drawn.clear();

        AssertionError replayed = failure(PropertySettings.parse(seed.group(1), "50"), statement);

        assertThat(drawn).containsExactly(failed);
        assertThat(replayed).hasMessageContaining("(replayed, size 30)").hasMessageContaining(seed.group());
    }

    @Test
    void check_insideHelperAndLambda_namesTheTest() {
        AssertionError error = catchThrowableOfType(AssertionError.class, () -> helper(_ -> {
            throw new IllegalStateException("always");
        }));
        assertThat(error).hasMessageContaining(
                "mvn -pl testkit -am test '-Dtest=PropertyTest#check_insideHelperAndLambda_namesTheTest'");
    }

    @Test
    void check_outOfMemory_isNotAFailureOfTheStatement() {
        assertThatThrownBy(() -> Property.run(DEFAULTS, ORIGIN, "memory", 1, _ -> {
            throw new OutOfMemoryError("simulated");
        })).isExactlyInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void check_noCases_isRefused() {
        assertThatThrownBy(() -> Property.check("nothing", 0, _ -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one");
    }

    @Test
    void settings_casesFactor_scalesUpAndDown() {
        assertThat(PropertySettings.parse("", "").scaled(100)).isEqualTo(100);
        assertThat(PropertySettings.parse("", "10").scaled(100)).isEqualTo(1000);
        assertThat(PropertySettings.parse("", "0.015").scaled(100)).isEqualTo(2);
        assertThat(PropertySettings.parse("", "0").scaled(100)).isEqualTo(1);
        assertThat(PropertySettings.parse("", "999999999").scaled(100)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void settings_unreadableValues_areRefusedWithTheCure() {
        assertThatThrownBy(() -> PropertySettings.parse("xyz", ""))
                .hasMessageStartingWith("alidade.seed is \"xyz\"; give a decimal base seed");
        assertThatThrownBy(() -> PropertySettings.parse("ff@101", "")).hasMessageContaining("size 1 to 100");
        assertThatThrownBy(() -> PropertySettings.parse("", "-1")).hasMessageContaining("alidade.cases is \"-1\"");
    }

    private static void helper(Statement statement) {
        Property.check("helped", 1, statement);
    }

    private static List<Long> draws(PropertySettings settings, String name) {
        List<Long> draws = new ArrayList<>();
        Property.run(settings, ORIGIN, name, 20, random -> draws.add(random.between(0, Long.MAX_VALUE)));
        return draws;
    }

    private static AssertionError failure(PropertySettings settings, Statement statement) {
        AssertionError error = catchThrowableOfType(
                AssertionError.class, () -> Property.run(settings, ORIGIN, "small numbers", 100, statement));
        assertThat(error).isNotNull();
        return error;
    }
}
