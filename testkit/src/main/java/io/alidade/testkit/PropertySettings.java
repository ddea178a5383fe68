package io.alidade.testkit;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How [Property] runs: the base seed, or the one case to replay, and the factor on the number of cases.
record PropertySettings(long baseSeed, Optional<Property.Seed> replay, BigDecimal factor) {
    static final long DEFAULT_BASE_SEED = 20_260_101L;
    private static final Pattern REPLAY = Pattern.compile("([0-9a-fA-F]{1,16})@([0-9]{1,3})");

    static PropertySettings fromSystemProperties() {
        return parse(System.getProperty("alidade.seed", ""), System.getProperty("alidade.cases", ""));
    }

    /// Reads the two system properties; an empty text stands for an absent one.
    static PropertySettings parse(String seed, String cases) {
        BigDecimal factor = cases.isEmpty() ? BigDecimal.ONE : parseFactor(cases);
        Matcher replay = REPLAY.matcher(seed);
        if (replay.matches()) {
            int size = Integer.parseInt(replay.group(2));
            if (size < 1 || size > Randomness.MAX_SIZE) {
                throw badSeed(seed);
            }
            Property.Seed one = new Property.Seed(Long.parseUnsignedLong(replay.group(1), 16), size);
            return new PropertySettings(DEFAULT_BASE_SEED, Optional.of(one), factor);
        }
        try {
            return new PropertySettings(seed.isEmpty() ? DEFAULT_BASE_SEED : Long.parseLong(seed), Optional.empty(),
                    factor);
        } catch (NumberFormatException notANumber) {
            throw badSeed(seed);
        }
    }

    /// The number of cases to run where `cases` were asked for: at least one, at most what an `int` holds.
    int scaled(int cases) {
        BigDecimal product = factor.multiply(BigDecimal.valueOf(cases)).setScale(0, RoundingMode.CEILING);
        return product.max(BigDecimal.ONE).min(BigDecimal.valueOf(Integer.MAX_VALUE)).intValueExact();
    }

    private static BigDecimal parseFactor(String cases) {
        if (!cases.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
            throw new IllegalArgumentException("alidade.cases is \"" + cases + "\"; give a factor such as 10 or 0.1.");
        }
        return new BigDecimal(cases);
    }

    private static IllegalArgumentException badSeed(String seed) {
        return new IllegalArgumentException("alidade.seed is \"" + seed
                + "\"; give a decimal base seed, or the seed@size that a failed property printed (size 1 to "
                + Randomness.MAX_SIZE + ").");
    }
}
