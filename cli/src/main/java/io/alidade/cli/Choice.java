package io.alidade.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// The words that an option takes, in any case, and what they mean: one place for reading them, for the complaint about others
/// and for what completion offers. A subclass is both `converter` and `completionCandidates` of its option.
abstract class Choice<T> implements ITypeConverter<T>, Iterable<String> {
    private final List<T> values;
    private final Function<T, String> word;

    /// @param word what a value is called; the words are listed in the order of the values
    Choice(T[] values, Function<T, String> word) {
        this.values = Arrays.asList(values);
        this.word = word;
    }

    /// The name of a constant as people write it: `NODE_TOPOLOGY` is `node-topology`.
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// What a word means, if it is one of them.
    final Optional<T> find(String text) {
        return values.stream().filter(value -> word.apply(value).equalsIgnoreCase(text)).findFirst();
    }

    @Override
    public final T convert(String text) {
        return find(text).orElseThrow(() -> new TypeConversionException("'" + text + "' is not " + listed()));
    }

    private String listed() {
        List<String> words = values.stream().map(word).toList();
        return String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
    }

    @Override
    public final Iterator<String> iterator() {
        return values.stream().map(word).iterator();
    }
}
