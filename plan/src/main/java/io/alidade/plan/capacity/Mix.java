package io.alidade.plan.capacity;

import io.alidade.kube.document.BadInput;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// How often pods of each shape come.
///
/// @param shapes  at least one
/// @param percent of the arrivals, in the order of the shapes
public record Mix(List<Shape> shapes, List<Double> percent) {
    private static final BigDecimal WHOLE = BigDecimal.valueOf(100);
    private static final int LETTERS = 26;

    public Mix {
        shapes = List.copyOf(shapes);
        percent = List.copyOf(percent);
        if (shapes.isEmpty() || shapes.size() != percent.size()) {
            throw new IllegalArgumentException(shapes.size() + " shapes with " + percent.size() + " shares.");
        }
    }

    /// All alike.
    public static Mix even(List<Shape> shapes) {
        return new Mix(shapes, shapes.stream().map(_ -> 100.0 / shapes.size()).toList());
    }

    /// Reads `train=60,serve=40`. Shapes are called by their names, or by a letter: `a` is the first.
    ///
    /// @param shapes each of which has to have a share
    /// @throws BadInput if it is no such text or does not add up to 100
    public static Mix parse(String text, List<Shape> shapes) {
        Map<Shape, BigDecimal> shares = new LinkedHashMap<>();
        BigDecimal sum = BigDecimal.ZERO;
        for (String entry : text.split(",", -1)) {
            int equals = entry.lastIndexOf('=');
            if (equals < 1) {
                throw wrong(text, "'" + entry + "' is no share", "Write NAME=PERCENT,...: train=60,serve=40");
            }
            Shape shape = named(text, entry.substring(0, equals).strip(), shapes);
            BigDecimal share = share(text, entry.substring(equals + 1).strip());
            if (shares.putIfAbsent(shape, share) != null) {
                throw wrong(text, shape.name() + " is given twice", "Leave out one.");
            }
            sum = sum.add(share);
        }
        List<String> missing = shapes.stream().filter(shape -> !shares.containsKey(shape)).map(Shape::name).toList();
        if (!missing.isEmpty()) {
            throw wrong(text, "the shape " + missing.getFirst() + " has no share", "Give it one, or leave it out.");
        }
        if (sum.compareTo(WHOLE) != 0) {
            throw wrong(text, "the shares add up to " + sum.stripTrailingZeros().toPlainString() + ", not to 100",
                    "Give percentages of all arrivals.");
        }
        return new Mix(shapes, shapes.stream().map(shape -> shares.getOrDefault(shape, WHOLE).doubleValue()).toList());
    }

    private static Shape named(String text, String name, List<Shape> shapes) {
        for (int index = 0; index < shapes.size(); index++) {
            String letter = index < LETTERS ? String.valueOf((char) ('a' + index)) : "";
            boolean isCalled = shapes.get(index).name().equals(name);
            boolean isMeant = letter.equals(name) && shapes.stream().noneMatch(other -> other.name().equals(name));
            if (isCalled || isMeant) {
                return shapes.get(index);
            }
        }
        List<String> names = new ArrayList<>();
        shapes.forEach(shape -> names.add(shape.name()));
        throw wrong(text, "there is no shape '" + name + "'",
                "There " + (names.size() == 1 ? "is " : "are ") + names.stream().limit(20)
                        .collect(Collectors.joining(", ")) + ".");
    }

    private static BigDecimal share(String text, String number) {
        BigDecimal share;
        try {
            share = new BigDecimal(number.endsWith("%") ? number.substring(0, number.length() - 1) : number);
        } catch (NumberFormatException _) {
            throw wrong(text, "'" + number + "' is no number", "Give a percentage, 60 or 12.5.");
        }
        if (share.signum() <= 0 || share.compareTo(WHOLE) > 0 || share.scale() > 6) {
            throw wrong(text, "a share is " + number + ", not above 0 and up to 100", "Give a percentage, 60 or 12.5.");
        }
        return share;
    }

    private static BadInput wrong(String text, String what, String cure) {
        return new BadInput("--mix '" + text + "': " + what + ".", cure);
    }

    /// The percentages as an array.
    double[] shares() {
        return percent.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
