package io.alidade.engine.quantity;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Random quantities against plain BigDecimal arithmetic. `-Dalidade.seed=N` replays one seed.
class QuantityProperties {
    private static final int CASES = 20_000;
    private static final long SEED = Long.getLong("alidade.seed", 7);
    private static final List<String> SUFFIXES = List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E", "Ki", "Mi",
            "Gi", "Ti", "Pi", "Ei", "e5", "E-4", "e+18", "e-12");
    private static final Pattern NUMBER = Pattern.compile("([+-]?)([0-9.]+)(.*)");

    private static String text(SplittableRandom random) {
        String whole = digits(random, random.nextInt(1, random.nextBoolean() ? 6 : 24));
        String fraction = random.nextInt(3) > 0 ? "" : "." + digits(random, random.nextInt(0, 14));
        String sign = random.nextInt(4) > 0 ? "" : random.nextBoolean() ? "-" : "+";
        return sign + whole + fraction + SUFFIXES.get(random.nextInt(SUFFIXES.size()));
    }

    private static String digits(SplittableRandom random, int count) {
        StringBuilder digits = new StringBuilder();
        for (int index = 0; index < count; index++) {
            digits.append(random.nextInt(3) == 0 ? 0 : random.nextInt(10));
        }
        return digits.toString();
    }

    /// node-config 7.2, spelled out.
    private static BigDecimal oracle(String text) {
        Matcher matcher = NUMBER.matcher(text);
        assertThat(matcher.matches()).isTrue();
        BigDecimal number = new BigDecimal(matcher.group(2).endsWith(".") ? matcher.group(2) + "0" : matcher.group(2));
        String suffix = matcher.group(3);
        boolean binary = suffix.endsWith("i");
        if (binary) {
            number = number.multiply(BigDecimal.valueOf(1024).pow("KMGTPE".indexOf(suffix.charAt(0)) + 1));
        } else if (suffix.length() > 1) {
            number = number.scaleByPowerOfTen(Integer.parseInt(suffix.substring(1)));
        } else if (!suffix.isEmpty()) {
            number = number.scaleByPowerOfTen(3 * ("num.kMGTPE".indexOf(suffix) - 3));
        }
        number = number.setScale(9, RoundingMode.UP);
        if (binary) {
            number = number.min(BigDecimal.valueOf(Long.MAX_VALUE));
        }
        return matcher.group(1).equals("-") ? number.negate() : number;
    }

    private static long saturated(BigDecimal value) {
        return value.setScale(0, RoundingMode.UP).max(BigDecimal.valueOf(Long.MIN_VALUE))
                .min(BigDecimal.valueOf(Long.MAX_VALUE)).longValueExact();
    }

    @Test
    void parse_randomText_agreesWithBigDecimal() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int index = 0; index < CASES; index++) {
            String text = text(random);
            Quantity quantity = Quantity.parse(text);
            BigDecimal value = oracle(text);
            String replay = text + ", seed " + SEED;

            assertThat(quantity.value()).as(replay).isEqualByComparingTo(value);
            assertThat(quantity.ceilUnits()).as(replay).isEqualTo(saturated(value));
            assertThat(quantity.ceilMillis()).as(replay).isEqualTo(saturated(value.movePointRight(3)));
            assertThat(quantity.signum()).as(replay).isEqualTo(value.signum());
            quantity.asLong().ifPresent(integer -> assertThat(value).as(replay)
                    .isEqualByComparingTo(BigDecimal.valueOf(integer)));
        }
    }

    @Test
    void toText_randomQuantity_readsBackAsTheSameValue() {
        SplittableRandom random = new SplittableRandom(SEED + 1);
        for (int index = 0; index < CASES; index++) {
            String text = text(random);
            Quantity quantity = Quantity.parse(text);
            Quantity cleared = quantity.add(Quantity.ZERO);
            String replay = text + ", seed " + SEED;

            assertThat(Quantity.parse(quantity.toText())).as(replay).isEqualByComparingTo(quantity);
            assertThat(cleared.toText()).as(replay).doesNotContain(".", "+");
            Quantity again = Quantity.parse(cleared.toText());
            assertThat(again.toText()).as(replay).isEqualTo(cleared.toText());
            assertThat(again).as(replay).isEqualByComparingTo(quantity);
        }
    }

    @Test
    void arithmetic_randomPairs_agreesWithBigDecimal() {
        SplittableRandom random = new SplittableRandom(SEED + 2);
        for (int index = 0; index < CASES; index++) {
            Quantity left = Quantity.parse(text(random));
            Quantity right = Quantity.parse(text(random));
            String replay = left + " and " + right + ", seed " + SEED;

            assertThat(left.add(right).value()).as(replay).isEqualByComparingTo(left.value().add(right.value()));
            assertThat(left.subtract(right).value()).as(replay)
                    .isEqualByComparingTo(left.value().subtract(right.value()));
            assertThat(left.add(right).format()).as(replay).isEqualTo(left.isZero() ? right.format() : left.format());
            assertThat(Integer.signum(left.compareTo(right))).as(replay)
                    .isEqualTo(left.value().compareTo(right.value()));
            assertThat(left.equals(right)).as(replay)
                    .isEqualTo(left.compareTo(right) == 0 && left.format() == right.format());
        }
    }
}
